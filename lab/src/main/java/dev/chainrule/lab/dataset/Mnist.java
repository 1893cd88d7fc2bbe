package dev.chainrule.lab.dataset;

import dev.chainrule.data.LabeledImages;
import dev.chainrule.format.Limits;
import dev.chainrule.lab.text.Reasons;
import dev.chainrule.tensor.Shape;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// The whole of MNIST: 60,000 training and 10,000 test digits, grey, in ten classes.
///
/// The files are IDX: two zero bytes, the element type (8: unsigned byte), the number of axes, one big-endian 32-bit
/// extent for each axis, then the elements. Source: Y. LeCun, C. Cortes and C. Burges, *The MNIST database of
/// handwritten digits*, 1998.
///
/// @param train the training images
/// @param test the test images
public record Mnist(LabeledImages train, LabeledImages test) {
    /// The shape of one image: (1, 28, 28).
    public static final Shape IMAGE_SHAPE = Shape.of(1, 28, 28);

    /// The names of the ten classes, by label: the digits.
    public static final List<String> CLASS_NAMES = List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");

    private static final int UNSIGNED_BYTE = 8;

    /// Reads the four files of a folder, as they are or packed with gzip; their names may have a dot before `idx`,
    /// as in `train-images.idx3-ubyte.gz`.
    ///
    /// @throws DataFileException when a file is missing, is not IDX, has another length or a label above 9
    public static Mnist read(Path folder) throws DatasetException {
        return new Mnist(
                read(there(folder, "train-images-idx3-ubyte"), there(folder, "train-labels-idx1-ubyte")),
                read(there(folder, "t10k-images-idx3-ubyte"), there(folder, "t10k-labels-idx1-ubyte")));
    }

    private static Path there(Path folder, String name) {
        return file(folder, name).orElse(folder.resolve(name));
    }

    /// The file of a folder that has the canonical name, or one of those that people have it under.
    static Optional<Path> file(Path folder, String name) {
        String dotted = name.replace("-idx", ".idx");
        return Stream.of(name, dotted, name + ".gz", dotted + ".gz")
                .map(folder::resolve)
                .filter(Files::isRegularFile)
                .findFirst();
    }

    /// Reads one pair of files: images of 28 × 28 and their labels.
    ///
    /// @throws DataFileException when a file is missing, is not IDX, has another length or a label above 9
    public static LabeledImages read(Path images, Path labels) throws DatasetException {
        ByteBuffer pixels = elements(images, 3);
        int count = pixels.getInt(4);
        if (pixels.getInt(8) != 28 || pixels.getInt(12) != 28) {
            throw new DataFileException(
                    images.toString(),
                    8,
                    "images of %s × %s do not fit MNIST; expected 28 × 28"
                            .formatted(pixels.getInt(8), pixels.getInt(12)));
        }
        ByteBuffer classes = elements(labels, 1);
        if (classes.getInt(4) != count) {
            throw new DataFileException(
                    labels.toString(), 4, "%s labels do not fit %s images".formatted(classes.getInt(4), count));
        }
        int[] label = new int[count];
        for (int i = 0; i < count; i++) {
            label[i] = classes.get() & 0xff;
            if (label[i] >= CLASS_NAMES.size()) {
                throw new DataFileException(
                        labels.toString(),
                        classes.position() - 1,
                        "label %s of image %s does not fit 10 classes; expected 0 to 9".formatted(label[i], i));
            }
        }
        byte[] bytes = new byte[pixels.remaining()];
        pixels.get(bytes);
        return new LabeledImages(bytes, label, IMAGE_SHAPE, CLASS_NAMES);
    }

    /// Reads an IDX file of unsigned bytes, positioned behind its header.
    private static ByteBuffer elements(Path file, int axes) throws DatasetException {
        byte[] bytes = bytes(file);
        int header = 4 + 4 * axes;
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        int magic = UNSIGNED_BYTE << 8 | axes;
        if (bytes.length < header || buffer.getInt(0) != magic) {
            throw new DataFileException(
                    file.toString(),
                    0,
                    "this is not an IDX file of unsigned bytes with %s %s; expected the first bytes %s"
                            .formatted(
                                    axes,
                                    axes == 1 ? "axis" : "axes",
                                    HexFormat.of().toHexDigits(magic)));
        }
        long expected = 1;
        for (int axis = 0; axis < axes; axis++) {
            long extent = Integer.toUnsignedLong(buffer.getInt(4 + 4 * axis));
            expected = extent == 0 ? 0 : Math.min(expected, Long.MAX_VALUE / extent) * extent;
        }
        if (bytes.length - header != expected) {
            throw new DataFileException(
                    file.toString(),
                    4,
                    "%s elements in the header do not fit %s bytes behind it"
                            .formatted(expected, bytes.length - header));
        }
        return buffer.position(header);
    }

    private static byte[] bytes(Path file) throws DatasetException {
        if (!Files.isRegularFile(file)) {
            throw new DataFileException(file, "no such file; expected an IDX file");
        }
        boolean packed = file.toString().endsWith(".gz");
        try (InputStream stored = Files.newInputStream(file);
                InputStream content = packed ? new GZIPInputStream(stored, 1 << 16) : stored) {
            byte[] bytes = content.readNBytes((int) Limits.IDX_BYTES + 1);
            if (bytes.length > Limits.IDX_BYTES) {
                throw new DataFileException(
                        file, "more than %s MB does not fit MNIST".formatted(Limits.IDX_BYTES / 1_000_000));
            }
            return bytes;
        } catch (EOFException | ZipException e) {
            throw new DataFileException(file, "the gzip file is broken (" + Reasons.of(e) + ")");
        } catch (DatasetException e) {
            throw e;
        } catch (IOException e) {
            throw new DatasetException(file + ": cannot be read (" + Reasons.of(e) + ")", e);
        }
    }
}
