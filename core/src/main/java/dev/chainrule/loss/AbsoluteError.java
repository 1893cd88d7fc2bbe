package dev.chainrule.loss;

import dev.chainrule.kernel.ScoreTerm;
import dev.chainrule.settings.Require;
import dev.chainrule.tensor.Tensor;

/// Absolute error, the loss of a regression that outliers move little.
///
/// **Forward**: `L = mean_i Σ_k |s_ik − t_ik|`. **Backward**: `dscores = sign(s − t) / N`, 0 where they are equal.
/// Beside labels the target is 1 at the label and 0 elsewhere, so the loss is 1 for scores of 0.
///
/// **Source**: CS231n notes, *L1 regression*. Over numbers it is PyTorch's `L1Loss`.
///
/// @param meanOver what the sum is divided by
public record AbsoluteError(MeanOver meanOver) implements TargetLoss {
    /// Checks the setting.
    public AbsoluteError {
        Require.present(meanOver, "AbsoluteError", "meanOver", "examples or numbers");
    }

    /// The mean over the examples.
    public static AbsoluteError of() {
        return new AbsoluteError(MeanOver.EXAMPLES);
    }

    @Override
    public LossPass forward(Tensor scores, Tensor targets) {
        return ScoreTerms.mean("AbsoluteError", ScoreTerm.ABSOLUTE, meanOver, scores, targets);
    }
}
