package dev.chainrule.lab.settings;

import java.util.Collection;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Stream;

/// What may stand for one component of a record of settings; [Schema] tells it from the component's type.
sealed interface SettingType {
    /// The word for an optional part that is not there.
    String NONE = "none";

    /// The word for a count that is all there are.
    String ALL = "all";

    /// What is expected, in words for people.
    String expected();

    /// The words that may stand for it, if it is chosen by words.
    default List<String> words() {
        return List.of();
    }

    /// Whether it is one word, number or text, so that what was typed needs no YAML to be understood.
    default boolean isSingle() {
        return false;
    }

    /// The records whose keys it may have, if it is a section.
    default Collection<Class<? extends Record>> records() {
        return List.of();
    }

    /// Any text.
    record Text() implements SettingType {
        @Override
        public boolean isSingle() {
            return true;
        }

        @Override
        public String expected() {
            return "a text";
        }
    }

    /// A number with fractions.
    record Fraction() implements SettingType {
        @Override
        public boolean isSingle() {
            return true;
        }

        @Override
        public String expected() {
            return "a number";
        }
    }

    /// A whole number.
    ///
    /// @param wide whether it is a `long`
    /// @param orAll whether the word `all` stands for the largest
    record Whole(boolean wide, boolean orAll) implements SettingType {
        @Override
        public boolean isSingle() {
            return true;
        }

        @Override
        public String expected() {
            return orAll ? "a whole number or all" : "a whole number";
        }
    }

    /// One of a few words.
    ///
    /// @param values what each stands for, a constant or a truth value
    record Word(SequencedMap<String, Object> values) implements SettingType {
        @Override
        public boolean isSingle() {
            return true;
        }

        @Override
        public String expected() {
            return "one of " + String.join(", ", values.keySet());
        }

        @Override
        public List<String> words() {
            return List.copyOf(values.keySet());
        }
    }

    /// Rows and columns; one number stands for both.
    ///
    /// @param type of two whole numbers
    record Pair(Class<? extends Record> type) implements SettingType {
        @Override
        public String expected() {
            return "one whole number, or rows and columns such as [3, 5]";
        }
    }

    /// Values in order.
    record ListOf(SettingType item) implements SettingType {
        @Override
        public String expected() {
            return switch (item) {
                case Whole _ -> "a list of whole numbers, for example [100, 100]";
                case Fraction _ -> "a list of numbers, for example [1, 0.5]";
                default -> "a list";
            };
        }

        @Override
        public List<String> words() {
            return item.words();
        }

        @Override
        public Collection<Class<? extends Record>> records() {
            return item.records();
        }
    }

    /// A part that may be missing; the word `none` says that it is.
    record Perhaps(SettingType type) implements SettingType {
        @Override
        public boolean isSingle() {
            return type.isSingle();
        }

        @Override
        public String expected() {
            return type.expected() + ", or " + NONE;
        }

        @Override
        public List<String> words() {
            return Stream.concat(Stream.of(NONE), type.words().stream()).toList();
        }

        @Override
        public Collection<Class<? extends Record>> records() {
            return type.records();
        }
    }

    /// A section whose keys are those of a record; a single value stands for a section with its first key.
    ///
    /// @param first the key of the first component
    record Keys(Class<? extends Record> type, String first) implements SettingType {
        @Override
        public String expected() {
            return "a section with '" + first + "'";
        }

        @Override
        public Collection<Class<? extends Record>> records() {
            return List.of(type);
        }
    }

    /// A section that is one of several records, told apart by the word of one key; a single word stands for a
    /// section with that key.
    ///
    /// @param type what the records have in common
    /// @param key whose word chooses
    /// @param variants the record of each word
    record OneOf(Class<?> type, String key, SequencedMap<String, Class<? extends Record>> variants)
            implements SettingType {
        @Override
        public String expected() {
            return "a section with '" + key + "'";
        }

        @Override
        public List<String> words() {
            return List.copyOf(variants.keySet());
        }

        @Override
        public Collection<Class<? extends Record>> records() {
            return variants.values();
        }
    }
}
