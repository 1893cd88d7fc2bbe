package dev.chainrule.lab.page;

import java.util.Arrays;
import java.util.List;

/// One quantity of several points, such as a setting of trials or their score.
///
/// @param label what it is, with its unit if it has one
/// @param kind how it is spread along an axis and written
/// @param words what the values 0, 1, 2 and so on stand for, if they stand for words
/// @param values one a point; a point has none where it is not a number; not copied
/// @param spans what an axis shows beside the values, such as the ends of the range that was searched; not copied
@SuppressWarnings("ArrayRecordComponent") // shared on purpose; compared nowhere
public record Quantity(String label, Kind kind, List<String> words, double[] values, double... spans) {

    /// How values are spread along an axis and written.
    public enum Kind {
        /// Numbers whose equal differences are equally long.
        LINEAR,
        /// Numbers whose equal ratios are equally long; those of 0 and less are missing.
        LOGARITHMIC,
        /// Shares, as per cent: 0.5 is written 50 %.
        SHARE,
        /// Words, equally far from each other.
        WORDS
    }

    /// Copies the list.
    ///
    /// @throws IllegalArgumentException if a value stands for no word
    public Quantity {
        words = List.copyOf(words);
        int count = words.size();
        boolean fits = kind != Kind.WORDS
                || Arrays.stream(values)
                        .allMatch(value -> Double.isNaN(value) || (value >= 0 && value < count && value % 1 == 0));
        if (!fits) {
            throw new IllegalArgumentException(
                    "Quantity: values of %s do not fit %s words; expected whole numbers from 0 on, or not a number"
                            .formatted(label, count));
        }
    }

    /// Numbers.
    ///
    /// @param kind not [Kind#WORDS]
    public static Quantity of(String label, Kind kind, double... values) {
        return new Quantity(label, kind, List.of(), values);
    }

    /// Words.
    ///
    /// @param words from left to right, or from the bottom to the top
    public static Quantity of(String label, List<String> words, double... values) {
        return new Quantity(label, Kind.WORDS, words, values);
    }

    /// These values on an axis that shows others too.
    public Quantity spanning(double... others) {
        return new Quantity(label, kind, words, values, others);
    }
}
