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
import org.junit.jupiter.params.provider.ValueSource;

/// Training by a JVM that lacks what the kernels need.
class SlowJvmTest {
    @TempDir
    Path folder;

    private List<String> warningsOfTraining(String flag) throws IOException, InterruptedException {
        Path images = TinyImages.folder(folder, 20, "red", "blue");
        Path run = folder.resolve("run");
        return warnings(
                Main.OK,
                flag,
                "train",
                "--data",
                images,
                "--hidden",
                2,
                "--batch-size",
                4,
                "--epochs",
                1,
                "--out",
                run);
    }

    /// What a command says besides its results of the JVM.
    private List<String> warnings(int mostExitCode, String flag, Object... words)
            throws IOException, InterruptedException {
        Process process = OwnProcess.start(folder, List.of(flag), words);
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isBetween(Main.OK, mostExitCode);
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
        assertThat(warningsOfTraining(flag))
                .singleElement()
                .asString()
                .contains(reason)
                .endsWith(" More is said by: chainrule machine");
    }

    @Test
    void saysNothingOfAJvmAsItIs() throws IOException, InterruptedException {
        assertThat(warningsOfTraining("-Xmx512m")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sanity --preset quick-fc --hidden 2 --limit 40 --batch-size 4",
                "search --preset quick-fc --hidden 4 --limit 60 --batch-size 20 --epochs 2 --vary"
                        + " learning-rate=log:1e-4..1 --trials 2 --out FOLDER"
            })
    void otherCommandsThatTrainSaySo(String command) throws IOException, InterruptedException {
        Object[] words =
                command.replace("FOLDER", folder.resolve("search").toString()).split(" ");
        assertThat(warnings(Main.FAILED, "-XX:TieredStopAtLevel=1", words)).hasSize(1);
    }

    @Test
    void verifyingSaysSo() throws IOException, InterruptedException {
        assertThat(warningsOfTraining("-Xmx512m")).isEmpty();
        assertThat(warnings(Main.OK, "-XX:TieredStopAtLevel=1", "verify", folder.resolve("run")))
                .hasSize(1);
    }
}
