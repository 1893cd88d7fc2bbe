package dev.chainrule.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Training with a small heap.
class HeapTest {
    @TempDir
    Path folder;

    private int train(int mebibytes, Object... more) throws IOException, InterruptedException {
        return train(List.of("-XX:+UseParallelGC", "-Xmx" + mebibytes + "m"), more);
    }

    private int train(List<String> flags, Object... more) throws IOException, InterruptedException {
        List<Object> words = new ArrayList<>(List.of("train", "--preset", "cs231n-adam", "--limit", "2000"));
        words.addAll(List.of("--epochs", "1", "--out", folder.resolve("run")));
        words.addAll(List.of(more));
        Process process = OwnProcess.start(folder, flags, words.toArray());
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return process.exitValue();
    }

    private List<String> errors() {
        try {
            return Files.readAllLines(folder.resolve("err"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The one line that the command says; Java says one of its own about the vector module.
    private String mistake() {
        List<String> lines = errors().stream()
                .filter(line -> !line.startsWith("WARNING: Using incubator modules"))
                .toList();
        assertThat(lines).hasSize(1);
        return lines.getFirst();
    }

    @Test
    void tooLargeABatchIsRefusedBeforeTheStartAndTheOneThatIsNamedFits() throws IOException, InterruptedException {
        assertThat(train(72, "--hidden", 10, "--batch-size", 2000)).isEqualTo(78);
        Matcher line = Pattern.compile("chainrule train: batch-size: 2000 images a step of FullyConnectedNet need about"
                        + " \\d+ MiB of heap, which does not fit \\d+ MiB; expected at most (\\d+)\\."
                        + " The largest tensors: batch \\(2000, 3072\\) of 23 MiB, W1 \\(3072, 10\\) of 120 KiB,"
                        + " output of .*\\."
                        + " More heap: JDK_JAVA_OPTIONS=-Xmx1g")
                .matcher(mistake());
        assertThat(line.matches()).isTrue();
        assertThat(folder.resolve("run")).doesNotExist();
        assertThat(train(72, "--hidden", 10, "--batch-size", line.group(1)))
                .describedAs(() -> String.join("\n", errors()))
                .isZero();
        assertThat(folder.resolve("run/report.html")).content().contains(" MiB of heap at the peak");
    }

    /// Interpreted, it fills the young generation sooner, and the parallel collector divides the heap another way.
    @Test
    void whatFitsDoesNotDependOnWhatTheCollectorHasDoneSoFar() throws IOException, InterruptedException {
        Set<String> mistakes = new HashSet<>();
        for (List<String> flags : List.of(
                List.of("-Xmx72m", "-XX:+UseParallelGC", "-Xint"),
                List.of("-Xmx72m", "-XX:+UseParallelGC", "-XX:TieredStopAtLevel=1"),
                List.of("-Xmx72m", "-XX:+UseParallelGC", "-XX:NewSize=1m"),
                List.of("-Xmx72m", "-XX:+UseSerialGC"))) {
            assertThat(train(flags, "--hidden", 10, "--batch-size", 2000)).isEqualTo(78);
            mistakes.add(mistake());
        }
        assertThat(mistakes).singleElement().asString().contains("does not fit 72 MiB; expected at most ");
    }

    @Test
    void aNetworkThatDoesNotFitAtAllIsAMistakeInOneLine() throws IOException, InterruptedException {
        assertThat(train(64, "--hidden", 20_000)).isEqualTo(78);
        assertThat(mistake())
                .startsWith(
                        "chainrule train: model: FullyConnectedNet needs more than 469 MiB of heap for its parameters")
                .contains("expected a smaller network. The largest tensors: W1 (3072, 20000) of 234 MiB. More heap:"
                        + " JDK_JAVA_OPTIONS=-Xmx1g at least");
        assertThat(folder.resolve("run")).doesNotExist();
    }
}
