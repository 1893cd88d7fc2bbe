package dev.chainrule.lab.trial;

import dev.chainrule.format.AtomicFile;
import dev.chainrule.format.FormatException;
import dev.chainrule.format.Json;
import dev.chainrule.lab.run.JsonObject;
import dev.chainrule.settings.Kebab;
import dev.chainrule.train.TrainingResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// All pauses of a training, and its end: `rungs.json` in the folder of a trial.
///
/// @param rungs the first of them first
record RungsFile(List<Rung> rungs) {
    static final String NAME = "rungs.json";

    RungsFile {
        rungs = List.copyOf(rungs);
    }

    /// Reads what a folder says; nothing if it says nothing.
    ///
    /// @throws FormatException if it says something else than a trial writes
    static RungsFile of(Path folder) throws IOException {
        Path file = folder.resolve(NAME);
        List<Rung> rungs = new ArrayList<>();
        if (Files.isRegularFile(file)) {
            for (JsonObject each : JsonObject.read(file).objects("rungs")) {
                rungs.add(new Rung(
                        each.count("step", 0),
                        each.numberOrNull("validation_accuracy"),
                        each.numberOrNull("validation_loss"),
                        each.constant("end", TrainingResult.End.class)));
            }
        }
        return new RungsFile(rungs);
    }

    /// The rung at which a training that was to come to a step stands.
    Optional<Rung> at(long until) {
        return rungs.stream().filter(rung -> rung.answers(until)).findFirst();
    }

    /// The same with one more, unless it is there.
    RungsFile with(Rung rung) {
        List<Rung> more = new ArrayList<>(rungs);
        more.removeIf(each -> each.step() >= rung.step());
        more.add(rung);
        return new RungsFile(more);
    }

    void write(Path folder) throws IOException {
        List<Map<String, @Nullable Object>> all = new ArrayList<>();
        for (Rung rung : rungs) {
            Map<String, @Nullable Object> values = new LinkedHashMap<>();
            values.put("step", rung.step());
            values.put("validation_accuracy", number(rung.accuracy()));
            values.put("validation_loss", number(rung.loss()));
            values.put("end", Kebab.of(rung.end()));
            all.add(values);
        }
        AtomicFile.write(folder.resolve(NAME), Json.write(Map.of("rungs", all)) + "\n");
    }

    private static @Nullable Double number(double value) {
        return Double.isFinite(value) ? value : null;
    }
}
