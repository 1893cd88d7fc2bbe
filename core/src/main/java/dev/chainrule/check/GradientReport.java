package dev.chainrule.check;

/// What a gradient check found for one tensor.
///
/// @param what the input or the parameter that was checked
/// @param elements how many elements it has
/// @param skipped how many were skipped because the function has a kink there
/// @param worst the element of the largest error, in stored order; −1 if all were skipped
/// @param analytic the hand-derived gradient there
/// @param numeric the difference there
/// @param error their relative error, see [GradientCheck]
public record GradientReport(
        String what, int elements, int skipped, int worst, double analytic, double numeric, double error) {

    /// Whether the largest error is within a tolerance and at least one element was compared.
    public boolean passes(double tolerance) {
        return worst >= 0 && error <= tolerance;
    }

    @Override
    public String toString() {
        return "%s: error %.1e at element %d (analytic %.10g, numeric %.10g), %d of %d skipped at kinks"
                .formatted(what, error, worst, analytic, numeric, skipped, elements);
    }
}
