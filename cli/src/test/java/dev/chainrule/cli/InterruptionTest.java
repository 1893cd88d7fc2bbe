package dev.chainrule.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// A run in a process of its own that is told to end.
@DisabledOnOs(OS.WINDOWS)
class InterruptionTest {
    @TempDir
    Path folder;

    private Process start() throws IOException {
        Path images = TinyImages.folder(folder, 50, "red", "blue");
        Object[] words = {
            "train",
            "--data",
            images,
            "--hidden",
            6,
            "--epochs",
            100_000_000,
            "--batch-size",
            10,
            "--out",
            folder.resolve("run")
        };
        return OwnProcess.start(folder, List.of("-XX:TieredStopAtLevel=1"), words);
    }

    /// Waits until the run has written something, or has ended by mistake.
    private void awaitSteps(Process process) throws IOException, InterruptedException {
        Path history = folder.resolve("run/history.jsonl");
        while (process.isAlive() && (!Files.exists(history) || Files.size(history) < 1000)) {
            process.waitFor(20, TimeUnit.MILLISECONDS);
        }
        assertThat(process.isAlive())
                .as(Files.readString(folder.resolve("err")))
                .isTrue();
    }

    private void assertEndedInOrder(Process process, int exitCode) throws IOException, InterruptedException {
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(exitCode);
        List<String> lines = Files.readAllLines(folder.resolve("run/history.jsonl"), StandardCharsets.UTF_8);
        assertThat(lines).allMatch(line -> line.startsWith("{") && line.endsWith("}"));
        assertThat(lines.getLast()).startsWith("{\"end\":\"stopped\",");
        assertThat(folder.resolve("run/weights.safetensors")).exists();
        assertThat(Files.readString(folder.resolve("out")))
                .contains("Stopped after ")
                .contains(" steps (epoch ");
    }

    @Test
    void aRunThatIsToldToTerminateSaysHowFarItCameAndKeepsEverything() throws IOException, InterruptedException {
        Process process = start();
        awaitSteps(process);
        process.destroy();
        assertEndedInOrder(process, 143);
    }

    @Test
    void aRunThatIsKilledLeavesAtMostOnePartialLine() throws IOException, InterruptedException {
        Process process = start();
        awaitSteps(process);
        process.destroyForcibly().waitFor();
        String text = Files.readString(folder.resolve("run/history.jsonl"));
        String whole = text.substring(0, text.lastIndexOf('\n') + 1);
        assertThat(whole.lines()).hasSizeGreaterThan(10).allMatch(line -> line.startsWith("{") && line.endsWith("}"));
        assertThat(folder.resolve("run/settings.yaml")).exists();
    }
}
