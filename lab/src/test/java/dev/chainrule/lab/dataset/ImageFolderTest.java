package dev.chainrule.lab.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.data.LabeledImages;
import dev.chainrule.tensor.Shape;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {
    @TempDir
    private Path folder;

    private Path image(String name, int width, int height, int rgb) throws IOException {
        return image(name, width, height, rgb, BufferedImage.TYPE_INT_RGB, "png");
    }

    private Path image(String name, int width, int height, int rgb, int type, String format) throws IOException {
        BufferedImage image = new BufferedImage(width, height, type);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                if (type == BufferedImage.TYPE_BYTE_GRAY) {
                    image.getRaster().setSample(x, y, 0, rgb);
                } else {
                    image.setRGB(x, y, rgb);
                }
            }
        }
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, format, bytes);
        return Files.write(file, bytes.toByteArray());
    }

    @Test
    void classesAndFilesAreReadInTheOrderOfTheirNames() throws IOException {
        image("dogs/b.png", 2, 1, 0x010203);
        image("dogs/a.png", 2, 1, 0x040506);
        image("cats/z.PNG", 2, 1, 0x070809);
        Files.writeString(folder.resolve("cats/notes.txt"), "not an image");
        Files.createDirectories(folder.resolve(".thumbnails"));
        Files.writeString(folder.resolve("readme.txt"), "not a class");
        LabeledImages images = ImageFolder.of(folder).read();
        assertThat(images.classNames()).containsExactly("cats", "dogs");
        assertThat(images.labels()).containsExactly(0, 1, 1);
        assertThat(images.imageShape()).isEqualTo(Shape.of(3, 1, 2));
        assertThat(images.pixels()).containsExactly(7, 7, 8, 8, 9, 9, 4, 4, 5, 5, 6, 6, 1, 1, 2, 2, 3, 3);
    }

    @Test
    void jpegFilesAreRead() throws IOException {
        image("a/one.jpg", 16, 16, 0x3070b0, BufferedImage.TYPE_INT_RGB, "jpeg");
        image("b/two.jpeg", 16, 16, 0x000000, BufferedImage.TYPE_INT_RGB, "jpeg");
        LabeledImages images = ImageFolder.of(folder).read();
        assertThat(images.imageShape()).isEqualTo(Shape.of(3, 16, 16));
        assertThat(images.pixels()[0] & 0xff).isBetween(0x2c, 0x34);
        assertThat(images.pixels()[2 * 256] & 0xff).isBetween(0xac, 0xb4);
    }

    @Test
    void aGreyImageKeepsItsValuesInOneChannelOrThree() throws IOException {
        image("a/one.png", 1, 1, 50, BufferedImage.TYPE_BYTE_GRAY, "png");
        image("b/two.png", 1, 1, 100, BufferedImage.TYPE_BYTE_GRAY, "png");
        assertThat(ImageFolder.of(folder).read().pixels()).containsExactly(50, 50, 50, 100, 100, 100);
        LabeledImages grey = ImageFolder.of(folder).in(Colours.GREY).read();
        assertThat(grey.imageShape()).isEqualTo(Shape.of(1, 1, 1));
        assertThat(grey.pixels()).containsExactly(50, 100);
    }

    @Test
    void colourBecomesGreyByBrightness() throws IOException {
        image("a/one.png", 1, 1, 0x640000);
        image("b/two.png", 1, 1, 0x006400);
        assertThat(ImageFolder.of(folder).in(Colours.GREY).read().pixels()).containsExactly(30, 59);
    }

    @Test
    void imagesAreResizedBilinearly() throws IOException {
        Path file = image("a/one.png", 2, 1, 0);
        BufferedImage ramp = ImageIO.read(file.toFile());
        ramp.setRGB(1, 0, 0x646464);
        ImageIO.write(ramp, "png", file.toFile());
        image("b/two.png", 5, 7, 0x0a0a0a);
        LabeledImages images = ImageFolder.of(folder).resizedTo(4, 1).read();
        assertThat(images.imageShape()).isEqualTo(Shape.of(3, 1, 4));
        assertThat(Arrays.copyOf(images.pixels(), 4)).containsExactly(0, 25, 75, 100);
        assertThat(Arrays.copyOfRange(images.pixels(), 12, 16)).containsExactly(10, 10, 10, 10);
    }

    @Test
    void mixedSizesAreRefusedNamingBoth() throws IOException {
        Path first = image("a/one.png", 32, 32, 0);
        Path other = image("b/two.png", 40, 30, 0);
        assertThatThrownBy(() -> ImageFolder.of(folder).read())
                .isInstanceOf(DatasetException.class)
                .hasMessage(other + ": size 40 × 30 does not fit size 32 × 32 of " + first
                        + "; expected one size. Name a size to resize them to, for example --image-size 32x32");
    }

    @Test
    void aBrokenImageIsNamed() throws IOException {
        image("a/one.png", 8, 8, 0);
        Path broken = image("b/two.png", 8, 8, 0x123456);
        Files.write(broken, Arrays.copyOf(Files.readAllBytes(broken), 50));
        assertThatThrownBy(() -> ImageFolder.of(folder).read())
                .isInstanceOf(DataFileException.class)
                .hasMessageStartingWith(broken + ": the PNG is broken (")
                .hasMessageEndingWith(")");
    }

    @Test
    void aTruncatedJpegIsNamed() throws IOException {
        image("a/one.jpg", 64, 64, 0x3070b0, BufferedImage.TYPE_INT_RGB, "jpeg");
        Path broken = image("b/two.jpg", 64, 64, 0x3070b0, BufferedImage.TYPE_INT_RGB, "jpeg");
        Files.write(broken, Arrays.copyOf(Files.readAllBytes(broken), 660));
        assertThatThrownBy(() -> ImageFolder.of(folder).read())
                .isInstanceOf(DataFileException.class)
                .hasMessageStartingWith(broken + ": the JPEG is broken (");
    }

    @Test
    void aFileThatIsNoImageIsNamed() throws IOException {
        image("a/one.png", 8, 8, 0);
        Path text = folder.resolve("b/two.png");
        Files.createDirectories(text.getParent());
        Files.writeString(text, "hello");
        assertThatThrownBy(() -> ImageFolder.of(folder).read())
                .hasMessage(text + ": this is no image; expected a PNG, JPEG, WebP, GIF, BMP or TIFF file");
    }

    @Test
    void aHeaderThatClaimsTooManyPixelsIsRefusedBeforeDecoding() throws IOException {
        image("a/one.png", 8, 8, 0);
        Path bomb = folder.resolve("b/bomb.png");
        Files.createDirectories(bomb.getParent());
        Files.write(bomb, pngClaiming(16_384, 16_384));
        assertThatThrownBy(() -> ImageFolder.of(folder).read())
                .hasMessage(bomb + ": size 16384 × 16384 does not fit the limits;"
                        + " expected at most 16384 pixels a side and 64 million in all");
        Files.write(bomb, pngClaiming(16_385, 1));
        assertThatThrownBy(() -> ImageFolder.of(folder).read())
                .hasMessageContaining("size 16385 × 1 does not fit the limits");
    }

    private static byte[] pngClaiming(int width, int height) {
        ByteBuffer png = ByteBuffer.allocate(8 + 25 + 12)
                .putLong(0x89504e470d0a1a0aL)
                .putInt(13)
                .put("IHDR".getBytes(StandardCharsets.US_ASCII))
                .putInt(width)
                .putInt(height)
                .put(new byte[] {8, 2, 0, 0, 0});
        CRC32 crc = new CRC32();
        crc.update(png.array(), 12, 17);
        return png.putInt((int) crc.getValue())
                .putInt(0)
                .put("IDAT".getBytes(StandardCharsets.US_ASCII))
                .array();
    }

    @Test
    void aSingleClassIsRefused() throws IOException {
        image("cats/one.png", 8, 8, 0);
        assertThatThrownBy(() -> ImageFolder.of(folder).read())
                .hasMessage(folder + ": the single class 'cats'; expected at least 2 sub-folders, one for each class");
    }

    @Test
    void aFolderWithoutClassesIsRefused() {
        assertThatThrownBy(() -> ImageFolder.of(folder).read())
                .hasMessage(folder + ": no class folder; expected at least 2 sub-folders, one for each class");
    }

    @Test
    void anEmptyClassIsNamed() throws IOException {
        image("a/one.png", 8, 8, 0);
        Files.createDirectories(folder.resolve("later"));
        assertThatThrownBy(() -> ImageFolder.of(folder).read())
                .hasMessage(folder + ": empty class folder 'later'; remove it");
    }

    @Test
    void aMissingFolderIsNamed() {
        Path missing = folder.resolve("photos");
        assertThatThrownBy(() -> ImageFolder.of(missing).read())
                .hasMessage(missing + ": no such folder; expected one with a sub-folder for each class");
    }
}
