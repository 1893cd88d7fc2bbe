package dev.chainrule.kernel;

import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Tensor;

/// Functions applied element by element, and sums. All tensors of a call have one shape unless it says
/// otherwise; an
/// output may be the same tensor as an input.
public interface Pointwise {

    /// `y = max(0, x)`; a not-a-number stays one.
    void relu(Tensor x, Tensor y);

    /// `dx = dy` where `x > 0`, else 0.
    void reluGradient(Tensor x, Tensor dy, Tensor dx);

    /// `y = x` where `x > 0`, else `slope · x`.
    void leakyRelu(Tensor x, double slope, Tensor y);

    /// `dx = dy` where `x > 0`, else `slope · dy`.
    void leakyReluGradient(Tensor x, double slope, Tensor dy, Tensor dx);

    /// `y = 1 / (1 + exp(−x))`, without overflow for any `x`.
    void sigmoid(Tensor x, Tensor y);

    /// `dx = dy · y · (1 − y)`, from the output `y` of [#sigmoid].
    void sigmoidGradient(Tensor y, Tensor dy, Tensor dx);

    /// `y = tanh(x)`.
    void tanh(Tensor x, Tensor y);

    /// `dx = dy · (1 − y²)`, from the output `y` of [#tanh].
    void tanhGradient(Tensor y, Tensor dy, Tensor dx);

    /// `y = ½·x·(1 + tanh u)` with `u = √(2/π)·(x + 0.044715·x³)`, computed as `x · sigmoid(2u)`;
    /// below −10 as at −10, where it is −2e-37.
    void gelu(Tensor x, Tensor y);

    /// `dx = dy · (s + x·s·(1 − s)·2u')` with `s = sigmoid(2u)` of [#gelu].
    void geluGradient(Tensor x, Tensor dy, Tensor dx);

    /// `sum = x + y`.
    void add(Tensor x, Tensor y, Tensor sum);

    /// `sum = sum + factor · x`.
    void addScaled(Tensor x, double factor, Tensor sum);

    /// `sum = sum + factor · sign(x)`, where the sign of 0 is 0.
    void addScaledSign(Tensor x, double factor, Tensor sum);

    /// `out = a · b`, element by element.
    void multiply(Tensor a, Tensor b, Tensor out);

    /// A random mask: element i of the stored order is `value` where `key.uniformAt(i) < keep`, else 0; the same in
    /// every precision.
    void randomMask(RandomKey key, double keep, double value, Tensor mask);

    /// `x = factor · x`.
    void scale(Tensor x, double factor);

    /// Moves each element into [−bound, bound]; a not-a-number stays one.
    void clamp(Tensor x, double bound);

    /// `out[m] = Σ_n x[n, m]`: the sum over the rows of a matrix.
    ///
    /// @param x (N, M)
    /// @param out (M)
    void sumRows(Tensor x, Tensor out);

    /// `Σ x²`, added up in double.
    double sumOfSquares(Tensor x);

    /// `Σ |x|`, added up in double.
    double sumOfMagnitudes(Tensor x);

    /// Whether no element is infinite or not a number.
    boolean allFinite(Tensor x);
}
