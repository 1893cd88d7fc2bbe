package dev.chainrule.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.random.NumpyRandom;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whether every change of a sealed file is noticed.
///
/// `-Dchainrule.flips=all` tries every bit and every length of a file of 64 KiB, and 100,000 edits of one of 16 MiB,
/// instead of a share of them.
class SealTest {
    private static final boolean ALL =
            System.getProperty("chainrule.flips", "some").equals("all");
    private static final int STRIDE = ALL ? 1 : 97;
    private static final int EDITS = ALL ? 100_000 : 100;
    private static final int CHUNK = 1 << 20;

    @TempDir
    Path folder;

    private static Safetensors tensors(int... sizes) {
        NumpyRandom random = new NumpyRandom(5);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (int i = 0; i < sizes.length; i++) {
            Tensor tensor = Tensor.zeros(i % 2 == 0 ? Precision.FLOAT32 : Precision.FLOAT64, Shape.of(sizes[i]));
            for (int k = 0; k < sizes[i]; k++) {
                tensor.setStored(k, random.nextGaussian());
            }
            tensors.put("tensor " + i, tensor);
        }
        return new Safetensors(tensors, Map.of("said", "a text"));
    }

    private Path sealed(int... sizes) throws IOException {
        Path file = folder.resolve("sealed.safetensors");
        tensors(sizes).writeSealed(file);
        return file;
    }

    @Test
    void whatIsSealedIsReadBackWithoutTheSeal() throws IOException {
        for (int size : new int[] {0, 1, 1000, CHUNK / 4 - 1, CHUNK / 4, CHUNK / 4 + 1, CHUNK / 2, 700_000}) {
            Path file = sealed(size, 3);
            Safetensors read = Safetensors.readSealed(file);
            assertThat(read.tensors()).containsOnlyKeys("tensor 0", "tensor 1");
            assertThat(read.tensors().get("tensor 0").toArray())
                    .isEqualTo(tensors(size, 3).tensors().get("tensor 0").toArray());
            assertThat(read.metadata()).containsEntry("said", "a text");
        }
    }

    @Test
    void otherReadersOfTheFormatFindTheSealAsOneMoreTensor() throws IOException {
        Path file = sealed(CHUNK / 4, 3);
        assertThat(Safetensors.read(file).tensors().get("seal").size())
                .as("sums of the header and two MiB, SHA-256")
                .isEqualTo(3 * 4 + 32);
    }

    @Test
    void everyFlippedBitAndEveryCutIsNoticed() throws IOException {
        Path file = sealed(10_000, 3_080);
        int length = (int) Files.size(file);
        assertThat(length).isBetween(64_000, 66_000);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            byte[] bytes = Files.readAllBytes(file);
            for (long bit = 0; bit < 8L * length; bit += STRIDE) {
                int at = (int) (bit / 8);
                channel.write(ByteBuffer.wrap(new byte[] {(byte) (bytes[at] ^ (1 << (bit % 8)))}), at);
                assertNoticed(channel, "bit " + bit);
                channel.write(ByteBuffer.wrap(bytes, at, 1), at);
            }
            Seal.check(channel, "whole again");
            for (int cut = length - 1; cut >= 0; cut -= STRIDE) {
                channel.truncate(cut);
                assertNoticed(channel, "cut to " + cut);
            }
        }
    }

    @Test
    void editsOfALargeFileAreNoticed() throws IOException {
        Path file = sealed(4 << 20, 3);
        int length = (int) Files.size(file);
        Random random = new Random(7);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            for (int edit = 0; edit < EDITS; edit++) {
                byte[] other = new byte[1 + random.nextInt(16)];
                random.nextBytes(other);
                int at = random.nextInt(length - other.length);
                ByteBuffer before = ByteBuffer.allocate(other.length);
                channel.read(before, at);
                if (before.flip().equals(ByteBuffer.wrap(other))) {
                    continue;
                }
                channel.write(ByteBuffer.wrap(other), at);
                assertNoticed(channel, "edit at " + at);
                channel.write(before, at);
            }
            Seal.check(channel, "whole again");
        }
    }

    private static void assertNoticed(FileChannel channel, String what) throws IOException {
        try {
            Seal.check(channel, "file");
        } catch (FormatException e) {
            return;
        }
        throw new AssertionError(what + " was not noticed");
    }

    @Test
    void theMessageSaysWhereTheDamageIs() throws IOException {
        Path file = sealed(700_000);
        byte[] bytes = Files.readAllBytes(file);
        bytes[2 * CHUNK] ^= 1;
        Files.write(file, bytes);
        assertThatThrownBy(() -> Safetensors.readSealed(file))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith(file + " at byte 10")
                .hasMessageContaining("do not fit their checksum; expected them as a run wrote them");
    }

    @Test
    void aFileWithoutASealIsNotTakenForOne() throws IOException {
        Path file = folder.resolve("plain.safetensors");
        tensors(100).write(file);
        assertThatThrownBy(() -> Safetensors.readSealed(file)).isInstanceOf(FormatException.class);
        Files.writeString(file, "short");
        assertThatThrownBy(() -> Safetensors.readSealed(file))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("length 5 does not fit");
    }
}
