package dev.chainrule.kernel.vector.product;

import static dev.chainrule.kernel.vector.Machine.LANES;
import static dev.chainrule.kernel.vector.product.VectorGemmTile.VECTORS;
import static dev.chainrule.tensor.FloatTensor.dataOf;

import dev.chainrule.kernel.Gemm;
import dev.chainrule.kernel.Parallel;
import dev.chainrule.kernel.vector.Machine;
import dev.chainrule.kernel.vector.VectorScratch;
import dev.chainrule.tensor.DoubleTensor;
import dev.chainrule.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// The matrix product in single precision.
///
/// Each element is one chain of fused multiply-adds in the order of the inner index, whatever the block, tile, vector
/// width or thread that computes it: the bits depend on the factors only.
public final class VectorGemm implements Gemm {
    /// Multiply-adds below which a second thread costs more than it saves: it also leaves half of the result in the
    /// caches of another core, of which the next layer has to ask it.
    private static final double SMALL = 400_000;

    /// The rows from which on each thread reads columns of its own of a long product. With few registers narrow
    /// panels would be read for few tiles.
    private static final int ROWS_OF_COLUMNS = Machine.FEW_REGISTERS ? 64 : 1;

    /// The rows below which a task reads the right factor too often.
    private static final int FEW_ROWS = 24;

    @Override
    public void multiply(Tensor a, boolean transposeA, Tensor b, boolean transposeB, Tensor out) {
        multiply(a, transposeA, b, transposeB, out, null);
    }

    @Override
    public void affine(Tensor x, Tensor w, Tensor b, Tensor out) {
        multiply(x, false, w, false, out, new Operand(dataOf(b), 0, 0));
    }

    @Override
    public void addGram(Tensor x, Tensor sums) {
        new VectorGram(dataOf(x), x.shape().extent(1), DoubleTensor.dataOf(sums)).add();
    }

    private static void multiply(
            Tensor a, boolean transposeA, Tensor b, boolean transposeB, Tensor out, @Nullable Operand bias) {
        int n = out.shape().extent(1);
        multiply(new VectorProduct(
                out.shape().extent(0),
                n,
                a.shape().extent(transposeA ? 0 : 1),
                new Operand(dataOf(a), 0, a.shape().extent(1), transposeA),
                new Operand(dataOf(b), 0, b.shape().extent(1), transposeB),
                new Operand(dataOf(out), 0, n),
                false,
                bias));
    }

    /// Computes a product. Splits it by rows or by columns, so that each task reads little of what others read,
    /// too.
    public static void multiply(VectorProduct product) {
        int threads = Parallel.current().threads();
        if (VectorPackedGemm.fits(product)) {
            VectorPackedGemm.multiply(product);
        } else if (threads == 1 || product.work() < SMALL) {
            compute(product, 0, product.m(), 0, product.n());
        } else if (byColumns(product, threads)) {
            splitByColumns(product, threads);
        } else if (isLong(product) && panels(product) >= threads) {
            splitAside(product, threads);
        } else {
            splitByRows(product, threads);
        }
    }

    private static void splitByColumns(VectorProduct product, int threads) {
        int m = product.m();
        int n = product.n();
        boolean large = packsPanels(product) && product.work() > 1e8;
        int pieces = large ? 2 * tasks(product, threads) : tasks(product, threads);
        int width = Math.ceilDiv(panels(product), pieces) * VECTORS * LANES;
        int across = Math.ceilDiv(n, width);
        int parts = large ? Math.min(m / VectorGemmTask.MANY_ROWS, Math.ceilDiv(pieces, across)) : 1;
        int size = rows(product, parts);
        Parallel.current().forEach(across * parts, t -> {
            int column = t / parts * width;
            int row = t % parts * size;
            compute(product, row, Math.min(m, row + size), column, Math.min(n, column + width));
        });
    }

    /// Whether sums are so long that the right factor is most of what is read, as in the first layer of a small
    /// net.
    private static boolean isLong(VectorProduct product) {
        return !product.a().transposed()
                && !product.b().transposed()
                && !product.accumulates()
                && product.m() >= ROWS_OF_COLUMNS
                && product.m() < VectorGemmTask.MANY_ROWS
                && (long) product.k() * product.n() > Machine.SECOND_LEVEL / 2;
    }

    /// Each thread reads columns of its own of the right factor: a core gives away what it has read as soon as
    /// another one writes it, as an update rule does. It sums aside, since neighbours' sums share cache lines.
    private static void splitAside(VectorProduct product, int threads) {
        int n = product.n();
        int width = Math.ceilDiv(Math.ceilDiv(n, LANES), threads) * LANES;
        Parallel.current().forEach(Math.ceilDiv(n, width), t -> {
            int first = t * width;
            int count = Math.min(width, n - first);
            Operand sums = new Operand(VectorScratch.current().sums(product.m() * count), 0, count);
            compute(product.columns(first, count, sums), 0, product.m(), 0, count);
            for (int row = 0; row < product.m(); row++) {
                System.arraycopy(
                        sums.data(),
                        sums.at(row, 0),
                        product.c().data(),
                        product.c().at(row, first),
                        count);
            }
        });
    }

    private static void splitByRows(VectorProduct product, int threads) {
        int m = product.m();
        int size = rows(product, Math.max(threads, Math.min(tasks(product, threads), m / FEW_ROWS)));
        Parallel.current()
                .forEach(
                        Math.ceilDiv(m, size),
                        t -> compute(product, t * size, Math.min(m, (t + 1) * size), 0, product.n()));
    }

    private static void compute(VectorProduct product, int firstRow, int endRow, int firstColumn, int endColumn) {
        VectorGemmTask.ofThread().compute(product, firstRow, endRow, firstColumn, endColumn);
    }

    private static int tasks(VectorProduct product, int threads) {
        double work = product.work();
        return threads * (work > 2e7 ? 4 : work > 4e6 ? 2 : 1);
    }

    private static int panels(VectorProduct product) {
        return Math.ceilDiv(product.n(), VECTORS * LANES);
    }

    /// The rows of each of some tasks: whole tiles.
    private static int rows(VectorProduct product, int tasks) {
        int height = product.a().transposed() ? VectorGemmTransposedTile.ROWS : VectorGemmTile.ROWS;
        return Math.ceilDiv(Math.ceilDiv(product.m(), tasks), height) * height;
    }

    /// Whether to split by columns. Tasks of few rows could not use a packed panel often enough.
    private static boolean byColumns(VectorProduct product, int threads) {
        int panels = panels(product);
        if (product.b().transposed()) {
            return panels >= threads;
        }
        boolean evenly = panels >= 4 * threads || panels % threads == 0;
        return (packsPanels(product) && evenly) || (product.n() > product.m() && panels >= 2 * threads);
    }

    private static boolean packsPanels(VectorProduct product) {
        return !product.a().transposed() && product.m() >= VectorGemmTask.MANY_ROWS;
    }
}
