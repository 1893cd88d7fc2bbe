package dev.chainrule.lab.run;

import dev.chainrule.format.Json;
import dev.chainrule.lab.settings.SettingsException;
import dev.chainrule.lab.text.Reasons;
import dev.chainrule.optim.Progress;
import dev.chainrule.settings.Kebab;
import dev.chainrule.train.History;
import dev.chainrule.train.TrainingListener;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Writes what is measured during a run as JSON lines: one a step, one a measurement, one in the end.
///
/// Lines reach the file at every measurement and about ten times a second, so a run that is killed leaves all but the
/// last moment, and at most one partial line. A disk that is full ends the writing, not the run. The file holds no
/// times: the same settings give the same file.
final class HistoryLog implements TrainingListener, AutoCloseable {
    private static final long FLUSH_NANOS = 100_000_000;

    private final Path file;
    private final Writer out;
    private long steps;
    private long lastFlush = System.nanoTime();
    private Optional<String> trouble = Optional.empty();

    HistoryLog(Path file, Writer out) {
        this.file = file;
        this.out = out;
    }

    /// Starts a new file; of two runs that start in one folder at once, one gets it.
    static HistoryLog create(Path file) throws IOException {
        try {
            return new HistoryLog(
                    file, Files.newBufferedWriter(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
        } catch (FileAlreadyExistsException e) {
            throw new SettingsException(file + ": is there already; expected a new or empty folder for the results");
        }
    }

    @Override
    public void stepped(Progress progress, double loss, double rate) {
        steps = progress.step();
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
        values.put("training_accuracy", number(measurement.trainingAccuracy()));
        values.put("validation_accuracy", number(measurement.validationAccuracy()));
        values.put("validation_loss", number(measurement.validationLoss()));
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

    /// JSON has no word for the accuracy on no example.
    private static @Nullable Double number(double value) {
        return Double.isFinite(value) ? value : null;
    }

    private void line(Map<String, ? extends @Nullable Object> values, boolean flush) {
        if (trouble.isPresent()) {
            return;
        }
        try {
            out.append(Json.write(values)).append('\n');
            long now = System.nanoTime();
            if (flush || now - lastFlush > FLUSH_NANOS) {
                out.flush();
                lastFlush = now;
            }
        } catch (IOException e) {
            trouble = Optional.of(
                    file + ": cannot be written (" + Reasons.withoutFile(e) + "); the history ends at step " + steps);
        }
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            trouble = trouble.or(() -> Optional.of(file + ": cannot be written (" + Reasons.withoutFile(e) + ")"));
        }
    }

    /// Why the file is not complete, if it is not.
    Optional<String> trouble() {
        return trouble;
    }
}
