package dev.chainrule.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/// Exponential functions of float arrays. Every element takes the same steps of correctly rounded operations, so its
/// bits depend neither on its position nor on the machine. The largest errors are 1.0 units in the last place for the
/// exponential, 1.5 for the hyperbolic tangent and 2.4 for the sigmoid.
///
/// The polynomials are minimax fits, made for the stated intervals with coefficients that are floats.
final class VectorMath {
    private static final float LOG2_E = 0x1.715476p0f;
    private static final float LN2_HIGH = 0x1.62e43p-1f;
    private static final float LN2_LOW = -0x1.05c61p-29f;

    /// Added to and taken from a small float, this rounds it to a whole number, which the low bits then hold.
    private static final float ROUNDER = 0x1.8p23f;

    /// Where the exponential has overflowed, and where it has become 0.
    private static final float EXP_OVERFLOW = 100;

    private static final float EXP_UNDERFLOW = -110;

    /// Up to where the hyperbolic tangent is a polynomial.
    private static final float TANH_SMALL = 0.55f;

    private VectorMath() {}

    /// `y = exp(x)` on a range of elements.
    static void exp(float[] x, float[] y, int from, int to) {
        int i = from;
        for (; i <= to - Lanes.COUNT; i += Lanes.COUNT) {
            exp(Lanes.load(x, i)).intoArray(y, i);
        }
        VectorMask<Float> rest = Lanes.upTo(i, to);
        exp(FloatVector.fromArray(Lanes.FLOATS, x, i, rest)).intoArray(y, i, rest);
    }

    /// `y = 1 / (1 + exp(−x))` on a range of elements.
    static void sigmoid(float[] x, float[] y, int from, int to) {
        int i = from;
        for (; i <= to - Lanes.COUNT; i += Lanes.COUNT) {
            sigmoid(Lanes.load(x, i)).intoArray(y, i);
        }
        VectorMask<Float> rest = Lanes.upTo(i, to);
        sigmoid(FloatVector.fromArray(Lanes.FLOATS, x, i, rest)).intoArray(y, i, rest);
    }

    /// `y = tanh(x)` on a range of elements.
    static void tanh(float[] x, float[] y, int from, int to) {
        int i = from;
        for (; i <= to - Lanes.COUNT; i += Lanes.COUNT) {
            tanh(Lanes.load(x, i)).intoArray(y, i);
        }
        VectorMask<Float> rest = Lanes.upTo(i, to);
        tanh(FloatVector.fromArray(Lanes.FLOATS, x, i, rest)).intoArray(y, i, rest);
    }

    /// `exp(n·ln 2 + r) = 2ⁿ·(1 + r + r²·q(r))` for `|r| ≤ ½ ln 2`; a not-a-number stays one in `r`.
    private static FloatVector exp(FloatVector unlimited) {
        FloatVector x = unlimited
                .blend(EXP_OVERFLOW, unlimited.compare(VectorOperators.GT, EXP_OVERFLOW))
                .blend(EXP_UNDERFLOW, unlimited.compare(VectorOperators.LT, EXP_UNDERFLOW));
        FloatVector rounded = x.fma(Lanes.broadcast(LOG2_E), Lanes.broadcast(ROUNDER));
        FloatVector n = rounded.sub(ROUNDER);
        FloatVector r = n.fma(Lanes.broadcast(-LN2_LOW), n.fma(Lanes.broadcast(-LN2_HIGH), x));
        FloatVector q = Lanes.broadcast(0x1.6a4f6ep-10f)
                .fma(r, Lanes.broadcast(0x1.12398p-7f))
                .fma(r, Lanes.broadcast(0x1.5558aep-5f))
                .fma(r, Lanes.broadcast(0x1.555492p-3f))
                .fma(r, Lanes.broadcast(0x1.fffffcp-2f));
        FloatVector power = r.mul(r).fma(q, r).add(1);
        // In two factors, because 2ⁿ alone leaves the range of floats a little before the result does.
        IntVector exponent = rounded.reinterpretAsInts().sub(Float.floatToRawIntBits(ROUNDER));
        IntVector half = exponent.lanewise(VectorOperators.ASHR, 1);
        return power.mul(powerOfTwo(half)).mul(powerOfTwo(exponent.sub(half)));
    }

    private static FloatVector powerOfTwo(IntVector exponent) {
        return exponent.add(Float.MAX_EXPONENT)
                .lanewise(VectorOperators.LSHL, Float.PRECISION - 1)
                .reinterpretAsFloats();
    }

    /// With `z = exp(−|x|)`, which cannot overflow: `1 / (1 + z)` for positive `x`, else `z / (1 + z)`.
    private static FloatVector sigmoid(FloatVector x) {
        FloatVector z = exp(x.abs().neg());
        return z.blend(1, x.compare(VectorOperators.GT, 0)).div(z.add(1));
    }

    /// For small magnitudes `x + x³·p(x²)`, else `1 − 2 / (exp(2|x|) + 1)`; then with the sign of `x`.
    private static FloatVector tanh(FloatVector x) {
        FloatVector magnitude = x.abs();
        FloatVector square = x.mul(x);
        FloatVector p = Lanes.broadcast(-0x1.9994p-8f)
                .fma(square, Lanes.broadcast(0x1.58f642p-6f))
                .fma(square, Lanes.broadcast(-0x1.b9201cp-5f))
                .fma(square, Lanes.broadcast(0x1.110cf4p-3f))
                .fma(square, Lanes.broadcast(-0x1.55554ap-2f));
        FloatVector small = magnitude.mul(square).fma(p, magnitude);
        FloatVector large = exp(magnitude.add(magnitude)).add(1);
        FloatVector result = Lanes.broadcast(1)
                .sub(Lanes.broadcast(2).div(large))
                .blend(small, magnitude.compare(VectorOperators.LT, TANH_SMALL));
        IntVector sign = x.reinterpretAsInts().and(Integer.MIN_VALUE);
        return result.reinterpretAsInts().or(sign).reinterpretAsFloats();
    }
}
