package dev.chainrule.loss;

import dev.chainrule.kernel.Kernels;
import dev.chainrule.settings.Require;
import dev.chainrule.tensor.Tensor;

/// The multiclass support vector machine loss of Weston and Watkins.
///
/// **Forward**: `L = mean_i Σ_{k≠y} max(0, s_ik − s_iy + margin)`, or the squares of these terms.
/// **Backward**: 1 (or twice the term) where the term is positive, minus their sum at the label, divided by N. About
/// `K − 1` for an untrained net.
///
/// **Source**: CS231n assignment 2, `svm_loss`, with margin 1.
///
/// @param margin by which the right score shall exceed the others
/// @param squared whether the terms are squared
public record MulticlassHinge(double margin, boolean squared) implements Loss {
    /// Checks the settings.
    public MulticlassHinge {
        Require.nonNegative("MulticlassHinge", "margin", margin);
    }

    /// A margin of 1, not squared.
    public static MulticlassHinge of() {
        return new MulticlassHinge(1, false);
    }

    @Override
    public LossPass forward(Tensor scores, int[] labels) {
        Loss.check("MulticlassHinge", scores, labels);
        Tensor dscores = Tensor.allocateLike(scores);
        double value = Kernels.of(scores).scoreLoss().hinge(scores, labels, margin, squared, dscores);
        return new LossPass(value, dscores);
    }
}
