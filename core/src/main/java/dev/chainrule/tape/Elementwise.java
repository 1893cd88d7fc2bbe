package dev.chainrule.tape;

import dev.chainrule.kernel.Activation;
import dev.chainrule.kernel.Kernels;
import dev.chainrule.kernel.NormalDistribution;
import dev.chainrule.tensor.Broadcast;
import dev.chainrule.tensor.Tensor;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/// A function of each number by itself.
@SuppressWarnings("ImmutableEnumChecker") // its functions have no state
public enum Elementwise implements Operation {
    /// `−x`.
    NEGATED(x -> -x, use -> use.dy().negated()),
    /// `exp(x)`.
    EXP(StrictMath::exp, use -> use.dy().times(use.output())),
    /// `log(x)`, the natural logarithm.
    LOG(StrictMath::log, use -> use.dy().dividedBy(use.x())),
    /// `√x`.
    SQRT(Math::sqrt, use -> use.dy().dividedBy(use.output().times(2))),
    /// `x²`.
    SQUARE(x -> x * x, use -> use.dy().times(use.x().times(2))),
    /// `|x|`; its gradient at 0 is 0.
    ABS(Math::abs, use -> use.dy().times(use.x().sign())),
    /// `−1`, `0` or `1`; no gradient flows.
    SIGN(Math::signum, null),
    /// The error function, `2/√π · ∫ exp(−t²) dt` from 0 to x.
    ERF(
            x -> 2 * NormalDistribution.cumulative(x * Math.sqrt(2)) - 1,
            use -> use.dy().times(use.x().square().negated().exp().times(2 / Math.sqrt(Math.PI)))),
    /// `tanh(x)`.
    TANH(
            new Activation.Tanh(),
            use -> use.dy().times(use.output().square().negated().plus(1))),
    /// `1 / (1 + exp(−x))`.
    SIGMOID(
            new Activation.Sigmoid(),
            use -> use.dy().times(use.output().times(use.output().negated().plus(1)))),
    /// `max(0, x)`; its gradient at 0 is 0.
    RELU(new Activation.Relu(), use -> use.dy().times(use.x().greaterThan(0)));

    private final DoubleUnaryOperator function;
    private final @Nullable Activation activation;
    private final @Nullable Rule rule;

    /// What flows back.
    private interface Rule {
        Variable of(Use use);
    }

    Elementwise(DoubleUnaryOperator function, @Nullable Rule rule) {
        this.function = function;
        this.activation = null;
        this.rule = rule;
    }

    Elementwise(Activation activation, Rule rule) {
        this.function = activation::value;
        this.activation = activation;
        this.rule = rule;
    }

    @Override
    public Tensor value(List<Tensor> inputs) {
        Tensor x = inputs.getFirst();
        Tensor y = Tensor.allocateLike(x);
        if (this == SQUARE) {
            Kernels.of(x).pointwise().multiply(x, x, y);
        } else if (activation == null) {
            Broadcast.map(function, x, y);
        } else {
            Kernels.of(x).pointwise().activate(activation, x, y);
        }
        return y;
    }

    @Override
    public boolean flowsTo(int input) {
        return rule != null;
    }

    @Override
    public Variable gradient(int input, Use use) {
        if (rule == null) {
            throw new IllegalStateException(this + ": no gradient flows through it");
        }
        return rule.of(use);
    }
}
