package dev.chainrule.lab.run;

import dev.chainrule.format.Json;
import dev.chainrule.lab.settings.SettingsException;
import dev.chainrule.lab.text.Reasons;
import dev.chainrule.optim.Progress;
import dev.chainrule.train.History;
import dev.chainrule.train.TrainingListener;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Keeps what is measured during a run, and writes it as JSON lines: one a step, one a measurement, one in the end.
///
/// Lines reach the file at every measurement and about ten times a second, so a run that is killed leaves all but the
/// last moment, and at most one partial line. A disk that is full ends the writing, not the run. The file holds no
/// times: the same settings give the same file.
final class HistoryLog implements TrainingListener, AutoCloseable {
    private static final long FLUSH_NANOS = 100_000_000;

    private final Path file;
    private final Writer out;
    private final StringBuilder line = new StringBuilder();
    private final List<History.Measurement> measurements = new ArrayList<>();
    private double[] losses = new double[1024];
    private int steps;
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
        if (steps == losses.length) {
            losses = Arrays.copyOf(losses, 2 * steps);
        }
        losses[steps++] = loss;
        line.setLength(0);
        line.append("{\"step\":").append(progress.step());
        line.append(",\"loss\":").append(loss);
        line.append(",\"rate\":").append(rate).append("}\n");
        write(false);
    }

    @Override
    public void measured(History.Measurement measurement) {
        measurements.add(measurement);
        line.setLength(0);
        line.append("{\"step\":").append(measurement.step());
        line.append(",\"epoch\":").append(measurement.epoch());
        line.append(",\"training_accuracy\":").append(number(measurement.trainingAccuracy()));
        line.append(",\"validation_accuracy\":").append(number(measurement.validationAccuracy()));
        line.append("}\n");
        write(true);
    }

    /// Writes the last line.
    void ended(Map<String, ?> values) {
        line.setLength(0);
        line.append(Json.write(values)).append('\n');
        write(true);
    }

    /// JSON has no word for the accuracy on no example.
    private static String number(double value) {
        return Double.isFinite(value) ? Double.toString(value) : "null";
    }

    private void write(boolean flush) {
        if (trouble.isPresent()) {
            return;
        }
        try {
            out.append(line);
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

    double[] losses() {
        return Arrays.copyOf(losses, steps);
    }

    List<History.Measurement> measurements() {
        return measurements;
    }
}
