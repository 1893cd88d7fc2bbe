package dev.chainrule.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Archives of NumPy, written by `src/test/resources/numpy/make.py`, and broken ones.
class NumpyArchiveTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void nameFile() {
        file = folder.resolve("mine.npz");
    }

    @Test
    void everyTypeOfNumbersIsReadInEitherOrderOfBytes() throws IOException {
        NumpyArchive read = resource("types.npz");
        assertThat(read.unread()).isEmpty();
        assertThat(read.tensors()).hasSize(2 * 11 + 1);
        read.tensors().forEach((name, tensor) -> {
            double first = name.startsWith("u") ? 3 : -3;
            double[] expected = name.equals("bool") ? new double[] {1, 0, 1} : new double[] {first, 0, 1, 100};
            assertThat(tensor.toArray()).as(name).containsExactly(expected);
        });
        assertThat(read.tensors().get("f8-big").precision()).isEqualTo(Precision.FLOAT64);
        assertThat(read.tensors().get("f4-little").precision()).isEqualTo(Precision.FLOAT32);
        assertThat(read.types()).containsEntry("f4-big", ">f4").containsEntry("bool", "|b1");
    }

    @Test
    void numbersTextsAndNamesWithPathsAreRead() throws IOException {
        NumpyArchive read = resource("mixed.npz");
        assertThat(read.tensors().keySet()).containsExactly("x", "y", "eps", "folder/x");
        assertThat(read.texts()).containsExactly(Map.entry("mode", "train"));
        assertThat(read.tensors().get("eps").toArray()).containsExactly(1e-5);
        assertThat(NumpyFile.integers(read.tensors().get("y"), "y")).containsExactly(2, 0, 1, 1, 3);
        Tensor x = read.tensors().get("x");
        assertThat(x.get(0, 0)).isEqualTo(-1.4308730228590871);
        assertThat(read.tensors().get("folder/x").get(3, 2)).isEqualTo((float) x.get(2, 3));
    }

    @Test
    void whatIsNoArrayOfNumbersIsNamedAndTheRestIsRead() throws IOException {
        Map<String, Tensor> tensors = Map.of("x", Tensor.zeros(Precision.FLOAT32, Shape.of(2)));
        NumpyArchive.write(file, tensors);
        assertThatThrownBy(() -> resource("refused.npz"))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("no array can be read. 'objects': dtype '|O' (Python objects");
        zip(Map.of(
                "a.npy",
                NumpyFileTest.bytes("version-1.npy"),
                "b.npy",
                NumpyFileTest.bytes("objects.npy"),
                "c.txt",
                new byte[5]));
        NumpyArchive read = NumpyArchive.read(file);
        assertThat(read.tensors()).containsOnlyKeys("a");
        assertThat(read.unread()).containsOnlyKeys("b", "c.txt");
    }

    @Test
    void tensorsAreReadAsTheyWereWrittenAndTheSameTensorsGiveTheSameBytes() throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("W", Tensor.gaussian(Precision.FLOAT32, Shape.of(4, 3, 3, 3), new Random(1)));
        tensors.put("b", Tensor.gaussian(Precision.FLOAT64, Shape.of(4), new Random(2)));
        tensors.put("zeros", Tensor.zeros(Precision.FLOAT64, Shape.of(300, 1_000)));
        NumpyArchive.write(file, tensors);
        byte[] once = Files.readAllBytes(file);
        NumpyArchive read = NumpyArchive.read(file);
        assertThat(read.tensors().keySet()).containsExactly("W", "b", "zeros");
        tensors.forEach((name, tensor) -> {
            Tensor other = read.tensors().get(name);
            assertThat(other.shape()).isEqualTo(tensor.shape());
            assertThat(other.precision()).isEqualTo(tensor.precision());
            assertThat(Arrays.equals(other.toArray(), tensor.toArray())).isTrue();
        });
        NumpyArchive.write(file, tensors);
        assertThat(Files.readAllBytes(file)).isEqualTo(once);
    }

    @Test
    void aBombIsRefusedBeforeItIsUnpacked() throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry("x.npy"));
            zip.write(NumpyFileTest.file("{'descr': '|u1', 'fortran_order': False, 'shape': (400000000,), }", 0));
            byte[] zeros = new byte[1_000_000];
            for (int i = 0; i < 400; i++) {
                zip.write(zeros);
            }
            zip.closeEntry();
        }
        assertThat(Files.size(file)).isLessThan(500_000);
        assertThatThrownBy(() -> NumpyArchive.read(file))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining(
                        "bytes unpacked do not fit a file of this length; expected at most" + " 67108864 in all");
    }

    @Test
    void archivesInArchivesAreNotOpened() throws IOException {
        byte[] inside = new byte[100_000];
        for (int depth = 0; depth < 5; depth++) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            zip(bytes, Map.of("deep.zip", inside, "deeper.zip", inside));
            inside = bytes.toByteArray();
        }
        Files.write(file, inside);
        assertThatThrownBy(() -> NumpyArchive.read(file))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("no array can be read.")
                .hasMessageContaining("it is no array; expected the ending .npy");
    }

    @Test
    void aSizeThatLiesIsSeen() throws IOException {
        zip(Map.of("x.npy", NumpyFileTest.bytes("version-1.npy")));
        byte[] whole = Files.readAllBytes(file);
        ByteBuffer list = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN);
        int central = list.getInt(whole.length - 6);
        list.putInt(central + 24, 320 + 8);
        refused(whole, "are left in the file");
        list.putInt(central + 24, 320 - 8);
        refused(whole, "are left in the file");
        list.putInt(central + 24, 320);
        list.putInt(central + 16, 7);
        refused(whole, "the check sum (CRC-32) is another");
    }

    @Test
    void encryptedAndOtherwisePackedArchivesAreNamed() throws IOException {
        zip(Map.of("x.npy", NumpyFileTest.bytes("version-1.npy")));
        byte[] whole = Files.readAllBytes(file);
        int central = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getInt(whole.length - 6);
        byte[] encrypted = whole.clone();
        encrypted[central + 8] |= 1;
        refused(encrypted, "the archive is encrypted; expected an archive as np.savez writes it (.npz)");
        byte[] other = whole.clone();
        other[central + 10] = 12; // bzip2
        refused(other, "packed by another method than deflate");
    }

    @Test
    void aNameThatOccursTwiceIsRefused() throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("x.npy", NumpyFileTest.bytes("number.npy"));
        entries.put("x", NumpyFileTest.bytes("number.npy"));
        zip(entries);
        refused(Files.readAllBytes(file), "mine.npz, x: the name occurs twice");
        entries.put("z.npy", NumpyFileTest.bytes("number.npy"));
        entries.remove("x");
        zip(entries);
        byte[] whole = Files.readAllBytes(file);
        for (int i = 0; i < whole.length; i++) {
            whole[i] = whole[i] == 'z' && whole[i + 1] == '.' ? (byte) 'x' : whole[i];
        }
        refused(whole, "mine.npz, x.npy: the name occurs twice");
    }

    @Test
    void everyTruncationIsRefused() throws IOException {
        byte[] whole = NumpyFileTest.bytes("mixed.npz");
        for (int length = 0; length < whole.length; length += 7) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> NumpyArchive.read(file))
                    .isInstanceOf(FormatException.class)
                    .hasMessageStartingWith(file.toString());
        }
    }

    @Test
    void damagedBytesGiveATypedErrorOrAnArchive() throws IOException {
        byte[] whole = NumpyFileTest.bytes("types.npz");
        Random random = new Random(4);
        int refused = 0;
        for (int round = 0; round < 1000; round++) {
            byte[] damaged = whole.clone();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            Files.write(file, damaged);
            try {
                NumpyArchive.read(file);
            } catch (FormatException e) {
                refused++;
                assertThat(e.getMessage()).doesNotContain("\n");
            }
        }
        assertThat(refused).isGreaterThan(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"version-1.npy", "objects.npy"})
    void aSingleArrayIsNamed(String name) throws IOException {
        refused(NumpyFileTest.bytes(name), "this is a NumPy array; expected an archive as np.savez writes it (.npz)");
    }

    @Test
    void whatIsNoArchiveIsNamed() throws IOException {
        refused(new byte[0], "the file is empty; expected an archive");
        refused("x,y\n1,2\n".getBytes(StandardCharsets.UTF_8), "this is text; expected an archive");
        zip(Map.of());
        refused(Files.readAllBytes(file), "the archive is empty");
        assertThatThrownBy(() -> NumpyArchive.read(folder))
                .hasMessageContaining("this is a folder; expected an archive");
    }

    private void refused(byte[] bytes, String said) throws IOException {
        Files.write(file, bytes);
        assertThatThrownBy(() -> NumpyArchive.read(file))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining(said);
    }

    private NumpyArchive resource(String name) throws IOException {
        Files.write(file, NumpyFileTest.bytes(name));
        return NumpyArchive.read(file);
    }

    private void zip(Map<String, byte[]> entries) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            zip(out, entries);
        }
    }

    /// An archive that is stored as it is, so that sizes stand where the list says.
    private static void zip(OutputStream out, Map<String, byte[]> entries) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> named : entries.entrySet()) {
                ZipEntry entry = new ZipEntry(named.getKey());
                CRC32 sum = new CRC32();
                sum.update(named.getValue());
                entry.setMethod(ZipEntry.STORED);
                entry.setSize(named.getValue().length);
                entry.setCrc(sum.getValue());
                zip.putNextEntry(entry);
                zip.write(named.getValue());
                zip.closeEntry();
            }
        }
    }
}
