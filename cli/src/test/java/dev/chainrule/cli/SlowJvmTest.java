package dev.chainrule.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Training by a JVM that lacks what the kernels need.
class SlowJvmTest {
    @TempDir
    Path folder;

    /// What the command says besides its results.
    private List<String> warnings(String flag) throws IOException, InterruptedException {
        Path images = TinyImages.folder(folder, 20, "red", "blue");
        Object[] words = {
            "train",
            "--data",
            images,
            "--hidden",
            "2",
            "--batch-size",
            "4",
            "--epochs",
            "1",
            "--out",
            folder.resolve("run")
        };
        Process process = OwnProcess.start(folder, List.of(flag), words);
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isZero();
        return Files.readAllLines(folder.resolve("err")).stream()
                .filter(line -> line.contains("many times as long"))
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-XX:TieredStopAtLevel=1 | does not use its optimizing compiler",
                "-Xint | compiles nothing",
                "-XX:-UseFMA | no instruction for a fused multiply-add"
            })
    void saysBeforeTheFirstStepThatItTakesManyTimesAsLong(String flag, String reason)
            throws IOException, InterruptedException {
        assertThat(warnings(flag))
                .singleElement()
                .asString()
                .contains(reason)
                .endsWith(" More is said by: chainrule machine");
    }

    @Test
    void saysNothingOfAJvmAsItIs() throws IOException, InterruptedException {
        assertThat(warnings("-Xmx512m")).isEmpty();
    }
}
