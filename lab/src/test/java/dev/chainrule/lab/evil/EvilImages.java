package dev.chainrule.lab.evil;

import dev.chainrule.lab.dataset.DataFileException;
import dev.chainrule.lab.dataset.DatasetException;
import dev.chainrule.lab.dataset.ImageDecoder;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;

/// Evil images of each kind.
final class EvilImages {
    private static final String BROKEN = "is broken";
    private static final String LIMITS = "does not fit the limits";

    private EvilImages() {}

    static List<EvilCase> cases() throws IOException {
        List<EvilCase> all = new ArrayList<>();
        addPng(all);
        addJpeg(all);
        addGifAndBmp(all);
        addTiff(all);
        addWebp(all);
        addOthers(all);
        return all;
    }

    private static void addPng(List<EvilCase> all) throws IOException {
        byte[] pixels = deflated(1 << 10);
        all.add(image("PNG that claims 8000 × 8000", png(8000, 8000, 8, 2, 0, pixels), "do not fit the header's"));
        all.add(image(
                "PNG of bits that claims 8000 × 8000", png(8000, 8000, 1, 0, 1, pixels), "do not fit the header"));
        all.add(image("PNG that claims 2^31 - 1 on a side", png(-1 >>> 1, -1 >>> 1, 8, 2, 0, pixels), LIMITS));
        all.add(image("PNG that claims 2^32 - 1 on a side", png(-1, -1, 16, 6, 0, pixels), "pixels"));
        all.add(image("PNG of 16,385 columns", png(16_385, 1, 1, 0, 0, pixels), LIMITS));
        all.add(image("PNG without a column", png(0, 5, 8, 2, 0, pixels), BROKEN));
        all.add(image("PNG of three bits", png(5, 5, 3, 0, 0, pixels), ""));
        all.add(image("PNG of colour type 5", png(5, 5, 8, 5, 0, pixels), ""));
        all.add(image("PNG of 1000 × 1000 that holds a kilobyte", png(1000, 1000, 8, 2, 0, pixels), BROKEN));
        all.add(image("PNG whose pixels are not deflated", png(50, 50, 8, 2, 0, new byte[500]), BROKEN));
        all.add(image("PNG without pixels", png(5, 5, 8, 2, 0, new byte[0]), BROKEN));
        all.add(image("PNG without a palette", png(5, 5, 8, 3, 0, deflated(30)), ""));
        byte[] whole = png(5, 5, 8, 2, 0, deflated(80));
        all.add(image("PNG that is cut in its header", Arrays.copyOf(whole, 20), BROKEN));
        ByteBuffer chunk = ByteBuffer.wrap(whole.clone()).putInt(33, Integer.MAX_VALUE);
        all.add(image("PNG with a chunk of 2^31 - 1 bytes", chunk.array(), BROKEN));
        ByteBuffer negative = ByteBuffer.wrap(whole.clone()).putInt(33, -12);
        all.add(image("PNG with a chunk of -12 bytes", negative.array(), BROKEN));
    }

    private static byte[] deflated(int zeros) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream deflater = new DeflaterOutputStream(out)) {
            deflater.write(new byte[zeros]);
        }
        return out.toByteArray();
    }

    private static byte[] png(int width, int height, int bits, int colours, int interlaced, byte[] pixels)
            throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10});
        ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height);
        header.put((byte) bits).put((byte) colours).put((byte) 0).put((byte) 0).put((byte) interlaced);
        chunk(out, "IHDR", header.array());
        chunk(out, "IDAT", pixels);
        chunk(out, "IEND", new byte[0]);
        return out.toByteArray();
    }

    private static void chunk(OutputStream to, String type, byte[] content) throws IOException {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 sum = new CRC32();
        sum.update(name);
        sum.update(content);
        DataOutputStream out = new DataOutputStream(to);
        out.writeInt(content.length);
        out.write(name);
        out.write(content);
        out.writeInt((int) sum.getValue());
    }

    private static void addJpeg(List<EvilCase> all) throws IOException {
        byte[] small = jpeg(16, 16, false);
        int frame = find(small, 0xc0, 0);
        all.add(image("JPEG with 600 scans", scans(jpeg(64, 64, true), 600), "scans of 64 × 64 is not read"));
        all.add(image(
                "JPEG with 200 scans of 3000 × 3000", scans(jpeg(3000, 3000, true), 200), "scans of 3000 × 3000"));
        all.add(image(
                "JPEG that claims 16,000 × 4000", edited(small, frame + 5, 0x0f, 0xa0, 0x3e, 0x80), "do not fit"));
        all.add(image("JPEG that claims 65,535 × 65,535", edited(small, frame + 5, 255, 255, 255, 255), LIMITS));
        all.add(image("JPEG without a row", edited(small, frame + 5, 0, 0), BROKEN));
        all.add(image("JPEG without a component", edited(small, frame + 9, 0), ""));
        all.add(image("JPEG of 255 components", edited(small, frame + 9, 255), ""));
        all.add(image("JPEG whose samples are taken 0 times", edited(small, frame + 11, 0), BROKEN));
        all.add(image("JPEG with a segment of no length", edited(small, frame + 2, 0, 0), BROKEN));
        all.add(image("JPEG with a segment as long as can be", edited(small, frame + 2, 255, 255), BROKEN));
        all.add(image("JPEG that has ended", new byte[] {-1, -40, -1, -39}, BROKEN));
        all.add(image("JPEG of one marker", new byte[] {-1, -40, -1}, BROKEN));
        byte[] marks = new byte[100_000];
        Arrays.fill(marks, (byte) -1);
        marks[1] = (byte) 0xd8;
        all.add(image("JPEG of 0xff alone", marks, BROKEN));
        byte[] stuffed = new byte[1 << 20];
        Arrays.fill(stuffed, (byte) -1);
        for (int i = 3; i < stuffed.length; i += 2) {
            stuffed[i] = 0;
        }
        stuffed[1] = (byte) 0xd8;
        all.add(image("JPEG of 0xff 0x00 alone", stuffed, BROKEN));
    }

    private static byte[] jpeg(int width, int height, boolean progressive) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ImageWriteParam settings = writer.getDefaultWriteParam();
        settings.setProgressiveMode(progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BufferedImage grey = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        try (var stream = ImageIO.createImageOutputStream(out)) {
            writer.setOutput(stream);
            writer.write(null, new IIOImage(grey, null, null), settings);
        }
        writer.dispose();
        return out.toByteArray();
    }

    /// The same file with its last scan so many times.
    private static byte[] scans(byte[] jpeg, int count) throws IOException {
        int last = 0;
        for (int at = find(jpeg, 0xda, 0); at > 0; at = find(jpeg, 0xda, at + 1)) {
            last = at;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(jpeg, 0, last);
        for (int i = 0; i < count; i++) {
            out.write(jpeg, last, jpeg.length - 2 - last);
        }
        out.write(jpeg, jpeg.length - 2, 2);
        return out.toByteArray();
    }

    private static int find(byte[] file, int marker, int from) {
        for (int at = from; at + 1 < file.length; at++) {
            if ((file[at] & 0xff) == 0xff && (file[at + 1] & 0xff) == marker) {
                return at;
            }
        }
        return -1;
    }

    private static byte[] edited(byte[] file, int at, int... bytes) {
        byte[] other = file.clone();
        for (int i = 0; i < bytes.length; i++) {
            other[at + i] = (byte) bytes[i];
        }
        return other;
    }

    private static void addGifAndBmp(List<EvilCase> all) throws IOException {
        byte[] gif = written("gif");
        int frame = find(gif, ',');
        all.add(image(
                "GIF on a canvas of 16,000 × 4000", edited(gif, 6, 0x80, 0x3e, 0xa0, 0x0f), "do not fit the header"));
        all.add(image("GIF on a canvas of 65,535 × 65,535", edited(gif, 6, 255, 255, 255, 255), LIMITS));
        all.add(image("GIF whose frame lies far away", edited(gif, frame + 1, 255, 255, 255, 255), LIMITS));
        all.add(image("GIF with codes of 255 bits", edited(gif, frame + 10, 255), BROKEN));
        all.add(image("GIF without a frame", edited(gif, frame, ';'), BROKEN));
        all.add(image("GIF that is cut", Arrays.copyOf(gif, frame + 4), BROKEN));
        byte[] extensions = Arrays.copyOf(Arrays.copyOf(gif, 13), 1 << 20);
        extensions[10] = 0;
        Arrays.fill(extensions, 13, extensions.length, (byte) '!');
        all.add(image("GIF of extensions without end", extensions, BROKEN));
        byte[] bmp = written("bmp");
        all.add(image("BMP that claims 16,000 × 4000", edited(bmp, 18, 0x80, 0x3e, 0, 0, 0xa0, 0x0f), "do not fit"));
        all.add(image("BMP that claims 2^31 on a side", edited(bmp, 18, 0, 0, 0, 0x80, 0, 0, 0, 0x80), ""));
        all.add(image("BMP without a column", edited(bmp, 18, 0, 0, 0, 0), BROKEN));
        all.add(image("BMP of seven bits", edited(bmp, 28, 7), ""));
        all.add(image("BMP with a palette of 2^31 colours", edited(edited(bmp, 28, 8), 46, 255, 255, 255, 127), ""));
        all.add(image("BMP that is cut", Arrays.copyOf(bmp, 60), BROKEN));
        all.add(image("BMP whose pixels lie behind its end", edited(bmp, 10, 255, 255, 255, 127), "2147483647"));
    }

    private static byte[] written(String format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(9, 7, BufferedImage.TYPE_INT_RGB), format, out);
        return out.toByteArray();
    }

    private static int find(byte[] file, char what) {
        return new String(file, StandardCharsets.ISO_8859_1).lastIndexOf(what);
    }

    private static void addTiff(List<EvilCase> all) {
        all.add(image("TIFF that claims 8000 × 8000", tiff(8000, 8000, 8, 1, 8, 64), ""));
        all.add(image("TIFF that claims 2^32 - 1 on a side", tiff(-1, -1, 8, 1, 8, 64), ""));
        all.add(image("TIFF of 65,535 bits a sample", tiff(90, 90, 65_535, 1, 8, 64), ""));
        all.add(image("TIFF with a packing that nobody knows", tiff(90, 90, 8, 31_337, 8, 64), ""));
        all.add(image("TIFF whose strip lies behind its end", tiff(90, 90, 8, 1, -2, 64), ""));
        all.add(image("TIFF whose strip claims 2^31 bytes", tiff(90, 90, 8, 1, 8, Integer.MAX_VALUE), ""));
        all.add(image("TIFF whose deflated strip claims 2^31 bytes", tiff(90, 90, 8, 8, 8, Integer.MAX_VALUE), ""));
        all.add(image("TIFF of LZW whose strip claims 2^31 bytes", tiff(90, 90, 8, 5, 8, Integer.MAX_VALUE), ""));
        ByteBuffer far =
                ByteBuffer.allocate(8).put(new byte[] {'M', 'M', 0, 42}).putInt(-16);
        all.add(image("TIFF whose directory lies behind its end", far.array(), BROKEN));
        ByteBuffer big = ByteBuffer.allocate(24).put(new byte[] {'M', 'M', 0, 43, 0, 8, 0, 0});
        big.putLong(16).putLong(Long.MAX_VALUE);
        all.add(image("TIFF of 2^63 - 1 entries", big.array(), BROKEN));
        ByteBuffer back = ByteBuffer.allocate(16)
                .put(new byte[] {'M', 'M', 0, 43, 0, 8, 0, 0})
                .putLong(-8);
        all.add(image("TIFF whose directory lies before its beginning", back.array(), BROKEN));
    }

    /// A TIFF of one grey strip.
    private static byte[] tiff(int width, int height, int bits, int packing, int strip, int stripBytes) {
        int[][] entries = {
            {0x100, width},
            {0x101, height},
            {0x102, bits},
            {0x103, packing},
            {0x106, 1},
            {0x111, strip},
            {0x115, 1},
            {0x116, height},
            {0x117, stripBytes}
        };
        ByteBuffer file =
                ByteBuffer.allocate(1 << 10).put(new byte[] {'M', 'M', 0, 42}).putInt(8);
        file.putShort((short) entries.length);
        for (int[] entry : entries) {
            file.putShort((short) entry[0]).putShort((short) 4).putInt(1).putInt(entry[1]);
        }
        return file.array();
    }

    private static void addWebp(List<EvilCase> all) {
        byte[] canvas = {16, 0, 0, 0, -1, 63, 0, -1, 15, 0};
        all.add(image("WebP of a canvas of 16,384 × 4096", webp("VP8X", canvas, 10), LIMITS));
        byte[] large = {16, 0, 0, 0, -1, 63, 0, 0, 15, 0};
        all.add(image("WebP of a canvas of 16,384 × 3841", webp("VP8X", large, 10), "do not fit the header's"));
        all.add(image("WebP of a lossless picture of ones", webp("VP8L", filled(100, 255), 100), ""));
        all.add(image("WebP of a lossless picture of nothing", webp("VP8L", new byte[] {0x2f, 0, 0, 0, 0}, 5), BROKEN));
        all.add(image("WebP of a lossy picture of ones", webp("VP8 ", filled(100, 255), 100), ""));
        all.add(image("WebP whose chunk claims 2^32 - 1 bytes", webp("VP8 ", filled(100, 1), -1), BROKEN));
        all.add(image("WebP without a picture", webp("ALPH", filled(100, 1), 100), BROKEN));
        byte[] far = {-16, -1, -1, (byte) 0x9d, 1, 0x2a, 16, 0, 16, 0, 0, 0};
        all.add(image("WebP of a partition that claims 524,287 bytes", webp("VP8 ", far, far.length), BROKEN));
    }

    private static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private static byte[] webp(String type, byte[] content, int claimed) {
        return ByteBuffer.allocate(20 + content.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("RIFF".getBytes(StandardCharsets.US_ASCII))
                .putInt(12 + content.length)
                .put(("WEBP" + type).getBytes(StandardCharsets.US_ASCII))
                .putInt(claimed)
                .put(content)
                .array();
    }

    private static void addOthers(List<EvilCase> all) {
        all.add(image("nothing", new byte[0], "the file is empty"));
        all.add(image(
                "a page", "<html><script>alert(1)</script>".getBytes(StandardCharsets.UTF_8), "this is no image"));
        all.add(image(
                "a kind that is none",
                "....ftyp\u001b[2J\u0007".getBytes(StandardCharsets.ISO_8859_1),
                "this is a file of the kind"));
        all.add(file("an image without end", "device", EvilImages::endless));
        all.add(file("an image that is a pipe", "pipe", EvilSettings::pipe));
        all.add(file("an image that is a folder", "folder", folder -> Files.createDirectory(folder.resolve("a.png"))));
    }

    private static Path endless(Path folder) throws IOException {
        return Files.createSymbolicLink(folder.resolve("a.png"), Path.of("/dev/zero"));
    }

    private static EvilCase file(String name, String says, EvilCase.Maker maker) {
        return new EvilCase(name, DatasetException.class, says, maker, EvilImages::decode);
    }

    private static EvilCase image(String name, byte[] content, String says) {
        return new EvilCase(
                name,
                DataFileException.class,
                says,
                folder -> Files.write(folder.resolve("evil.img"), content),
                EvilImages::decode);
    }

    private static void decode(Path file) throws DatasetException {
        ImageDecoder.overWhite().decode(file);
    }
}
