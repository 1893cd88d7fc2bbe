package dev.chainrule.optim;

import dev.chainrule.layer.Parameter;
import dev.chainrule.settings.Inlined;
import dev.chainrule.settings.Require;
import dev.chainrule.tensor.Tensor;
import java.util.List;

/// Adam with decoupled weight decay: before the step, `w −= rate · decay · w`. Unlike a weight penalty, the decay is
/// not divided by the root of the squared gradients.
///
/// Source: Loshchilov and Hutter 2019.
///
/// @param adam the settings of the step
/// @param decay the weight decay; 0.01 is usual
/// @param decayOf the parameters that decay
public record AdamW(@Inlined Adam adam, double decay, Decayed decayOf) implements MomentumRule {
    /// Which parameters decay.
    public enum Decayed {
        /// All, as PyTorch does unless told otherwise.
        ALL,
        /// Weights only, as weight penalties: neither biases nor the scales and shifts of normalisations.
        WEIGHTS
    }

    /// Checks the settings.
    public AdamW {
        Require.present(adam, "AdamW", "adam", "the settings of the step");
        Require.nonNegative("AdamW", "decay", decay);
        Require.present(decayOf, "AdamW", "decayOf", "all or weights");
    }

    /// The usual Adam, a decay of 0.01 of all parameters.
    public static AdamW of() {
        return of(Adam.of(), 0.01);
    }

    /// A decay of all parameters.
    public static AdamW of(Adam adam, double decay) {
        return new AdamW(adam, decay, Decayed.ALL);
    }

    /// The same with another step.
    public AdamW withAdam(Adam other) {
        return new AdamW(other, decay, decayOf);
    }

    /// The same with another `beta1`, which is what stands for a momentum.
    @Override
    public AdamW withMomentum(double other) {
        return withAdam(adam.withBeta1(other));
    }

    /// The same with another decay.
    public AdamW withDecay(double other) {
        return new AdamW(adam, other, decayOf);
    }

    /// The same where only some parameters decay.
    public AdamW withDecayOf(Decayed others) {
        return new AdamW(adam, decay, others);
    }

    @Override
    public UpdateRule ofKind(Parameter.Kind kind) {
        return switch (decayOf) {
            case ALL -> this;
            case WEIGHTS -> kind == Parameter.Kind.WEIGHT ? this : adam;
        };
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
