package dev.chainrule.check.mistake;

import java.util.List;

/// A result beside what the specification of the declared kind says.
///
/// @param when in which situation, for example `input × 0.01`
/// @param what the result: `output`, `dx`, `dgamma`, …
/// @param index the position of the worst element, in row-major order; −1 if the length is wrong
/// @param actual the number there; of a wrong length the length
/// @param expected what the specification says there
/// @param error of the two, by the largest number that is expected, or that cancels; infinite where one is no number
/// @param tolerance up to which an error counts as rounding
public record Comparison(
        String when, String what, int index, double actual, double expected, double error, double tolerance) {

    /// Whether there is nothing but rounding between them.
    public boolean agrees() {
        return index >= 0 && error <= tolerance;
    }

    /// As a result that is not what it should be.
    public Discrepancy discrepancy() {
        return new Discrepancy(when, what, index, List.of(), actual, expected);
    }
}
