package dev.chainrule.loss;

import dev.chainrule.kernel.ScoreTerm;
import dev.chainrule.settings.Require;
import dev.chainrule.tensor.Tensor;
import java.util.List;

/// Logistic loss: for each class by itself, whether an example has it. With the sigmoid `p = 1 / (1 + exp(−s))`:
///
/// **Forward**: `L = −mean_i Σ_k w_k · (t_ik · log p_ik + (1 − t_ik) · log(1 − p_ik))`, finite for all finite scores.
/// **Backward**: `dscores = w_k · (p − t) / N`. Targets are 0, 1 or between; beside labels 1 at the label and 0
/// elsewhere. About `K · ln 2` for an untrained net.
///
/// **Source**: CS231n notes, *attribute classification*. Over numbers it is PyTorch's `BCEWithLogitsLoss`, with
/// `weight` for the weights of the classes.
///
/// @param classWeights w, one a class; empty for 1 each
/// @param meanOver what the sum is divided by, whatever the weights
public record LogisticLoss(List<Double> classWeights, MeanOver meanOver) implements TargetLoss {
    /// Checks the settings.
    public LogisticLoss {
        classWeights = ScoreTerms.weights("LogisticLoss", classWeights);
        Require.present(meanOver, "LogisticLoss", "meanOver", "examples or numbers");
    }

    /// The mean over the examples, all classes alike.
    public static LogisticLoss of() {
        return new LogisticLoss(List.of(), MeanOver.EXAMPLES);
    }

    /// The same with weights of the classes.
    public LogisticLoss withClassWeights(List<Double> others) {
        return new LogisticLoss(others, meanOver);
    }

    /// The same as another mean.
    public LogisticLoss withMeanOver(MeanOver other) {
        return new LogisticLoss(classWeights, other);
    }

    @Override
    public LossPass forward(Tensor scores, Tensor targets) {
        return ScoreTerms.mean("LogisticLoss", ScoreTerm.LOGISTIC, meanOver, classWeights, scores, targets);
    }
}
