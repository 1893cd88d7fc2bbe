package dev.chainrule.lab.dataset;

import dev.chainrule.data.LabeledImages;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.stream.IntStream;

/// The part of CIFAR-10 that comes with the program: enough for most of the course's experiments, without a download.
///
/// The images are bit for bit those of the official release. The file also holds, for every pixel position, the sum
/// over training images 0–48999 as an integer, so that the mean image is exact although those images are not here.
///
/// ```java
/// BundledCifar10 data = BundledCifar10.load();
/// LabeledImages train = data.train(); // 4000 images of (3, 32, 32)
/// ```
public final class BundledCifar10 {
    /// Training images 0–3999.
    public static final int TRAIN = 4000;

    /// Training images 49000–49999.
    public static final int VALIDATION = 1000;

    /// Test images 0–999.
    public static final int TEST = 1000;

    /// The SHA-256 of the bundled file.
    public static final String SHA256 = "2170c95b05ad068884653e4d922934c5a85ef97977f7b7625d1c86ea67fd9097";

    static final long MAGIC = 0x4352_4349_4641_5201L;
    static final int MEAN_IMAGES = 49_000;
    static final int BLOCK = 1000;
    static final int IMAGES = TRAIN + VALIDATION + TEST;

    static final int FILE_BYTES = 9_189_398;

    private static final String RESOURCE = "cifar10-bundle.bin";

    private final LabeledImages train;
    private final LabeledImages validation;
    private final LabeledImages test;
    private final double[] mean;

    private BundledCifar10(LabeledImages all, double[] mean) {
        this.train = all.slice(0, TRAIN);
        this.validation = all.slice(TRAIN, TRAIN + VALIDATION);
        this.test = all.slice(TRAIN + VALIDATION, IMAGES);
        this.mean = mean;
    }

    /// Reads the bundled images, about a third of a second, after checking the SHA-256 of the file.
    ///
    /// @throws IllegalStateException when the file is missing or damaged; only a damaged installation has that
    public static BundledCifar10 load() {
        byte[] file;
        try (InputStream stream = BundledCifar10.class.getResourceAsStream(RESOURCE)) {
            if (stream == null) {
                throw new IllegalStateException("BundledCifar10: " + RESOURCE + " is missing; build or install again");
            }
            file = stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String actual = Checksum.sha256(file);
        if (!actual.equals(SHA256)) {
            throw new IllegalStateException("BundledCifar10: SHA-256 %s of %s does not fit %s; build or install again"
                    .formatted(actual, RESOURCE, SHA256));
        }
        return decode(ByteBuffer.wrap(file));
    }

    /// Reads a file as [the maker][#SHA256] wrote it: magic, sums, labels, tables, then six blocks of a thousand
    /// images.
    static BundledCifar10 decode(ByteBuffer file) {
        if (file.getLong() != MAGIC) {
            throw new IllegalStateException("BundledCifar10: the bundled file has an unknown form; build again");
        }
        double[] mean = new double[PhotoCodec.IMAGE];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = (double) file.getInt() / MEAN_IMAGES;
        }
        int[] labels = new int[IMAGES];
        for (int i = 0; i < IMAGES; i++) {
            labels[i] = file.get();
        }
        SymbolTables tables = new SymbolTables(file);
        ByteBuffer[] blocks = new ByteBuffer[IMAGES / BLOCK];
        for (int block = 0; block < blocks.length; block++) {
            int bytes = file.getInt();
            blocks[block] = file.slice(file.position(), bytes);
            file.position(file.position() + bytes);
        }
        byte[] pixels = new byte[IMAGES * PhotoCodec.IMAGE];
        IntStream.range(0, blocks.length)
                .parallel()
                .forEach(block -> new PhotoCodec().code(pixels, block * BLOCK, BLOCK, tables.decoder(blocks[block])));
        return new BundledCifar10(new LabeledImages(pixels, labels, Cifar10.IMAGE_SHAPE, Cifar10.CLASS_NAMES), mean);
    }

    /// Training images 0–3999.
    public LabeledImages train() {
        return train;
    }

    /// Training images 49000–49999, the course's validation images.
    public LabeledImages validation() {
        return validation;
    }

    /// Test images 0–999, the course's test images.
    public LabeledImages test() {
        return test;
    }

    /// The mean of training images 0–48999 at each of the 3,072 positions, in the order C, H, W, on the scale
    /// 0–255.
    public double[] meanOfTraining49000() {
        return mean.clone();
    }
}
