package dev.chainrule.loss;

import dev.chainrule.kernel.ScoreTerm;
import dev.chainrule.settings.Require;
import dev.chainrule.tensor.Tensor;

/// Squared error, the loss of a regression.
///
/// **Forward**: `L = mean_i Σ_k (s_ik − t_ik)²`, without a ½. **Backward**: `dscores = 2 (s − t) / N`. Beside labels
/// the target is 1 at the label and 0 elsewhere, so the loss is 1 for scores of 0.
///
/// **Source**: CS231n notes, *L2 regression*. Over numbers it is PyTorch's `MSELoss`; the sum over all examples that
/// `MSELoss(reduction="sum")` yields is N times the mean over examples.
///
/// @param meanOver what the sum is divided by
public record SquaredError(MeanOver meanOver) implements TargetLoss {
    /// Checks the setting.
    public SquaredError {
        Require.present(meanOver, "SquaredError", "meanOver", "examples or numbers");
    }

    /// The mean over the examples.
    public static SquaredError of() {
        return new SquaredError(MeanOver.EXAMPLES);
    }

    @Override
    public LossPass forward(Tensor scores, Tensor targets) {
        return ScoreTerms.mean("SquaredError", ScoreTerm.SQUARED, meanOver, scores, targets);
    }
}
