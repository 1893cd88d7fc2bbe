package dev.chainrule.optim;

import dev.chainrule.kernel.Kernels;
import dev.chainrule.kernel.Update.AdamStep;
import dev.chainrule.settings.Require;
import dev.chainrule.tensor.Tensor;
import java.util.List;

/// Adam: `m = beta1 · m + (1 − beta1) · g; v = beta2 · v + (1 − beta2) · g²`, then a step along `m` divided by `√v`,
/// both corrected for their start at 0 by `1 − betaᵗ`, where t counts from 1.
///
/// Source: Kingma and Ba 2015; CS231n assignment 2, `adam`.
///
/// @param beta1 the share of the mean gradient that is kept; 0.9
/// @param beta2 the share of the mean squared gradient that is kept; 0.999
/// @param epsilon keeps the division finite; 1e-8
/// @param epsilonAdded whether epsilon is added to the corrected or to the uncorrected root
/// @param amsgrad whether the largest `v` so far takes the place of `v` under the root, corrected like it, as in
/// PyTorch; the paper (S. Reddi et al., *On the convergence of Adam and beyond*, 2018) corrects neither average
public record Adam(double beta1, double beta2, double epsilon, Placement epsilonAdded, boolean amsgrad)
        implements MomentumRule {
    /// Checks the settings.
    public Adam {
        Require.share("Adam", "beta1", beta1);
        Require.share("Adam", "beta2", beta2);
        Require.nonNegative("Adam", "epsilon", epsilon);
        Require.present(epsilonAdded, "Adam", "epsilonAdded", "before or after the correction");
    }

    /// The paper's settings.
    public static Adam of() {
        return new Adam(0.9, 0.999, 1e-8, Placement.AFTER_CORRECTION, false);
    }

    /// The same with another share of the mean that is kept.
    public Adam withBeta1(double other) {
        return new Adam(other, beta2, epsilon, epsilonAdded, amsgrad);
    }

    /// The same with another `beta1`, which is what stands for a momentum.
    @Override
    public Adam withMomentum(double other) {
        return withBeta1(other);
    }

    /// The same with another share of the mean square that is kept.
    public Adam withBeta2(double other) {
        return new Adam(beta1, other, epsilon, epsilonAdded, amsgrad);
    }

    /// The same with another epsilon.
    public Adam withEpsilon(double other) {
        return new Adam(beta1, beta2, other, epsilonAdded, amsgrad);
    }

    /// The same with epsilon added elsewhere.
    public Adam withEpsilonAdded(Placement other) {
        return new Adam(beta1, beta2, epsilon, other, amsgrad);
    }

    /// The same with or without the largest `v` in place of `v`.
    public Adam withAmsgrad(boolean other) {
        return new Adam(beta1, beta2, epsilon, epsilonAdded, other);
    }

    /// Where epsilon is added.
    public enum Placement {
        /// `w −= rate · m̂ / (√v̂ + epsilon)`: the paper's algorithm, the course, PyTorch.
        AFTER_CORRECTION,
        /// `w −= rate · √(1 − beta2ᵗ) / (1 − beta1ᵗ) · m / (√v + epsilon)`: the paper's more efficient order.
        BEFORE_CORRECTION
    }

    @Override
    public List<String> memory() {
        return amsgrad ? List.of("mean", "squares", "maximum") : List.of("mean", "squares");
    }

    @Override
    public void apply(Tensor value, Tensor gradient, double rate, long step, List<Tensor> memory) {
        apply(value, gradient, rate, step, memory, 0);
    }

    /// One step that also shrinks the parameter by the share `shrink`.
    void apply(Tensor value, Tensor gradient, double rate, long step, List<Tensor> memory, double shrink) {
        double meanCorrection = 1 - StrictMath.pow(beta1, (double) step);
        double squaresCorrection = 1 - StrictMath.pow(beta2, (double) step);
        AdamStep numbers = switch (epsilonAdded) {
            case AFTER_CORRECTION ->
                new AdamStep(beta1, beta2, rate / meanCorrection, 1 / squaresCorrection, epsilon, shrink);
            case BEFORE_CORRECTION ->
                new AdamStep(beta1, beta2, rate * Math.sqrt(squaresCorrection) / meanCorrection, 1, epsilon, shrink);
        };
        var update = Kernels.of(value).update();
        if (amsgrad) {
            update.amsGrad(value, gradient, memory.getFirst(), memory.get(1), memory.getLast(), numbers);
        } else {
            update.adam(value, gradient, memory.getFirst(), memory.getLast(), numbers);
        }
    }
}
