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
/// **Source**: CS231n assignment 2, `softmax_loss`; smoothing as in KTH DD2424.
///
/// @param smoothing the share of the target that the label gives up, evenly to the K − 1 other classes; 0 for none
public record SoftmaxCrossEntropy(double smoothing) implements Loss {
    /// Checks the setting.
    public SoftmaxCrossEntropy {
        Require.share("SoftmaxCrossEntropy", "smoothing", smoothing);
    }

    /// Without label smoothing.
    public static SoftmaxCrossEntropy of() {
        return new SoftmaxCrossEntropy(0);
    }

    @Override
    public LossPass forward(Tensor scores, int[] labels) {
        Loss.check("SoftmaxCrossEntropy", scores, labels);
        Tensor dscores = Tensor.allocateLike(scores);
        double value = Kernels.of(scores).scoreLoss().softmaxCrossEntropy(scores, labels, smoothing, dscores);
        return new LossPass(value, dscores);
    }
}
