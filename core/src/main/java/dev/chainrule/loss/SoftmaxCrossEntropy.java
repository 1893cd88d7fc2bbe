package dev.chainrule.loss;

import dev.chainrule.kernel.Kernels;
import dev.chainrule.tensor.Tensor;

/// Softmax cross-entropy.
///
/// **Forward**: `L = −mean_i Σ_k t_ik · log p_ik` with `p = softmax(scores)`, from log-probabilities after
/// the row maximum is
/// subtracted, so finite for all finite scores. **Backward**: `dscores = (p − t) / N`. About `ln K` for an
/// untrained net.
///
/// **Source**: CS231n assignment 2, `softmax_loss`; smoothing as in KTH DD2424.
///
/// @param smoothing the share of the target that the label gives up, evenly to the K − 1 other classes; 0 for
/// none
public record SoftmaxCrossEntropy(double smoothing) implements Loss {
    /// Checks the setting.
    public SoftmaxCrossEntropy {
        if (!(smoothing >= 0 && smoothing < 1)) {
            throw new IllegalArgumentException(
                    "SoftmaxCrossEntropy: smoothing " + smoothing + " is out of range; expected 0 ≤ smoothing < 1");
        }
    }

    /// Without label smoothing.
    public SoftmaxCrossEntropy() {
        this(0);
    }

    @Override
    public LossPass forward(Tensor scores, int[] labels) {
        Loss.check("SoftmaxCrossEntropy", scores, labels);
        Tensor dscores = Tensor.allocateLike(scores);
        double value = Kernels.of(scores).scoreLoss().softmaxCrossEntropy(scores, labels, smoothing, dscores);
        return new LossPass(value, dscores);
    }
}
