package dev.chainrule.kernel;

import java.util.List;
import java.util.function.DoubleUnaryOperator;

/// An activation and what it is by the book.
public record KnownActivation(Activation function, DoubleUnaryOperator definition) {
    /// All that the library knows.
    public static final List<KnownActivation> ALL = List.of(
            new KnownActivation(new Activation.Relu(), x -> x > 0 ? x : 0),
            new KnownActivation(new Activation.LeakyRelu(0.01), x -> x > 0 ? x : 0.01 * x),
            new KnownActivation(
                    new Activation.Gelu(),
                    x -> 0.5 * x * (1 + StrictMath.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)))),
            new KnownActivation(new Activation.ExactGelu(), x -> x * NormalDistribution.cumulative(x)),
            new KnownActivation(new Activation.Elu(1), x -> x > 0 ? x : StrictMath.exp(x) - 1),
            new KnownActivation(new Activation.Silu(), x -> x / (1 + StrictMath.exp(-x))),
            new KnownActivation(new Activation.Softplus(), x -> x > 30 ? x : StrictMath.log1p(StrictMath.exp(x))),
            new KnownActivation(new Activation.Sigmoid(), x -> 1 / (1 + StrictMath.exp(-x))),
            new KnownActivation(new Activation.Tanh(), StrictMath::tanh));

    @Override
    public String toString() {
        return function.toString();
    }
}
