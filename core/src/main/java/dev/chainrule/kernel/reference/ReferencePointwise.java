package dev.chainrule.kernel.reference;

import static dev.chainrule.tensor.DoubleTensor.dataOf;

import dev.chainrule.kernel.Activation;
import dev.chainrule.kernel.Pointwise;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Tensor;

/// Element-wise functions and sums in double: the formula of each, in one plain loop.
public final class ReferencePointwise implements Pointwise {
    @Override
    public void activate(Activation f, Tensor x, Tensor y) {
        double[] xs = dataOf(x);
        double[] ys = dataOf(y);
        for (int i = 0; i < xs.length; i++) {
            ys[i] = f.value(xs[i]);
        }
    }

    @Override
    public void activationGradient(Activation f, Tensor x, Tensor y, Tensor dy, Tensor dx) {
        double[] xs = dataOf(x);
        double[] ys = dataOf(y);
        double[] dys = dataOf(dy);
        double[] dxs = dataOf(dx);
        for (int i = 0; i < xs.length; i++) {
            dxs[i] = f.gradient(xs[i], ys[i], dys[i]);
        }
    }

    @Override
    public void add(Tensor x, Tensor y, Tensor sum) {
        double[] xs = dataOf(x);
        double[] ys = dataOf(y);
        double[] sums = dataOf(sum);
        for (int i = 0; i < xs.length; i++) {
            sums[i] = xs[i] + ys[i];
        }
    }

    @Override
    public void addScaled(Tensor x, double factor, Tensor sum) {
        double[] xs = dataOf(x);
        double[] sums = dataOf(sum);
        for (int i = 0; i < xs.length; i++) {
            sums[i] += factor * xs[i];
        }
    }

    @Override
    public void addScaledSign(Tensor x, double factor, Tensor sum) {
        double[] xs = dataOf(x);
        double[] sums = dataOf(sum);
        for (int i = 0; i < xs.length; i++) {
            sums[i] += factor * Math.signum(xs[i]);
        }
    }

    @Override
    public void multiply(Tensor a, Tensor b, Tensor out) {
        double[] as = dataOf(a);
        double[] bs = dataOf(b);
        double[] outs = dataOf(out);
        for (int i = 0; i < as.length; i++) {
            outs[i] = as[i] * bs[i];
        }
    }

    @Override
    public void randomMask(RandomKey key, double keep, double value, Tensor mask) {
        double[] masks = dataOf(mask);
        for (int i = 0; i < masks.length; i++) {
            masks[i] = key.uniformAt(i) < keep ? value : 0;
        }
    }

    @Override
    public void scale(Tensor x, double factor) {
        double[] xs = dataOf(x);
        for (int i = 0; i < xs.length; i++) {
            xs[i] *= factor;
        }
    }

    @Override
    public void clamp(Tensor x, double bound) {
        double[] xs = dataOf(x);
        for (int i = 0; i < xs.length; i++) {
            xs[i] = Math.max(-bound, Math.min(xs[i], bound));
        }
    }

    @Override
    public void sumRows(Tensor x, Tensor out) {
        double[] xs = dataOf(x);
        double[] sums = dataOf(out);
        int rows = x.shape().extent(0);
        int columns = x.shape().extent(1);
        for (int m = 0; m < columns; m++) {
            double sum = 0;
            for (int n = 0; n < rows; n++) {
                sum += xs[n * columns + m];
            }
            sums[m] = sum;
        }
    }

    @Override
    public double sumOfSquares(Tensor x) {
        double sum = 0;
        for (double value : dataOf(x)) {
            sum += value * value;
        }
        return sum;
    }

    @Override
    public double sumOfMagnitudes(Tensor x) {
        double sum = 0;
        for (double value : dataOf(x)) {
            sum += Math.abs(value);
        }
        return sum;
    }

    @Override
    public boolean allFinite(Tensor x) {
        for (double value : dataOf(x)) {
            if (!Double.isFinite(value)) {
                return false;
            }
        }
        return true;
    }
}
