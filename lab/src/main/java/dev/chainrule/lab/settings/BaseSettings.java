package dev.chainrule.lab.settings;

import java.util.List;
import java.util.stream.Stream;

/// What several runs start from, as `key=value` over a preset: a declaration of many runs has it in common.
///
/// @param preset the settings to start from
/// @param set settings of all runs
/// @param sample settings of all runs on the images that come with the program
/// @param whole settings of all runs on the whole of CIFAR-10
public record BaseSettings(String preset, List<String> set, List<String> sample, List<String> whole) {
    /// Copies the lists.
    public BaseSettings {
        set = List.copyOf(set);
        sample = List.copyOf(sample);
        whole = List.copyOf(whole);
    }

    /// Which images they run on.
    public enum Data {
        /// Those that come with the program.
        SAMPLE,
        /// The whole of CIFAR-10.
        CIFAR10
    }

    /// The default preset, on all images of CIFAR-10 where the whole is asked for.
    public static BaseSettings of() {
        return new BaseSettings("quick", List.of(), List.of(), List.of("data.set=cifar10"));
    }

    /// The same with more settings, over all others and on any images.
    ///
    /// @param more as `key=value`
    public BaseSettings with(List<String> more) {
        return new BaseSettings(preset, joined(set, more), joined(sample, more), joined(whole, more));
    }

    private static List<String> joined(List<String> some, List<String> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }

    /// A builder that has these settings.
    ///
    /// @param data which images
    /// @throws SettingsException if there is no such preset, or if something is no assignment
    public SettingsBuilder builder(Data data) {
        return builder(preset, data);
    }

    /// The same over another preset.
    ///
    /// @param other its name
    /// @param data which images
    /// @throws SettingsException if there is no such preset, or if something is no assignment
    public SettingsBuilder builder(String other, Data data) {
        SettingsBuilder builder = new SettingsBuilder().preset(other, "preset").assign(set, "set");
        return switch (data) {
            case SAMPLE -> builder.assign(sample, "sample");
            case CIFAR10 -> builder.assign(whole, "whole");
        };
    }
}
