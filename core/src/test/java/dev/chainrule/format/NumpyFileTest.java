package dev.chainrule.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Files of NumPy, written by `src/test/resources/numpy/make.py`, and broken ones.
class NumpyFileTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"version-1", "version-2", "version-3", "columns-first", "big-endian"})
    void whatNumpyWroteIsReadInEveryVersionAndOrder(String name) throws IOException {
        Tensor read = NumpyFile.read(bytes(name + ".npy"), name);
        assertThat(read.shape()).isEqualTo(Shape.of(2, 3, 2, 2));
        assertThat(read.precision()).isEqualTo(name.equals("big-endian") ? Precision.FLOAT32 : Precision.FLOAT64);
        assertThat(read.toArray())
                .containsExactly(
                        IntStream.range(0, 24).mapToDouble(i -> i / 8.0).toArray());
        assertThat(read.get(1, 2, 0, 1)).isEqualTo(21 / 8.0);
    }

    @Test
    void aSingleNumberAndAnEmptyArrayAreRead() throws IOException {
        Tensor number = NumpyFile.read(bytes("number.npy"), "number");
        assertThat(number.shape()).isEqualTo(Shape.of());
        assertThat(number.toArray()).containsExactly(2.5);
        Tensor empty = NumpyFile.read(bytes("empty.npy"), "empty");
        assertThat(empty.shape()).isEqualTo(Shape.of(0, 3));
        assertThat(empty.precision()).isEqualTo(Precision.FLOAT32);
    }

    @ParameterizedTest
    @CsvSource({"FLOAT64, 2", "FLOAT32, 4", "FLOAT64, 0", "FLOAT64, 1"})
    void tensorsAreReadAsTheyWereWritten(Precision precision, int rank) throws IOException {
        Shape shape = Shape.of(Arrays.copyOf(new int[] {300, 5, 7, 4}, rank));
        Tensor tensor = Tensor.gaussian(precision, shape, new Random(3));
        Path file = folder.resolve("x.npy");
        NumpyFile.write(file, tensor);
        Tensor read = NumpyFile.read(file);
        assertThat(read.shape()).isEqualTo(shape);
        assertThat(read.precision()).isEqualTo(precision);
        assertThat(read.toArray()).containsExactly(tensor.toArray());
    }

    @Test
    void theHeaderIsThatOfNumpyAndTheNumbersBeginAtAMultipleOf64() throws IOException {
        Path file = folder.resolve("x.npy");
        NumpyFile.write(file, Tensor.of(Precision.FLOAT64, Shape.of(1, 2, 1, 3), 1, 2, 3, 4, 5, 6));
        byte[] written = Files.readAllBytes(file);
        String text = new String(written, StandardCharsets.ISO_8859_1);
        assertThat(text)
                .startsWith("\u0093NUMPY\1\0v\0{'descr': '<f8', 'fortran_order': False, 'shape': (1, 2, 1, 3), }");
        assertThat(written).hasSize(128 + 6 * 8);
        ByteBuffer numbers = ByteBuffer.wrap(written, 128, 48).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(IntStream.range(0, 6).mapToDouble(i -> numbers.getDouble()))
                .containsExactly(1.0, 2.0, 3.0, 4.0, 5.0, 6.0);
    }

    @Test
    void wholeNumbersAreLabels() throws IOException {
        Tensor labels = Tensor.of(Precision.FLOAT64, Shape.of(3), 2, 0, 1);
        assertThat(NumpyFile.integers(labels, "y")).containsExactly(2, 0, 1);
        labels.set(0.5, 1);
        assertThatThrownBy(() -> NumpyFile.integers(labels, "y"))
                .hasMessage("y: number 1 is 0.5; expected whole numbers below 2³¹");
        assertThatThrownBy(() -> NumpyFile.read(bytes("large-integer.npy"), "x"))
                .hasMessageContaining("9007199254740993")
                .hasMessageContaining("expected whole numbers up to 2⁵³");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'descr': '<f8', 'fortran_order': False, 'shape': (625000000,), } | has 5000000000 bytes, and 8 are"
                        + " left in the file",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (2,), } | Is it cut off?",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), } | Were several arrays written to one file?",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (4294967296, 4294967296), } | does not fit one"
                        + " tensor",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (4294967296, 0), } | does not fit one tensor",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (-1,), } | holds -1; expected whole numbers of at"
                        + " least 0",
                "{'descr': '<f8', 'fortran_order': False, 'shape': ('a',), } | holds a; expected whole numbers",
                "{'descr': '<f8', 'fortran_order': False, 'shape': 3, } | expected descr, fortran_order (True or"
                        + " False) and shape",
                "{'descr': '<f8', 'fortran_order': 0, 'shape': (1,), } | expected descr, fortran_order (True or False)"
                        + " and shape",
                "{'descr': '<f8', 'shape': (1,), } | has the keys [descr, shape]",
                "{'descr': 'f8', 'fortran_order': False, 'shape': (1,), } | does not say the order of its bytes",
                "{'descr': '<q9', 'fortran_order': False, 'shape': (1,), } | dtype '<q9' (unknown) is not read",
                "{'descr': '!!', 'fortran_order': False, 'shape': (1,), } | dtype '!!' is unknown",
                "{'descr': [('a', '<i4')], 'fortran_order': False, 'shape': (1,), } | (records) is not read",
                "{'descr': '<f8', 'descr': '<f8', 'shape': (1,), } | expected a key in quotes that occurs once",
                "{'descr': '<f8 | expected a closing quote",
                "{'descr' '<f8'} | at byte 19: the header is no dictionary as NumPy writes it; expected ':'",
                "{'descr': __import__('os'), } | expected text in quotes",
                "{'descr': 99999999999999999999, } | a whole number below 2⁶³",
                "{'shape': ((((((((((1)))))))))) } | at most 8 lists",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), } x | nothing behind the dictionary",
                "[] | expected '{'",
            })
    void aHeaderThatLiesIsRefused(String header, String said) {
        assertThatThrownBy(() -> NumpyFile.read(file(header, 8), "x.npy"))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith("x.npy")
                .hasMessageContaining(said);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\\x93NUMPY\\x02\\x00\\xff\\xff\\xff\\xff | header length 4294967295 does not fit a file of 12 bytes",
                "\\x93NUMPY\\x01\\x00\\x50\\x00 | header length 80 does not fit a file of 10 bytes",
                "\\x93NUMPY\\x04\\x00\\x00\\x00 | version 4 of the format is unknown; expected 1, 2 or 3",
                "\\x93NUMPY\\x01 | Is it cut off?",
                "'' | the file is empty",
                "PK\\x03\\x04 | ZIP archive",
                "\\x80\\x04\\x95 | Python pickle",
                "1.0 2.0 | this is text; expected an array as np.save writes it (.npy)",
            })
    void aFileOfAnotherKindIsNamed(String start, String said) {
        assertThatThrownBy(() -> NumpyFile.read(unescaped(start), "x.npy"))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining(said);
    }

    @Test
    void aFolderIsNamed() {
        assertThatThrownBy(() -> NumpyFile.read(folder)).hasMessageContaining("this is a folder; expected an array");
    }

    @Test
    void objectsAreRefusedAndNothingOfThemIsRead() {
        assertThatThrownBy(() -> NumpyFile.read(bytes("objects.npy"), "objects.npy"))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("dtype '|O' (Python objects, which are pickled and could run code) is not read")
                .hasMessageContaining("Save numbers: np.asarray(x, dtype=np.float64)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"version-1.npy", "columns-first.npy", "number.npy"})
    void everyTruncationIsRefused(String name) throws IOException {
        byte[] whole = bytes(name);
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> NumpyFile.read(part, name)).isInstanceOf(FormatException.class);
        }
    }

    @Test
    void damagedBytesGiveATypedErrorOrAnArray() throws IOException {
        byte[] whole = bytes("version-1.npy");
        Random random = new Random(2);
        int refused = 0;
        for (int round = 0; round < 3000; round++) {
            byte[] damaged = whole.clone();
            damaged[random.nextInt(128)] = (byte) random.nextInt(256);
            try {
                NumpyFile.read(damaged, "x.npy");
            } catch (FormatException e) {
                refused++;
                assertThat(e.getMessage()).doesNotContain("\n");
            }
        }
        assertThat(refused).isGreaterThan(1000);
    }

    static byte[] bytes(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(NumpyFileTest.class.getResourceAsStream("/numpy/" + name))) {
            return in.readAllBytes();
        }
    }

    /// A file of version 1 with a header and so many bytes of numbers.
    static byte[] file(String header, int numbers) {
        byte[] text = (header + "\n").getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocate(10 + text.length + numbers)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("\u0093NUMPY\1\0".getBytes(StandardCharsets.ISO_8859_1))
                .putShort((short) text.length)
                .put(text)
                .array();
    }

    private static byte[] unescaped(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            if (text.startsWith("\\x", i)) {
                bytes.write(Integer.parseInt(text.substring(i + 2, i + 4), 16));
                i += 3;
            } else {
                bytes.write(text.charAt(i));
            }
        }
        return bytes.toByteArray();
    }
}
