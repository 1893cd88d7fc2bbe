package dev.chainrule.loss;

import dev.chainrule.kernel.ScoreTerm;
import dev.chainrule.tensor.Tensor;

/// A hinge for each class by itself.
///
/// **Forward**: `L = mean_i Σ_k max(0, 1 − y_ik · s_ik)`, where y is 1 for a target of 1 and −1 for one
/// of 0. **Backward**: `dscores = −y / N` where the term is positive. Beside labels the target is 1 at the label and 0
/// elsewhere. About K for an untrained net.
///
/// **Source**: CS231n notes, *attribute classification*.
public record AttributeHinge() implements TargetLoss {
    @Override
    public LossPass forward(Tensor scores, Tensor targets) {
        return ScoreTerms.mean("AttributeHinge", ScoreTerm.HINGE, MeanOver.EXAMPLES, scores, targets);
    }
}
