package dev.chainrule.check.mistake;

import java.util.List;
import java.util.Locale;

/// A result that is not what the specification of the declared kind says.
///
/// @param when in which situation, for example `input × 0.01`
/// @param what the result: `output`, `dx`, `dgamma`, `running mean`, …
/// @param index the position of the worst element, in row-major order; −1 if the length is wrong
/// @param position the same, one coordinate an axis; empty where the shape is not known
/// @param actual the number there; of a wrong length the length
/// @param expected what the specification says there
public record Discrepancy(String when, String what, int index, List<Integer> position, double actual, double expected) {
    /// Copies the list.
    public Discrepancy {
        position = List.copyOf(position);
    }

    /// The same with another name for the result and its coordinates.
    public Discrepancy named(String other, List<Integer> coordinates) {
        return new Discrepancy(when, other, index, coordinates, actual, expected);
    }

    @Override
    public String toString() {
        if (index < 0) {
            return String.format(Locale.ROOT, "%s (%s): %.0f numbers; expected %.0f", what, when, actual, expected);
        }
        String element = position.isEmpty() ? "element " + index : "element " + position;
        return String.format(
                Locale.ROOT, "%s (%s): %s is %.10g; expected %.10g", what, when, element, actual, expected);
    }
}
