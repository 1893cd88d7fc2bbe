package dev.chainrule.check;

import dev.chainrule.tensor.Shape;
import java.util.List;
import java.util.Locale;

/// What a gradient check found for one tensor.
///
/// @param what the input or the parameter that was checked
/// @param shape its shape
/// @param checked how many of its elements were looked at
/// @param skipped how many of these were left out because the function has a kink there
/// @param worst the element of the largest error, one coordinate an axis; empty if all were skipped
/// @param analytic the hand-derived gradient there
/// @param numeric the difference there
/// @param error the largest relative error, see [GradientCheck]
/// @param tolerance up to which an error counts as rounding
/// @param vanishing whether the differences are 0 but for rounding, in all elements
public record GradientReport(
        String what,
        Shape shape,
        int checked,
        int skipped,
        List<Integer> worst,
        double analytic,
        double numeric,
        double error,
        double tolerance,
        boolean vanishing) {

    /// The report of a gradient that cannot be compared, because it is missing or of another shape.
    static GradientReport unusable(String what, Shape shape, double tolerance) {
        return new GradientReport(
                what, shape, 0, 0, List.of(), Double.NaN, Double.NaN, Double.POSITIVE_INFINITY, tolerance, false);
    }

    /// The number of elements of the tensor.
    public int elements() {
        return shape.size();
    }

    /// Whether the largest error is within the tolerance and at least one element was compared.
    public boolean passes() {
        return passes(tolerance);
    }

    /// Whether the largest error is within another tolerance and at least one element was compared.
    public boolean passes(double other) {
        return skipped < checked && error <= other;
    }

    /// Whether there was something to compare: false if all elements lie on kinks.
    public boolean compared() {
        return checked == 0 || skipped < checked;
    }

    @Override
    public String toString() {
        String counts = "%s of %s elements%s"
                .formatted(checked, shape.size(), skipped == 0 ? "" : ", " + skipped + " skipped at kinks");
        if (skipped == checked) {
            return "%s %s: nothing to compare, %s".formatted(what, shape, counts);
        }
        return String.format(
                Locale.ROOT,
                "%s %s: error %.1e %s tolerance %.0e (at %s: analytic %.10g, numeric %.10g; %s)",
                what,
                shape,
                error,
                passes() ? "≤" : ">",
                tolerance,
                worst,
                analytic,
                numeric,
                counts);
    }
}
