package dev.chainrule.kernel;

import dev.chainrule.tensor.Tensor;

/// Normalisation of features over a batch, and of groups within an example.
///
/// Features are the columns of a tensor seen as a matrix: as many columns as the statistics have elements, in stored
/// order, so that an image (N, C, H, W), stored channels-last, has N·H·W rows of C features without moving a number.
///
/// Means and variances are float64 in both precisions. The variance is never the mean of the squares less the square of
/// the mean, which loses all digits where the mean is large against the deviation.
public interface Normalization {

    /// Mean and biased variance of each feature over all rows.
    ///
    /// @param mean written; its size is the number of features
    /// @param variance written; biased, that is, divided by the number of rows
    void featureStatistics(Tensor x, Tensor mean, Tensor variance);

    /// `y` = the standardised `x`, after what follows it.
    ///
    /// @param y written; of half the height and width of `x` if a pooling follows
    void standardize(Tensor x, Standardization scaling, Tensor y);

    /// The backward pass of [#standardize] where mean and variance are those of `x` itself.
    ///
    /// @param form which formulas; the float32 kernels know only the simplified one
    /// @param dgamma written with `Σ dy · x̂`
    /// @param dbeta written with `Σ dy`
    void batchGradients(
            Tensor x, Standardization scaling, BackwardForm form, Tensor dy, Tensor dx, Tensor dgamma, Tensor dbeta);

    /// The backward pass of [#standardize] where mean and variance are constants.
    void fixedGradients(Tensor x, Standardization scaling, Tensor dy, Tensor dx, Tensor dgamma, Tensor dbeta);

    /// Normalises each group by its own mean and biased variance, then scales and shifts each channel.
    ///
    /// @param gamma (C)
    /// @param beta (C)
    /// @param mean written; float64, one number a group of an example
    /// @param variance written; likewise
    void groups(
            Tensor x,
            GroupGeometry geometry,
            double epsilon,
            Tensor gamma,
            Tensor beta,
            Tensor mean,
            Tensor variance,
            Tensor y);

    /// The backward pass of [#groups].
    ///
    /// @param mean as [#groups] wrote it; `variance` likewise
    void groupGradients(
            Tensor x,
            GroupGeometry geometry,
            double epsilon,
            Tensor gamma,
            Tensor mean,
            Tensor variance,
            Tensor dy,
            Tensor dx,
            Tensor dgamma,
            Tensor dbeta);
}
