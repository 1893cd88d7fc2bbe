package dev.chainrule.lab.run;

import dev.chainrule.format.FormatException;
import dev.chainrule.format.Safetensors;
import dev.chainrule.tensor.Tensor;
import dev.chainrule.train.History;
import dev.chainrule.train.TrainingState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// A stopped run as a file, from which it goes on to the same bits: a [TrainingState], and what it belongs to.
///
/// It is a [sealed safetensors file][Safetensors#writeSealed] with the tensors of the state by their names, the history
/// as `history/losses`, `history/rates` and `history/measurements` (a row each: step, epoch, training accuracy,
/// validation accuracy, validation loss), and text in the header: `chainrule.format`, `chainrule.version`, `settings`
/// as YAML, `data-sha256`, `sampling` and `seconds`.
///
/// @param state all that further steps depend on
/// @param seconds spent training so far
/// @param version of Chainrule that wrote it
/// @param settings of the run, as YAML
/// @param dataSha256 of its images
public record StateFile(TrainingState state, double seconds, String version, String settings, String dataSha256) {
    private static final String FORMAT = "checkpoint 1";

    /// Writes the file, wholly or not at all.
    ///
    /// @throws IOException if it cannot be written; a file that was there before is then as it was
    public void write(Path file) throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>(state.tensors());
        tensors.putAll(HistoryTensors.of(state.history()));
        Map<String, String> text = new LinkedHashMap<>();
        text.put("chainrule.format", FORMAT);
        text.put("chainrule.version", version);
        text.put("settings", settings);
        text.put("data-sha256", dataSha256);
        text.put("sampling", state.sampling());
        text.put("seconds", Double.toString(seconds));
        new Safetensors(tensors, text).writeSealed(file);
    }

    /// Reads a file.
    ///
    /// @throws FormatException if it is damaged or something else
    /// @throws IOException if it cannot be read
    public static StateFile read(Path file) throws IOException {
        String name = file.toString();
        Safetensors read = Safetensors.readSealed(file);
        String format = text(read, "chainrule.format", name);
        if (!format.equals(FORMAT)) {
            throw new FormatException(
                    name,
                    -1,
                    "%s of Chainrule %s does not fit this program; expected %s"
                            .formatted(format, read.metadata().get("chainrule.version"), FORMAT));
        }
        Map<String, Tensor> tensors = new LinkedHashMap<>(read.tensors());
        History history = HistoryTensors.takenFrom(tensors, name);
        return new StateFile(
                new TrainingState(tensors, text(read, "sampling", name), history),
                seconds(read, name),
                text(read, "chainrule.version", name),
                text(read, "settings", name),
                text(read, "data-sha256", name));
    }

    private static String text(Safetensors read, String key, String name) throws FormatException {
        String text = read.metadata().get(key);
        if (text == null) {
            throw new FormatException(
                    name, -1, "metadata '%s' is missing; expected it as a run writes it".formatted(key));
        }
        return text;
    }

    private static double seconds(Safetensors read, String name) throws FormatException {
        String text = text(read, "seconds", name);
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new FormatException(name, -1, "seconds '%s' are no number; expected one".formatted(text));
        }
    }
}
