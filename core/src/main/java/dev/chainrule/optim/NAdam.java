package dev.chainrule.optim;

import dev.chainrule.kernel.Kernels;
import dev.chainrule.kernel.Update.AdamStep;
import dev.chainrule.settings.Require;
import dev.chainrule.tensor.Tensor;
import java.util.List;

/// Adam with Nesterov's look-ahead, whose momentum grows towards `beta1`: with
/// `μₜ = beta1 · (1 − ½ · 0.96^(t · growth))` and Pₜ the product of all μ up to step t, from 1,
///
/// `m = beta1 · m + (1 − beta1) · g; v = beta2 · v + (1 − beta2) · g²;`
/// `w −= rate · (μₜ₊₁ · m / (1 − Pₜ₊₁) + (1 − μₜ) · g / (1 − Pₜ)) / (√(v / (1 − beta2ᵗ)) + epsilon)`.
///
/// Source: T. Dozat, *Incorporating Nesterov momentum into Adam*, 2016, as in PyTorch.
///
/// @param beta1 the share of the mean gradient that is kept; 0.9
/// @param beta2 the share of the mean squared gradient that is kept; 0.999
/// @param epsilon keeps the division finite; 1e-8
/// @param growth how fast the momentum reaches `beta1`; 0.004 is PyTorch's `momentum_decay`, 0 keeps half of it
public record NAdam(double beta1, double beta2, double epsilon, double growth) implements UpdateRule {
    /// Below it a product changes no number that it is taken from 1 of.
    private static final double VANISHED = 0x1p-54;

    /// Checks the settings.
    public NAdam {
        Require.share("NAdam", "beta1", beta1);
        Require.share("NAdam", "beta2", beta2);
        Require.nonNegative("NAdam", "epsilon", epsilon);
        Require.nonNegative("NAdam", "growth", growth);
    }

    /// PyTorch's settings.
    public static NAdam of() {
        return new NAdam(0.9, 0.999, 1e-8, 0.004);
    }

    /// The same with another share of the mean that is kept.
    public NAdam withBeta1(double other) {
        return new NAdam(other, beta2, epsilon, growth);
    }

    /// The same with another share of the mean square that is kept.
    public NAdam withBeta2(double other) {
        return new NAdam(beta1, other, epsilon, growth);
    }

    /// The same with another epsilon.
    public NAdam withEpsilon(double other) {
        return new NAdam(beta1, beta2, other, growth);
    }

    /// The same with another growth of the momentum.
    public NAdam withGrowth(double other) {
        return new NAdam(beta1, beta2, epsilon, other);
    }

    @Override
    public List<String> memory() {
        return List.of("mean", "squares");
    }

    @Override
    public void apply(Tensor value, Tensor gradient, double rate, long step, List<Tensor> memory) {
        double product = product(step);
        double now = momentum(step);
        double next = momentum(step + 1);
        double squaresCorrection = 1 - StrictMath.pow(beta2, (double) step);
        AdamStep numbers =
                new AdamStep(beta1, beta2, rate * next / (1 - product * next), 1 / squaresCorrection, epsilon, 0);
        double gradientStep = rate * (1 - now) / (1 - product);
        Kernels.of(value).update().nadam(value, gradient, memory.getFirst(), memory.getLast(), numbers, gradientStep);
    }

    private double momentum(long step) {
        return beta1 * (1 - 0.5 * StrictMath.pow(0.96, step * growth));
    }

    /// Of the momenta of all steps up to one; after some hundred steps it has vanished.
    private double product(long step) {
        double product = 1;
        for (long t = 1; t <= step && product > VANISHED; t++) {
            product *= momentum(t);
        }
        return product;
    }
}
