package dev.chainrule.kernel.vector;

import static dev.chainrule.tensor.FloatTensor.dataOf;

import dev.chainrule.kernel.Update;
import dev.chainrule.tensor.Tensor;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/// The update rules in float, by vectors and chunks. The elements that do not fill a vector take the same steps of
/// arithmetic as the others.
///
/// Subnormal numbers make a step many times slower. So a memory that has decayed to one becomes 0 (by rounding it would
/// stay at the bottom of the range for ever), and gradients below 2⁻⁵⁶ count as 0 where they are squared.
public final class VectorUpdate implements Update {
    private static final float SQUARES_VANISH = 0x1p-56f;

    @Override
    public void sgd(Tensor w, Tensor g, double rate) {
        float[] ws = dataOf(w);
        float[] gs = dataOf(g);
        Chunks.forEach(ws.length, 1, (from, to) -> sgd(ws, gs, (float) -rate, from, to));
    }

    private static void sgd(float[] w, float[] g, float minusRate, int from, int to) {
        int i = from;
        for (; i <= to - Machine.LANES; i += Machine.LANES) {
            Lanes.load(g, i).fma(Lanes.broadcast(minusRate), Lanes.load(w, i)).intoArray(w, i);
        }
        for (; i < to; i++) {
            w[i] = Math.fma(g[i], minusRate, w[i]);
        }
    }

    @Override
    public void momentum(Tensor w, Tensor g, Tensor v, double rate, double momentum) {
        float[] ws = dataOf(w);
        float[] gs = dataOf(g);
        float[] vs = dataOf(v);
        Chunks.forEach(ws.length, 1, (from, to) -> momentum(ws, gs, vs, (float) -rate, (float) momentum, from, to));
    }

    private static void momentum(float[] w, float[] g, float[] v, float minusRate, float momentum, int from, int to) {
        int i = from;
        for (; i <= to - Machine.LANES; i += Machine.LANES) {
            FloatVector velocity =
                    flush(fma(minusRate, Lanes.load(g, i), Lanes.load(v, i).mul(momentum)));
            velocity.intoArray(v, i);
            Lanes.load(w, i).add(velocity).intoArray(w, i);
        }
        for (; i < to; i++) {
            v[i] = flush(Math.fma(minusRate, g[i], v[i] * momentum));
            w[i] += v[i];
        }
    }

    @Override
    public void nesterovLookahead(Tensor w, Tensor g, Tensor v, double rate, double momentum) {
        float[] ws = dataOf(w);
        float[] gs = dataOf(g);
        float[] vs = dataOf(v);
        Chunks.forEach(
                ws.length, 1, (from, to) -> nesterovLookahead(ws, gs, vs, (float) -rate, (float) momentum, from, to));
    }

    private static void nesterovLookahead(
            float[] w, float[] g, float[] v, float minusRate, float momentum, int from, int to) {
        int i = from;
        for (; i <= to - Machine.LANES; i += Machine.LANES) {
            FloatVector before = Lanes.load(v, i);
            FloatVector velocity = flush(fma(minusRate, Lanes.load(g, i), before.mul(momentum)));
            velocity.intoArray(v, i);
            fma(1 + momentum, velocity, fma(-momentum, before, Lanes.load(w, i)))
                    .intoArray(w, i);
        }
        for (; i < to; i++) {
            float before = v[i];
            v[i] = flush(Math.fma(minusRate, g[i], before * momentum));
            w[i] = Math.fma(1 + momentum, v[i], Math.fma(-momentum, before, w[i]));
        }
    }

    @Override
    public void nesterovBuffer(Tensor w, Tensor g, Tensor v, double rate, double momentum) {
        float[] ws = dataOf(w);
        float[] gs = dataOf(g);
        float[] vs = dataOf(v);
        Chunks.forEach(
                ws.length, 1, (from, to) -> nesterovBuffer(ws, gs, vs, (float) -rate, (float) momentum, from, to));
    }

    private static void nesterovBuffer(
            float[] w, float[] g, float[] v, float minusRate, float momentum, int from, int to) {
        int i = from;
        for (; i <= to - Machine.LANES; i += Machine.LANES) {
            FloatVector gradient = Lanes.load(g, i);
            FloatVector buffer = flush(fma(momentum, Lanes.load(v, i), gradient));
            buffer.intoArray(v, i);
            fma(minusRate, fma(momentum, buffer, gradient), Lanes.load(w, i)).intoArray(w, i);
        }
        for (; i < to; i++) {
            v[i] = flush(Math.fma(momentum, v[i], g[i]));
            w[i] = Math.fma(minusRate, Math.fma(momentum, v[i], g[i]), w[i]);
        }
    }

    @Override
    public void adaGrad(Tensor w, Tensor g, Tensor c, double rate, double epsilon) {
        scaledByCache(w, g, c, new Cached((float) rate, 1, 1, (float) epsilon));
    }

    @Override
    public void rmsProp(Tensor w, Tensor g, Tensor c, double rate, double decay, double epsilon) {
        scaledByCache(w, g, c, new Cached((float) rate, (float) decay, (float) (1 - decay), (float) epsilon));
    }

    /// How a cache of squares goes on.
    private record Cached(float rate, float kept, float added, float epsilon) {}

    private static void scaledByCache(Tensor w, Tensor g, Tensor c, Cached settings) {
        float[] ws = dataOf(w);
        float[] gs = dataOf(g);
        float[] cs = dataOf(c);
        Chunks.forEach(ws.length, 1, (from, to) -> scaledByCache(ws, gs, cs, settings, from, to));
    }

    /// `c = kept · c + added · g²; w −= rate · g / (√c + epsilon)`.
    private static void scaledByCache(float[] w, float[] g, float[] c, Cached settings, int from, int to) {
        float rate = settings.rate;
        float kept = settings.kept;
        float added = settings.added;
        float epsilon = settings.epsilon;
        int i = from;
        for (; i <= to - Machine.LANES; i += Machine.LANES) {
            FloatVector gradient = Lanes.load(g, i);
            FloatVector cache = flush(addSquare(Lanes.load(c, i).mul(kept), added, gradient));
            cache.intoArray(c, i);
            FloatVector change = gradient.mul(rate).div(cache.sqrt().add(epsilon));
            Lanes.load(w, i).sub(change).intoArray(w, i);
        }
        for (; i < to; i++) {
            c[i] = flush(addSquare(c[i] * kept, added, g[i]));
            w[i] -= g[i] * rate / ((float) Math.sqrt(c[i]) + epsilon);
        }
    }

    @Override
    public void adam(Tensor w, Tensor g, Tensor m, Tensor v, AdamStep step) {
        float[] ws = dataOf(w);
        float[] gs = dataOf(g);
        float[] ms = dataOf(m);
        float[] vs = dataOf(v);
        Chunks.forEach(ws.length, 1, (from, to) -> adam(ws, gs, ms, vs, step, from, to));
    }

    /// The shrinkage is taken away as a product of its own: 1 − shrink, rounded to a float, would be off by
    /// percents.
    private static void adam(float[] w, float[] g, float[] m, float[] v, AdamStep settings, int from, int to) {
        float beta1 = (float) settings.beta1();
        float beta2 = (float) settings.beta2();
        float new1 = (float) (1 - settings.beta1());
        float new2 = (float) (1 - settings.beta2());
        float step = (float) settings.step();
        float vFactor = (float) settings.vFactor();
        float epsilon = (float) settings.epsilon();
        float shrink = (float) settings.shrink();
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

    private static FloatVector fma(float factor, FloatVector x, FloatVector sum) {
        return x.fma(Lanes.broadcast(factor), sum);
    }

    private static FloatVector addSquare(FloatVector sum, float factor, FloatVector g) {
        FloatVector x = g.blend(0, g.abs().compare(VectorOperators.LT, SQUARES_VANISH));
        return x.mul(factor).fma(x, sum);
    }

    private static float addSquare(float sum, float factor, float g) {
        float x = Math.abs(g) < SQUARES_VANISH ? 0 : g;
        return Math.fma(x * factor, x, sum);
    }

    private static FloatVector flush(FloatVector memory) {
        return memory.blend(0, memory.abs().compare(VectorOperators.LT, Float.MIN_NORMAL));
    }

    private static float flush(float memory) {
        return Math.abs(memory) < Float.MIN_NORMAL ? 0 : memory;
    }
}
