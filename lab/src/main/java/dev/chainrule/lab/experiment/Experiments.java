package dev.chainrule.lab.experiment;

import dev.chainrule.lab.demonstration.Demonstration;
import dev.chainrule.lab.demonstration.Demonstrations;
import dev.chainrule.lab.settings.RecordCodec;
import dev.chainrule.lab.settings.SettingsBuilder;
import dev.chainrule.lab.settings.SettingsException;
import dev.chainrule.lab.text.Bundled;
import dev.chainrule.lab.text.Nearest;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The experiments that come with the program, and those of one's own.
public final class Experiments {
    private static final Bundled FILES = new Bundled(Experiments.class, "");

    private Experiments() {}

    /// The names of those that come with the program, course by course.
    public static List<String> names() {
        return FILES.names();
    }

    /// The experiment of that name, or of the file of that name.
    ///
    /// @param name such as `cs231n-batch-norm`, or the path of a YAML file
    /// @throws SettingsException if there is none, naming the nearest, or if the file is no experiment
    public static Experiment named(String name) {
        if (names().contains(name)) {
            return RecordCodec.STANDARD.fromYaml(Experiment.class, FILES.text(name), FILES.file(name));
        }
        if (name.endsWith(".yaml") || name.endsWith(".yml")) {
            return read(Path.of(name));
        }
        List<String> known = Stream.concat(
                        names().stream(), Demonstrations.all().stream().map(Demonstration::id))
                .toList();
        throw new SettingsException("experiment '%s' is unknown; expected one of %s, or a YAML file%s"
                .formatted(name, String.join(", ", known), Nearest.hint(name, known)));
    }

    /// An experiment of one's own.
    ///
    /// @throws SettingsException if the file cannot be read or is no experiment
    public static Experiment read(Path file) {
        return RecordCodec.STANDARD.fromYaml(Experiment.class, SettingsBuilder.contents(file), file.toString());
    }

    /// The declaration of an experiment as text.
    ///
    /// @param name as [#named]
    /// @throws SettingsException if the file cannot be read
    public static String declaration(String name) {
        return names().contains(name) ? FILES.text(name) : SettingsBuilder.contents(Path.of(name));
    }
}
