package dev.chainrule.kernel;

import dev.chainrule.tensor.Tensor;

/// Losses on the scores of a classifier together with their gradients. Scores are (N, K), labels are N numbers in
/// 0..K−1, both the loss and the gradient are means over the N examples.
public interface ScoreLoss {

    /// Softmax cross-entropy: `L = −mean_i Σ_k t_ik · log p_ik` with `p = softmax(scores)`, computed as
    /// log-probabilities after the row maximum is subtracted, and `dscores = (p − t) / N`.
    ///
    /// The target `t` is 1 at the label and 0 elsewhere; smoothing `s` moves the share `s` away from the label,
    /// evenly to the other K − 1 classes.
    ///
    /// @return the loss; finite for all finite scores
    double softmaxCrossEntropy(Tensor scores, int[] labels, double smoothing, Tensor dscores);

    /// The same beside targets (N, K) of any kind: `L = −mean_i Σ_k t_ik · log p_ik` and
    /// `dscores = (p · Σ_k t_ik − t) / N`. Where a target is 0, its logarithm does not count.
    ///
    /// @return the loss
    double softmaxCrossEntropy(Tensor scores, Tensor targets, Tensor dscores);

    /// A sum of terms, one for each score: `L = Σ_ik factor_k · term(s_ik, t_ik)`.
    ///
    /// @param targets (N, K)
    /// @param factors one a class
    /// @return the loss
    double pointwise(ScoreTerm term, Tensor scores, Tensor targets, double[] factors, Tensor dscores);

    /// Multiclass hinge (Weston and Watkins): `L = mean_i Σ_{k≠y} max(0, s_ik − s_iy + margin)`, each term squared
    /// if asked. `dscores` is 1 (or twice the term) where the term is positive, and at the label minus the sum of
    /// the others, all divided by N.
    ///
    /// @return the loss
    double hinge(Tensor scores, int[] labels, double margin, boolean squared, Tensor dscores);

    /// `probabilities = softmax(scores)` by row.
    void softmax(Tensor scores, Tensor probabilities);
}
