package dev.chainrule.lab.settings;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Settings as a tree, before they are understood. Each part knows where it was given, so that an error can say so.
sealed interface Setting {

    /// A setting as the only one of the sections that lead to it.
    ///
    /// @param key such as `epochs`, `learning-rate.rate` or `penalties[0].strength`
    static Section under(String key, Setting value, String origin) {
        Setting setting = value;
        for (String part : parts(key).reversed()) {
            setting = new Section(Map.of(part, setting), origin);
        }
        return (Section) setting;
    }

    /// The keys of the sections that lead to a setting, and its own: `penalties`, `[0]` and `strength`.
    static List<String> parts(String key) {
        return List.of(key.replaceAll("(?<=[^.])(?=\\[[0-9]{1,9}\\])", ".").split("\\.", -1));
    }

    /// Whether a part of a key names an item of a list.
    static boolean isIndex(String part) {
        return part.matches("\\[[0-9]{1,9}\\]");
    }

    /// Where it was given, for example `my.yaml line 3` or `--epochs`.
    String origin();

    /// One value, not yet read as a number or a word.
    record Scalar(String text, String origin) implements Setting {}

    /// Values in order.
    record Items(List<Setting> items, String origin) implements Setting {
        public Items {
            items = List.copyOf(items);
        }
    }

    /// Values by key, in the order of the text.
    record Section(Map<String, Setting> entries, String origin) implements Setting {
        public Section {
            entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        }

        /// The same section without an entry.
        Section without(String key) {
            Map<String, Setting> changed = new LinkedHashMap<>(entries);
            changed.remove(key);
            return new Section(changed, origin);
        }
    }

    /// Builds sections by chained calls; the origin is that of settings made by the program itself.
    final class SectionBuilder {
        static final String ORIGIN = "preset";

        private final Map<String, Setting> entries = new LinkedHashMap<>();

        SectionBuilder put(String key, Setting value) {
            entries.put(key, value);
            return this;
        }

        Section build() {
            return new Section(entries, ORIGIN);
        }
    }
}
