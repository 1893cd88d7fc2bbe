package dev.chainrule.lab.run;

import dev.chainrule.format.AtomicFile;
import dev.chainrule.format.Json;
import dev.chainrule.optim.Progress;
import dev.chainrule.settings.Kebab;
import dev.chainrule.train.History;
import dev.chainrule.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Writes what is measured during a run as JSON lines: one a step, one a measurement, one in the end. Each measurement
/// reaches the file at once. The file holds no times: the same settings give the same file. Where a long history keeps
/// one step in several, a line says for how many it stands, as `steps`.
final class HistoryLog implements TrainingListener, AutoCloseable {
    private final JsonLines lines;
    private long steps;

    HistoryLog(JsonLines lines) {
        this.lines = lines;
    }

    /// Starts the file of a run, or goes on behind an earlier part of it, whatever the file says of that.
    static HistoryLog goOn(Path file, History history) throws IOException {
        write(file, lines(history));
        HistoryLog log = new HistoryLog(JsonLines.append(file));
        log.steps = history.steps();
        return log;
    }

    /// Writes the whole file of a run that ended.
    static void write(Path file, RunRecord record) throws IOException {
        List<Map<String, ? extends @Nullable Object>> lines = new ArrayList<>(lines(record.history()));
        lines.add(end(record));
        write(file, lines);
    }

    private static void write(Path file, List<Map<String, ? extends @Nullable Object>> lines) throws IOException {
        AtomicFile.write(
                file, lines.stream().map(values -> Json.write(values) + "\n").collect(Collectors.joining()));
    }

    private static List<Map<String, ? extends @Nullable Object>> lines(History history) {
        double[] losses = history.losses();
        double[] rates = history.rates();
        long stride = history.stride();
        List<History.Measurement> measured = history.measurements();
        List<Map<String, ? extends @Nullable Object>> lines = new ArrayList<>();
        int next = 0;
        for (int i = 0; i < losses.length; i++) {
            long step = (i + 1) * stride;
            lines.add(step(step, stride, losses[i], rates[i]));
            for (; next < measured.size() && measured.get(next).step() <= step; next++) {
                lines.add(measurement(measured.get(next)));
            }
        }
        long left = history.steps() % stride;
        if (left > 0) {
            lines.add(step(history.steps(), left, history.lastLoss(), history.lastRate()));
        }
        measured.subList(next, measured.size()).forEach(each -> lines.add(measurement(each)));
        return lines;
    }

    /// @param count for how many steps the line stands, of which this one is the last
    private static Map<String, Object> step(long step, long count, double loss, double rate) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("step", step);
        if (count > 1) {
            values.put("steps", count);
        }
        values.put("loss", loss);
        values.put("rate", rate);
        return values;
    }

    private static Map<String, @Nullable Object> measurement(History.Measurement measurement) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("step", measurement.step());
        values.put("epoch", measurement.epoch());
        values.put("training_accuracy", JsonLines.number(measurement.trainingAccuracy()));
        values.put("validation_accuracy", JsonLines.number(measurement.validationAccuracy()));
        values.put("validation_loss", JsonLines.number(measurement.validationLoss()));
        return values;
    }

    private static Map<String, Object> end(RunRecord record) {
        Conclusion conclusion = record.conclusion().orElseThrow();
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("end", Kebab.of(conclusion.end()));
        values.put("steps", record.history().steps());
        conclusion.validationAccuracy().ifPresent(accuracy -> values.put("validation_accuracy", accuracy));
        conclusion.testAccuracy().ifPresent(accuracy -> values.put("test_accuracy", accuracy));
        conclusion.divergence().ifPresent(reason -> values.put("reason", reason));
        return values;
    }

    @Override
    public void stepped(Progress progress, double loss, double rate) {
        steps = progress.step();
        line(step(steps, 1, loss, rate), false);
    }

    @Override
    public void measured(History.Measurement measurement) {
        line(measurement(measurement), true);
    }

    /// Writes the last line: how the run ended.
    void ended(RunRecord record) {
        line(end(record), true);
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
