package dev.chainrule.kernel;

import dev.chainrule.tensor.Tensor;

/// Matrix products of rank-2 tensors.
public interface Gemm {

    /// `out = op(a) · op(b)`, where `op` transposes if asked to. Each element of the result is summed in the order
    /// of the inner index.
    ///
    /// @param out (m, n), for op(a) (m, k) and op(b) (k, n)
    void multiply(Tensor a, boolean transposeA, Tensor b, boolean transposeB, Tensor out);

    /// `out = x · w + b` with `b` added to every row.
    ///
    /// @param x (N, D)
    /// @param w (D, M)
    /// @param b (M)
    /// @param out (N, M)
    void affine(Tensor x, Tensor w, Tensor b, Tensor out);

    /// `sums = sums + xᵀ · x` on and above the diagonal; what is below it is unspecified. Both precisions add up in
    /// double, each element in the order of the rows.
    ///
    /// @param x (N, D)
    /// @param sums (D, D), always in float64
    void addGram(Tensor x, Tensor sums);
}
