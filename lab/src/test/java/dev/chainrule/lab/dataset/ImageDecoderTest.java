package dev.chainrule.lab.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {
    private static final ImageDecoder DECODER = ImageDecoder.overWhite();

    private static Path field(String name) {
        return DecodedImages.folder().resolve("field").resolve(name);
    }

    private static int[] pixel(DecodedImage image, int x, int y) {
        byte[] planes = image.planes(Colours.RGB);
        int pixels = planes.length / 3;
        int at = y * image.size().width() + x;
        return new int[] {planes[at] & 0xff, planes[pixels + at] & 0xff, planes[2 * pixels + at] & 0xff};
    }

    @Test
    void imagesOfAllKindsHaveThePixelsThatPillowDecodes() throws IOException {
        Set<ImageKind> kinds = EnumSet.noneOf(ImageKind.class);
        List<Path> files = DecodedImages.all();
        for (Path file : files) {
            DecodedImage image = DECODER.decode(file);
            assertThat(image.size()).as(file.toString()).isEqualTo(DecodedImages.expectedSize(file));
            assertThat(DecodedImages.largestDifference(image.planes(Colours.RGB), DecodedImages.expectedPlanes(file)))
                    .as(file.toString())
                    .isLessThanOrEqualTo(1);
            kinds.add(ImageKind.of(Arrays.copyOf(Files.readAllBytes(file), ImageKind.START))
                    .orElseThrow());
        }
        assertThat(files).hasSizeGreaterThan(150);
        assertThat(kinds).containsExactly(ImageKind.values());
    }

    @Test
    void theSizeInTheHeaderIsThatOfTheUprightPicture() throws IOException {
        for (Path file : DecodedImages.all()) {
            assertThat(ImageDecoder.size(file)).as(file.toString()).isEqualTo(DecodedImages.expectedSize(file));
            assertThat(ImageDecoder.size("it", Files.readAllBytes(file))).isEqualTo(DecodedImages.expectedSize(file));
        }
    }

    @Test
    void theEightOrientationsOfAPictureAreOneImage() throws IOException {
        byte[] upright = DECODER.decode(field("exif-1.jpg")).planes(Colours.RGB);
        for (int orientation = 2; orientation <= 8; orientation++) {
            byte[] other = DECODER.decode(field("exif-" + orientation + ".jpg")).planes(Colours.RGB);
            assertThat(DecodedImages.largestDifference(other, upright))
                    .as("orientation " + orientation)
                    .isLessThanOrEqualTo(16);
        }
    }

    @Test
    void inksOfAJpegBecomeColoursByTheFormula() throws IOException {
        assertThat(pixel(DECODER.decode(field("06.jpg")), 8, 8)).containsExactly(127, 127, 127);
        DecodedImage stripes = DECODER.decode(field("cmyk-adobe.jpg"));
        assertThat(pixel(stripes, 8, 8)).containsExactly(220, 30, 40);
        assertThat(pixel(stripes, 24, 8)).containsExactly(40, 200, 60);
        assertThat(pixel(stripes, 40, 8)).containsExactly(30, 60, 210);
    }

    @Test
    void aJpegWithoutMarkersIsTakenForYCbCrWhateverItsComponentsAreCalled() throws IOException {
        DecodedImage stripes = DECODER.decode(field("ids-012.jpg"));
        assertThat(pixel(stripes, 8, 8)).containsExactly(220, 30, 40);
        assertThat(pixel(stripes, 24, 8)).containsExactly(39, 200, 60);
        assertThat(pixel(stripes, 40, 8)).containsExactly(30, 60, 210);
    }

    @Test
    void finePatternsBecomeTheirMeanWhenTheyAreShrunk() throws IOException {
        byte[] checker = DECODER.decode(field("checker.png"))
                .resizedTo(new ImageSize(32, 32))
                .planes(Colours.GREY);
        assertThat(checker).hasSize(1024).containsOnly((byte) 127, (byte) 128);
        byte[] thin = DECODER.decode(field("thin.png"))
                .resizedTo(new ImageSize(32, 32))
                .planes(Colours.GREY);
        double mean = 0;
        for (byte value : thin) {
            mean += (value & 0xff) / 1024.0;
        }
        assertThat(mean).isBetween(15.0, 19.0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"32x32", "48x20", "97x15", "9x61", "13x120", "200x7", "1x1", "130x90", "96x60"})
    void resizingHasTheBitsOfPillow(String size) throws IOException {
        String[] sides = size.split("x", -1);
        ImageSize to = new ImageSize(Integer.parseInt(sides[0]), Integer.parseInt(sides[1]));
        DecodedImage image = DECODER.decode(DecodedImages.folder().resolve("resize.png"));
        Path expected = DecodedImages.folder().resolve("expected/resize-" + size + ".png");
        assertThat(image.resizedTo(to).planes(Colours.RGB))
                .isEqualTo(DecodedImages.planes(ImageIO.read(expected.toFile())));
    }

    @Test
    void aShapeInTheAlphaChannelAloneIsSeenAndSaid() throws IOException {
        DecodedImage circle = DECODER.decode(field("circle.png"));
        DecodedImage cross = DECODER.decode(field("cross.png"));
        assertThat(circle.planes(Colours.RGB)).isNotEqualTo(cross.planes(Colours.RGB));
        assertThat(circle.shapeInAlphaOnly()).isTrue();
        assertThat(circle.resizedTo(new ImageSize(4, 4)).shapeInAlphaOnly()).isTrue();
        assertThat(pixel(circle, 0, 0)).containsExactly(255, 255, 255);
        assertThat(circle.planes(Colours.GREY)).contains((byte) 0, (byte) 255);

        DecodedImage overBlack = new ImageDecoder(Background.BLACK).decode(field("circle.png"));
        assertThat(overBlack.planes(Colours.GREY)).containsOnly((byte) 0);
        assertThat(overBlack.shapeInAlphaOnly()).isTrue();
        assertThat(pixel(new ImageDecoder(new Background(10, 20, 30)).decode(field("circle.png")), 0, 0))
                .containsExactly(10, 20, 30);
    }

    @ParameterizedTest
    @ValueSource(strings = {"png-6-8.png", "png-2-8.png", "png-2-8-keyed.png", "jpeg-444.jpg", "webp-lossy-alpha.webp"})
    void aPictureWithColoursIsNoShapeInTheAlphaChannelAlone(String name) throws IOException {
        assertThat(DECODER.decode(DecodedImages.folder().resolve(name)).shapeInAlphaOnly())
                .isFalse();
    }

    @Test
    void whatIsCutOffIsRefusedInOneLineOrAllThere() throws IOException {
        for (Path file : DecodedImages.all()) {
            if (file.getFileName().toString().startsWith("png-exif-")) {
                continue; // The orientation may stand behind the pixels.
            }
            byte[] content = Files.readAllBytes(file);
            byte[] whole = DECODER.decode(file).planes(Colours.RGB);
            int refused = 0;
            for (int length = 0; length < content.length; length += 1 + content.length / 12) {
                try {
                    DecodedImage image = DECODER.decode("cut.img", Arrays.copyOf(content, length));
                    assertThat(Arrays.equals(image.planes(Colours.RGB), whole))
                            .as("all pixels of %s cut to %d bytes", file, length)
                            .isTrue();
                } catch (DataFileException e) {
                    assertThat(e.getMessage()).startsWith("cut.img: ").doesNotContain("\n");
                    refused++;
                }
            }
            assertThat(refused).as(file.toString()).isGreaterThan(1);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hello | this is no image",
                "<svg xmlns='http://www.w3.org/2000/svg'/> | this is a SVG or XML file",
                "%PDF-1.7 | this is a PDF file",
                "....ftypavif | this is an AVIF file",
                "....ftypheic | this is a file of the kind 'heic'",
                "8BPS.. | this is a Photoshop file",
                "version https://git-lfs.github.com/spec/v1 | this is the pointer that Git LFS left in place of a file;"
                        + " 'git lfs pull' brings the file",
            })
    void whatIsNoImageIsNamed(String content, String what) {
        assertThatThrownBy(() -> DECODER.decode("photo.png", content.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(DataFileException.class)
                .hasMessage("photo.png: " + what + "; expected a PNG, JPEG, WebP, GIF, BMP or TIFF file");
    }

    @Test
    void anEmptyFileIsNamed() {
        assertThatThrownBy(() -> DECODER.decode("photo.png", new byte[0]))
                .hasMessage("photo.png: the file is empty; expected a PNG, JPEG, WebP, GIF, BMP or TIFF file");
        assertThatThrownBy(() -> DECODER.decode(Path.of("no", "such.png")))
                .isInstanceOf(DatasetException.class)
                .hasMessage(Path.of("no", "such.png") + ": cannot be read (no such file or folder)");
    }

    @Test
    void filesInsideOfArchivesAreReadByTheirPaths(@TempDir Path folder) throws IOException {
        Path zip = folder.resolve("images.zip");
        try (FileSystem archive = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
            Path inside = archive.getPath("thin.png");
            Files.copy(field("thin.png"), inside);
            assertThat(ImageDecoder.size(inside)).isEqualTo(new ImageSize(480, 480));
            assertThat(DECODER.decode(inside).planes(Colours.GREY))
                    .isEqualTo(DECODER.decode(field("thin.png")).planes(Colours.GREY));
        }
    }

    @Test
    void subKindsThatAreNotReadAreNotCalledBroken() throws IOException {
        byte[] jpeg = Files.readAllBytes(DecodedImages.folder().resolve("jpeg-444.jpg"));
        int frame = new String(jpeg, StandardCharsets.ISO_8859_1).indexOf("\u00ff\u00c0");
        jpeg[frame + 4] = 12;
        assertThatThrownBy(() -> DECODER.decode("x-ray.jpg", jpeg))
                .hasMessage("x-ray.jpg: JPEG with 12 bits a sample is not read; expected PNG, JPEG, WebP, GIF, BMP or"
                        + " TIFF");
        jpeg[frame + 4] = 8;
        jpeg[frame + 1] = (byte) 0xc3;
        assertThatThrownBy(() -> ImageDecoder.size("x-ray.jpg", jpeg))
                .hasMessageStartingWith("x-ray.jpg: lossless JPEG is not read; expected");
    }

    @ParameterizedTest
    @CsvSource({
        "jpeg-444.jpg, 163, 4",
        "webp-lossless.webp, 21, 4",
        "webp-lossy-75.webp, 26, 4",
        "webp-animated.webp, 24, 6",
        "gif.gif, 6, 4",
        "bmp-RGB.bmp, 19, 6",
    })
    void aBombIsRefusedByItsHeader(String name, int at, int length) throws IOException {
        byte[] file = Files.readAllBytes(DecodedImages.folder().resolve(name));
        Arrays.fill(file, at, at + length, (byte) 0x3f);
        assertThatThrownBy(() -> DECODER.decode("bomb", file))
                .hasMessageMatching("bomb: size \\d+ × \\d+ does not fit the limits;"
                        + " expected at most 16384 pixels a side and 64 million in all");
    }

    @Test
    void aLosslessStreamIsNotReadOnBehindItsEnd() throws IOException {
        byte[] file;
        try (InputStream in = Objects.requireNonNull(
                ImageDecoderTest.class.getResourceAsStream("/evil/webp/lossless-that-reads-on-behind-its-end.webp"))) {
            file = in.readAllBytes();
        }
        assertThatThrownBy(() -> DECODER.decode("evil", file))
                .isInstanceOf(DataFileException.class)
                .hasMessage("evil: the WebP is broken (its lossless stream ends early)");
    }

    @Test
    void picturesFromMemoryHaveTheirSamplesWhateverTheirLayout() {
        for (int type = BufferedImage.TYPE_INT_RGB; type <= BufferedImage.TYPE_BYTE_INDEXED; type++) {
            BufferedImage image = new BufferedImage(7, 5, type);
            for (int i = 0; i < 35; i++) {
                image.setRGB(i % 7, i / 7, 0xff000000 | (i * 0x050301 & 0xffffff));
            }
            DecodedImage decoded = DECODER.decode(image);
            assertThat(decoded.size()).isEqualTo(new ImageSize(7, 5));
            if (type == BufferedImage.TYPE_BYTE_GRAY || type == BufferedImage.TYPE_USHORT_GRAY) {
                int shift = type == BufferedImage.TYPE_BYTE_GRAY ? 0 : 8;
                int sample = image.getRaster().getSample(6, 4, 0);
                assertThat(pixel(decoded, 6, 4)[0] - (sample >> shift)).isBetween(0, 1);
            } else {
                assertThat(DecodedImages.largestDifference(decoded.planes(Colours.RGB), DecodedImages.planes(image)))
                        .as("type " + type)
                        .isLessThanOrEqualTo(1);
            }
        }
    }
}
