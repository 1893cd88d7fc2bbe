package dev.chainrule.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void nameFile() {
        file = folder.resolve("x.safetensors");
    }

    @Test
    void tensorsAndMetadataAreReadAsTheyWereWritten() throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("z", counted(Precision.FLOAT32, 2, 3, 2, 2));
        tensors.put("a", counted(Precision.FLOAT64, 9_000, 3));
        tensors.put("empty", counted(Precision.FLOAT32, 0, 5));
        tensors.put("number", counted(Precision.FLOAT64));
        new Safetensors(tensors, Map.of("key", "välue")).write(file);
        Safetensors read = Safetensors.read(file);
        assertThat(read.metadata()).containsExactly(Map.entry("key", "välue"));
        assertThat(read.tensors().keySet()).containsExactly("z", "a", "empty", "number");
        tensors.forEach((name, tensor) -> {
            Tensor other = read.tensors().get(name);
            assertThat(other.shape()).isEqualTo(tensor.shape());
            assertThat(other.precision()).isEqualTo(tensor.precision());
            assertThat(other.toArray()).isEqualTo(tensor.toArray());
        });
        assertThat(files()).containsExactly("x.safetensors");
    }

    @Test
    void imagesAreInTheFileInTheOrderOfTheirShape() throws IOException {
        new Safetensors(Map.of("x", counted(Precision.FLOAT64, 1, 2, 1, 3)), Map.of()).write(file);
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.position(8 + (int) bytes.getLong(0));
        assertThat(IntStream.range(0, 6).mapToDouble(i -> bytes.getDouble()))
                .containsExactly(1.0, 2.0, 3.0, 4.0, 5.0, 6.0);
    }

    @Test
    void tensorsMayBeNamedInAnotherOrderThanTheyLie() throws IOException {
        write(
                "{\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]},"
                        + "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
                new int[8]);
        assertThat(Safetensors.read(file).tensors().keySet()).containsExactly("a", "b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[] | 0 | does not start with '{'",
                "{\"a\": | 0 | ends early",
                "{\"a\":1} | 0 | not described rightly",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}} | 4 | not described rightly",
                "{\"a\":{\"dtype\":\"BF16\",\"shape\":[1],\"data_offsets\":[0,4]}} | 4 | expected a difference of 2",
                "{\"a\":{\"dtype\":\"F4\",\"shape\":[1],\"data_offsets\":[4,0]}} | 4 | expected a difference of 0",
                "{\"a\":{\"dtype\":4,\"shape\":[1],\"data_offsets\":[0,4]}} | 4 | is no text",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}} | 4 | whole numbers of at least 0",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1.0],\"data_offsets\":[0,4]}} | 4 | whole numbers of at least 0",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1,1,1,1,1,1,1,1,1],\"data_offsets\":[0,4]}} | 4 | at most 8"
                        + " numbers",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[4194305,4194305,211106198978564],\"data_offsets\":[0,16]}} | 16"
                        + " | more elements",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}} | 4 | expected a difference of 8",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}} | 8 | begins at 4; expected 0",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}} | 8 | do not fit the 8 bytes",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}} | 4 | Is it cut off?",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}"
                    + " | 8 | begins at 4; expected 8",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"b\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[4,4]}}"
                    + " | 8 | begins at 4; expected 8",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}"
                    + " | 4 | occurs twice",
                "{\"__metadata__\":{\"a\":1}} | 0 | expected a string"
            })
    void aHeaderThatLiesIsRefused(String header, int dataBytes, String reason) throws IOException {
        write(header, new int[dataBytes]);
        assertThatThrownBy(() -> Safetensors.read(file))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContaining(reason);
    }

    @Test
    void aHeaderLengthBeyondTheFileIsRefusedWithoutAllocatingIt() throws IOException {
        for (long length : new long[] {-1, Long.MAX_VALUE, 1L << 40, 100, 0}) {
            Files.write(
                    file,
                    ByteBuffer.allocate(16)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putLong(length)
                            .array());
            assertThatThrownBy(() -> Safetensors.read(file))
                    .isInstanceOf(FormatException.class)
                    .hasMessageContaining("header length");
        }
    }

    @Test
    void everyTruncationIsRefused() throws IOException {
        new Safetensors(Map.of("w", counted(Precision.FLOAT32, 3, 5)), Map.of()).write(file);
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> Safetensors.read(file)).isInstanceOf(FormatException.class);
        }
    }

    @Test
    void damagedBytesGiveATypedErrorOrAFile() throws IOException {
        new Safetensors(
                        Map.of("w", counted(Precision.FLOAT32, 3, 5), "b", counted(Precision.FLOAT64, 5)),
                        Map.of("a", "b"))
                .write(file);
        byte[] whole = Files.readAllBytes(file);
        Random random = new Random(1);
        int refused = 0;
        for (int round = 0; round < 1000; round++) {
            byte[] damaged = whole.clone();
            for (int edit = 0; edit <= random.nextInt(3); edit++) {
                damaged[random.nextInt(whole.length)] = (byte) random.nextInt(256);
            }
            Files.write(file, damaged);
            try {
                assertThat(Safetensors.read(file).tensors()).hasSizeLessThanOrEqualTo(2);
            } catch (FormatException e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(300, 999);
    }

    @Test
    void contentInMemoryIsReadAsAFile() throws IOException {
        Tensor tensor = counted(Precision.FLOAT32, 2, 3, 4, 5);
        new Safetensors(Map.of("w", tensor), Map.of("a", "b")).write(file);
        byte[] content = Files.readAllBytes(file);
        Safetensors read = Safetensors.read(content, "resource");
        assertThat(read.metadata()).containsExactly(Map.entry("a", "b"));
        assertThat(read.tensors().get("w").toArray()).isEqualTo(tensor.toArray());
        for (int length = 0; length < content.length; length++) {
            byte[] part = Arrays.copyOf(content, length);
            assertThatThrownBy(() -> Safetensors.read(part, "resource"))
                    .isInstanceOf(FormatException.class)
                    .hasMessageStartingWith("resource");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | the file is empty; expected a safetensors file",
                "PK\\3\\4\\24\\0\\0\\0\\0\\0 | this is a ZIP archive, as PyTorch's .pt",
                "\\200\\2\\212\\12\\154\\374\\234\\106\\371\\40 | this is a Python pickle",
                "\\223NUMPY\\1\\0v\\0 | this is a NumPy array",
                "\\211HDF\\15\\12\\32\\12\\0\\0 | this is an HDF5 file",
                "\\37\\213\\10\\0\\0\\0\\0\\0\\0\\3 | this is a gzip archive",
                "\\211PNG\\15\\12\\32\\12\\0\\0 | this is an image",
                "<!DOCTYPE html> | this is a web page",
                "epochs: 10 | this is text; expected a safetensors file",
                "hi | this is text; expected a safetensors file",
                "version https://git-lfs.github.com/spec/v1 | 'git lfs pull' brings the file"
            })
    void aFileOfAnotherFormatIsNamed(String content, String reason) throws IOException {
        Files.write(file, content.translateEscapes().getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> Safetensors.read(file))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageContaining(reason);
    }

    @Test
    void aFailedWriteLeavesTheOldFile() throws IOException {
        new Safetensors(Map.of("w", counted(Precision.FLOAT32, 2)), Map.of()).write(file);
        byte[] before = Files.readAllBytes(file);
        assertThatThrownBy(() -> AtomicFile.write(file, channel -> {
                    channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
                    throw new IOException("disk full");
                }))
                .hasMessage("disk full");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        assertThat(files()).containsExactly("x.safetensors");
    }

    /// One tensor `x` of a type, of numbers whose bytes are given.
    private Tensor typed(String type, int count, int... bytes) throws IOException {
        write(
                "{\"x\":{\"dtype\":\"%s\",\"shape\":[%s],\"data_offsets\":[0,%s]}}"
                        .formatted(type, count, bytes.length),
                bytes);
        return Safetensors.read(file).tensors().get("x");
    }

    @Test
    void narrowTypesAreWidened() throws IOException {
        assertThat(typed("F16", 3, 0x00, 0x3c, 0x00, 0xc0, 0x01, 0x00).toArray())
                .containsExactly(1, -2, 0x1p-24);
        assertThat(typed("BF16", 2, 0x80, 0x3f, 0xc0, 0xbf).toArray()).containsExactly(1, -1.5);
        assertThat(typed("F8_E5M2", 3, 0x3c, 0xc0, 0x7b).toArray()).containsExactly(1, -2, 57344);
        assertThat(typed("F8_E4M3", 5, 0x38, 0x7e, 0x01, 0xc0, 0x7f).toArray())
                .containsExactly(1, 448, 0x1p-9, -2, Double.NaN);
        assertThat(typed("BOOL", 2, 0, 1).toArray()).containsExactly(0, 1);
        assertThat(typed("U8", 1, 255).toArray()).containsExactly(255);
        assertThat(typed("I8", 1, 255).toArray()).containsExactly(-1);
        assertThat(typed("U16", 1, 0xff, 0xff).toArray()).containsExactly(65535);
        assertThat(typed("I16", 1, 0xff, 0xff).toArray()).containsExactly(-1);
        assertThat(typed("U32", 1, 0xff, 0xff, 0xff, 0xff).toArray()).containsExactly(4294967295.0);
        assertThat(typed("I32", 1, 1, 0, 0, 0x80).toArray()).containsExactly(-2147483647);
        assertThat(typed("F16", 1, 0, 0).precision()).isEqualTo(Precision.FLOAT32);
        assertThat(typed("I64", 0).shape()).isEqualTo(Shape.of(0));
    }

    /// PyTorch counts batches in a whole number of 64 bits beside each batch normalisation.
    @Test
    void aCountBesideTheWeightsIsReadToo() throws IOException {
        write(
                "{\"__metadata__\":{\"format\":\"pt\"},\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
                        + "\"n\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[4,12]}}",
                0x00,
                0x00,
                0x80,
                0x3f,
                7,
                0,
                0,
                0,
                0,
                0,
                0,
                0);
        Safetensors read = Safetensors.read(file);
        assertThat(read.tensors().get("w").toArray()).containsExactly(1);
        assertThat(read.tensors().get("n").toArray()).containsExactly(7);
        assertThat(read.unread()).isEmpty();
        assertThat(read.metadata()).containsEntry("format", "pt");
    }

    @Test
    void whatHasNoFormIsNamedAndTheRestIsRead() throws IOException {
        write(
                "{\"c\":{\"dtype\":\"C64\",\"shape\":[1],\"data_offsets\":[0,8]},\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,12]},"
                    + "\"n\":{\"dtype\":\"U64\",\"shape\":[],\"data_offsets\":[12,20]}}",
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0x00,
                0x00,
                0x80,
                0x3f,
                255,
                255,
                255,
                255,
                255,
                255,
                255,
                255);
        Safetensors read = Safetensors.read(file);
        assertThat(read.tensors()).containsOnlyKeys("w");
        assertThat(read.unread()).isEqualTo(Map.of("c", "C64", "n", "U64"));
    }

    @Test
    void aPointerOfGitLfsIsSaidToBeOne() throws IOException {
        Files.writeString(file, "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n");
        assertThatThrownBy(() -> Safetensors.read(file))
                .hasMessageContaining("it is a Git LFS pointer")
                .hasMessageContaining("git lfs pull");
    }

    private void write(String header, int... data) throws IOException {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + text.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(text.length)
                .put(text);
        for (int one : data) {
            bytes.put((byte) one);
        }
        Files.write(file, bytes.array());
    }

    private List<String> files() throws IOException {
        List<String> names = new ArrayList<>();
        try (var stream = Files.newDirectoryStream(folder)) {
            stream.forEach(path -> names.add(path.getFileName().toString()));
        }
        return names;
    }

    private static Tensor counted(Precision precision, int... extents) {
        Shape shape = Shape.of(extents);
        return Tensor.of(
                precision,
                shape,
                IntStream.rangeClosed(1, shape.size()).asDoubleStream().toArray());
    }
}
