package dev.chainrule.cli;

import dev.chainrule.lab.experiment.SettingsBuilder;
import java.util.ArrayList;
import java.util.List;

/// Flags that stand for settings: each puts one value over those of the preset or file.
abstract class Overrides {
    private final List<Given> given = new ArrayList<>();

    private record Given(String key, String value, String flag) {}

    final void set(String key, String value, String flag) {
        given.add(new Given(key, value, flag));
    }

    final void applyTo(SettingsBuilder builder) {
        given.forEach(one -> builder.set(one.key, one.value, one.flag));
    }
}
