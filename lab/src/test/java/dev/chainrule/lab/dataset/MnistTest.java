package dev.chainrule.lab.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.data.LabeledImages;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MnistTest {
    @TempDir
    private Path folder;

    private Path images;
    private Path labels;

    @BeforeEach
    void writeTwoDigits() throws IOException {
        images = folder.resolve("train-images-idx3-ubyte");
        labels = folder.resolve("train-labels-idx1-ubyte");
        ByteBuffer pixels = ByteBuffer.allocate(16 + 2 * 784)
                .putInt(0x803)
                .putInt(2)
                .putInt(28)
                .putInt(28);
        pixels.put(16 + 784, (byte) 200);
        Files.write(images, pixels.array());
        Files.write(labels, labels(2, 5, 9));
    }

    private static byte[] labels(int count, int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(8 + values.length).putInt(0x801).putInt(count);
        for (int value : values) {
            bytes.put((byte) value);
        }
        return bytes.array();
    }

    @Test
    void imagesAndLabelsAreRead() throws IOException {
        LabeledImages digits = Mnist.read(images, labels);
        assertThat(digits.imageShape()).isEqualTo(Mnist.IMAGE_SHAPE);
        assertThat(digits.labels()).containsExactly(5, 9);
        assertThat(digits.pixels()).hasSize(2 * 784);
        assertThat(digits.pixels()[784] & 0xff).isEqualTo(200);
    }

    @Test
    void aFileThatIsNotIdxIsRefused() throws IOException {
        Files.writeString(images, "<html>not found</html>");
        assertThatThrownBy(() -> Mnist.read(images, labels))
                .hasMessage(images + " at byte 0: this is not an IDX file of unsigned bytes with 3 axes;"
                        + " expected the first bytes 00000803");
    }

    @Test
    void aTruncatedFileIsRefused() throws IOException {
        Files.write(images, Arrays.copyOf(Files.readAllBytes(images), 16 + 800));
        assertThatThrownBy(() -> Mnist.read(images, labels))
                .hasMessage(images + " at byte 4: 1568 elements in the header do not fit 800 bytes behind it");
    }

    @Test
    void aHeaderThatLiesAboutItsSizeIsRefusedWithoutAllocating() throws IOException {
        byte[] lie = Files.readAllBytes(images);
        ByteBuffer.wrap(lie).putInt(4, -1).putInt(8, -1).putInt(12, -1);
        Files.write(images, lie);
        assertThatThrownBy(() -> Mnist.read(images, labels))
                .isInstanceOf(DataFileException.class)
                .hasMessageContaining("elements in the header do not fit 1568 bytes behind it");
    }

    @Test
    void anotherNumberOfLabelsIsRefused() throws IOException {
        Files.write(labels, labels(3, 1, 2, 3));
        assertThatThrownBy(() -> Mnist.read(images, labels))
                .hasMessage(labels + " at byte 4: 3 labels do not fit 2 images");
    }

    @Test
    void aLabelOutOfRangeIsNamedWithItsPlace() throws IOException {
        Files.write(labels, labels(2, 1, 77));
        assertThatThrownBy(() -> Mnist.read(images, labels))
                .hasMessage(labels + " at byte 9: label 77 of image 1 does not fit 10 classes; expected 0 to 9");
    }

    @Test
    void imagesOfAnotherSizeAreRefused() throws IOException {
        Files.write(
                images,
                ByteBuffer.allocate(17)
                        .putInt(0x803)
                        .putInt(1)
                        .putInt(1)
                        .putInt(1)
                        .array());
        assertThatThrownBy(() -> Mnist.read(images, labels))
                .hasMessage(images + " at byte 8: images of 1 × 1 do not fit MNIST; expected 28 × 28");
    }

    @Test
    void aMissingFileIsNamed() throws IOException {
        Files.delete(labels);
        assertThatThrownBy(() -> Mnist.read(images, labels))
                .hasMessage(labels + ": no such file; expected an IDX file");
    }

    private static byte[] packed(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(content);
        }
        return bytes.toByteArray();
    }

    @Test
    void packedFilesAndNamesWithADotAreReadAsThePlainOnes() throws IOException {
        for (String name : new String[] {"train-images-idx3-ubyte", "train-labels-idx1-ubyte"}) {
            Path file = folder.resolve(name);
            Files.write(
                    folder.resolve(name.replace("train", "t10k").replace("-idx", ".idx")), Files.readAllBytes(file));
            Files.write(folder.resolve(name + ".gz"), packed(Files.readAllBytes(file)));
            Files.delete(file);
        }
        assertThat(ImageSource.of(folder.toString())).isEqualTo(ImageSource.MNIST);
        Mnist all = Mnist.read(folder);
        for (LabeledImages digits : new LabeledImages[] {all.train(), all.test()}) {
            assertThat(digits.labels()).containsExactly(5, 9);
            assertThat(digits.pixels()[784] & 0xff).isEqualTo(200);
        }
        Path broken = folder.resolve("train-images-idx3-ubyte.gz");
        Files.write(broken, Arrays.copyOf(Files.readAllBytes(broken), 20));
        assertThatThrownBy(() -> Mnist.read(folder))
                .isInstanceOf(DataFileException.class)
                .hasMessageStartingWith(broken + ": the gzip file is broken (");
    }
}
