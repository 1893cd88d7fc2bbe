package dev.chainrule.lab.run;

import dev.chainrule.format.FormatException;
import dev.chainrule.train.History;
import dev.chainrule.train.TrainingResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What [HistoryLog] wrote, read again. A last line that was cut off is left out: so a killed run can be read.
final class HistoryFile {
    private final String file;
    private final History history = new History();
    private @Nullable JsonObject end;

    private HistoryFile(String file) {
        this.file = file;
    }

    /// Reads a file.
    ///
    /// @throws FormatException naming the byte of the first line that a run does not write
    static HistoryFile read(Path file) throws IOException {
        HistoryFile read = new HistoryFile(file.toString());
        JsonLines.read(file, read::line);
        return read;
    }

    private void line(JsonObject in, long start) throws FormatException {
        if (end != null) {
            throw new FormatException(file, start, "a line stands behind the end of the run; expected nothing more");
        }
        if (in.has("end")) {
            end = in;
        } else if (in.has("loss")) {
            long count = in.has("steps") ? in.count("steps", 1) : 1;
            if (in.count("step", 1) != history.steps() + count) {
                throw in.misfit("step", "step " + (history.steps() + count));
            }
            add(count, in);
        } else {
            history.add(new History.Measurement(
                    in.count("step", 0),
                    in.count("epoch", 0),
                    in.numberOrNull("training_accuracy"),
                    in.numberOrNull("validation_accuracy"),
                    in.has("validation_loss") ? in.numberOrNull("validation_loss") : Double.NaN));
        }
    }

    private void add(long count, JsonObject in) throws FormatException {
        try {
            history.add(count, in.number("loss"), in.number("rate"));
        } catch (IllegalArgumentException e) {
            throw in.misfit("steps", "what a long run keeps");
        }
    }

    /// The steps and measurements.
    History history() {
        return history;
    }

    /// How the run ended, if it did.
    ///
    /// @param about what else the folder says
    Optional<Conclusion> conclusion(AboutFile about) throws FormatException {
        if (end == null) {
            return Optional.empty();
        }
        return Optional.of(new Conclusion(
                end.constant("end", TrainingResult.End.class),
                end.has("reason") ? Optional.of(end.text("reason")) : Optional.empty(),
                end.optionalNumber("validation_accuracy"),
                end.optionalNumber("test_accuracy"),
                about.seconds().orElse(Double.NaN),
                about.inspection()));
    }
}
