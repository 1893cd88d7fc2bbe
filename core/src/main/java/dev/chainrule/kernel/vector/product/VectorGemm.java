package dev.chainrule.kernel.vector.product;

import static dev.chainrule.kernel.vector.Machine.LANES;
import static dev.chainrule.kernel.vector.product.VectorGemmTile.VECTORS;
import static dev.chainrule.tensor.FloatTensor.dataOf;

import dev.chainrule.kernel.Gemm;
import dev.chainrule.kernel.Parallel;
import dev.chainrule.tensor.Tensor;

/// The matrix product in single precision.
///
/// Each element is one chain of fused multiply-adds in the order of the inner index, whatever the
/// block, tile, vector width or thread that computes it: the bits depend on the factors only.
public final class VectorGemm implements Gemm {
    /// Multiply-adds below which a second thread costs more than it saves.
    private static final double SMALL = 100_000;

    /// The rows below which a task reads the right factor too often.
    private static final int FEW_ROWS = 24;

    @Override
    public void multiply(Tensor a, boolean transposeA, Tensor b, boolean transposeB, Tensor out) {
        int m = out.shape().extent(0);
        int n = out.shape().extent(1);
        int k = a.shape().extent(transposeA ? 0 : 1);
        int lda = a.shape().extent(1);
        int ldb = b.shape().extent(1);
        gemm(transposeA, transposeB, m, n, k, dataOf(a), 0, lda, dataOf(b), 0, ldb, dataOf(out), 0, n, false);
    }

    @Override
    public void affine(Tensor x, Tensor w, Tensor b, Tensor out) {
        int m = out.shape().extent(0);
        int n = out.shape().extent(1);
        int k = x.shape().extent(1);
        gemm(false, false, m, n, k, dataOf(x), 0, k, dataOf(w), 0, n, dataOf(out), 0, n, dataOf(b), 0);
    }

    /// `c = op(a) · op(b)`, or `c += …` if accumulating. All matrices are row-major; op(a) is (m,
    /// k), op(b) is (k, n), c is (m, n), and c shares no memory with the factors.
    ///
    /// @param lda the distance from one row of the stored `a` to the next; `ldb` and `ldc` likewise
    public static void gemm(
            boolean transposeA,
            boolean transposeB,
            int m,
            int n,
            int k,
            float[] a,
            int aOffset,
            int lda,
            float[] b,
            int bOffset,
            int ldb,
            float[] c,
            int cOffset,
            int ldc,
            boolean accumulate) {
        run(new VectorGemmBlock(
                transposeA,
                transposeB,
                m,
                n,
                k,
                a,
                aOffset,
                lda,
                b,
                bOffset,
                ldb,
                c,
                cOffset,
                ldc,
                accumulate,
                null,
                0));
    }

    /// `c = op(a) · op(b) + bias` with the bias, one number a column, added to every row.
    public static void gemm(
            boolean transposeA,
            boolean transposeB,
            int m,
            int n,
            int k,
            float[] a,
            int aOffset,
            int lda,
            float[] b,
            int bOffset,
            int ldb,
            float[] c,
            int cOffset,
            int ldc,
            float[] bias,
            int biasOffset) {
        run(new VectorGemmBlock(
                transposeA,
                transposeB,
                m,
                n,
                k,
                a,
                aOffset,
                lda,
                b,
                bOffset,
                ldb,
                c,
                cOffset,
                ldc,
                false,
                bias,
                biasOffset));
    }

    /// Splits the product by rows or by columns, so that each task reads little of what others
    /// read, too.
    private static void run(VectorGemmBlock product) {
        int m = product.m;
        int n = product.n;
        Parallel parallel = Parallel.current();
        int threads = parallel.threads();
        double work = (double) m * n * product.k;
        if (threads == 1 || work < SMALL) {
            product.compute(0, m, 0, n);
            return;
        }
        int wanted = threads * (work > 2e7 ? 4 : work > 4e6 ? 2 : 1);
        int panel = VECTORS * LANES;
        int panels = Math.ceilDiv(n, panel);
        int height = product.tileRows();
        if (byColumns(product, panels, threads)) {
            boolean large = packsPanels(product) && work > 1e8;
            int pieces = large ? 2 * wanted : wanted;
            int width = Math.ceilDiv(panels, pieces) * panel;
            int across = Math.ceilDiv(n, width);
            int parts = large ? Math.min(m / VectorGemmBlock.MANY_ROWS, Math.ceilDiv(pieces, across)) : 1;
            int size = Math.ceilDiv(Math.ceilDiv(m, parts), height) * height;
            parallel.forEach(across * parts, t -> {
                int column = t / parts * width;
                int row = t % parts * size;
                product.compute(row, Math.min(m, row + size), column, Math.min(n, column + width));
            });
        } else {
            int tasks = Math.max(threads, Math.min(wanted, m / FEW_ROWS));
            int size = Math.ceilDiv(Math.ceilDiv(m, tasks), height) * height;
            parallel.forEach(Math.ceilDiv(m, size), t -> product.compute(t * size, Math.min(m, (t + 1) * size), 0, n));
        }
    }

    /// Whether to split by columns. Tasks of few rows could not use a packed panel often enough.
    private static boolean byColumns(VectorGemmBlock product, int panels, int threads) {
        if (product.transposeB) {
            return panels >= threads;
        }
        boolean evenly = panels >= 4 * threads || panels % threads == 0;
        return (packsPanels(product) && evenly) || (product.n > product.m && panels >= 2 * threads);
    }

    private static boolean packsPanels(VectorGemmBlock product) {
        return !product.transposeA && product.m >= VectorGemmBlock.MANY_ROWS;
    }
}
