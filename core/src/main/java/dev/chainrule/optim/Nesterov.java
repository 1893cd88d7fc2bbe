package dev.chainrule.optim;

import dev.chainrule.kernel.Kernels;
import dev.chainrule.settings.Require;
import dev.chainrule.tensor.Tensor;
import java.util.List;

/// Nesterov's momentum, in one of two forms that differ when the rate changes.
///
/// @param momentum the share of the velocity that is kept; 0.9 is usual
/// @param form whose definition of the velocity
public record Nesterov(double momentum, Form form) implements MomentumRule {
    /// Checks the settings.
    public Nesterov {
        Require.share("Nesterov", "momentum", momentum);
    }

    /// A momentum of 0.9, in the form of the CS231n notes.
    public static Nesterov of() {
        return new Nesterov(0.9, Form.LOOKAHEAD);
    }

    @Override
    public Nesterov withMomentum(double other) {
        return new Nesterov(other, form);
    }

    /// Where the learning rate enters.
    public enum Form {
        /// `v' = momentum · v − rate · g; w += −momentum · v + (1 + momentum) · v'`: the CS231n notes.
        LOOKAHEAD,
        /// `v = momentum · v + g; w −= rate · (g + momentum · v)`: PyTorch.
        BUFFER
    }

    @Override
    public List<String> memory() {
        return List.of("velocity");
    }

    @Override
    public void apply(Tensor value, Tensor gradient, double rate, long step, List<Tensor> memory) {
        var update = Kernels.of(value).update();
        switch (form) {
            case LOOKAHEAD -> update.nesterovLookahead(value, gradient, memory.getFirst(), rate, momentum);
            case BUFFER -> update.nesterovBuffer(value, gradient, memory.getFirst(), rate, momentum);
        }
    }
}
