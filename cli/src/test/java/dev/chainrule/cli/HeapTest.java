package dev.chainrule.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
        List<Object> words = new ArrayList<>(List.of("train", "--preset", "cs231n-adam", "--limit", "2000"));
        words.addAll(List.of("--epochs", "1", "--out", folder.resolve("run")));
        words.addAll(List.of(more));
        List<String> flags = List.of("-XX:+UseParallelGC", "-Xmx" + mebibytes + "m");
        Process process = OwnProcess.start(folder, flags, words.toArray());
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return process.exitValue();
    }

    /// The one line that the command says; Java says one of its own about the vector module.
    private String mistake() throws IOException {
        List<String> lines = Files.readAllLines(folder.resolve("err")).stream()
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
        assertThat(train(72, "--hidden", 10, "--batch-size", line.group(1))).isZero();
        assertThat(folder.resolve("run/report.html")).content().contains(" MiB of heap at the peak");
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
