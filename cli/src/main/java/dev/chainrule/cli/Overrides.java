package dev.chainrule.cli;

import dev.chainrule.lab.settings.SettingsBuilder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Flags that stand for settings: each puts one value over those of the preset or file.
abstract class Overrides {
    private final List<Given> given = new ArrayList<>();

    private record Given(String key, String value, String flag) {}

    final void set(String key, String value, String flag) {
        given.add(new Given(key, value, flag));
    }

    /// Hands the values over, in the order in which they were given. A flag that is given twice starts a second
    /// group of flags, so all groups are looked at together.
    ///
    /// @throws IllegalArgumentException if a flag was given twice
    static void apply(List<? extends Overrides> groups, SettingsBuilder builder) {
        Set<String> keys = new HashSet<>();
        for (Overrides group : groups) {
            for (Given one : group.given) {
                if (!keys.add(one.flag + one.key)) {
                    throw new IllegalArgumentException(one.flag + ": is given twice; expected once");
                }
                builder.set(one.key, one.value, one.flag);
            }
        }
    }
}
