package dev.chainrule.cli;

import dev.chainrule.catalogue.Catalogue;
import dev.chainrule.check.CheckReport;
import dev.chainrule.check.Examples;
import dev.chainrule.check.GradientCheck;
import dev.chainrule.check.RecordedCheck;
import dev.chainrule.format.NumpyArchive;
import dev.chainrule.lab.settings.RecordCodec;
import dev.chainrule.lab.text.Nearest;
import dev.chainrule.layer.LayerSpec;
import dev.chainrule.loss.Loss;
import dev.chainrule.optim.UpdateRule;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Judges a file of NumPy as a layer, a loss or an update rule of the catalogue.
///
/// @param as its name, as people know it
/// @param mode `train`, `test` or what the file says
/// @param assignments settings in place of those of the file
record NpzCheck(Path file, String as, @Nullable String mode, List<String> assignments) {
    /// Losses of scores and labels.
    private static final List<String> LOSSES = List.of("softmax", "hinge");
    /// Rules whose memory has a name in files.
    private static final List<String> RULES = List.of("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam");
    /// Settings of rules, and how CS231n calls them.
    private static final Map<String, String> SETTINGS = Map.of(
            "momentum", "momentum", "decay", "decayrate", "epsilon", "epsilon", "beta1", "beta1", "beta2", "beta2");

    private static final List<String> MODES = List.of("train", "test");

    NpzCheck {
        assignments = List.copyOf(assignments);
    }

    /// What arrays can be judged as.
    static List<String> names() {
        List<String> names = new ArrayList<>(Catalogue.LAYERS.ids());
        names.removeAll(List.of("sequence", "residual")); // they have layers inside, which no array says
        names.addAll(LOSSES);
        names.addAll(RULES);
        return names;
    }

    /// An update rule with the settings of the file.
    private UpdateRule rule(RecordedCheck arrays, String id) {
        UpdateRule usual = Examples.of(Catalogue.RULES.type(id));
        List<String> settings = new ArrayList<>();
        for (RecordComponent component : usual.getClass().getRecordComponents()) {
            String name = SETTINGS.getOrDefault(component.getName(), "");
            arrays.setting(name).ifPresent(value -> settings.add(component.getName() + "=" + value));
        }
        return RecordCodec.STANDARD.with(usual, settings, String.valueOf(file));
    }

    CheckReport run() throws IOException {
        String id = Nearest.byAnyName(as, names()).orElseGet(() -> Choice.known("--as", as, names()));
        if (!Files.exists(file)) {
            throw new IllegalArgumentException(
                    "--npz: there is no file '%s'; expected one that np.savez wrote".formatted(file));
        }
        RecordedCheck arrays = GradientCheck.of(String.valueOf(file.getFileName()), NumpyArchive.read(file));
        if (mode != null && Choice.known("--mode", mode, MODES).equals("test")) {
            arrays.inEvaluation();
        } else if (mode != null) {
            arrays.inTraining();
        }
        if (LOSSES.contains(id)) {
            Loss usual = arrays.settings(Examples.of(Catalogue.LOSSES.type(id)));
            return arrays.as(RecordCodec.STANDARD.with(usual, assignments, "--set"));
        }
        if (RULES.contains(id)) {
            return arrays.as(RecordCodec.STANDARD.with(rule(arrays, id), assignments, "--set"));
        }
        LayerSpec usual = arrays.settings(Examples.of(Catalogue.LAYERS.type(id)));
        return arrays.as(RecordCodec.STANDARD.with(usual, assignments, "--set"));
    }
}
