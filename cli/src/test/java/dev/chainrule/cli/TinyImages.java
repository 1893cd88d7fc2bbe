package dev.chainrule.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/// Makes folders of tiny PNG images for tests: a class of mostly red ones, a class of mostly blue ones, and so on.
final class TinyImages {
    private static final int SIDE = 4;
    private static final int[][] COLOURS = {{128, 0, 0}, {0, 0, 128}, {0, 128, 0}};
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

    private TinyImages() {}

    static Path folder(Path parent, int imagesPerClass, String... classNames) throws IOException {
        Random random = new Random(1);
        Path folder = parent.resolve("images");
        for (int label = 0; label < classNames.length; label++) {
            Path classFolder = Files.createDirectories(folder.resolve(classNames[label]));
            for (int i = 0; i < imagesPerClass; i++) {
                Files.write(classFolder.resolve(i + ".png"), png(COLOURS[label], random));
            }
        }
        return folder;
    }

    private static byte[] png(int[] colour, Random random) throws IOException {
        ByteArrayOutputStream pixels = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(pixels)) {
            for (int row = 0; row < SIDE; row++) {
                deflater.write(0);
                for (int i = 0; i < 3 * SIDE; i++) {
                    deflater.write(colour[i % 3] + random.nextInt(64));
                }
            }
        }
        byte[] header = ByteBuffer.allocate(13)
                .putInt(SIDE)
                .putInt(SIDE)
                .put(new byte[] {8, 2, 0, 0, 0})
                .array();
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.write(SIGNATURE);
        file.write(chunk("IHDR", header));
        file.write(chunk("IDAT", pixels.toByteArray()));
        file.write(chunk("IEND", new byte[0]));
        return file.toByteArray();
    }

    private static byte[] chunk(String type, byte[] content) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 check = new CRC32();
        check.update(name);
        check.update(content);
        return ByteBuffer.allocate(12 + content.length)
                .putInt(content.length)
                .put(name)
                .put(content)
                .putInt((int) check.getValue())
                .array();
    }
}
