package dev.chainrule.kernel;

import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Tensor;

/// Functions applied element by element, and sums. All tensors of a call have one shape unless it says otherwise; an
/// output may be the same tensor as an input.
public interface Pointwise {

    /// `y = f(x)`.
    void activate(Activation f, Tensor x, Tensor y);

    /// `dx = dy · f'(x)`.
    ///
    /// @param y the output of [#activate] for `x`
    void activationGradient(Activation f, Tensor x, Tensor y, Tensor dy, Tensor dx);

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
