package dev.chainrule.cli;

import dev.chainrule.lab.settings.SettingsBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// What a command is told about the settings of a run: a preset, a file over it, flags over both.
final class SettingsOptions {
    @Option(
            names = "--preset",
            paramLabel = "NAME",
            completionCandidates = PresetsCommand.Presets.class,
            description =
                    "Start from settings by name; quick unless told otherwise. 'chainrule presets' lists them, for"
                            + " example --preset kth-3-layer")
    private @Nullable String preset;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Settings as YAML, such as the settings.yaml of an earlier run, for example --config my.yaml")
    private @Nullable Path config;

    private final SettingFlags flags = new SettingFlags();

    /// Gives the command its flags for settings.
    @Spec(Spec.Target.MIXEE)
    void addFlags(CommandSpec command) {
        flags.addTo(command);
    }

    /// The images that were asked for by `--data`, which are then not part of the settings.
    Optional<String> takenData() {
        return flags.taken("data.set");
    }

    /// Whether a preset or a file to start from was given.
    boolean hasStart() {
        return preset != null || config != null;
    }

    /// What was given, to be given again.
    List<Object> words() {
        List<Object> words = new ArrayList<>();
        if (preset != null) {
            words.addAll(List.of("--preset", preset));
        }
        if (config != null) {
            words.addAll(List.of("--config", config));
        }
        words.addAll(flags.words());
        return words;
    }

    /// Whether anything was said of settings.
    boolean isGiven() {
        return hasStart() || !flags.isEmpty();
    }

    /// Puts the flags alone over settings.
    void applyTo(SettingsBuilder builder) {
        flags.apply(builder);
    }

    /// The settings, put together.
    SettingsBuilder settings() {
        SettingsBuilder builder = new SettingsBuilder();
        if (preset != null) {
            builder.preset(preset, "--preset");
        }
        if (config != null) {
            builder.file(config);
        }
        flags.apply(builder);
        return builder;
    }
}
