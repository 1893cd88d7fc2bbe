package dev.chainrule.loss;

import dev.chainrule.kernel.Kernels;
import dev.chainrule.settings.Require;
import dev.chainrule.tensor.Tensor;

/// Softmax cross-entropy.
///
/// **Forward**: `L = −mean_i Σ_k t_ik · log p_ik` with `p = softmax(scores)`, from log-probabilities after the row
/// maximum is subtracted, so finite for all finite scores. **Backward**: `dscores = (p − t) / N`. About `ln K` for an
/// untrained net.
///
/// **Source**: CS231n assignment 2, `softmax_loss`; smoothing as in KTH DD2424, or as in PyTorch.
///
/// @param smoothing the share s of the target that the label gives up; 0 for none
/// @param smoothingOver the classes that get it, evenly
public record SoftmaxCrossEntropy(double smoothing, Over smoothingOver) implements Loss {
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
    }

    /// Without label smoothing.
    public static SoftmaxCrossEntropy of() {
        return smoothed(0);
    }

    /// With labels that give up a share to the other classes.
    public static SoftmaxCrossEntropy smoothed(double smoothing) {
        return new SoftmaxCrossEntropy(smoothing, Over.OTHER_CLASSES);
    }

    /// The same with other classes that get what the label gives up.
    public SoftmaxCrossEntropy withSmoothingOver(Over other) {
        return new SoftmaxCrossEntropy(smoothing, other);
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
        Loss.check("SoftmaxCrossEntropy", scores, labels);
        Tensor dscores = Tensor.allocateLike(scores);
        double share = shareOfOthers(scores.shape().extent(1));
        double value = Kernels.of(scores).scoreLoss().softmaxCrossEntropy(scores, labels, share, dscores);
        return new LossPass(value, dscores);
    }
}
