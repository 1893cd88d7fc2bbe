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
                8);
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
                "{\"a\":{\"dtype\":\"BF16\",\"shape\":[1],\"data_offsets\":[0,2]}} | 2 | expected F32 or F64",
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
        write(header, dataBytes);
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

    private void write(String header, int dataBytes) throws IOException {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        Files.write(
                file,
                ByteBuffer.allocate(8 + text.length + dataBytes)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(text.length)
                        .put(text)
                        .array());
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
