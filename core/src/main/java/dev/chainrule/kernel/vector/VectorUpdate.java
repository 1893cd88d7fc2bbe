package dev.chainrule.kernel.vector;

import static dev.chainrule.kernel.vector.Averages.addSquare;
import static dev.chainrule.kernel.vector.Averages.flush;
import static dev.chainrule.kernel.vector.Averages.fma;
import static dev.chainrule.tensor.FloatTensor.dataOf;

import dev.chainrule.kernel.Update;
import dev.chainrule.tensor.Tensor;
import jdk.incubator.vector.FloatVector;

/// The update rules in float, by vectors and chunks. The elements that do not fill a vector take the same steps of
/// arithmetic as the others.
public final class VectorUpdate implements Update {
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
    public void momentumBuffer(Tensor w, Tensor g, Tensor v, double rate, double momentum, double fresh) {
        float[] ws = dataOf(w);
        float[] gs = dataOf(g);
        float[] vs = dataOf(v);
        float minusRate = (float) -rate;
        Chunks.forEach(
                ws.length,
                1,
                (from, to) -> momentumBuffer(ws, gs, vs, minusRate, (float) momentum, (float) fresh, from, to));
    }

    private static void momentumBuffer(
            float[] w, float[] g, float[] v, float minusRate, float momentum, float fresh, int from, int to) {
        int i = from;
        for (; i <= to - Machine.LANES; i += Machine.LANES) {
            FloatVector buffer =
                    flush(fma(momentum, Lanes.load(v, i), Lanes.load(g, i).mul(fresh)));
            buffer.intoArray(v, i);
            fma(minusRate, buffer, Lanes.load(w, i)).intoArray(w, i);
        }
        for (; i < to; i++) {
            v[i] = flush(Math.fma(momentum, v[i], g[i] * fresh));
            w[i] = Math.fma(minusRate, v[i], w[i]);
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
    public void rmsProp(Tensor w, Tensor g, Tensor c, Tensor m, Tensor v, RmsPropStep step) {
        float[] ws = dataOf(w);
        float[] gs = dataOf(g);
        float[] cs = dataOf(c);
        float[] ms = dataOf(m);
        float[] vs = dataOf(v);
        Chunks.forEach(ws.length, 1, (from, to) -> rmsProp(new float[][] {ws, gs, cs, ms, vs}, step, from, to));
    }

    /// @param x parameter, gradient, mean of squares, mean, velocity
    private static void rmsProp(float[][] x, RmsPropStep settings, int from, int to) {
        float[] w = x[0];
        float[] g = x[1];
        float[] c = x[2];
        float[] m = x[3];
        float[] v = x[4];
        float minusRate = (float) -settings.rate();
        float kept = (float) settings.decay();
        float added = (float) (1 - settings.decay());
        float epsilon = (float) settings.epsilon();
        float momentum = (float) settings.momentum();
        float centre = settings.centred() ? -1 : 0;
        int i = from;
        for (; i <= to - Machine.LANES; i += Machine.LANES) {
            FloatVector gradient = Lanes.load(g, i);
            FloatVector squares = flush(addSquare(Lanes.load(c, i).mul(kept), added, gradient));
            FloatVector mean = flush(fma(kept, Lanes.load(m, i), gradient.mul(added)));
            squares.intoArray(c, i);
            mean.intoArray(m, i);
            FloatVector spread = mean.mul(centre).fma(mean, squares).max(0);
            FloatVector scaled = gradient.div(spread.sqrt().add(epsilon));
            FloatVector velocity = flush(fma(momentum, Lanes.load(v, i), scaled));
            velocity.intoArray(v, i);
            fma(minusRate, velocity, Lanes.load(w, i)).intoArray(w, i);
        }
        for (; i < to; i++) {
            c[i] = flush(addSquare(c[i] * kept, added, g[i]));
            m[i] = flush(Math.fma(kept, m[i], g[i] * added));
            float spread = Math.max(0, Math.fma(m[i] * centre, m[i], c[i]));
            v[i] = flush(Math.fma(momentum, v[i], g[i] / ((float) Math.sqrt(spread) + epsilon)));
            w[i] = Math.fma(minusRate, v[i], w[i]);
        }
    }

    @Override
    public void adam(Tensor w, Tensor g, Tensor m, Tensor v, AdamStep step) {
        VectorAdam.adam(dataOf(w), dataOf(g), dataOf(m), dataOf(v), step);
    }

    @Override
    public void amsGrad(Tensor w, Tensor g, Tensor m, Tensor v, Tensor x, AdamStep step) {
        VectorAdam.amsGrad(dataOf(w), dataOf(g), dataOf(m), dataOf(v), dataOf(x), step);
    }

    @Override
    public void nadam(Tensor w, Tensor g, Tensor m, Tensor v, AdamStep step, double gradientStep) {
        VectorAdam.nadam(dataOf(w), dataOf(g), dataOf(m), dataOf(v), step, (float) gradientStep);
    }

    @Override
    public void limitNorms(Tensor w, double maximum) {
        float[] ws = dataOf(w);
        if (w.shape().rank() == 2) {
            int units = w.shape().extent(1);
            Chunks.forEach(units, w.shape().extent(0), (from, to) -> limitColumns(ws, units, maximum, from, to));
        } else {
            int units = w.shape().rank() == 1 ? 1 : w.shape().extent(0);
            int size = ws.length / units;
            Chunks.forEach(units, size, (from, to) -> {
                for (int unit = from; unit < to; unit++) {
                    limitRow(ws, maximum, unit * size, unit * size + size);
                }
            });
        }
    }

    /// The sums are double, row by row over neighbouring columns.
    private static void limitColumns(float[] w, int units, double maximum, int from, int to) {
        double[] squares = new double[to - from];
        for (int row = 0; row < w.length; row += units) {
            for (int k = 0; k < squares.length; k++) {
                double value = w[row + from + k];
                squares[k] += value * value;
            }
        }
        float[] factors = new float[squares.length];
        for (int k = 0; k < squares.length; k++) {
            double norm = Math.sqrt(squares[k]);
            factors[k] = norm > maximum ? (float) (maximum / norm) : 1;
        }
        for (int row = 0; row < w.length; row += units) {
            for (int k = 0; k < factors.length; k++) {
                w[row + from + k] *= factors[k];
            }
        }
    }

    private static void limitRow(float[] w, double maximum, int from, int to) {
        double squares = 0;
        for (int i = from; i < to; i++) {
            squares += (double) w[i] * w[i];
        }
        double norm = Math.sqrt(squares);
        if (norm > maximum) {
            float factor = (float) (maximum / norm);
            for (int i = from; i < to; i++) {
                w[i] *= factor;
            }
        }
    }
}
