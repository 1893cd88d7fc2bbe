package dev.chainrule.lab.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.lab.dataset.fetch.TinyCifar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Cifar10Test {
    private final TinyCifar tiny = new TinyCifar();

    @TempDir
    private Path folder;

    @BeforeEach
    void writeFiles() throws IOException {
        TinyCifar.write(folder, tiny.canonical());
    }

    @Test
    void theBatchesAreReadInOrder() throws IOException {
        Cifar10 data = Cifar10.read(folder, TinyCifar.RECORDS);
        assertThat(data.train().size()).isEqualTo(5 * TinyCifar.RECORDS);
        assertThat(data.test().size()).isEqualTo(TinyCifar.RECORDS);
        assertThat(data.train().labels()[4]).isEqualTo(tiny.label("data_batch_2.bin", 1));
        assertThat(Arrays.copyOfRange(data.train().pixels(), 4 * 3072, 5 * 3072))
                .isEqualTo(Arrays.copyOfRange(tiny.canonical().get("data_batch_2.bin"), 3073 + 1, 3073 + 1 + 3072));
        assertThat(data.test().labels()[2]).isEqualTo(tiny.label("test_batch.bin", 2));
    }

    @Test
    void aFileOfAnotherLengthIsRefused() throws IOException {
        Path file = folder.resolve("data_batch_3.bin");
        Files.write(file, new byte[100]);
        assertThatThrownBy(() -> Cifar10.read(folder, TinyCifar.RECORDS))
                .isInstanceOf(DataFileException.class)
                .hasMessage(file + ": length 100 does not fit 3 records of 3073 bytes; expected 9219 bytes");
    }

    @Test
    void aMissingFileIsNamed() throws IOException {
        Path file = folder.resolve("test_batch.bin");
        Files.delete(file);
        assertThatThrownBy(() -> Cifar10.read(folder, TinyCifar.RECORDS))
                .hasMessage(file + ": no such file; expected 3 records of 3073 bytes");
    }

    @Test
    void aLabelOutOfRangeIsNamedWithItsPlace() throws IOException {
        byte[] batch = tiny.canonical().get("data_batch_5.bin").clone();
        batch[3073] = 10;
        Path file = folder.resolve("data_batch_5.bin");
        Files.write(file, batch);
        assertThatThrownBy(() -> Cifar10.read(folder, TinyCifar.RECORDS))
                .isInstanceOfSatisfying(
                        DataFileException.class, e -> assertThat(e.offset()).isEqualTo(3073))
                .hasMessage(file + " at byte 3073: label 10 of record 1 does not fit 10 classes; expected 0 to 9");
    }
}
