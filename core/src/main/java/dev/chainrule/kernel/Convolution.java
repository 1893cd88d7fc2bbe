package dev.chainrule.kernel;

import dev.chainrule.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Two-dimensional convolution as deep learning means it: a correlation, whose kernel is not flipped.
///
/// Tensors have the shapes that the geometry says: x and dx (N, C, H, W), w and dw (F, C / groups, HH, WW), y and dy
/// (N, F, H', W'), b and db (F). With xp the zero-padded x, and s, t the strides of rows and columns:
///
/// `y[n, f, i, j] = b[f] + Σ_{c,u,v} w[f, c, u, v] · xp[n, c, i·s + u, j·t + v]`
///
/// With a dilation (d, e), u and v become u·d and v·e in xp; with groups, c becomes c + g·C / groups in xp, g being the
/// group of filter f.
public interface Convolution {

    /// `y` from `x`, `w` and `b`.
    ///
    /// @param b (F), or null for none
    void forward(ConvolutionGeometry geometry, Tensor x, Tensor w, @Nullable Tensor b, Tensor y);

    /// `dxp[n, c, i·s + u, j·t + v] += Σ_f dy[n, f, i, j] · w[f, c, u, v]` over all windows, and dx is dxp without
    /// the padding. What dx holds before does not count.
    void inputGradient(ConvolutionGeometry geometry, Tensor dy, Tensor w, Tensor dx);

    /// `dw[f, c, u, v] = Σ_{n,i,j} dy[n, f, i, j] · xp[n, c, i·s + u, j·t + v]`.
    void weightGradient(ConvolutionGeometry geometry, Tensor x, Tensor dy, Tensor dw);

    /// `db[f] = Σ_{n,i,j} dy[n, f, i, j]`.
    void biasGradient(Tensor dy, Tensor db);

    /// This convolution with a choice of algorithm. A precision that has only one returns itself.
    Convolution with(ConvolutionAlgorithm algorithm);
}
