package dev.chainrule;

import dev.chainrule.tensor.Tensor;
import org.assertj.core.api.Assertions;

/// The tolerances of the tests, by purpose, each with its reason.
public final class Tolerance {
    /// Gradient checks in float64: right layers reach 1e-9, the smallest known mistake (a misplaced epsilon) shows
    /// as 2e-6.
    public static final double GRADIENT = 1e-7;

    /// Relative rounding of one float operation; sums of n terms are allowed √n times as much, times a small
    /// factor.
    private static final double FLOAT_ROUNDING = Math.ulp(1f);

    private Tolerance() {}

    /// How far a float32 result that sums `terms` terms may be from the float64 one, by the largest value.
    public static double float32(int terms) {
        return 4 * FLOAT_ROUNDING * Math.sqrt(Math.max(1, terms));
    }

    /// Asserts that all elements agree within a share of the largest value.
    public static void assertClose(Tensor actual, Tensor expected, double tolerance) {
        Assertions.assertThat(actual.shape()).isEqualTo(expected.shape());
        double[] a = actual.toArray();
        double[] e = expected.toArray();
        double largest = Double.MIN_NORMAL;
        for (double value : e) {
            largest = Math.max(largest, Math.abs(value));
        }
        for (int i = 0; i < a.length; i++) {
            Assertions.assertThat(a[i])
                    .as("element %d of %s", i, actual.shape())
                    .isCloseTo(e[i], Assertions.within(tolerance * largest));
        }
    }
}
