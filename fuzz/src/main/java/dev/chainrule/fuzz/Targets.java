package dev.chainrule.fuzz;

import dev.chainrule.format.FormatException;
import dev.chainrule.format.Json;
import dev.chainrule.format.NumpyArchive;
import dev.chainrule.format.NumpyFile;
import dev.chainrule.format.Safetensors;
import dev.chainrule.lab.dataset.DatasetException;
import dev.chainrule.lab.dataset.DatasetTargets;
import dev.chainrule.lab.dataset.ImageDecoder;
import dev.chainrule.lab.dataset.fetch.FetchTargets;
import dev.chainrule.lab.formula.Formula;
import dev.chainrule.lab.formula.FormulaException;
import dev.chainrule.lab.predict.ModelFile;
import dev.chainrule.lab.run.RunTargets;
import dev.chainrule.lab.settings.RecordCodec;
import dev.chainrule.lab.settings.RunSettings;
import dev.chainrule.lab.settings.SettingsException;
import dev.chainrule.tape.Tape;
import dev.chainrule.tape.Variable;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;

/// Every reader by its name.
final class Targets {
    private static final String NAME = "fuzz";

    private static final Tensor MATRIX = Tensor.gaussian(Precision.FLOAT64, Shape.of(4, 3), new Random(1));

    private Targets() {}

    static Map<String, Target> all() {
        Map<String, Target> all = new TreeMap<>();
        all.put("safetensors", new Target(FormatException.class, content -> Safetensors.read(content, NAME)));
        all.put("npy", new Target(FormatException.class, content -> NumpyFile.read(content, NAME)));
        all.put("npz", Target.ofFile(FormatException.class, ".npz", NumpyArchive::read));
        all.put("json", new Target(FormatException.class, Targets::json));
        all.put(
                "model",
                new Target(
                        FormatException.class,
                        content -> ModelFile.read(new ByteArrayInputStream(Signed.content(content)), NAME)));
        all.put("settings", new Target(SettingsException.class, Targets::settings));
        all.put("formula", new Target(FormulaException.class, Targets::formula));
        for (String kind : new String[] {"png", "jpeg", "tiff", "webp", "gif", "bmp"}) {
            all.put(
                    kind,
                    new Target(
                            DatasetException.class,
                            content -> ImageDecoder.overWhite().decode(NAME, content)));
        }
        all.putAll(DatasetTargets.all());
        all.putAll(FetchTargets.all());
        all.putAll(RunTargets.all());
        return all;
    }

    /// What was read is written, and read again as the same.
    private static void json(byte[] content) throws IOException {
        Object value = Json.read(content, NAME, 0);
        byte[] written = Json.write(value).getBytes(StandardCharsets.UTF_8);
        if (!Objects.equals(Json.read(written, NAME, 0), value)) {
            throw new IllegalStateException("json: what is written is read as something else");
        }
    }

    private static void settings(byte[] content) {
        RecordCodec.STANDARD.fromYaml(RunSettings.class, new String(content, StandardCharsets.UTF_8), NAME);
    }

    private static void formula(byte[] content) {
        Formula formula = Formula.of(new String(content, StandardCharsets.UTF_8));
        Tape tape = new Tape();
        Map<String, Variable> given = new TreeMap<>();
        formula.on(tape, name -> given.computeIfAbsent(name, key -> tape.variable(key, MATRIX)));
    }
}
