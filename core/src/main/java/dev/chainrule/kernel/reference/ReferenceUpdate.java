package dev.chainrule.kernel.reference;

import static dev.chainrule.tensor.DoubleTensor.dataOf;

import dev.chainrule.kernel.Update;
import dev.chainrule.tensor.Tensor;

/// The update rules in double: the formula of each, in one plain loop.
public final class ReferenceUpdate implements Update {

    @Override
    public void sgd(Tensor w, Tensor g, double rate) {
        double[] ws = dataOf(w);
        double[] gs = dataOf(g);
        for (int i = 0; i < ws.length; i++) {
            ws[i] -= rate * gs[i];
        }
    }

    @Override
    public void momentum(Tensor w, Tensor g, Tensor v, double rate, double momentum) {
        double[] ws = dataOf(w);
        double[] gs = dataOf(g);
        double[] vs = dataOf(v);
        for (int i = 0; i < ws.length; i++) {
            vs[i] = momentum * vs[i] - rate * gs[i];
            ws[i] += vs[i];
        }
    }

    @Override
    public void momentumBuffer(Tensor w, Tensor g, Tensor v, double rate, double momentum, double fresh) {
        double[] ws = dataOf(w);
        double[] gs = dataOf(g);
        double[] vs = dataOf(v);
        for (int i = 0; i < ws.length; i++) {
            vs[i] = momentum * vs[i] + fresh * gs[i];
            ws[i] -= rate * vs[i];
        }
    }

    @Override
    public void nesterovLookahead(Tensor w, Tensor g, Tensor v, double rate, double momentum) {
        double[] ws = dataOf(w);
        double[] gs = dataOf(g);
        double[] vs = dataOf(v);
        for (int i = 0; i < ws.length; i++) {
            double before = vs[i];
            vs[i] = momentum * before - rate * gs[i];
            ws[i] += -momentum * before + (1 + momentum) * vs[i];
        }
    }

    @Override
    public void nesterovBuffer(Tensor w, Tensor g, Tensor v, double rate, double momentum) {
        double[] ws = dataOf(w);
        double[] gs = dataOf(g);
        double[] vs = dataOf(v);
        for (int i = 0; i < ws.length; i++) {
            vs[i] = momentum * vs[i] + gs[i];
            ws[i] -= rate * (gs[i] + momentum * vs[i]);
        }
    }

    @Override
    public void adaGrad(Tensor w, Tensor g, Tensor c, double rate, double epsilon) {
        double[] ws = dataOf(w);
        double[] gs = dataOf(g);
        double[] cs = dataOf(c);
        for (int i = 0; i < ws.length; i++) {
            cs[i] += gs[i] * gs[i];
            ws[i] -= rate * gs[i] / (Math.sqrt(cs[i]) + epsilon);
        }
    }

    @Override
    public void rmsProp(Tensor w, Tensor g, Tensor c, double rate, double decay, double epsilon) {
        double[] ws = dataOf(w);
        double[] gs = dataOf(g);
        double[] cs = dataOf(c);
        for (int i = 0; i < ws.length; i++) {
            cs[i] = decay * cs[i] + (1 - decay) * gs[i] * gs[i];
            ws[i] -= rate * gs[i] / (Math.sqrt(cs[i]) + epsilon);
        }
    }

    @Override
    public void rmsProp(Tensor w, Tensor g, Tensor c, Tensor m, Tensor v, RmsPropStep step) {
        double[] ws = dataOf(w);
        double[] gs = dataOf(g);
        double[] cs = dataOf(c);
        double[] ms = dataOf(m);
        double[] vs = dataOf(v);
        for (int i = 0; i < ws.length; i++) {
            cs[i] = step.decay() * cs[i] + (1 - step.decay()) * gs[i] * gs[i];
            ms[i] = step.decay() * ms[i] + (1 - step.decay()) * gs[i];
            double spread = step.centred() ? Math.max(0, cs[i] - ms[i] * ms[i]) : cs[i];
            vs[i] = step.momentum() * vs[i] + gs[i] / (Math.sqrt(spread) + step.epsilon());
            ws[i] -= step.rate() * vs[i];
        }
    }

    @Override
    public void adam(Tensor w, Tensor g, Tensor m, Tensor v, AdamStep step) {
        double[] ws = dataOf(w);
        double[] gs = dataOf(g);
        double[] ms = dataOf(m);
        double[] vs = dataOf(v);
        for (int i = 0; i < ws.length; i++) {
            ms[i] = step.beta1() * ms[i] + (1 - step.beta1()) * gs[i];
            vs[i] = step.beta2() * vs[i] + (1 - step.beta2()) * gs[i] * gs[i];
            double change = step.step() * ms[i] / (Math.sqrt(vs[i] * step.vFactor()) + step.epsilon());
            ws[i] = (1 - step.shrink()) * ws[i] - change;
        }
    }

    @Override
    public void amsGrad(Tensor w, Tensor g, Tensor m, Tensor v, Tensor x, AdamStep step) {
        double[] ws = dataOf(w);
        double[] gs = dataOf(g);
        double[] ms = dataOf(m);
        double[] vs = dataOf(v);
        double[] xs = dataOf(x);
        for (int i = 0; i < ws.length; i++) {
            ms[i] = step.beta1() * ms[i] + (1 - step.beta1()) * gs[i];
            vs[i] = step.beta2() * vs[i] + (1 - step.beta2()) * gs[i] * gs[i];
            xs[i] = Math.max(xs[i], vs[i]);
            double change = step.step() * ms[i] / (Math.sqrt(xs[i] * step.vFactor()) + step.epsilon());
            ws[i] = (1 - step.shrink()) * ws[i] - change;
        }
    }

    @Override
    public void nadam(Tensor w, Tensor g, Tensor m, Tensor v, AdamStep step, double gradientStep) {
        double[] ws = dataOf(w);
        double[] gs = dataOf(g);
        double[] ms = dataOf(m);
        double[] vs = dataOf(v);
        for (int i = 0; i < ws.length; i++) {
            ms[i] = step.beta1() * ms[i] + (1 - step.beta1()) * gs[i];
            vs[i] = step.beta2() * vs[i] + (1 - step.beta2()) * gs[i] * gs[i];
            double ahead = step.step() * ms[i] + gradientStep * gs[i];
            double change = ahead / (Math.sqrt(vs[i] * step.vFactor()) + step.epsilon());
            ws[i] = (1 - step.shrink()) * ws[i] - change;
        }
    }

    @Override
    public void limitNorms(Tensor w, double maximum) {
        double[] ws = dataOf(w);
        int rank = w.shape().rank();
        int units = rank == 1 ? 1 : w.shape().extent(rank == 2 ? 1 : 0);
        double[] squares = new double[units];
        for (int i = 0; i < ws.length; i++) {
            squares[rank == 2 ? i % units : i / (ws.length / units)] += ws[i] * ws[i];
        }
        for (int i = 0; i < ws.length; i++) {
            double norm = Math.sqrt(squares[rank == 2 ? i % units : i / (ws.length / units)]);
            ws[i] *= norm > maximum ? maximum / norm : 1;
        }
    }
}
