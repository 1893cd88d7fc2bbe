package dev.chainrule.kernel.vector;

import dev.chainrule.kernel.Activation;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/// Activations and their gradients on a range of elements: by vectors for those that the library knows, else one by one
/// in double. The elements that do not fill a vector take the same steps of arithmetic as the others.
final class VectorActivation {
    private VectorActivation() {}

    static void apply(Activation f, float[] x, float[] y, int from, int to) {
        switch (f) {
            case Activation.Relu relu -> relu(x, y, from, to);
            case Activation.LeakyRelu leaky -> leakyReluGradient(x, (float) leaky.slope(), x, y, from, to);
            case Activation.Sigmoid sigmoid -> VectorMath.sigmoid(x, y, from, to);
            case Activation.Tanh tanh -> VectorMath.tanh(x, y, from, to);
            case Activation.Gelu gelu -> VectorMath.gelu(x, y, from, to);
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
            case Activation.Gelu gelu -> VectorMath.geluGradient(x, dy, dx, from, to);
            default -> {
                for (int i = from; i < to; i++) {
                    dx[i] = (float) f.gradient(x[i], y[i], dy[i]);
                }
            }
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
}
