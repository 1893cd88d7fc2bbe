package dev.chainrule.kernel;

import dev.chainrule.tensor.Tensor;

/// The largest or the mean number of each window of an image, one channel at a time, and their gradients. Padding is
/// less than any number where the largest is looked for, and 0 in a mean.
///
/// The output of a call may also have the shape (N, C) where the window covers the whole image: both are stored alike.
public interface Pooling {

    /// Where the gradient of a maximum goes if several numbers of a window equal it.
    enum Ties {
        /// To the first of them, row by row.
        FIRST,
        /// To all of them in equal shares.
        SPLIT
    }

    /// `y[n, c, i, j] = max x[n, c, i·s + u, j·s + v]` over all `u`, `v` of the window; not a number if one of them
    /// is not.
    void max(PoolingGeometry geometry, Tensor x, Tensor y);

    /// `dx` is the sum, over the windows that a number is in, of `dy` where it is the largest of the window, else
    /// of 0. Where the largest is not a number, all of the window count as equal.
    ///
    /// @param y the output of [#max] for `x`
    void maxGradient(PoolingGeometry geometry, Ties ties, Tensor x, Tensor y, Tensor dy, Tensor dx);

    /// `y[n, c, i, j] = mean x[n, c, i·s + u, j·s + v]` over all `u`, `v` of the window, see
    /// [PoolingWindow#paddingCounts()].
    void average(PoolingGeometry geometry, Tensor x, Tensor y);

    /// `dx` is the sum, over the windows that a number is in, of `dy / area`, or by the pixels in the image where
    /// the padding does not count.
    void averageGradient(PoolingGeometry geometry, Tensor dy, Tensor dx);
}
