package dev.chainrule.kernel;

import dev.chainrule.tensor.Tensor;

/// Turns the bytes of images into numbers.
public interface Pixels {

    /// `x[n, i] = (bytes[examples[n], i] − shift[i]) · scale[i]`, in float for either precision, so that both see
    /// the same data.
    ///
    /// @param bytes unsigned, all examples one after the other, in the order in which `x` is stored
    /// @param examples which of them to read
    /// @param shift one for each position of an example
    /// @param scale one for each position of an example
    /// @param x one row an example
    void scale(byte[] bytes, int[] examples, float[] shift, float[] scale, Tensor x);
}
