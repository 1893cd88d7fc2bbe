package dev.chainrule.lab.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RandomImagesTest {
    private static final int FILES = 240;
    private static final String[] FORMATS = {"png", "jpeg", "bmp", "gif", "tiff"};

    /// On which side of the upright picture the first stored row and the first stored column lie, as EXIF defines 1
    /// … 8.
    private static final String[] SIDES = {"TL", "TR", "BR", "BL", "LT", "RT", "RB", "LB"};

    @TempDir
    private Path folder;

    @Test
    void filesOfAllKindsHaveThePixelsThatWereWritten() throws IOException {
        int turned = 0;
        for (int i = 0; i < FILES; i++) {
            Random random = new Random(i);
            String format = FORMATS[i % FORMATS.length];
            boolean turnable = format.equals("png") || format.equals("jpeg");
            int orientation = turnable ? 1 + random.nextInt(8) : 1;
            BufferedImage upright = picture(random, format);
            BufferedImage stored = stored(upright, orientation);
            byte[] file = withOrientation(written(stored, format), format, orientation, random.nextBoolean());
            Path path = Files.write(folder.resolve(i + ".image"), file);

            DecodedImage image = new ImageDecoder(Background.BLACK).decode(path);
            BufferedImage truth = format.equals("jpeg")
                    ? upright(ImageIO.read(path.toFile()), orientation, upright.getWidth(), upright.getHeight())
                    : upright;
            String what = i + " " + format + ", type " + upright.getType() + ", orientation " + orientation;
            assertThat(image.size())
                    .as(what)
                    .isEqualTo(new ImageSize(upright.getWidth(), upright.getHeight()))
                    .isEqualTo(ImageDecoder.size(path));
            assertThat(DecodedImages.largestDifference(image.planes(Colours.RGB), overBlack(truth)))
                    .as(what)
                    .isLessThanOrEqualTo(2);
            turned += orientation > 1 ? 1 : 0;
        }
        assertThat(turned).isGreaterThan(60);
    }

    private static BufferedImage picture(Random random, String format) {
        int width = 1 + random.nextInt(70);
        int height = 1 + random.nextInt(70);
        BufferedImage image = empty(random, format, width, height);
        int red = random.nextInt(12);
        int green = random.nextInt(12);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int rgb = (x * red & 0xff) << 16 | (y * green & 0xff) << 8 | (x + 2 * y & 0xff);
                int alpha = image.getColorModel().hasAlpha() ? x * 5 & 0xff : 0xff;
                image.setRGB(x, y, alpha << 24 | rgb);
            }
        }
        return image;
    }

    private static BufferedImage empty(Random random, String format, int width, int height) {
        int[] types = switch (format) {
            case "png" ->
                new int[] {
                    BufferedImage.TYPE_INT_RGB,
                    BufferedImage.TYPE_INT_ARGB,
                    BufferedImage.TYPE_BYTE_GRAY,
                    BufferedImage.TYPE_USHORT_GRAY,
                    BufferedImage.TYPE_BYTE_INDEXED,
                    BufferedImage.TYPE_BYTE_BINARY,
                    BufferedImage.TYPE_CUSTOM
                };
            case "jpeg" -> new int[] {BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_BYTE_GRAY};
            case "gif" -> new int[] {BufferedImage.TYPE_BYTE_INDEXED, BufferedImage.TYPE_BYTE_BINARY};
            case "tiff" ->
                new int[] {
                    BufferedImage.TYPE_INT_RGB,
                    BufferedImage.TYPE_INT_ARGB,
                    BufferedImage.TYPE_BYTE_GRAY,
                    BufferedImage.TYPE_USHORT_GRAY
                };
            default ->
                new int[] {BufferedImage.TYPE_3BYTE_BGR, BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_BYTE_INDEXED};
        };
        int type = types[random.nextInt(types.length)];
        if (type != BufferedImage.TYPE_CUSTOM) {
            return new BufferedImage(width, height, type);
        }
        ComponentColorModel deep = new ComponentColorModel(
                ColorSpace.getInstance(ColorSpace.CS_sRGB),
                true,
                false,
                Transparency.TRANSLUCENT,
                DataBuffer.TYPE_USHORT);
        return new BufferedImage(deep, deep.createCompatibleWritableRaster(width, height), false, null);
    }

    private static byte[] written(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, format, bytes)).as(format).isTrue();
        return bytes.toByteArray();
    }

    /// The pixels over black, where grey samples are taken as they are.
    private static byte[] overBlack(BufferedImage image) {
        boolean grey = image.getColorModel().getNumColorComponents() == 1;
        int pixels = image.getWidth() * image.getHeight();
        byte[] planes = new byte[3 * pixels];
        for (int i = 0; i < pixels; i++) {
            int x = i % image.getWidth();
            int y = i / image.getWidth();
            int argb = image.getRGB(x, y);
            for (int channel = 0; channel < 3; channel++) {
                int value = grey ? grey(image, x, y) : (argb >> (16 - 8 * channel) & 0xff) * (argb >>> 24) / 255;
                planes[channel * pixels + i] = (byte) value;
            }
        }
        return planes;
    }

    private static int grey(BufferedImage image, int x, int y) {
        int sample = image.getRaster().getSample(x, y, 0);
        return image.getColorModel().getComponentSize(0) == 16 ? sample >> 8 : sample;
    }

    private static BufferedImage stored(BufferedImage upright, int orientation) {
        boolean swapped = orientation > 4;
        int width = swapped ? upright.getHeight() : upright.getWidth();
        int height = swapped ? upright.getWidth() : upright.getHeight();
        BufferedImage stored = new BufferedImage(
                upright.getColorModel(),
                upright.getRaster().createCompatibleWritableRaster(width, height),
                false,
                null);
        for (int row = 0; row < height; row++) {
            for (int column = 0; column < width; column++) {
                int[] at = place(orientation, row, column, upright.getWidth(), upright.getHeight());
                stored.getRaster()
                        .setDataElements(column, row, upright.getRaster().getDataElements(at[0], at[1], null));
            }
        }
        return stored;
    }

    private static BufferedImage upright(BufferedImage stored, int orientation, int width, int height) {
        BufferedImage upright = new BufferedImage(
                stored.getColorModel(), stored.getRaster().createCompatibleWritableRaster(width, height), false, null);
        for (int row = 0; row < stored.getHeight(); row++) {
            for (int column = 0; column < stored.getWidth(); column++) {
                int[] at = place(orientation, row, column, width, height);
                upright.getRaster()
                        .setDataElements(at[0], at[1], stored.getRaster().getDataElements(column, row, null));
            }
        }
        return upright;
    }

    private static int[] place(int orientation, int row, int column, int width, int height) {
        int[] at = new int[2];
        int[] indices = {row, column};
        for (int i = 0; i < 2; i++) {
            switch (SIDES[orientation - 1].charAt(i)) {
                case 'T' -> at[1] = indices[i];
                case 'B' -> at[1] = height - 1 - indices[i];
                case 'L' -> at[0] = indices[i];
                default -> at[0] = width - 1 - indices[i];
            }
        }
        return at;
    }

    private static byte[] withOrientation(byte[] file, String format, int orientation, boolean bigEndian) {
        if (orientation == 1) {
            return file;
        }
        ByteBuffer exif = ByteBuffer.allocate(26)
                .order(bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN)
                .putShort((short) (bigEndian ? 0x4d4d : 0x4949))
                .putShort((short) 42)
                .putInt(8)
                .putShort((short) 1)
                .putShort((short) 0x0112)
                .putShort((short) 3)
                .putInt(1)
                .putShort((short) orientation);
        byte[] name = (format.equals("png") ? "eXIf" : "Exif\0\0").getBytes(StandardCharsets.US_ASCII);
        if (format.equals("jpeg")) {
            return ByteBuffer.allocate(file.length + 4 + name.length + 26)
                    .put(file, 0, 2)
                    .putShort((short) 0xffe1)
                    .putShort((short) (2 + name.length + 26))
                    .put(name)
                    .put(exif.array())
                    .put(file, 2, file.length - 2)
                    .array();
        }
        CRC32 sum = new CRC32();
        sum.update(name);
        sum.update(exif.array());
        int header = 33;
        return ByteBuffer.allocate(file.length + 12 + 26)
                .put(file, 0, header)
                .putInt(26)
                .put(name)
                .put(exif.array())
                .putInt((int) sum.getValue())
                .put(file, header, file.length - header)
                .array();
    }

    @Test
    void otherReadersThatAreInstalledChangeNoPixel() throws IOException {
        byte[] png = written(new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB), "png");
        byte[] jpeg = written(new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB), "jpeg");
        IIORegistry registry = IIORegistry.getDefaultInstance();
        ImageReaderSpi greedy = new Greedy();
        registry.registerServiceProvider(greedy, ImageReaderSpi.class);
        try {
            Iterator<ImageReaderSpi> all = registry.getServiceProviders(ImageReaderSpi.class, false);
            while (all.hasNext()) {
                ImageReaderSpi other = all.next();
                if (!other.equals(greedy)) {
                    registry.setOrdering(ImageReaderSpi.class, greedy, other);
                }
            }
            assertThat(ImageIO.getImageReadersByFormatName("png").next()).isNull();
            assertThat(ImageDecoder.overWhite().decode("a.png", png).planes(Colours.GREY))
                    .containsOnly((byte) 0);
            assertThat(ImageDecoder.overWhite().decode("a.jpg", jpeg).planes(Colours.GREY))
                    .containsOnly((byte) 0);
        } finally {
            registry.deregisterServiceProvider(greedy);
        }
    }

    /// A reader of everything that reads nothing.
    private static final class Greedy extends ImageReaderSpi {
        private Greedy() {
            super(
                    "nobody",
                    "1",
                    new String[] {"png", "jpeg"},
                    new String[] {"png", "jpg"},
                    new String[] {"image/png", "image/jpeg"},
                    "none",
                    new Class<?>[] {ImageInputStream.class},
                    null,
                    false,
                    null,
                    null,
                    null,
                    null,
                    false,
                    null,
                    null,
                    null,
                    null);
        }

        @Override
        public boolean canDecodeInput(Object source) {
            return true;
        }

        @Override
        public ImageReader createReaderInstance(Object extension) {
            return null;
        }

        @Override
        public String getDescription(Locale locale) {
            return "none";
        }
    }
}
