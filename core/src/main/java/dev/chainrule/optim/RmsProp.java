package dev.chainrule.optim;

import dev.chainrule.kernel.Kernels;
import dev.chainrule.kernel.Update.RmsPropStep;
import dev.chainrule.settings.Require;
import dev.chainrule.tensor.Tensor;
import java.util.List;

/// RMSProp: `c = decay · c + (1 − decay) · g²; w −= rate · g / (√c + epsilon)`. Source: CS231n assignment 2, `rmsprop`.
///
/// Centred, the root is that of the variance `c − m²` with the mean `m = decay · m + (1 − decay) · g`; what rounding
/// makes negative counts as 0. With momentum, `v = momentum · v + g / (√c + epsilon); w −= rate · v`. Both as in A.
/// Graves, *Generating sequences with recurrent neural networks*, 2013, and in PyTorch.
///
/// @param decay the share of the mean of squares that is kept; 0.99 in the course
/// @param epsilon keeps the division finite; 1e-8 in the course
/// @param centred whether the squared mean is subtracted from the mean of squares
/// @param momentum the share of the velocity that is kept; 0 for none
public record RmsProp(double decay, double epsilon, boolean centred, double momentum) implements UpdateRule {
    /// Checks the settings.
    public RmsProp {
        Require.share("RmsProp", "decay", decay);
        Require.nonNegative("RmsProp", "epsilon", epsilon);
        Require.share("RmsProp", "momentum", momentum);
    }

    /// The course's: a decay of 0.99, an epsilon of 1e-8.
    public static RmsProp of() {
        return new RmsProp(0.99, 1e-8, false, 0);
    }

    /// The same with another share of the mean of squares that is kept.
    public RmsProp withDecay(double other) {
        return new RmsProp(other, epsilon, centred, momentum);
    }

    /// The same with another epsilon.
    public RmsProp withEpsilon(double other) {
        return new RmsProp(decay, other, centred, momentum);
    }

    /// The same, centred or not.
    public RmsProp withCentred(boolean other) {
        return new RmsProp(decay, epsilon, other, momentum);
    }

    /// The same with another momentum.
    public RmsProp withMomentum(double other) {
        return new RmsProp(decay, epsilon, centred, other);
    }

    private boolean isPlain() {
        return !centred && momentum == 0;
    }

    /// The mean of squares alone; where the rule is centred or has momentum, all three.
    @Override
    public List<String> memory() {
        return isPlain() ? List.of("squares") : List.of("squares", "mean", "velocity");
    }

    @Override
    public void apply(Tensor value, Tensor gradient, double rate, long step, List<Tensor> memory) {
        var update = Kernels.of(value).update();
        if (isPlain()) {
            update.rmsProp(value, gradient, memory.getFirst(), rate, decay, epsilon);
        } else {
            update.rmsProp(
                    value,
                    gradient,
                    memory.getFirst(),
                    memory.get(1),
                    memory.getLast(),
                    new RmsPropStep(rate, decay, epsilon, momentum, centred));
        }
    }
}
