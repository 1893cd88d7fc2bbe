package dev.chainrule.lab.run;

import dev.chainrule.format.AtomicFile;
import dev.chainrule.format.FormatException;
import dev.chainrule.format.Json;
import dev.chainrule.tensor.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/// What a run knew before its first step, and how long it took: `about.json`. Unlike the history, it differs from
/// machine to machine.
///
/// @param seconds spent training; none before the end
/// @param inspection what was seen inside the network in the end; none before it
record AboutFile(Beginning beginning, OptionalDouble seconds, Optional<Inspection> inspection) {

    /// What is known before the first step.
    static AboutFile of(Beginning beginning) {
        return new AboutFile(beginning, OptionalDouble.empty(), Optional.empty());
    }

    void write(Path file) throws IOException {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("chainrule", beginning.version());
        values.put("java", beginning.java());
        values.put("data_sha256", beginning.dataSha256());
        values.put("classes", beginning.classNames());
        values.put("image", Arrays.stream(beginning.image().toArray()).boxed().toList());
        values.put("training_images", beginning.trainingImages());
        values.put("steps_per_epoch", beginning.stepsPerEpoch());
        values.put("first_penalty", beginning.firstPenalty());
        values.put("memory", beginning.memory());
        beginning.inputs().put(values);
        values.put("data_set", beginning.origin().set());
        values.put("data_folder", beginning.origin().folder());
        values.put("notes", beginning.origin().notes());
        beginning.start().ifPresent(start -> values.put("start", start.json()));
        seconds.ifPresent(value -> values.put("seconds", value));
        inspection.ifPresent(value -> value.put(values));
        AtomicFile.write(file, Json.write(values) + "\n");
    }

    /// @throws FormatException if the file says something else than a run writes
    static AboutFile read(Path file) throws IOException {
        JsonObject in = JsonObject.read(file);
        try {
            return of(in);
        } catch (IllegalArgumentException e) {
            throw new FormatException(file.toString(), -1, String.valueOf(e.getMessage()));
        }
    }

    private static AboutFile of(JsonObject in) throws FormatException {
        Beginning beginning = new Beginning(
                in.text("chainrule"),
                in.text("java"),
                in.text("data_sha256"),
                in.texts("classes"),
                Shape.of(in.counts("image", 1)),
                in.whole("training_images", 1),
                in.count("steps_per_epoch", 1),
                InputStatistics.of(in),
                in.number("first_penalty"),
                in.text("memory"),
                new DataOrigin(in.text("data_set"), in.text("data_folder"), in.texts("notes")),
                in.has("start") ? Optional.of(StartRecord.of(in.object("start"))) : Optional.empty());
        return new AboutFile(beginning, in.optionalNumber("seconds"), Inspection.of(in));
    }
}
