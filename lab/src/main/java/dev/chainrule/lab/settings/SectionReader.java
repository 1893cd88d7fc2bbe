package dev.chainrule.lab.settings;

import dev.chainrule.lab.settings.Setting.Items;
import dev.chainrule.lab.settings.Setting.Scalar;
import dev.chainrule.lab.settings.Setting.Section;
import dev.chainrule.lab.text.Nearest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoublePredicate;
import org.jspecify.annotations.Nullable;

/// Reads the values of a section, each checked, and refuses keys that nobody asked for.
final class SectionReader {
    private static final Map<String, Boolean> TRUTH = Map.of("true", true, "false", false);

    private final Section section;
    private final String path;
    private final Map<String, Boolean> asked = new LinkedHashMap<>();

    /// @param path the keys that lead to the section, with a dot after each
    SectionReader(Section section, String path) {
        this.section = section;
        this.path = path;
    }

    /// A word out of a few, with what each stands for.
    <T> T choice(String key, Map<String, T> choices) {
        Scalar scalar = scalar(key, "one of " + String.join(", ", choices.keySet()));
        T chosen = choices.get(scalar.text());
        if (chosen == null) {
            throw fault(
                    scalar,
                    key,
                    "'" + scalar.text() + "'",
                    "is unknown",
                    "one of " + String.join(", ", choices.keySet()) + Nearest.hint(scalar.text(), choices.keySet()));
        }
        return chosen;
    }

    <T> T choice(String key, Map<String, T> choices, T otherwise) {
        return has(key) ? choice(key, choices) : otherwise;
    }

    /// Any text.
    String text(String key) {
        return scalar(key, "a text").text();
    }

    /// Text of a pattern.
    String pattern(String key, String pattern, String expected) {
        Scalar scalar = scalar(key, expected);
        if (!scalar.text().matches(pattern)) {
            throw fault(scalar, key, "'" + scalar.text() + "'", "does not fit", expected);
        }
        return scalar.text();
    }

    boolean flag(String key, boolean otherwise) {
        return choice(key, TRUTH, otherwise);
    }

    double positive(String key) {
        return number(key, "a number above 0", value -> value > 0);
    }

    double nonNegative(String key) {
        return number(key, "a number of at least 0", value -> value >= 0);
    }

    double nonNegative(String key, double otherwise) {
        return has(key) ? nonNegative(key) : otherwise;
    }

    double share(String key, double otherwise) {
        return has(key)
                ? number(key, "a number of at least 0 and below 1", value -> value >= 0 && value < 1)
                : otherwise;
    }

    double number(String key) {
        return number(key, "a number", value -> true);
    }

    double number(String key, double otherwise) {
        return has(key) ? number(key) : otherwise;
    }

    double positive(String key, double otherwise) {
        return has(key) ? positive(key) : otherwise;
    }

    private double number(String key, String expected, DoublePredicate fits) {
        Scalar scalar = scalar(key, expected);
        double value = parse(scalar, key, expected);
        if (!Double.isFinite(value) || !fits.test(value)) {
            throw fault(scalar, key, scalar.text(), "is out of range", expected);
        }
        return value;
    }

    private double parse(Scalar scalar, String key, String expected) {
        if (scalar.text()
                .matches("[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]+)?|(?i)[-+]?\\.?(nan|inf(inity)?)")) {
            return scalar.text().matches("[-+.0-9eE]+") ? Double.parseDouble(scalar.text()) : Double.NaN;
        }
        throw fault(scalar, key, "'" + scalar.text() + "'", "is no number", expected);
    }

    int count(String key, int least) {
        return (int) wholeNumber(key, least, Integer.MAX_VALUE);
    }

    int count(String key, int least, int otherwise) {
        return has(key) ? count(key, least) : otherwise;
    }

    /// A count, or a word that stands for one.
    int countOr(String key, int least, String word, int meaning) {
        if (has(key)
                && section.entries().get(key) instanceof Scalar scalar
                && scalar.text().equals(word)) {
            asked.put(key, true);
            return meaning;
        }
        return count(key, least);
    }

    long wholeNumber(String key, long least, long most) {
        String expected = most >= Integer.MAX_VALUE && least < most
                ? "a whole number of at least " + least
                : "a whole number from " + least + " to " + most;
        Scalar scalar = scalar(key, expected);
        return wholeNumber(scalar, key, expected, least, most);
    }

    private long wholeNumber(Scalar scalar, String key, String expected, long least, long most) {
        if (!scalar.text().matches("[-+]?[0-9]+")) {
            parse(scalar, key, expected);
            throw fault(scalar, key, scalar.text(), "is no whole number", expected);
        }
        if (scalar.text().length() > 18
                || Long.parseLong(scalar.text()) < least
                || Long.parseLong(scalar.text()) > most) {
            throw fault(scalar, key, scalar.text(), "is out of range", expected);
        }
        return Long.parseLong(scalar.text());
    }

    /// Whole numbers in order, each at least 1.
    List<Integer> counts(String key) {
        List<Integer> counts = new ArrayList<>();
        for (Setting item : items(key, "a list of whole numbers, for example [100, 100]")) {
            if (!(item instanceof Scalar scalar)) {
                throw fault(
                        item,
                        key,
                        "a list inside the list",
                        "does not fit",
                        "a list of whole numbers, for example [100, 100]");
            }
            counts.add((int) wholeNumber(scalar, key, "whole numbers of at least 1", 1, Integer.MAX_VALUE));
        }
        return counts;
    }

    /// Two whole numbers, rows and columns; one number stands for both.
    Pair pair(String key, int least) {
        if (require(key, "one whole number, or rows and columns such as [3, 5]") instanceof Items items) {
            if (items.items().size() != 2
                    || !(items.items().get(0) instanceof Scalar rows)
                    || !(items.items().get(1) instanceof Scalar columns)) {
                throw fault(items, key, YamlWriter.flow(items), "is no pair", "rows and columns, for example [3, 5]");
            }
            String expected = "whole numbers of at least " + least;
            return new Pair((int) wholeNumber(rows, key, expected, least, Integer.MAX_VALUE), (int)
                    wholeNumber(columns, key, expected, least, Integer.MAX_VALUE));
        }
        int both = count(key, least);
        return new Pair(both, both);
    }

    /// Whole numbers for both directions of an image.
    record Pair(int rows, int columns) {}

    /// The parts of a list, each a section; a single word stands for a section with that word under `nameKey`.
    List<SectionReader> sections(String key, String nameKey) {
        List<SectionReader> readers = new ArrayList<>();
        for (Setting item : items(key, "a list")) {
            String itemPath = path + key + "[" + readers.size() + "]";
            Section inner = switch (item) {
                case Scalar scalar -> new Section(Map.of(nameKey, scalar), scalar.origin());
                case Section one -> one;
                case Items items ->
                    throw new SettingsException(
                            "%s: %s is a list; expected a section".formatted(items.origin(), itemPath));
            };
            readers.add(new SectionReader(inner, itemPath + "."));
        }
        return readers;
    }

    private List<Setting> items(String key, String expected) {
        Setting setting = require(key, expected);
        if (setting instanceof Items items) {
            return items.items();
        }
        throw fault(setting, key, YamlWriter.flow(setting), "is no list", expected);
    }

    /// A section; a single word stands for a section with that word under `nameKey`.
    SectionReader section(String key, String nameKey) {
        Section inner = switch (require(key, "a section with '" + nameKey + "'")) {
            case Scalar scalar -> new Section(Map.of(nameKey, scalar), scalar.origin());
            case Section one -> one;
            case Items items ->
                throw fault(items, key, YamlWriter.flow(items), "is a list", "a section with '" + nameKey + "'");
        };
        return new SectionReader(inner, path + key + ".");
    }

    /// Whether a key is given.
    boolean has(String key) {
        asked.put(key, true);
        return section.entries().containsKey(key);
    }

    /// Refuses a key, if it is given, for a reason better than that it is unknown.
    void refuse(String key, String what, String expected) {
        Setting setting = section.entries().get(key);
        if (setting != null) {
            throw new SettingsException(
                    "%s: %s%s %s; expected %s".formatted(setting.origin(), path, key, what, expected));
        }
    }

    /// Refuses the first key that was not asked for.
    void end() {
        for (Map.Entry<String, Setting> entry : section.entries().entrySet()) {
            if (!asked.containsKey(entry.getKey())) {
                throw new SettingsException("%s: key '%s%s' is unknown; expected one of %s%s"
                        .formatted(
                                entry.getValue().origin(),
                                path,
                                entry.getKey(),
                                String.join(", ", asked.keySet()),
                                Nearest.hint(entry.getKey(), asked.keySet())));
            }
        }
    }

    private Scalar scalar(String key, String expected) {
        Setting setting = require(key, expected);
        if (setting instanceof Scalar scalar) {
            return scalar;
        }
        throw fault(setting, key, YamlWriter.flow(setting), "is no single value", expected);
    }

    private Setting require(String key, String expected) {
        asked.put(key, true);
        @Nullable Setting setting = section.entries().get(key);
        if (setting == null) {
            throw new SettingsException(
                    "%s: %s%s is missing; expected %s".formatted(section.origin(), path, key, expected));
        }
        return setting;
    }

    /// An error about the single value of a key.
    SettingsException fault(String key, String what, String expected) {
        Scalar scalar = scalar(key, expected);
        return fault(scalar, key, scalar.text(), what, expected);
    }

    /// An error about a value. A flag names the setting by itself; a file needs the key.
    private SettingsException fault(Setting setting, String key, String value, String what, String expected) {
        String name = setting.origin().startsWith("--") ? value : path + key + " " + value;
        return new SettingsException("%s: %s %s; expected %s".formatted(setting.origin(), name, what, expected));
    }
}
