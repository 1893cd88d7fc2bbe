package dev.chainrule.optim;

import dev.chainrule.settings.Inlined;
import dev.chainrule.settings.Require;
import dev.chainrule.tensor.Tensor;
import java.util.List;

/// Adam with decoupled weight decay: before the step, `w −= rate · decay · w`. Unlike a weight penalty, the decay is
/// not divided by the root of the squared gradients; it applies to every parameter, as in PyTorch.
///
/// Source: Loshchilov and Hutter 2019.
///
/// @param adam the settings of the step
/// @param decay the weight decay; 0.01 is usual
public record AdamW(@Inlined Adam adam, double decay) implements UpdateRule {
    /// Checks the setting.
    public AdamW {
        Require.nonNegative("AdamW", "decay", decay);
    }

    /// The usual Adam, a decay of 0.01.
    public static AdamW of() {
        return new AdamW(Adam.of(), 0.01);
    }

    @Override
    public List<String> memory() {
        return adam.memory();
    }

    @Override
    public void apply(Tensor value, Tensor gradient, double rate, long step, List<Tensor> memory) {
        adam.apply(value, gradient, rate, step, memory, rate * decay);
    }
}
