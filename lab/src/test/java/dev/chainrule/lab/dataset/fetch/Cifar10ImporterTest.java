package dev.chainrule.lab.dataset.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.lab.dataset.CanonicalFile;
import dev.chainrule.lab.dataset.DataFileException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Cifar10ImporterTest {
    private final TinyCifar tiny = new TinyCifar();

    @TempDir
    private Path folder;

    private void importing(Map<String, byte[]> files) throws IOException {
        Importer importer = new Cifar10Importer(folder, TinyCifar.RECORDS);
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            InputStream content = new ByteArrayInputStream(file.getValue());
            importer.accept(file.getKey(), content, file.getValue().length);
        }
        importer.finish();
    }

    private void assertCanonical() throws IOException {
        for (Map.Entry<String, byte[]> file : tiny.canonical().entrySet()) {
            assertThat(folder.resolve(file.getKey())).hasBinaryContent(file.getValue());
        }
    }

    @Test
    void binaryFilesAreCopied() throws IOException {
        importing(tiny.canonical());
        assertCanonical();
    }

    @Test
    void pngFilesBecomeTheSameBytes() throws IOException {
        importing(tiny.asPng());
        assertCanonical();
        assertThat(folder.toFile().list()).hasSize(6);
    }

    @Test
    void picklesBecomeTheSameBytes() throws IOException {
        importing(tiny.asPickle());
        assertCanonical();
    }

    @Test
    void aBinaryFileOfAnotherLengthIsRefused() {
        assertThatThrownBy(() -> importing(Map.of("data_batch_1.bin", new byte[12])))
                .hasMessage("data_batch_1.bin: length 12 does not fit 3 records of 3073 bytes; expected 9219 bytes");
    }

    @Test
    void missingLabelsAreNamed() throws IOException {
        Map<String, byte[]> files = tiny.asPng();
        files.remove("test_lables.json");
        assertThatThrownBy(() -> importing(files))
                .hasMessage("test_lables.json: 0 labels do not fit images 0 to 2 of test_batch.png");
    }

    @Test
    void labelsThatAreNoDigitsAreRefused() throws IOException {
        Map<String, byte[]> files = tiny.asPng();
        files.put("train_lables.json", "[1, 12]".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> importing(files))
                .hasMessage("train_lables.json: label '12' of image 1 does not fit 10 classes; expected 0 to 9");
        files.put("train_lables.json", "{}".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> importing(files))
                .hasMessage("train_lables.json at byte 0: this is not a list of labels; expected [6, 9, …]");
    }

    @Test
    void aPngOfAnotherSizeIsRefused() throws IOException {
        byte[] png = tiny.asPng().get("test_batch.png");
        Importer two = new Cifar10Importer(folder, 2);
        assertThatThrownBy(() -> two.accept("test_batch.png", new ByteArrayInputStream(png), png.length))
                .hasMessage("test_batch.png: size 1024 × 3 does not fit size 1024 × 2");
    }

    @Test
    void aPickleThatCallsSomethingElseIsRefused() {
        byte[] evil = "cos\nsystem\n(U\u0004lsxxtR.".getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> importing(Map.of("data_batch_1", evil)))
                .isInstanceOf(DataFileException.class)
                .hasMessage("data_batch_1 at byte 11: the name os.system is not one of a CIFAR-10 pickle");
    }

    @Test
    void aPickleInstructionThatIsNotNeededIsRefused() {
        assertThatThrownBy(() -> importing(Map.of("data_batch_1", new byte[] {(byte) 0x80, 4, (byte) 0x95})))
                .hasMessage("data_batch_1 at byte 3: instruction 0x95 is not one of a CIFAR-10 pickle");
    }

    @Test
    void aPickleCutAnywhereIsRefusedWithATypedException() {
        byte[] pickle = TinyCifar.pickle(tiny.canonical().get("data_batch_1.bin"));
        for (int length = 0; length < pickle.length; length += length < 300 ? 1 : 97) {
            byte[] cut = Arrays.copyOf(pickle, length);
            assertThatThrownBy(() -> importing(Map.of("data_batch_1", cut))).isInstanceOf(DataFileException.class);
        }
    }

    @Test
    void aPickleChangedAnywhereIsReadOrRefusedWithATypedException() throws IOException {
        byte[] pickle = TinyCifar.pickle(tiny.canonical().get("data_batch_1.bin"));
        Random random = new Random(3);
        int refused = 0;
        for (int i = 0; i < 5000; i++) {
            byte[] changed = pickle.clone();
            int head = random.nextBoolean() ? 250 : changed.length;
            changed[random.nextInt(head)] = (byte) random.nextInt(256);
            try {
                new PickleReader("changed", changed).read();
            } catch (DataFileException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(500);
    }

    @Test
    void filesInAnArchiveAreFoundByTheLastPartOfTheirName() throws IOException {
        Path archive = Files.write(folder.resolve("x.tar.gz"), TinyCifar.tarGz("../../etc", tiny.canonical()));
        Path target = Files.createDirectories(folder.resolve("in/here"));
        TarGz.read(archive, new Cifar10Importer(target, TinyCifar.RECORDS));
        assertThat(target.toFile().list()).hasSize(6);
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("in", "x.tar.gz");
    }

    @Test
    void anArchiveCutAnywhereIsRefused() throws IOException {
        byte[] archive = TinyCifar.tarGz("a", tiny.canonical());
        Path file = folder.resolve("x.tar.gz");
        for (int length = 0; length < archive.length - 20; length += 1999) {
            Files.write(file, Arrays.copyOf(archive, length));
            assertThatThrownBy(() -> TarGz.read(file, new Cifar10Importer(folder, TinyCifar.RECORDS)))
                    .as("cut at %d", length)
                    .isInstanceOf(DataFileException.class)
                    .hasMessageContaining(length == 0 ? "this is not a gzip file" : "the archive is truncated");
        }
    }

    @Test
    void whatIsNoTarGzIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("x.tar.gz"), "<html>");
        assertThatThrownBy(() -> TarGz.read(file, new Cifar10Importer(folder, TinyCifar.RECORDS)))
                .hasMessage(file + " at byte 0: this is not a gzip file (Not in GZIP format)");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(new byte[512 * 3]);
            out.write(1);
        }
        Files.write(file, bytes.toByteArray());
        TarGz.read(file, new Cifar10Importer(folder, TinyCifar.RECORDS));
        assertThat(folder.toFile().list()).containsExactly("x.tar.gz");
    }

    @Test
    void aDamagedTarHeaderIsRefused() throws IOException {
        byte[] tar;
        try (var in = new GZIPInputStream(new ByteArrayInputStream(TinyCifar.tarGz("a", tiny.canonical())))) {
            tar = in.readAllBytes();
        }
        tar[130] ^= 1;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(tar);
        }
        Path file = Files.write(folder.resolve("x.tar.gz"), bytes.toByteArray());
        assertThatThrownBy(() -> TarGz.read(file, new Cifar10Importer(folder, TinyCifar.RECORDS)))
                .hasMessage(file + " at byte 0: this is not a tar header; the archive is damaged or no .tar.gz");
    }

    @Test
    void mnistFilesAreReadPlainAndPacked() throws IOException {
        CanonicalFile labels = new CanonicalFile("t10k-labels-idx1-ubyte", 10, "");
        MnistImporter importer = new MnistImporter(folder, List.of(labels));
        byte[] content = {0, 0, 8, 1, 0, 0, 0, 2, 3, 4};
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(content);
        }
        Map<String, byte[]> forms = new HashMap<>();
        forms.put("t10k-labels-idx1-ubyte", content);
        forms.put("t10k-labels.idx1-ubyte", content);
        forms.put("t10k-labels-idx1-ubyte.gz", packed.toByteArray());
        for (Map.Entry<String, byte[]> form : forms.entrySet()) {
            Files.deleteIfExists(folder.resolve(labels.name()));
            importer.accept(form.getKey(), new ByteArrayInputStream(form.getValue()), form.getValue().length);
            assertThat(folder.resolve(labels.name())).hasBinaryContent(content);
        }
        assertThatThrownBy(() -> importer.accept("t10k-labels-idx1-ubyte", new ByteArrayInputStream(new byte[11]), 11))
                .hasMessage("t10k-labels-idx1-ubyte: more than 10 bytes do not fit t10k-labels-idx1-ubyte");
        assertThatThrownBy(() -> importer.accept("t10k-labels-idx1-ubyte", new ByteArrayInputStream(new byte[9]), 9))
                .hasMessage("t10k-labels-idx1-ubyte: length 9 does not fit 10 bytes of t10k-labels-idx1-ubyte");
    }
}
