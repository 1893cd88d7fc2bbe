package dev.chainrule.lab.run;

import dev.chainrule.optim.Progress;
import dev.chainrule.settings.Kebab;
import dev.chainrule.train.History;
import dev.chainrule.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Writes what is measured during a run as JSON lines: one a step, one a measurement, one in the end. Each measurement
/// reaches the file at once. The file holds no times: the same settings give the same file.
final class HistoryLog implements TrainingListener, AutoCloseable {
    private final JsonLines lines;
    private long steps;

    HistoryLog(JsonLines lines) {
        this.lines = lines;
    }

    /// Starts a new file, as [JsonLines#create].
    static HistoryLog create(Path file) throws IOException {
        return new HistoryLog(JsonLines.create(file));
    }

    /// Writes what happened in an earlier part of the run.
    void again(History history) {
        double[] losses = history.losses();
        double[] rates = history.rates();
        Map<Long, List<History.Measurement>> measured =
                history.measurements().stream().collect(Collectors.groupingBy(History.Measurement::step));
        for (int i = 0; i < losses.length; i++) {
            stepped(i + 1L, losses[i], rates[i]);
            measured.getOrDefault(i + 1L, List.of()).forEach(this::measured);
        }
    }

    @Override
    public void stepped(Progress progress, double loss, double rate) {
        stepped(progress.step(), loss, rate);
    }

    private void stepped(long step, double loss, double rate) {
        steps = step;
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("step", steps);
        values.put("loss", loss);
        values.put("rate", rate);
        line(values, false);
    }

    @Override
    public void measured(History.Measurement measurement) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("step", measurement.step());
        values.put("epoch", measurement.epoch());
        values.put("training_accuracy", JsonLines.number(measurement.trainingAccuracy()));
        values.put("validation_accuracy", JsonLines.number(measurement.validationAccuracy()));
        values.put("validation_loss", JsonLines.number(measurement.validationLoss()));
        line(values, true);
    }

    /// Writes the last line: how the run ended.
    void ended(RunRecord record) {
        Conclusion conclusion = record.conclusion().orElseThrow();
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("end", Kebab.of(conclusion.end()));
        values.put("steps", record.history().steps());
        conclusion.validationAccuracy().ifPresent(accuracy -> values.put("validation_accuracy", accuracy));
        conclusion.testAccuracy().ifPresent(accuracy -> values.put("test_accuracy", accuracy));
        conclusion.divergence().ifPresent(reason -> values.put("reason", reason));
        line(values, true);
    }

    private void line(Map<String, ? extends @Nullable Object> values, boolean flush) {
        lines.write(values, flush, "the history ends at step " + steps);
    }

    @Override
    public void close() {
        lines.close();
    }

    /// Why the file is not complete, if it is not.
    Optional<String> trouble() {
        return lines.trouble();
    }
}
