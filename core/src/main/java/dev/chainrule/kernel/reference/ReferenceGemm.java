package dev.chainrule.kernel.reference;

import static dev.chainrule.tensor.DoubleTensor.dataOf;

import dev.chainrule.kernel.Gemm;
import dev.chainrule.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// The matrix product in double, by the definition: `c[i][j] = Σ_p a[i][p] · b[p][j]`.
public final class ReferenceGemm implements Gemm {

    @Override
    public void multiply(Tensor a, boolean transposeA, Tensor b, boolean transposeB, Tensor out) {
        int m = out.shape().extent(0);
        int n = out.shape().extent(1);
        int k = a.shape().extent(transposeA ? 0 : 1);
        int lda = a.shape().extent(1);
        int ldb = b.shape().extent(1);
        gemm(transposeA, transposeB, m, n, k, dataOf(a), 0, lda, dataOf(b), 0, ldb, dataOf(out), 0, n, false, null);
    }

    @Override
    public void affine(Tensor x, Tensor w, Tensor b, Tensor out) {
        int m = out.shape().extent(0);
        int n = out.shape().extent(1);
        int k = x.shape().extent(1);
        gemm(false, false, m, n, k, dataOf(x), 0, k, dataOf(w), 0, n, dataOf(out), 0, n, false, dataOf(b));
    }

    /// `c = op(a) · op(b)`, or `c += …` if accumulating, or `c = … + bias` in every row if there is
    /// a bias. All matrices are row-major; op(a) is (m, k), op(b) is (k, n), c is (m, n).
    ///
    /// @param lda the distance from one row of the stored `a` to the next, and so on
    public static void gemm(
            boolean transposeA,
            boolean transposeB,
            int m,
            int n,
            int k,
            double[] a,
            int aOffset,
            int lda,
            double[] b,
            int bOffset,
            int ldb,
            double[] c,
            int cOffset,
            int ldc,
            boolean accumulate,
            double @Nullable [] bias) {
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                double sum = accumulate ? c[cOffset + i * ldc + j] : bias == null ? 0 : bias[j];
                for (int p = 0; p < k; p++) {
                    double left = transposeA ? a[aOffset + p * lda + i] : a[aOffset + i * lda + p];
                    double right = transposeB ? b[bOffset + j * ldb + p] : b[bOffset + p * ldb + j];
                    sum += left * right;
                }
                c[cOffset + i * ldc + j] = sum;
            }
        }
    }
}
