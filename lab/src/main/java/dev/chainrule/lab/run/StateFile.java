package dev.chainrule.lab.run;

import dev.chainrule.format.FormatException;
import dev.chainrule.format.Safetensors;
import dev.chainrule.lab.predict.TensorDigest;
import dev.chainrule.tensor.DoubleTensor;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import dev.chainrule.train.History;
import dev.chainrule.train.TrainingState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/// A stopped run as a file, from which it goes on to the same bits: a [TrainingState], and what it belongs to.
///
/// It is a [safetensors file][Safetensors] with the tensors of the state by their names, the history as
/// `history/losses`, `history/rates` and `history/measurements` (a row each: step, epoch, training accuracy, validation
/// accuracy, validation loss), and text in the header: `chainrule.format`, `chainrule.version`, `settings` as YAML,
/// `data-sha256`, `sampling`, `seconds`, and `sha256` of all of it.
///
/// @param state all that further steps depend on
/// @param seconds spent training so far
/// @param version of Chainrule that wrote it
/// @param settings of the run, as YAML
/// @param dataSha256 of its images
public record StateFile(TrainingState state, double seconds, String version, String settings, String dataSha256) {
    private static final String FORMAT = "state 1";
    private static final String LOSSES = "history/losses";
    private static final String RATES = "history/rates";
    private static final String MEASUREMENTS = "history/measurements";
    private static final int MEASURED = 5;

    /// Writes the file, wholly or not at all.
    ///
    /// @throws IOException if it cannot be written; a file that was there before is then as it was
    public void write(Path file) throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>(state.tensors());
        History history = state.history();
        tensors.put(LOSSES, numbers(history.losses(), history.steps()));
        tensors.put(RATES, numbers(history.rates(), history.steps()));
        List<History.Measurement> measurements = history.measurements();
        double[] rows = measurements.stream().flatMapToDouble(StateFile::row).toArray();
        tensors.put(MEASUREMENTS, numbers(rows, measurements.size(), MEASURED));
        Map<String, String> text = new LinkedHashMap<>();
        text.put("chainrule.format", FORMAT);
        text.put("chainrule.version", version);
        text.put("settings", settings);
        text.put("data-sha256", dataSha256);
        text.put("sampling", state.sampling());
        text.put("seconds", Double.toString(seconds));
        text.put("sha256", TensorDigest.of(text, tensors));
        new Safetensors(tensors, text).write(file);
    }

    private static DoubleStream row(History.Measurement measured) {
        return DoubleStream.of(
                (double) measured.step(),
                (double) measured.epoch(),
                measured.trainingAccuracy(),
                measured.validationAccuracy(),
                measured.validationLoss());
    }

    private static Tensor numbers(double[] values, int... extents) {
        return Tensor.of(Precision.FLOAT64, Shape.of(extents), values);
    }

    /// Reads a file.
    ///
    /// @throws FormatException if it is damaged or something else
    /// @throws IOException if it cannot be read
    public static StateFile read(Path file) throws IOException {
        String name = file.toString();
        Safetensors read = Safetensors.read(file);
        if (!text(read, "chainrule.format", name).equals(FORMAT)) {
            throw new FormatException(name, -1, "it holds no state of a run; expected one that a run wrote");
        }
        if (!text(read, "sha256", name).equals(TensorDigest.of(read.metadata(), read.tensors()))) {
            throw new FormatException(name, -1, "the content does not fit its checksum; expected it as a run wrote it");
        }
        Map<String, Tensor> tensors = new LinkedHashMap<>(read.tensors());
        History history =
                history(taken(tensors, LOSSES, name), taken(tensors, RATES, name), taken(tensors, MEASUREMENTS, name));
        return new StateFile(
                new TrainingState(tensors, text(read, "sampling", name), history),
                Double.parseDouble(text(read, "seconds", name)),
                text(read, "chainrule.version", name),
                text(read, "settings", name),
                text(read, "data-sha256", name));
    }

    private static History history(double[] losses, double[] rates, double[] rows) {
        History history = new History();
        for (int step = 0; step < losses.length; step++) {
            history.add(losses[step], rates[step]);
        }
        for (int at = 0; at < rows.length; at += MEASURED) {
            history.add(new History.Measurement(
                    (long) rows[at], (long) rows[at + 1], rows[at + 2], rows[at + 3], rows[at + 4]));
        }
        return history;
    }

    private static double[] taken(Map<String, Tensor> tensors, String key, String name) throws FormatException {
        if (tensors.remove(key) instanceof DoubleTensor numbers) {
            return numbers.toArray();
        }
        throw new FormatException(name, -1, "tensor '%s' is missing; expected it as a run writes it".formatted(key));
    }

    private static String text(Safetensors read, String key, String name) throws FormatException {
        String text = read.metadata().get(key);
        if (text == null) {
            throw new FormatException(
                    name, -1, "metadata '%s' is missing; expected it as a run writes it".formatted(key));
        }
        return text;
    }
}
