package dev.chainrule.kernel.vector;

import static dev.chainrule.kernel.vector.Averages.addSquare;
import static dev.chainrule.kernel.vector.Averages.flush;
import static dev.chainrule.kernel.vector.Averages.fma;

import dev.chainrule.kernel.Update.AdamStep;
import jdk.incubator.vector.FloatVector;

/// The loops of Adam and of its relatives, by vectors and chunks.
///
/// The shrinkage is taken away as a product of its own: 1 − shrink, rounded to a float, would be off by percents.
final class VectorAdam {
    private VectorAdam() {}

    /// An [AdamStep] in floats.
    private record Step(
            float beta1, float beta2, float new1, float new2, float step, float vFactor, float epsilon, float shrink) {
        static Step of(AdamStep step) {
            return new Step(
                    (float) step.beta1(),
                    (float) step.beta2(),
                    (float) (1 - step.beta1()),
                    (float) (1 - step.beta2()),
                    (float) step.step(),
                    (float) step.vFactor(),
                    (float) step.epsilon(),
                    (float) step.shrink());
        }
    }

    static void adam(float[] w, float[] g, float[] m, float[] v, AdamStep step) {
        Chunks.forEach(w.length, 1, (from, to) -> adam(w, g, m, v, Step.of(step), from, to));
    }

    private static void adam(float[] w, float[] g, float[] m, float[] v, Step settings, int from, int to) {
        float beta1 = settings.beta1;
        float beta2 = settings.beta2;
        float new1 = settings.new1;
        float new2 = settings.new2;
        float step = settings.step;
        float vFactor = settings.vFactor;
        float epsilon = settings.epsilon;
        float shrink = settings.shrink;
        int i = from;
        for (; i <= to - Machine.LANES; i += Machine.LANES) {
            FloatVector gradient = Lanes.load(g, i);
            FloatVector mean = flush(fma(beta1, Lanes.load(m, i), gradient.mul(new1)));
            FloatVector square = flush(addSquare(Lanes.load(v, i).mul(beta2), new2, gradient));
            mean.intoArray(m, i);
            square.intoArray(v, i);
            FloatVector value = Lanes.load(w, i);
            FloatVector change = mean.mul(step).div(square.mul(vFactor).sqrt().add(epsilon));
            value.sub(fma(shrink, value, change)).intoArray(w, i);
        }
        for (; i < to; i++) {
            m[i] = flush(Math.fma(beta1, m[i], g[i] * new1));
            v[i] = flush(addSquare(v[i] * beta2, new2, g[i]));
            float change = m[i] * step / ((float) Math.sqrt(v[i] * vFactor) + epsilon);
            w[i] -= Math.fma(shrink, w[i], change);
        }
    }

    static void amsGrad(float[] w, float[] g, float[] m, float[] v, float[] x, AdamStep step) {
        Chunks.forEach(w.length, 1, (from, to) -> amsGrad(new float[][] {w, g, m, v, x}, Step.of(step), from, to));
    }

    /// @param tensors parameter, gradient, mean, mean of squares, its maximum
    private static void amsGrad(float[][] tensors, Step settings, int from, int to) {
        float[] w = tensors[0];
        float[] g = tensors[1];
        float[] m = tensors[2];
        float[] v = tensors[3];
        float[] x = tensors[4];
        float beta1 = settings.beta1;
        float beta2 = settings.beta2;
        float new1 = settings.new1;
        float new2 = settings.new2;
        int i = from;
        for (; i <= to - Machine.LANES; i += Machine.LANES) {
            FloatVector gradient = Lanes.load(g, i);
            FloatVector mean = flush(fma(beta1, Lanes.load(m, i), gradient.mul(new1)));
            FloatVector square = flush(addSquare(Lanes.load(v, i).mul(beta2), new2, gradient));
            FloatVector largest = flush(square.max(Lanes.load(x, i)));
            mean.intoArray(m, i);
            square.intoArray(v, i);
            largest.intoArray(x, i);
            FloatVector value = Lanes.load(w, i);
            FloatVector root = largest.mul(settings.vFactor).sqrt();
            FloatVector change = mean.mul(settings.step).div(root.add(settings.epsilon));
            value.sub(fma(settings.shrink, value, change)).intoArray(w, i);
        }
        for (; i < to; i++) {
            m[i] = flush(Math.fma(beta1, m[i], g[i] * new1));
            v[i] = flush(addSquare(v[i] * beta2, new2, g[i]));
            x[i] = flush(Math.max(v[i], x[i]));
            float change = m[i] * settings.step / ((float) Math.sqrt(x[i] * settings.vFactor) + settings.epsilon);
            w[i] -= Math.fma(settings.shrink, w[i], change);
        }
    }

    static void nadam(float[] w, float[] g, float[] m, float[] v, AdamStep step, float gradientStep) {
        Chunks.forEach(w.length, 1, (from, to) -> nadam(w, g, m, v, Step.of(step), gradientStep, from, to));
    }

    private static void nadam(
            float[] w, float[] g, float[] m, float[] v, Step settings, float gradientStep, int from, int to) {
        float beta1 = settings.beta1;
        float beta2 = settings.beta2;
        float new1 = settings.new1;
        float new2 = settings.new2;
        int i = from;
        for (; i <= to - Machine.LANES; i += Machine.LANES) {
            FloatVector gradient = Lanes.load(g, i);
            FloatVector mean = flush(fma(beta1, Lanes.load(m, i), gradient.mul(new1)));
            FloatVector square = flush(addSquare(Lanes.load(v, i).mul(beta2), new2, gradient));
            mean.intoArray(m, i);
            square.intoArray(v, i);
            FloatVector value = Lanes.load(w, i);
            FloatVector ahead = fma(gradientStep, gradient, mean.mul(settings.step));
            FloatVector change = ahead.div(square.mul(settings.vFactor).sqrt().add(settings.epsilon));
            value.sub(fma(settings.shrink, value, change)).intoArray(w, i);
        }
        for (; i < to; i++) {
            m[i] = flush(Math.fma(beta1, m[i], g[i] * new1));
            v[i] = flush(addSquare(v[i] * beta2, new2, g[i]));
            float ahead = Math.fma(gradientStep, g[i], m[i] * settings.step);
            float change = ahead / ((float) Math.sqrt(v[i] * settings.vFactor) + settings.epsilon);
            w[i] -= Math.fma(settings.shrink, w[i], change);
        }
    }
}
