package dev.chainrule.lab.dataset.fetch;

import dev.chainrule.fuzz.Target;
import dev.chainrule.lab.dataset.DatasetException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/// The readers of downloads.
public final class FetchTargets {
    private static final int BLOCK = 512;
    private static final int SUM = 148;
    private static final int MAGIC = 257;

    private FetchTargets() {}

    /// Targets by name.
    public static Map<String, Target> all() {
        return Map.of(
                "pickle",
                new Target(DatasetException.class, content -> new PickleReader("fuzz", content).read()),
                "gz",
                new Target(DatasetException.class, FetchTargets::inflate),
                "tar-gz",
                Target.ofFile(DatasetException.class, ".tar.gz", FetchTargets::archive),
                "tar",
                Target.ofFile(DatasetException.class, ".tar.gz", FetchTargets::packed));
    }

    private static void inflate(byte[] content) throws IOException {
        try (InputStream in = new GzipSource(new ByteArrayInputStream(content), "fuzz")) {
            in.transferTo(OutputStream.nullOutputStream());
        }
    }

    private static void archive(Path file) throws IOException {
        TarGz.read(file, new Importer() {
            @Override
            public void accept(String name, InputStream content, long size) throws IOException {
                content.readNBytes((int) Math.min(size, BLOCK));
            }

            @Override
            public void finish() {
                // nothing is kept
            }
        });
    }

    /// The content as an archive whose headers have right sums.
    private static void packed(Path file) throws IOException {
        byte[] content = Files.readAllBytes(file);
        for (int start = 0; start + BLOCK <= content.length; start += BLOCK) {
            if (new String(content, start + MAGIC, 5, StandardCharsets.ISO_8859_1).equals("ustar")) {
                sum(content, start);
            }
        }
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(content);
        }
        archive(Files.write(file, packed.toByteArray()));
    }

    private static void sum(byte[] content, int start) {
        int sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= SUM && i < SUM + 8 ? ' ' : content[start + i] & 0xff;
        }
        byte[] octal = "%06o\0 ".formatted(sum).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(octal, 0, content, start + SUM, 8);
    }
}
