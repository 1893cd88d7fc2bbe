package dev.chainrule.loss;

import dev.chainrule.kernel.Kernels;
import dev.chainrule.settings.Require;
import dev.chainrule.tensor.Tensor;
import java.util.List;

/// Softmax cross-entropy.
///
/// **Forward**: `L = −mean_i Σ_k w_k · t_ik · log p_ik` with `p = softmax(scores)`, from log-probabilities after the
/// row maximum is subtracted, so finite for all finite scores. **Backward**: `dscores = (p − t) / N`, and with weights
/// of the classes `(p · Σ_k w_k t_ik − w t) / N`. About `ln K` for an untrained net.
///
/// Targets t are given, or 1 at the label; both may give up a share to other classes. The sum is divided by N whatever
/// the weights, so twice the weights are twice the loss, and the gradient of a batch is the mean of those of its parts.
/// PyTorch divides by the sum of the weights of the batch's labels instead, but by N where it is given targets.
///
/// **Source**: CS231n assignment 2, `softmax_loss`; smoothing as in KTH DD2424, or as in PyTorch.
///
/// @param smoothing the share s of the target that each class gives up; 0 for none
/// @param smoothingOver the classes that get it, evenly
/// @param classWeights w, one a class; empty for 1 each
public record SoftmaxCrossEntropy(double smoothing, Over smoothingOver, List<Double> classWeights)
        implements TargetLoss {
    /// The classes that share what a smoothed label gives up.
    public enum Over {
        /// The K − 1 others: the target is 1 − s at the label and s / (K − 1) elsewhere, as in KTH DD2424.
        OTHER_CLASSES,
        /// All K: the target is 1 − s + s / K at the label and s / K elsewhere, as in PyTorch, Keras and the
        /// paper of C. Szegedy et al., 2016. The same as others with a share of s · (K − 1) / K.
        ALL_CLASSES
    }

    /// Checks the settings.
    public SoftmaxCrossEntropy {
        Require.share("SoftmaxCrossEntropy", "smoothing", smoothing);
        Require.present(smoothingOver, "SoftmaxCrossEntropy", "smoothingOver", "other or all classes");
        classWeights = ScoreTerms.weights("SoftmaxCrossEntropy", classWeights);
    }

    /// Without label smoothing.
    public static SoftmaxCrossEntropy of() {
        return smoothed(0);
    }

    /// With labels that give up a share to the other classes.
    public static SoftmaxCrossEntropy smoothed(double smoothing) {
        return new SoftmaxCrossEntropy(smoothing, Over.OTHER_CLASSES, List.of());
    }

    /// The same with another share that the label gives up.
    public SoftmaxCrossEntropy withSmoothing(double other) {
        return new SoftmaxCrossEntropy(other, smoothingOver, classWeights);
    }

    /// The same with other classes that get what the label gives up.
    public SoftmaxCrossEntropy withSmoothingOver(Over other) {
        return new SoftmaxCrossEntropy(smoothing, other, classWeights);
    }

    /// The same with weights of the classes.
    public SoftmaxCrossEntropy withClassWeights(List<Double> others) {
        return new SoftmaxCrossEntropy(smoothing, smoothingOver, others);
    }

    /// The share of the target that goes to the K − 1 other classes, if there are any.
    public double shareOfOthers(int classes) {
        return switch (smoothingOver) {
            case OTHER_CLASSES -> classes == 1 ? 0 : smoothing;
            case ALL_CLASSES -> smoothing * (classes - 1) / classes;
        };
    }

    @Override
    public LossPass forward(Tensor scores, int[] labels) {
        if (!classWeights.isEmpty()) {
            return forward(scores, TargetLoss.oneHot("SoftmaxCrossEntropy", scores, labels));
        }
        Loss.check("SoftmaxCrossEntropy", scores, labels);
        Tensor dscores = Tensor.allocateLike(scores);
        double share = shareOfOthers(scores.shape().extent(1));
        double value = Kernels.of(scores).scoreLoss().softmaxCrossEntropy(scores, labels, share, dscores);
        return new LossPass(value, dscores);
    }

    @Override
    public LossPass forward(Tensor scores, Tensor targets) {
        TargetLoss.check("SoftmaxCrossEntropy", scores, targets);
        ScoreTerms.checkWeights("SoftmaxCrossEntropy", classWeights, scores);
        boolean asTheyAre = smoothing == 0 && classWeights.isEmpty();
        Tensor dscores = Tensor.allocateLike(scores);
        double value = Kernels.of(scores)
                .scoreLoss()
                .softmaxCrossEntropy(scores, asTheyAre ? targets : adjusted(targets), dscores);
        return new LossPass(value, dscores);
    }

    /// Targets that are smoothed and weighted.
    private Tensor adjusted(Tensor targets) {
        Tensor adjusted = Tensor.allocateLike(targets);
        int classes = targets.shape().extent(1);
        double share = shareOfOthers(classes);
        double toEach = classes == 1 ? 0 : share / (classes - 1);
        for (int row = 0; row < targets.size(); row += classes) {
            double total = 0;
            for (int k = 0; k < classes; k++) {
                total += targets.getStored(row + k);
            }
            for (int k = 0; k < classes; k++) {
                double target = targets.getStored(row + k);
                double smoothed = (1 - share) * target + toEach * (total - target);
                adjusted.setStored(row + k, smoothed * (classWeights.isEmpty() ? 1 : classWeights.get(k)));
            }
        }
        return adjusted;
    }
}
