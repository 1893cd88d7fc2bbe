package dev.chainrule.kernel.reference;

import static dev.chainrule.tensor.DoubleTensor.dataOf;

import dev.chainrule.kernel.Gemm;
import dev.chainrule.tensor.Tensor;

/// The matrix product in double, by the definition: `c[i][j] = Σ_p a[i][p] · b[p][j]`.
public final class ReferenceGemm implements Gemm {

    @Override
    public void multiply(Tensor a, boolean transposeA, Tensor b, boolean transposeB, Tensor out) {
        add(a, transposeA, b, transposeB, new double[out.shape().extent(1)], out);
    }

    @Override
    public void affine(Tensor x, Tensor w, Tensor b, Tensor out) {
        add(x, false, w, false, dataOf(b), out);
    }

    @Override
    public void addGram(Tensor x, Tensor sums) {
        double[] xs = dataOf(x);
        double[] all = dataOf(sums);
        int features = x.shape().extent(1);
        for (int i = 0; i < features; i++) {
            for (int row = 0; row < xs.length; row += features) {
                addScaled(xs[row + i], xs, row + i, all, i * features + i, features - i);
            }
        }
    }

    /// The product, with a bias for each column. The terms of each number are added in the order of p; the inner
    /// loop is the one along which b is stored.
    private static void add(Tensor a, boolean transposeA, Tensor b, boolean transposeB, double[] bias, Tensor out) {
        double[] as = dataOf(a);
        double[] bs = dataOf(b);
        double[] cs = dataOf(out);
        int m = out.shape().extent(0);
        int n = out.shape().extent(1);
        int k = a.shape().extent(transposeA ? 0 : 1);
        for (int i = 0; i < m; i++) {
            System.arraycopy(bias, 0, cs, i * n, n);
            for (int p = 0; p < k && !transposeB; p++) {
                addScaled(as[transposeA ? p * m + i : i * k + p], bs, p * n, cs, i * n, n);
            }
            for (int j = 0; j < n && transposeB; j++) {
                double sum = bias[j];
                for (int p = 0; p < k; p++) {
                    sum += as[transposeA ? p * m + i : i * k + p] * bs[j * k + p];
                }
                cs[i * n + j] = sum;
            }
        }
    }

    private static void addScaled(double factor, double[] x, int from, double[] sums, int to, int n) {
        for (int j = 0; j < n; j++) {
            sums[to + j] += factor * x[from + j];
        }
    }
}
