package dev.chainrule.lab.search;

import dev.chainrule.lab.settings.SettingsBuilder;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/// One value of each setting that varies, where it does: what one trial is trained with.
///
/// @param values by the keys of the settings, in the order in which they are set
public record Point(SequencedMap<String, String> values) {
    /// Copies the map.
    public Point {
        values = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(values));
    }

    /// The value of a setting; none where its condition does not hold.
    public Optional<String> value(String key) {
        return Optional.ofNullable(values.get(key));
    }

    /// Puts the values over settings.
    ///
    /// @param builder of the settings
    /// @param origin where it was said that they vary, for errors
    /// @return the builder
    public SettingsBuilder over(SettingsBuilder builder, String origin) {
        values.forEach((key, value) -> builder.set(key, value, origin + " " + key + "=" + value));
        return builder;
    }

    /// As it is written, such as `learning-rate=0.0123 model.hidden=[100]`.
    public String text() {
        return values.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(" "));
    }
}
