package dev.chainrule.tensor;

/// Matrix products for those below the kernels.
final class MatrixProduct {
    private MatrixProduct() {}

    /// `out = a · b`, each number summed in the order of the inner index.
    ///
    /// @param out zeros
    static void multiply(Tensor a, Tensor b, Tensor out) {
        int rows = a.shape().extent(0);
        int inner = a.shape().extent(1);
        int columns = b.shape().extent(1);
        switch (out) {
            case FloatTensor floats -> {
                float[] as = FloatTensor.dataOf(a);
                float[] bs = FloatTensor.dataOf(b);
                for (int i = 0; i < rows * inner; i++) {
                    addScaled(as[i], bs, i % inner * columns, floats.data(), i / inner * columns, columns);
                }
            }
            case DoubleTensor doubles -> {
                double[] as = DoubleTensor.dataOf(a);
                double[] bs = DoubleTensor.dataOf(b);
                for (int i = 0; i < rows * inner; i++) {
                    addScaled(as[i], bs, i % inner * columns, doubles.data(), i / inner * columns, columns);
                }
            }
        }
    }

    private static void addScaled(float factor, float[] x, int from, float[] sum, int to, int n) {
        for (int i = 0; i < n; i++) {
            sum[to + i] += factor * x[from + i];
        }
    }

    private static void addScaled(double factor, double[] x, int from, double[] sum, int to, int n) {
        for (int i = 0; i < n; i++) {
            sum[to + i] += factor * x[from + i];
        }
    }
}
