package dev.chainrule.kernel.reference;

import static dev.chainrule.tensor.DoubleTensor.dataOf;

import dev.chainrule.kernel.Pointwise;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Tensor;

/// Element-wise functions and sums in double: the formula of each, in one plain loop.
public final class ReferencePointwise implements Pointwise {
    /// `2√(2/π)` and 0.044715 of it: the exponent of the Gaussian error linear unit is `−x·(linear + cubic·x²)`.
    private static final double GELU_LINEAR = 2 * Math.sqrt(2 / Math.PI);

    private static final double GELU_CUBIC = 0.044715 * GELU_LINEAR;

    /// Beyond it the function stays as near to 0 or `x` as it is there, 2e-37, so that nothing overflows.
    private static final double GELU_LIMIT = 10;

    @Override
    public void relu(Tensor x, Tensor y) {
        double[] xs = dataOf(x);
        double[] ys = dataOf(y);
        for (int i = 0; i < xs.length; i++) {
            ys[i] = Math.max(0, xs[i]);
        }
    }

    @Override
    public void reluGradient(Tensor x, Tensor dy, Tensor dx) {
        double[] xs = dataOf(x);
        double[] dys = dataOf(dy);
        double[] dxs = dataOf(dx);
        for (int i = 0; i < xs.length; i++) {
            dxs[i] = xs[i] > 0 ? dys[i] : 0;
        }
    }

    @Override
    public void leakyRelu(Tensor x, double slope, Tensor y) {
        double[] xs = dataOf(x);
        double[] ys = dataOf(y);
        for (int i = 0; i < xs.length; i++) {
            ys[i] = xs[i] > 0 ? xs[i] : slope * xs[i];
        }
    }

    @Override
    public void leakyReluGradient(Tensor x, double slope, Tensor dy, Tensor dx) {
        double[] xs = dataOf(x);
        double[] dys = dataOf(dy);
        double[] dxs = dataOf(dx);
        for (int i = 0; i < xs.length; i++) {
            dxs[i] = xs[i] > 0 ? dys[i] : slope * dys[i];
        }
    }

    @Override
    public void sigmoid(Tensor x, Tensor y) {
        double[] xs = dataOf(x);
        double[] ys = dataOf(y);
        for (int i = 0; i < xs.length; i++) {
            ys[i] = 1 / (1 + StrictMath.exp(-xs[i]));
        }
    }

    @Override
    public void sigmoidGradient(Tensor y, Tensor dy, Tensor dx) {
        double[] ys = dataOf(y);
        double[] dys = dataOf(dy);
        double[] dxs = dataOf(dx);
        for (int i = 0; i < ys.length; i++) {
            dxs[i] = dys[i] * ys[i] * (1 - ys[i]);
        }
    }

    @Override
    public void tanh(Tensor x, Tensor y) {
        double[] xs = dataOf(x);
        double[] ys = dataOf(y);
        for (int i = 0; i < xs.length; i++) {
            ys[i] = StrictMath.tanh(xs[i]);
        }
    }

    @Override
    public void tanhGradient(Tensor y, Tensor dy, Tensor dx) {
        double[] ys = dataOf(y);
        double[] dys = dataOf(dy);
        double[] dxs = dataOf(dx);
        for (int i = 0; i < ys.length; i++) {
            dxs[i] = dys[i] * (1 - ys[i] * ys[i]);
        }
    }

    @Override
    public void gelu(Tensor x, Tensor y) {
        double[] xs = dataOf(x);
        double[] ys = dataOf(y);
        for (int i = 0; i < xs.length; i++) {
            double u = Math.max(xs[i], -GELU_LIMIT);
            ys[i] = u / (1 + StrictMath.exp(-u * (GELU_LINEAR + GELU_CUBIC * u * u)));
        }
    }

    @Override
    public void geluGradient(Tensor x, Tensor dy, Tensor dx) {
        double[] xs = dataOf(x);
        double[] dys = dataOf(dy);
        double[] dxs = dataOf(dx);
        for (int i = 0; i < xs.length; i++) {
            double u = Math.max(-GELU_LIMIT, Math.min(xs[i], GELU_LIMIT));
            double s = 1 / (1 + StrictMath.exp(-u * (GELU_LINEAR + GELU_CUBIC * u * u)));
            dxs[i] = dys[i] * (s + u * s * (1 - s) * (GELU_LINEAR + 3 * GELU_CUBIC * u * u));
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
