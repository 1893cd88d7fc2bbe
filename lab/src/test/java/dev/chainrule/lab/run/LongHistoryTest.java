package dev.chainrule.lab.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.optim.Progress;
import dev.chainrule.train.History;
import dev.chainrule.train.TrainingState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the files of a run say of so many steps that not each of them is kept.
class LongHistoryTest {
    @TempDir
    Path folder;

    @Test
    void aStateKnowsItsStepsAndTheLossesThatAreKept() throws IOException {
        long steps = (1L << 31) - 2;
        double[] losses = new double[Math.toIntExact(steps / 512)];
        losses[7] = 3;
        History history = History.of(steps, losses, losses);
        history.add(new History.Measurement(steps - 1, 1, 0.5, 0.25));
        Path file = folder.resolve("state");
        new StateFile(new TrainingState(Map.of(), "", history), 1, "0", "seed: 1", "ff").write(file);
        History read = StateFile.read(file).state().history();
        assertThat(read.steps()).isEqualTo(steps);
        assertThat(read.stride()).isEqualTo(512);
        assertThat(read.losses()[7]).isEqualTo(3);
        assertThat(read.measurements()).isEqualTo(history.measurements());
    }

    @Test
    void theLogOfARunThatWentOnSaysForHowManyStepsALineStands() throws IOException {
        History history = new History();
        for (int i = 1; i <= 10; i++) {
            history.add(4, i, 0.1);
        }
        history.add(40.5, 0.1);
        history.add(new History.Measurement(6, 1, 0.5, 0.25));
        history.add(new History.Measurement(41, 1, 0.5, 0.75));
        Path file = folder.resolve("history.jsonl");
        try (HistoryLog log = HistoryLog.goOn(file, history)) {
            log.stepped(new Progress(42, 2, 100), 42, 0.1);
            log.stepped(new Progress(43, 2, 100), 43, 0.1);
            log.stepped(new Progress(44, 2, 100), 44, 0.1);
        }
        History read = HistoryFile.read(file).history();
        assertThat(read.steps()).isEqualTo(44);
        assertThat(read.stride()).isEqualTo(4);
        assertThat(read.losses()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 44);
        assertThat(read.measurements()).isEqualTo(history.measurements());
        List<String> lines = Files.readAllLines(file);
        assertThat(lines.getFirst()).isEqualTo("{\"step\":4,\"steps\":4,\"loss\":1.0,\"rate\":0.1}");
        assertThat(lines.getLast()).startsWith("{\"step\":44,\"loss\"");
        Files.write(file, List.of(lines.get(0), lines.get(1), lines.get(5)));
        assertThatThrownBy(() -> HistoryFile.read(file)).hasMessageContaining("step");
    }
}
