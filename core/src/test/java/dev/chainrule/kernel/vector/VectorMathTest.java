package dev.chainrule.kernel.vector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.kernel.Activation;
import dev.chainrule.kernel.NormalDistribution;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class VectorMathTest {
    private static final int POINTS = 150_000;
    private static final float INFINITY = Float.POSITIVE_INFINITY;

    private interface Function {
        void apply(float[] x, float[] y, int from, int to);
    }

    @Test
    void exponentialIsAccurateToOneUnitInTheLastPlace() {
        assertThat(largestError(VectorMath::exp, StrictMath::exp, -104, 88.72f)).isLessThan(1.05);
        assertThat(largestError(VectorMath::exp, StrictMath::exp, -1, 1)).isLessThan(1.05);
    }

    @Test
    void sigmoidIsAccurateToTwoAndAHalfUnitsInTheLastPlace() {
        DoubleUnaryOperator sigmoid = x -> 1 / (1 + StrictMath.exp(-x));
        assertThat(largestError(VectorMath::sigmoid, sigmoid, -104, 20)).isLessThan(2.5);
        assertThat(largestError(VectorMath::sigmoid, sigmoid, -4, 4)).isLessThan(2.5);
    }

    @Test
    void hyperbolicTangentIsAccurateToOneAndAHalfUnitsInTheLastPlace() {
        assertThat(largestError(VectorMath::tanh, StrictMath::tanh, -10, 10)).isLessThan(1.6);
        assertThat(largestError(VectorMath::tanh, StrictMath::tanh, -0.7f, 0.7f))
                .isLessThan(1.6);
        assertThat(largestError(VectorMath::tanh, StrictMath::tanh, -1e-3f, 1e-3f))
                .isLessThan(1);
    }

    @Test
    void exponentialLessOneAndLogarithmOfOneMoreAreAccurateToTwoUnitsInTheLastPlace() {
        assertThat(largestError(VectorMath::expMinusOne, StrictMath::expm1, -100, 0))
                .isLessThan(2);
        assertThat(largestError(VectorMath::expMinusOne, StrictMath::expm1, -1, 0))
                .isLessThan(2);
        assertThat(largestError(VectorMath::expMinusOne, StrictMath::expm1, -1e-3f, -1e-9f))
                .isLessThan(1);
        assertThat(largestError(VectorMath::logOfOnePlus, StrictMath::log1p, 1e-9f, 1))
                .isLessThan(2);
        assertThat(largestError(VectorMath::logOfOnePlus, StrictMath::log1p, 1e-9f, 1e-3f))
                .isLessThan(2);
        assertThat(apply(VectorMath::expMinusOne, Float.NaN, -INFINITY, 0)).containsExactly(Float.NaN, -1, 0);
        assertThat(apply(VectorMath::logOfOnePlus, Float.NaN, 0, 1e-40f)).containsExactly(Float.NaN, 0, 1e-40f);
    }

    @Test
    void theNormalDistributionIsAccurateToSixUnitsInTheLastPlace() {
        Activation gelu = new Activation.ExactGelu();
        Function fast = (x, y, from, to) -> VectorActivation.apply(gelu, x, y, from, to);
        DoubleUnaryOperator exact = x -> x * NormalDistribution.cumulative(x);
        assertThat(largestError(fast, exact, -12.5f, 0)).isLessThan(6);
        assertThat(largestError(fast, exact, -1, 1)).isLessThan(6);
        assertThat(largestError(fast, exact, 0, 20)).isLessThan(6);
        assertThat(apply(fast, Float.NaN, INFINITY, 0, -0f, 1e30f)).containsExactly(Float.NaN, INFINITY, 0, -0f, 1e30f);
        assertThat(apply(fast, -INFINITY)[0]).isBetween(-1e-37f, -0f);
    }

    @Test
    void exponentialKnowsItsSpecialValues() {
        assertThat(apply(
                        VectorMath::exp,
                        Float.NaN,
                        INFINITY,
                        -INFINITY,
                        0,
                        -0f,
                        89,
                        -104,
                        Float.MAX_VALUE,
                        -Float.MAX_VALUE))
                .containsExactly(Float.NaN, INFINITY, 0, 1, 1, INFINITY, 0, INFINITY, 0);
        assertThat(apply(VectorMath::exp, Float.MIN_VALUE, -Float.MIN_VALUE, 1e-40f))
                .containsExactly(1, 1, 1);
    }

    @Test
    void sigmoidKnowsItsSpecialValues() {
        assertThat(apply(VectorMath::sigmoid, Float.NaN, INFINITY, -INFINITY, 0, -0f, 1e30f, -1e30f))
                .containsExactly(Float.NaN, 1, 0, 0.5f, 0.5f, 1, 0);
    }

    @Test
    void hyperbolicTangentKnowsItsSpecialValues() {
        assertThat(apply(VectorMath::tanh, Float.NaN, INFINITY, -INFINITY, 0, -0f, 1e30f, -1e30f, 1e-40f, -1e-40f))
                .containsExactly(Float.NaN, 1, -1, 0, -0f, 1, -1, 1e-40f, -1e-40f);
    }

    @Test
    void leavesElementsOutsideOfTheRangeAlone() {
        float[] y = new float[40];
        VectorMath.exp(new float[40], y, 3, 22);
        for (int i = 0; i < y.length; i++) {
            assertThat(y[i]).isEqualTo(i >= 3 && i < 22 ? 1 : 0);
        }
    }

    private static float[] apply(Function function, float... x) {
        float[] y = new float[x.length];
        function.apply(x, y, 0, x.length);
        return y;
    }

    /// In units in the last place of the float that is nearest to the exact result.
    private static double largestError(Function function, DoubleUnaryOperator exact, float low, float high) {
        float[] x = new float[POINTS];
        for (int i = 0; i < POINTS; i++) {
            x[i] = (float) (low + (high - low) * ((double) i / (POINTS - 1)));
        }
        float[] y = apply(function, x);
        double largest = 0;
        for (int i = 0; i < POINTS; i++) {
            double want = exact.applyAsDouble(x[i]);
            largest = Math.max(largest, Math.abs(y[i] - want) / Math.ulp((float) want));
        }
        return largest;
    }
}
