package dev.chainrule.optim;

import dev.chainrule.kernel.Kernels;
import dev.chainrule.settings.Require;
import dev.chainrule.tensor.Tensor;
import java.util.List;

/// Gradient descent with momentum: `v = momentum · v − rate · g; w += v`. Source: CS231n assignment 2, `sgd_momentum`.
///
/// @param momentum the share of the velocity that is kept; 0.9 is usual
public record Momentum(double momentum) implements UpdateRule {
    /// Checks the setting.
    public Momentum {
        Require.share("Momentum", "momentum", momentum);
    }

    /// A momentum of 0.9.
    public static Momentum of() {
        return new Momentum(0.9);
    }

    @Override
    public List<String> memory() {
        return List.of("velocity");
    }

    @Override
    public void apply(Tensor value, Tensor gradient, double rate, long step, List<Tensor> memory) {
        Kernels.of(value).update().momentum(value, gradient, memory.getFirst(), rate, momentum);
    }
}
