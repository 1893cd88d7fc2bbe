package dev.chainrule.check.mistake;

import java.util.List;

/// A result beside what the specification of the declared kind says.
///
/// @param when in which situation, for example `input × 0.01`
/// @param what the result: `output`, `dx`, `dgamma`, …
/// @param index the position of the worst element, in row-major order; −1 if the length is wrong
/// @param actual the number there; of a wrong length the length
/// @param expected what the specification says there
/// @param distance of the two, infinite where one is no number
/// @param allowed up to which a distance counts as rounding
/// @param scale the largest number that is expected of this result
public record Comparison(
        String when,
        String what,
        int index,
        double actual,
        double expected,
        double distance,
        double allowed,
        double scale) {

    /// Whether there is nothing but rounding between them.
    public boolean agrees() {
        return index >= 0 && distance <= allowed;
    }

    /// As a result that is not what it should be.
    public Discrepancy discrepancy() {
        return new Discrepancy(when, what, index, List.of(), actual, expected);
    }
}
