package dev.chainrule.kernel.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/// Exponential functions of float arrays. Every element takes the same steps of correctly rounded operations, so its
/// bits depend neither on its position nor on the machine. The largest errors are 1.0 units in the last place for the
/// exponential, 1.5 for the hyperbolic tangent, 2.4 for the sigmoid, 2 for `exp(x) − 1` and `ln(1 + x)`, and 6 for the
/// normal distribution.
///
/// The polynomials are minimax fits, made for the stated intervals with coefficients that are floats. Constants are
/// vectors from the start, and each function stands in one loop only: of more code the compiler would not inline all
/// parts, and would keep vectors in memory.
final class VectorMath {
    private static final FloatVector LOG2_E = Lanes.broadcast(0x1.715476p0f);
    private static final FloatVector MINUS_LN2_HIGH = Lanes.broadcast(-0x1.62e43p-1f);
    private static final FloatVector MINUS_LN2_LOW = Lanes.broadcast(0x1.05c61p-29f);

    /// Added to and taken from a small float, this rounds it to a whole number, which the low bits then hold.
    private static final FloatVector ROUNDER = Lanes.broadcast(0x1.8p23f);

    private static final int ROUNDER_BITS = Float.floatToRawIntBits(0x1.8p23f);

    /// `q(r)` of the exponential and `p(x²)` of the hyperbolic tangent, from the lowest power up.
    private static final FloatVector Q0 = Lanes.broadcast(0x1.fffffcp-2f);

    private static final FloatVector Q1 = Lanes.broadcast(0x1.555492p-3f);
    private static final FloatVector Q2 = Lanes.broadcast(0x1.5558aep-5f);
    private static final FloatVector Q3 = Lanes.broadcast(0x1.12398p-7f);
    private static final FloatVector Q4 = Lanes.broadcast(0x1.6a4f6ep-10f);

    private static final FloatVector P0 = Lanes.broadcast(-0x1.55554ap-2f);
    private static final FloatVector P1 = Lanes.broadcast(0x1.110cf4p-3f);
    private static final FloatVector P2 = Lanes.broadcast(-0x1.b9201cp-5f);
    private static final FloatVector P3 = Lanes.broadcast(0x1.58f642p-6f);
    private static final FloatVector P4 = Lanes.broadcast(-0x1.9994p-8f);

    /// The series of the logarithm: one third, one fifth, …
    private static final FloatVector L3 = Lanes.broadcast(1 / 3f);

    private static final FloatVector L5 = Lanes.broadcast(1 / 5f);
    private static final FloatVector L7 = Lanes.broadcast(1 / 7f);
    private static final FloatVector L9 = Lanes.broadcast(1 / 9f);
    private static final FloatVector L11 = Lanes.broadcast(1 / 11f);
    private static final FloatVector L13 = Lanes.broadcast(1 / 13f);

    /// `exp(x²/2)·Φ(−x)` by `t = 1 / (1 + x/4)`: `t` times a polynomial, from the lowest power up.
    private static final FloatVector N0 = Lanes.broadcast(0x1.989586p-4f);

    private static final FloatVector N1 = Lanes.broadcast(0x1.9738a4p-4f);
    private static final FloatVector N2 = Lanes.broadcast(0x1.898f68p-4f);
    private static final FloatVector N3 = Lanes.broadcast(0x1.1cb5ccp-4f);
    private static final FloatVector N4 = Lanes.broadcast(0x1.7ed0c6p-4f);
    private static final FloatVector N5 = Lanes.broadcast(0x1.60281cp-11f);
    private static final FloatVector N6 = Lanes.broadcast(0x1.5a29ep-5f);
    private static final FloatVector N7 = Lanes.broadcast(0x1.55b6d6p-5f);
    private static final FloatVector N8 = Lanes.broadcast(-0x1.e10c88p-5f);
    private static final FloatVector N9 = Lanes.broadcast(0x1.03c5d8p-6f);

    private static final FloatVector QUARTER = Lanes.broadcast(0.25f);
    private static final FloatVector MINUS_HALF = Lanes.broadcast(-0.5f);

    private static final FloatVector ONE = Lanes.broadcast(1);
    private static final FloatVector TWO = Lanes.broadcast(2);

    /// Where the exponential has overflowed, and where it has become 0.
    private static final float EXP_OVERFLOW = 100;

    private static final float EXP_UNDERFLOW = -110;

    /// From where down `exp(x) − 1` is −1.
    private static final float MINUS_ONE_FROM = -87;

    /// Beyond this, the normal distribution has no floats of full precision.
    static final float NORMAL_LIMIT = 13;

    /// Up to where the hyperbolic tangent is a polynomial.
    private static final float TANH_SMALL = 0.55f;

    private VectorMath() {}

    /// A function of the elements `from` (inclusive) to `to` (exclusive), which fill whole vectors.
    @FunctionalInterface
    private interface WholeVectors {
        void apply(float[] x, float[] y, int from, int to);
    }

    /// `y = exp(x)` on a range of elements.
    static void exp(float[] x, float[] y, int from, int to) {
        apply(VectorMath::expOfWholeVectors, x, y, from, to);
    }

    /// `y = exp(x) − 1` on a range of elements of at most 0.
    static void expMinusOne(float[] x, float[] y, int from, int to) {
        apply(VectorMath::expMinusOneOfWholeVectors, x, y, from, to);
    }

    /// `y = ln(1 + x)` on a range of elements between 0 and 1.
    static void logOfOnePlus(float[] x, float[] y, int from, int to) {
        apply(VectorMath::logOfOnePlusOfWholeVectors, x, y, from, to);
    }

    /// `y = 1 / (1 + exp(−x))` on a range of elements.
    static void sigmoid(float[] x, float[] y, int from, int to) {
        apply(VectorMath::sigmoidOfWholeVectors, x, y, from, to);
    }

    /// `y = tanh(x)` on a range of elements.
    static void tanh(float[] x, float[] y, int from, int to) {
        apply(VectorMath::tanhOfWholeVectors, x, y, from, to);
    }

    /// The elements that do not fill a vector are copied to an array where they do.
    private static void apply(WholeVectors function, float[] x, float[] y, int from, int to) {
        int rest = (to - from) % Machine.LANES;
        int end = to - rest;
        function.apply(x, y, from, end);
        if (rest > 0) {
            float[] padded = new float[Machine.LANES];
            System.arraycopy(x, end, padded, 0, rest);
            function.apply(padded, padded, 0, Machine.LANES);
            System.arraycopy(padded, 0, y, end, rest);
        }
    }

    private static void expOfWholeVectors(float[] x, float[] y, int from, int to) {
        for (int i = from; i < to; i += Machine.LANES) {
            exp(Lanes.load(x, i)).intoArray(y, i);
        }
    }

    private static void expMinusOneOfWholeVectors(float[] x, float[] y, int from, int to) {
        for (int i = from; i < to; i += Machine.LANES) {
            expMinusOne(Lanes.load(x, i)).intoArray(y, i);
        }
    }

    private static void logOfOnePlusOfWholeVectors(float[] x, float[] y, int from, int to) {
        for (int i = from; i < to; i += Machine.LANES) {
            logOfOnePlus(Lanes.load(x, i)).intoArray(y, i);
        }
    }

    private static void sigmoidOfWholeVectors(float[] x, float[] y, int from, int to) {
        for (int i = from; i < to; i += Machine.LANES) {
            sigmoid(Lanes.load(x, i)).intoArray(y, i);
        }
    }

    private static void tanhOfWholeVectors(float[] x, float[] y, int from, int to) {
        for (int i = from; i < to; i += Machine.LANES) {
            tanh(Lanes.load(x, i)).intoArray(y, i);
        }
    }

    static FloatVector exp(FloatVector unlimited) {
        FloatVector x = unlimited
                .blend(EXP_OVERFLOW, unlimited.compare(VectorOperators.GT, EXP_OVERFLOW))
                .blend(EXP_UNDERFLOW, unlimited.compare(VectorOperators.LT, EXP_UNDERFLOW));
        FloatVector rounded = x.fma(LOG2_E, ROUNDER);
        FloatVector power = expOfRest(x, rounded);
        // In two factors, because 2ⁿ alone leaves the range of floats a little before the result does.
        IntVector exponent = rounded.reinterpretAsInts().sub(ROUNDER_BITS);
        IntVector half = exponent.lanewise(VectorOperators.ASHR, 1);
        return power.mul(powerOfTwo(half)).mul(powerOfTwo(exponent.sub(half)));
    }

    /// The exponential where it is a float of full precision: of numbers between −87 and 88.
    static FloatVector expOfModerate(FloatVector x) {
        FloatVector rounded = x.fma(LOG2_E, ROUNDER);
        return expOfRest(x, rounded).mul(powerOfTwo(rounded.reinterpretAsInts().sub(ROUNDER_BITS)));
    }

    /// `exp(x) − 1` of numbers of at most 0: `2ⁿ·(exp(r) − 1) + (2ⁿ − 1)`, exact where n is 0.
    static FloatVector expMinusOne(FloatVector unlimited) {
        FloatVector x = unlimited.max(MINUS_ONE_FROM);
        FloatVector rounded = x.fma(LOG2_E, ROUNDER);
        FloatVector power = powerOfTwo(rounded.reinterpretAsInts().sub(ROUNDER_BITS));
        return expMinusOneOfRest(x, rounded).fma(power, power.sub(1));
    }

    /// `ln(1 + z)` of numbers between 0 and 1: the series of `2·artanh(z / (2 + z))`.
    static FloatVector logOfOnePlus(FloatVector z) {
        FloatVector s = z.div(z.add(TWO));
        FloatVector w = s.mul(s);
        FloatVector rest =
                L13.fma(w, L11).fma(w, L9).fma(w, L7).fma(w, L5).fma(w, L3).mul(w);
        FloatVector twice = s.add(s);
        return twice.fma(rest, twice);
    }

    /// `exp(−x²/2)` of numbers from 0 to the limit; with what the square loses by rounding.
    static FloatVector bell(FloatVector x) {
        FloatVector square = x.mul(x);
        FloatVector lost = x.fma(x, square.neg());
        FloatVector power = expOfModerate(square.mul(MINUS_HALF));
        return power.mul(lost).fma(MINUS_HALF, power);
    }

    /// `exp(x²/2)·Φ(−x)` of numbers from 0 to the limit.
    static FloatVector normalTail(FloatVector x) {
        FloatVector t = ONE.div(x.fma(QUARTER, ONE));
        return N9.fma(t, N8)
                .fma(t, N7)
                .fma(t, N6)
                .fma(t, N5)
                .fma(t, N4)
                .fma(t, N3)
                .fma(t, N2)
                .fma(t, N1)
                .fma(t, N0)
                .mul(t);
    }

    /// `exp(n·ln 2 + r) = 2ⁿ·(1 + r + r²·q(r))` for `|r| ≤ ½ ln 2`, without the power of two; a not-a-number stays
    /// one in `r`.
    private static FloatVector expOfRest(FloatVector x, FloatVector rounded) {
        return expMinusOneOfRest(x, rounded).add(ONE);
    }

    private static FloatVector expMinusOneOfRest(FloatVector x, FloatVector rounded) {
        FloatVector n = rounded.sub(ROUNDER);
        FloatVector r = n.fma(MINUS_LN2_LOW, n.fma(MINUS_LN2_HIGH, x));
        FloatVector q = Q4.fma(r, Q3).fma(r, Q2).fma(r, Q1).fma(r, Q0);
        return r.mul(r).fma(q, r);
    }

    private static FloatVector powerOfTwo(IntVector exponent) {
        return exponent.add(Float.MAX_EXPONENT)
                .lanewise(VectorOperators.LSHL, Float.PRECISION - 1)
                .reinterpretAsFloats();
    }

    /// With `z = exp(−|x|)`, which cannot overflow: `1 / (1 + z)` for positive `x`, else `z / (1 + z)`.
    static FloatVector sigmoid(FloatVector x) {
        FloatVector z = exp(x.abs().neg());
        return z.blend(1, x.compare(VectorOperators.GT, 0)).div(z.add(ONE));
    }

    /// For small magnitudes `x + x³·p(x²)`, else `1 − 2 / (exp(2|x|) + 1)`; then with the sign of `x`.
    private static FloatVector tanh(FloatVector x) {
        FloatVector magnitude = x.abs();
        FloatVector square = x.mul(x);
        FloatVector p = P4.fma(square, P3).fma(square, P2).fma(square, P1).fma(square, P0);
        FloatVector small = magnitude.mul(square).fma(p, magnitude);
        FloatVector large = ONE.sub(TWO.div(exp(magnitude.add(magnitude)).add(ONE)));
        FloatVector result = large.blend(small, magnitude.compare(VectorOperators.LT, TANH_SMALL));
        IntVector sign = x.reinterpretAsInts().and(Integer.MIN_VALUE);
        return result.reinterpretAsInts().or(sign).reinterpretAsFloats();
    }
}
