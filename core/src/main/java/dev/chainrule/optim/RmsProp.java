package dev.chainrule.optim;

import dev.chainrule.kernel.Kernels;
import dev.chainrule.tensor.Tensor;
import java.util.List;

/// RMSProp: `c = decay · c + (1 − decay) · g²; w −= rate · g / (√c + epsilon)`. Source: CS231n assignment 2,
/// `rmsprop`.
///
/// @param decay the share of the mean of squares that is kept; 0.99 in the course
/// @param epsilon keeps the division finite; 1e-8 in the course
public record RmsProp(double decay, double epsilon) implements UpdateRule {
    /// Checks the settings.
    public RmsProp {
        UpdateRule.checkShare("RmsProp", "decay", decay);
        UpdateRule.checkSize("RmsProp", "epsilon", epsilon);
    }

    /// With the course's settings.
    public RmsProp() {
        this(0.99, 1e-8);
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
