package dev.chainrule.optim;

import dev.chainrule.kernel.Kernels;
import dev.chainrule.settings.Require;
import dev.chainrule.tensor.Tensor;
import java.util.List;

/// AdaGrad: `c += g²; w −= rate · g / (√c + epsilon)`. The memory only grows, so the steps shrink towards 0; RMSProp
/// and Adam forget instead. Source: CS231n notes, neural networks 3.
///
/// @param epsilon keeps the division finite; 1e-8 to 1e-4
public record AdaGrad(double epsilon) implements UpdateRule {
    /// Checks the setting.
    public AdaGrad {
        Require.nonNegative("AdaGrad", "epsilon", epsilon);
    }

    /// An epsilon of 1e-8.
    public static AdaGrad of() {
        return new AdaGrad(1e-8);
    }

    @Override
    public List<String> memory() {
        return List.of("squares");
    }

    @Override
    public void apply(Tensor value, Tensor gradient, double rate, long step, List<Tensor> memory) {
        Kernels.of(value).update().adaGrad(value, gradient, memory.getFirst(), rate, epsilon);
    }
}
