package dev.chainrule.check.mistake;

import java.util.Locale;

/// A result that is not what the specification of the declared kind says.
///
/// @param when in which situation, for example `input × 0.01`
/// @param what the result: `output`, `dx`, `dgamma`, `running mean`, …
/// @param index the position of the worst element, in row-major order; −1 if the length is wrong
/// @param actual the number there; of a wrong length the length
/// @param expected what the specification says there
public record Discrepancy(String when, String what, int index, double actual, double expected) {
    @Override
    public String toString() {
        return index < 0
                ? String.format(Locale.ROOT, "%s (%s): %.0f numbers; expected %.0f", what, when, actual, expected)
                : String.format(
                        Locale.ROOT,
                        "%s (%s): element %d is %.10g; expected %.10g",
                        what,
                        when,
                        index,
                        actual,
                        expected);
    }
}
