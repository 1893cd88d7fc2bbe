package dev.chainrule.optim;

import dev.chainrule.kernel.Kernels;
import dev.chainrule.settings.Require;
import dev.chainrule.tensor.Tensor;
import java.util.List;

/// RMSProp: `c = decay · c + (1 − decay) · g²; w −= rate · g / (√c + epsilon)`. Source: CS231n assignment 2, `rmsprop`.
///
/// @param decay the share of the mean of squares that is kept; 0.99 in the course
/// @param epsilon keeps the division finite; 1e-8 in the course
public record RmsProp(double decay, double epsilon) implements UpdateRule {
    /// Checks the settings.
    public RmsProp {
        Require.share("RmsProp", "decay", decay);
        Require.nonNegative("RmsProp", "epsilon", epsilon);
    }

    /// The course's: a decay of 0.99, an epsilon of 1e-8.
    public static RmsProp of() {
        return new RmsProp(0.99, 1e-8);
    }

    @Override
    public List<String> memory() {
        return List.of("squares");
    }

    @Override
    public void apply(Tensor value, Tensor gradient, double rate, long step, List<Tensor> memory) {
        Kernels.of(value).update().rmsProp(value, gradient, memory.getFirst(), rate, decay, epsilon);
    }
}
