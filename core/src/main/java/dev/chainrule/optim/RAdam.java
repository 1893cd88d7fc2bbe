package dev.chainrule.optim;

import dev.chainrule.kernel.Kernels;
import dev.chainrule.kernel.Update.AdamStep;
import dev.chainrule.settings.Require;
import dev.chainrule.tensor.Tensor;
import java.util.List;

/// Adam that divides by the root only as far as the mean of squares is to be trusted, so that it needs no warm-up. With
/// `ρ = 2 / (1 − beta2) − 1` and `ρₜ = ρ − 2t · beta2ᵗ / (1 − beta2ᵗ)`, step t, from 1, goes
///
/// - along the corrected mean, `w −= rate · m / (1 − beta1ᵗ)`, while `ρₜ ≤ 5`: 5 steps with the usual settings;
/// - from then on `w −= rate · r · m / (1 − beta1ᵗ) · √(1 − beta2ᵗ) / (√v + epsilon)` with
///   `r² = (ρₜ − 4)(ρₜ − 2)ρ / ((ρ − 4)(ρ − 2)ρₜ)`.
///
/// Source: L. Liu et al., *On the variance of the adaptive learning rate and beyond*, 2020, whose limit is 4; 5 and the
/// place of epsilon are as in PyTorch.
///
/// @param beta1 the share of the mean gradient that is kept; 0.9
/// @param beta2 the share of the mean squared gradient that is kept; 0.999. Up to 2/3 the root is never used
/// @param epsilon keeps the division finite; 1e-8
public record RAdam(double beta1, double beta2, double epsilon) implements UpdateRule {
    /// What ρₜ has to be above before the root is used.
    private static final double LIMIT = 5;

    /// Checks the settings.
    public RAdam {
        Require.share("RAdam", "beta1", beta1);
        Require.share("RAdam", "beta2", beta2);
        Require.nonNegative("RAdam", "epsilon", epsilon);
    }

    /// The paper's settings.
    public static RAdam of() {
        return new RAdam(0.9, 0.999, 1e-8);
    }

    /// The same with another share of the mean that is kept.
    public RAdam withBeta1(double other) {
        return new RAdam(other, beta2, epsilon);
    }

    /// The same with another share of the mean square that is kept.
    public RAdam withBeta2(double other) {
        return new RAdam(beta1, other, epsilon);
    }

    /// The same with another epsilon.
    public RAdam withEpsilon(double other) {
        return new RAdam(beta1, beta2, other);
    }

    @Override
    public List<String> memory() {
        return List.of("mean", "squares");
    }

    /// The share r of a step that goes by the root, from the number of the step; 0 while the root is not used.
    public double rectification(long step) {
        double limit = 2 / (1 - beta2) - 1;
        double power = StrictMath.pow(beta2, (double) step);
        double length = limit - 2 * step * power / (1 - power);
        return length <= LIMIT
                ? 0
                : Math.sqrt((length - 4) * (length - 2) * limit / ((limit - 4) * (limit - 2) * length));
    }

    @Override
    public void apply(Tensor value, Tensor gradient, double rate, long step, List<Tensor> memory) {
        double along = rate / (1 - StrictMath.pow(beta1, (double) step));
        double root = Math.sqrt(1 - StrictMath.pow(beta2, (double) step));
        double share = rectification(step);
        AdamStep numbers = share == 0
                ? new AdamStep(beta1, beta2, along, 0, 1, 0) // divides by √0 + 1
                : new AdamStep(beta1, beta2, along * share * root, 1, epsilon, 0);
        Kernels.of(value).update().adam(value, gradient, memory.getFirst(), memory.getLast(), numbers);
    }
}
