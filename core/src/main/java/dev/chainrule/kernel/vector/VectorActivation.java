package dev.chainrule.kernel.vector;

import dev.chainrule.kernel.Activation;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/// Activations and their gradients on a range of elements: by vectors for those that the library knows, else one by one
/// in double. The elements that do not fill a vector take the same steps of arithmetic as the others.
final class VectorActivation {
    /// `2√(2/π)` and 0.044715 of it, and three times that.
    private static final FloatVector GELU_LINEAR = Lanes.broadcast(0x1.988454p0f);

    private static final FloatVector GELU_CUBIC = Lanes.broadcast(0x1.2444f2p-4f);
    private static final FloatVector GELU_CUBIC_SLOPE = Lanes.broadcast(0x1.b6676cp-3f);

    /// Where the Gaussian error linear unit is as near to 0 or `x` as floats of full precision tell.
    private static final float GELU_LIMIT = 10;

    /// `−1/√(2π)`.
    private static final FloatVector MINUS_PEAK_OF_DENSITY = Lanes.broadcast(-0x1.988454p-2f);

    /// Where `x · sigmoid(x)` is as near to 0 or `x` as floats of full precision tell.
    private static final float SILU_LIMIT = 87;

    private VectorActivation() {}

    /// A function of the elements `from` (inclusive) to `to` (exclusive), which fill whole vectors.
    @FunctionalInterface
    private interface WholeVectors {
        void run(float[] x, float[] dy, float[] result, int from, int to);
    }

    static void apply(Activation f, float[] x, float[] y, int from, int to) {
        switch (f) {
            case Activation.Relu relu -> relu(x, y, from, to);
            case Activation.LeakyRelu leaky -> leakyReluGradient(x, (float) leaky.slope(), x, y, from, to);
            case Activation.Sigmoid sigmoid -> VectorMath.sigmoid(x, y, from, to);
            case Activation.Tanh tanh -> VectorMath.tanh(x, y, from, to);
            case Activation.Gelu gelu -> padded(VectorActivation::gelu, x, x, y, from, to);
            case Activation.ExactGelu gelu -> padded(VectorActivation::exactGelu, x, x, y, from, to);
            case Activation.Elu elu -> {
                float alpha = (float) elu.alpha();
                padded((v, _, w, start, end) -> elu(v, alpha, w, start, end), x, x, y, from, to);
            }
            case Activation.Silu silu -> padded(VectorActivation::silu, x, x, y, from, to);
            case Activation.Softplus softplus -> padded(VectorActivation::softplus, x, x, y, from, to);
            default -> {
                for (int i = from; i < to; i++) {
                    y[i] = (float) f.value(x[i]);
                }
            }
        }
    }

    static void gradient(Activation f, float[] x, float[] y, float[] dy, float[] dx, int from, int to) {
        switch (f) {
            case Activation.Relu relu -> reluGradient(x, dy, dx, from, to);
            case Activation.LeakyRelu leaky -> leakyReluGradient(x, (float) leaky.slope(), dy, dx, from, to);
            case Activation.Sigmoid sigmoid -> sigmoidGradient(y, dy, dx, from, to);
            case Activation.Tanh tanh -> tanhGradient(y, dy, dx, from, to);
            case Activation.Gelu gelu -> padded(VectorActivation::geluGradient, x, dy, dx, from, to);
            case Activation.ExactGelu gelu -> padded(VectorActivation::exactGeluGradient, x, dy, dx, from, to);
            case Activation.Elu elu -> {
                float alpha = (float) elu.alpha();
                padded((v, dv, dw, start, end) -> eluGradient(v, alpha, dv, dw, start, end), x, dy, dx, from, to);
            }
            case Activation.Silu silu -> padded(VectorActivation::siluGradient, x, dy, dx, from, to);
            case Activation.Softplus softplus -> padded(VectorActivation::softplusGradient, x, dy, dx, from, to);
            default -> {
                for (int i = from; i < to; i++) {
                    dx[i] = (float) f.gradient(x[i], y[i], dy[i]);
                }
            }
        }
    }

    /// The elements that do not fill a vector are copied to arrays where they do.
    private static void padded(WholeVectors function, float[] x, float[] dy, float[] result, int from, int to) {
        int rest = (to - from) % Machine.LANES;
        int end = to - rest;
        function.run(x, dy, result, from, end);
        if (rest > 0) {
            float[] left = new float[Machine.LANES];
            float[] right = new float[Machine.LANES];
            System.arraycopy(x, end, left, 0, rest);
            System.arraycopy(dy, end, right, 0, rest);
            function.run(left, right, right, 0, Machine.LANES);
            System.arraycopy(right, 0, result, end, rest);
        }
    }

    private static void relu(float[] x, float[] y, int from, int to) {
        int i = from;
        for (; i <= to - Machine.LANES; i += Machine.LANES) {
            FloatVector v = Lanes.load(x, i);
            v.blend(0, v.compare(VectorOperators.LE, 0)).intoArray(y, i);
        }
        for (; i < to; i++) {
            y[i] = x[i] <= 0 ? 0 : x[i];
        }
    }

    private static void reluGradient(float[] x, float[] dy, float[] dx, int from, int to) {
        FloatVector zero = FloatVector.zero(Lanes.FLOATS);
        int i = from;
        for (; i <= to - Machine.LANES; i += Machine.LANES) {
            VectorMask<Float> positive = Lanes.load(x, i).compare(VectorOperators.GT, 0);
            zero.blend(Lanes.load(dy, i), positive).intoArray(dx, i);
        }
        for (; i < to; i++) {
            dx[i] = x[i] > 0 ? dy[i] : 0;
        }
    }

    private static void leakyReluGradient(float[] x, float slope, float[] dy, float[] dx, int from, int to) {
        int i = from;
        for (; i <= to - Machine.LANES; i += Machine.LANES) {
            VectorMask<Float> positive = Lanes.load(x, i).compare(VectorOperators.GT, 0);
            FloatVector gradient = Lanes.load(dy, i);
            gradient.mul(slope).blend(gradient, positive).intoArray(dx, i);
        }
        for (; i < to; i++) {
            dx[i] = x[i] > 0 ? dy[i] : slope * dy[i];
        }
    }

    private static void sigmoidGradient(float[] y, float[] dy, float[] dx, int from, int to) {
        int i = from;
        for (; i <= to - Machine.LANES; i += Machine.LANES) {
            FloatVector v = Lanes.load(y, i);
            Lanes.load(dy, i).mul(v).mul(Lanes.broadcast(1).sub(v)).intoArray(dx, i);
        }
        for (; i < to; i++) {
            dx[i] = dy[i] * y[i] * (1 - y[i]);
        }
    }

    private static void tanhGradient(float[] y, float[] dy, float[] dx, int from, int to) {
        int i = from;
        for (; i <= to - Machine.LANES; i += Machine.LANES) {
            FloatVector v = Lanes.load(y, i);
            v.neg().fma(v, Lanes.broadcast(1)).mul(Lanes.load(dy, i)).intoArray(dx, i);
        }
        for (; i < to; i++) {
            dx[i] = Math.fma(-y[i], y[i], 1) * dy[i];
        }
    }

    private static void gelu(float[] x, float[] unused, float[] y, int from, int to) {
        for (int i = from; i < to; i += Machine.LANES) {
            FloatVector v = Lanes.load(x, i);
            FloatVector limited = v.blend(-GELU_LIMIT, v.compare(VectorOperators.LT, -GELU_LIMIT));
            FloatVector magnitude = limited.abs().min(GELU_LIMIT);
            FloatVector z = VectorMath.expOfModerate(
                    GELU_CUBIC.fma(magnitude.mul(magnitude), GELU_LINEAR).mul(magnitude.neg()));
            z.blend(1, v.compare(VectorOperators.GT, 0))
                    .div(z.add(1))
                    .mul(limited)
                    .intoArray(y, i);
        }
    }

    /// With the sigmoids `p` of `|2u|` and `q` of `−|2u|`, whose product is the slope of both: `p + |x·2u'|·p·q`
    /// for positive `x`, else `q − |x·2u'|·p·q`. A difference from 1 would lose digits.
    private static void geluGradient(float[] x, float[] dy, float[] dx, int from, int to) {
        for (int i = from; i < to; i += Machine.LANES) {
            FloatVector v = Lanes.load(x, i);
            FloatVector magnitude = v.abs().min(GELU_LIMIT);
            FloatVector square = magnitude.mul(magnitude);
            FloatVector z =
                    VectorMath.expOfModerate(GELU_CUBIC.fma(square, GELU_LINEAR).mul(magnitude.neg()));
            FloatVector p = Lanes.broadcast(1).div(z.add(1));
            FloatVector q = z.mul(p);
            FloatVector rise = GELU_CUBIC_SLOPE
                    .fma(square, GELU_LINEAR)
                    .mul(magnitude)
                    .mul(p)
                    .mul(q);
            q.sub(rise)
                    .blend(p.add(rise), v.compare(VectorOperators.GT, 0))
                    .mul(Lanes.load(dy, i))
                    .intoArray(dx, i);
        }
    }

    private static void exactGelu(float[] x, float[] unused, float[] y, int from, int to) {
        for (int i = from; i < to; i += Machine.LANES) {
            FloatVector v = Lanes.load(x, i);
            FloatVector limited =
                    v.blend(-VectorMath.NORMAL_LIMIT, v.compare(VectorOperators.LT, -VectorMath.NORMAL_LIMIT));
            FloatVector magnitude = limited.abs().min(VectorMath.NORMAL_LIMIT);
            FloatVector beyond = VectorMath.bell(magnitude).mul(VectorMath.normalTail(magnitude));
            beyond.blend(Lanes.broadcast(1).sub(beyond), v.compare(VectorOperators.GT, 0))
                    .mul(limited)
                    .intoArray(y, i);
        }
    }

    /// The slope on the left is `Φ(−|x|) − |x|·φ(x)`; on the right it is 1 less that.
    private static void exactGeluGradient(float[] x, float[] dy, float[] dx, int from, int to) {
        for (int i = from; i < to; i += Machine.LANES) {
            FloatVector v = Lanes.load(x, i);
            FloatVector magnitude = v.abs().min(VectorMath.NORMAL_LIMIT);
            FloatVector left = magnitude
                    .fma(MINUS_PEAK_OF_DENSITY, VectorMath.normalTail(magnitude))
                    .mul(VectorMath.bell(magnitude));
            left.blend(Lanes.broadcast(1).sub(left), v.compare(VectorOperators.GT, 0))
                    .mul(Lanes.load(dy, i))
                    .intoArray(dx, i);
        }
    }

    private static void elu(float[] x, float alpha, float[] y, int from, int to) {
        for (int i = from; i < to; i += Machine.LANES) {
            FloatVector v = Lanes.load(x, i);
            VectorMath.expMinusOne(v.min(0))
                    .mul(alpha)
                    .blend(v, v.compare(VectorOperators.GT, 0))
                    .intoArray(y, i);
        }
    }

    private static void eluGradient(float[] x, float alpha, float[] dy, float[] dx, int from, int to) {
        for (int i = from; i < to; i += Machine.LANES) {
            FloatVector v = Lanes.load(x, i);
            FloatVector gradient = Lanes.load(dy, i);
            VectorMath.exp(v.min(0))
                    .mul(alpha)
                    .mul(gradient)
                    .blend(gradient, v.compare(VectorOperators.GT, 0))
                    .intoArray(dx, i);
        }
    }

    private static void silu(float[] x, float[] unused, float[] y, int from, int to) {
        for (int i = from; i < to; i += Machine.LANES) {
            FloatVector v = Lanes.load(x, i);
            FloatVector limited = v.max(-SILU_LIMIT);
            FloatVector z =
                    VectorMath.expOfModerate(limited.abs().min(SILU_LIMIT).neg());
            z.blend(1, v.compare(VectorOperators.GT, 0))
                    .div(z.add(1))
                    .mul(limited)
                    .intoArray(y, i);
        }
    }

    /// As the gradient of the Gaussian error linear unit, with the sigmoids of `|x|` and `−|x|`.
    private static void siluGradient(float[] x, float[] dy, float[] dx, int from, int to) {
        for (int i = from; i < to; i += Machine.LANES) {
            FloatVector v = Lanes.load(x, i);
            FloatVector magnitude = v.abs().min(SILU_LIMIT);
            FloatVector z = VectorMath.expOfModerate(magnitude.neg());
            FloatVector p = Lanes.broadcast(1).div(z.add(1));
            FloatVector q = z.mul(p);
            FloatVector rise = magnitude.mul(p).mul(q);
            q.sub(rise)
                    .blend(p.add(rise), v.compare(VectorOperators.GT, 0))
                    .mul(Lanes.load(dy, i))
                    .intoArray(dx, i);
        }
    }

    private static void softplus(float[] x, float[] unused, float[] y, int from, int to) {
        for (int i = from; i < to; i += Machine.LANES) {
            FloatVector v = Lanes.load(x, i);
            VectorMath.logOfOnePlus(VectorMath.exp(v.abs().neg())).add(v.max(0)).intoArray(y, i);
        }
    }

    private static void softplusGradient(float[] x, float[] dy, float[] dx, int from, int to) {
        for (int i = from; i < to; i += Machine.LANES) {
            VectorMath.sigmoid(Lanes.load(x, i)).mul(Lanes.load(dy, i)).intoArray(dx, i);
        }
    }
}
