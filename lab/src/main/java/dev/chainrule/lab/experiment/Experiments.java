package dev.chainrule.lab.experiment;

import dev.chainrule.lab.settings.RecordCodec;
import dev.chainrule.lab.settings.SettingsBuilder;
import dev.chainrule.lab.settings.SettingsException;
import dev.chainrule.lab.text.Nearest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// The experiments that come with the program, and those of one's own.
public final class Experiments {
    private static final String ENDING = ".yaml";

    private Experiments() {}

    /// The names of those that come with the program, course by course.
    public static List<String> names() {
        return resource("index.txt").lines().filter(line -> !line.isBlank()).toList();
    }

    /// The experiment of that name, or of the file of that name.
    ///
    /// @param name such as `cs231n-batch-norm`, or the path of a YAML file
    /// @throws SettingsException if there is none, naming the nearest, or if the file is no experiment
    public static Experiment named(String name) {
        if (names().contains(name)) {
            return RecordCodec.STANDARD.fromYaml(Experiment.class, resource(name + ENDING), name + ENDING);
        }
        if (name.endsWith(ENDING) || name.endsWith(".yml")) {
            return read(Path.of(name));
        }
        throw new SettingsException("experiment '%s' is unknown; expected one of %s, or a YAML file%s"
                .formatted(name, String.join(", ", names()), Nearest.hint(name, names())));
    }

    /// An experiment of one's own.
    ///
    /// @throws SettingsException if the file cannot be read or is no experiment
    public static Experiment read(Path file) {
        return RecordCodec.STANDARD.fromYaml(Experiment.class, SettingsBuilder.contents(file), file.toString());
    }

    /// The declaration of one that comes with the program, as text to start from.
    public static String yaml(String name) {
        return resource(name + ENDING);
    }

    private static String resource(String name) {
        try (InputStream in = Experiments.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("Experiments: " + name + " does not come with the program");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
