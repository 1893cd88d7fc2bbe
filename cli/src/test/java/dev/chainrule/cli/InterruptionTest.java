package dev.chainrule.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// A run in a process of its own that is told to end.
@DisabledOnOs(OS.WINDOWS)
class InterruptionTest {
    @TempDir
    Path folder;

    private Process start(Object... more) throws IOException {
        Path images = TinyImages.folder(folder, 50, "red", "blue");
        List<Object> words = new ArrayList<>(List.of("train", "--data", images, "--epochs", 100_000_000));
        words.addAll(List.of("--out", folder.resolve("run")));
        words.addAll(List.of(more));
        return OwnProcess.start(folder, List.of("-XX:TieredStopAtLevel=1"), words.toArray());
    }

    private Process startFast() throws IOException {
        return start("--hidden", 6, "--batch-size", 10);
    }

    /// Compiled without vectors, such a net needs seconds for a step: more than a process would be left for its
    /// end.
    private Process startSlow() throws IOException {
        return start(
                "--hidden",
                "800,800",
                "--batch-size",
                30,
                "--threads",
                1,
                "--set",
                "evaluation.after-first-step=false");
    }

    /// Waits until the run has written so much, or has ended by mistake.
    private void awaitHistory(Process process, int bytes) throws IOException, InterruptedException {
        Path history = folder.resolve("run/history.jsonl");
        while (process.isAlive() && (!Files.exists(history) || Files.size(history) < bytes)) {
            process.waitFor(20, TimeUnit.MILLISECONDS);
        }
        assertThat(process.isAlive()).as(text("err")).isTrue();
    }

    private String text(String file) throws IOException {
        return Files.readString(folder.resolve(file));
    }

    private void assertEnded(Process process, int exitCode) throws InterruptedException {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(exitCode);
    }

    private List<String> history() throws IOException {
        String text = text("run/history.jsonl");
        assertThat(text).endsWith("\n");
        assertThat(text.lines()).allMatch(line -> line.startsWith("{") && line.endsWith("}"));
        return text.lines().toList();
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("run"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aRunThatIsToldToTerminateSaysHowFarItCameAndKeepsEverything() throws IOException, InterruptedException {
        Process process = startFast();
        awaitHistory(process, 1000);
        process.destroy();
        assertEnded(process, 143);
        assertThat(history().getLast()).startsWith("{\"end\":\"stopped\",");
        assertThat(files()).contains("model.safetensors", "report.html").noneMatch(name -> name.endsWith(".tmp"));
        assertThat(text("out")).contains("Stopped after ").contains(" steps (epoch ");
    }

    @Test
    void aStepThatTakesLongIsFinishedAndEverythingKept() throws IOException, InterruptedException {
        Process process = startSlow();
        awaitHistory(process, 10);
        long start = System.nanoTime();
        process.destroy();
        assertEnded(process, 143);
        assertThat(System.nanoTime() - start)
                .as("a step must be slow for this test")
                .isGreaterThan(900_000_000);
        assertThat(history()).filteredOn(line -> line.contains("\"loss\"")).hasSize(2);
        assertThat(history().getLast()).startsWith("{\"end\":\"stopped\",\"steps\":2,");
        assertThat(files())
                .contains(
                        "about.json",
                        "answers.safetensors",
                        "history.jsonl",
                        "report.html",
                        "settings.yaml",
                        "model.safetensors")
                .noneMatch(name -> name.endsWith(".tmp"));
        assertThat(text("err").lines())
                .contains("Stopping after step 2 of 200,000,000; then the results are written. A second signal ends at"
                        + " once.");
        assertThat(text("out"))
                .contains("Stopped after 2 of 200,000,000 steps (epoch 1 of 100,000,000) in ")
                .contains("Kept: the weights, the history and the report.")
                .contains("chainrule resume " + folder.resolve("run"));
    }

    @Test
    void aSecondSignalEndsAtOnceAndLeavesNoHalfFile() throws IOException, InterruptedException {
        Process process = startSlow();
        awaitHistory(process, 10);
        process.destroy();
        while (process.isAlive() && !text("err").contains("Stopping")) {
            process.waitFor(20, TimeUnit.MILLISECONDS);
        }
        Files.writeString(folder.resolve("run/.chainrule-12.tmp"), "half");
        process.destroy();
        assertEnded(process, 143);
        assertThat(history()).hasSize(1);
        assertThat(files()).noneMatch(name -> name.endsWith(".tmp"));
        assertThat(text("out")).doesNotContain("Stopped after");
        assertThat(text("err").lines())
                .contains(
                        "Ended at once after step 1 of 200,000,000. The run goes on from its last checkpoint, there is"
                                + " none yet, with: chainrule resume "
                                + folder.resolve("run"));
    }

    @Test
    void aRunThatIsKilledLeavesAtMostOnePartialLine() throws IOException, InterruptedException {
        Process process = startFast();
        awaitHistory(process, 1000);
        process.destroyForcibly().waitFor();
        String text = text("run/history.jsonl");
        String whole = text.substring(0, text.lastIndexOf('\n') + 1);
        assertThat(whole.lines()).hasSizeGreaterThan(10).allMatch(line -> line.startsWith("{") && line.endsWith("}"));
        assertThat(folder.resolve("run/settings.yaml")).exists();
    }
}
