package dev.chainrule.lab.settings;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Settings as a tree, before they are understood. Each part knows where it was given, so that an error can say so.
sealed interface Setting {

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

        /// The same section with an entry replaced or added.
        Section with(String key, Setting value) {
            Map<String, Setting> changed = new LinkedHashMap<>(entries);
            changed.put(key, value);
            return new Section(changed, origin);
        }

        /// The same section with only those entries of it.
        Section only(List<String> keys) {
            Map<String, Setting> changed = new LinkedHashMap<>(entries);
            changed.keySet().retainAll(keys);
            return new Section(changed, origin);
        }
    }

    /// Builds sections by chained calls; the origin is that of settings made by the program itself.
    final class SectionBuilder {
        static final String ORIGIN = "preset";

        private final Map<String, Setting> entries = new LinkedHashMap<>();

        SectionBuilder put(String key, Object value) {
            entries.put(key, value instanceof Setting setting ? setting : scalar(value));
            return this;
        }

        SectionBuilder put(String key, List<?> values) {
            List<Setting> items = new ArrayList<>();
            for (Object value : values) {
                items.add(value instanceof Setting setting ? setting : scalar(value));
            }
            entries.put(key, new Items(items, ORIGIN));
            return this;
        }

        Section build() {
            return new Section(entries, ORIGIN);
        }

        private static Scalar scalar(Object value) {
            String text = String.valueOf(value);
            if (value instanceof Double) {
                text = text.replace(".0E", "e").replace('E', 'e').replaceFirst("\\.0$", "");
            }
            return new Scalar(text, ORIGIN);
        }
    }
}
