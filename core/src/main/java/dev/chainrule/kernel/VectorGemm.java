package dev.chainrule.kernel;

import static dev.chainrule.kernel.VectorGemmTile.FEW_ROWS;
import static dev.chainrule.kernel.VectorGemmTile.LANES;
import static dev.chainrule.kernel.VectorGemmTile.ROWS;
import static dev.chainrule.kernel.VectorGemmTile.SPECIES;
import static dev.chainrule.tensor.FloatTensor.dataOf;

import dev.chainrule.tensor.Tensor;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import org.jspecify.annotations.Nullable;

/// The matrix product in single precision.
///
/// Each element is one chain of fused multiply-adds in the order of the inner index, whatever the block,
/// tile,
/// vector width or thread that computes it: the bits depend on the factors only.
final class VectorGemm implements Gemm {
    /// The inner index is cut into blocks, so that a panel of the right factor stays in the first-level
    /// cache.
    private static final int STEPS = 256;

    /// The rows of a block of the left factor, which stays in the second-level cache.
    private static final int BLOCK_ROWS = 480;

    private static final int PANEL = 2 * LANES;

    private static final float[] ZEROS = new float[PANEL];

    private static final ThreadLocal<Buffers> BUFFERS = ThreadLocal.withInitial(Buffers::new);

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

    /// `c = op(a) · op(b)`, or `c += …` if accumulating. All matrices are row-major; op(a) is (m, k), op(b)
    /// is
    /// (k, n), c is (m, n).
    ///
    /// @param lda the distance from one row of the stored `a` to the next; `ldb` and `ldc` likewise
    static void gemm(
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
        run(new Product(
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

    /// `c = op(a) · op(b) + bias` with the bias added to every row.
    static void gemm(
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
        run(new Product(
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

    private static void run(Product x) {
        if (x.m == 0 || x.n == 0) {
            return;
        }
        Parallel parallel = Parallel.current();
        double work = (double) x.m * x.n * x.k;
        if (parallel.threads() == 1 || work < 100_000) {
            x.block(0, x.m, 0, x.n);
            return;
        }
        int wanted = parallel.threads() * (work > 5e7 ? 4 : work > 1e7 ? 2 : 1);
        // Each group of rows packs the right factor anew, each group of columns the left one.
        boolean byRows = (x.transposeB ? 2L : 1L) * x.n < (x.transposeA ? 1L : 2L) * x.m;
        int extent = byRows ? x.m : x.n;
        int unit = byRows ? FEW_ROWS : LANES;
        int size = ceilDiv(ceilDiv(extent, wanted), unit) * unit;
        int tasks = ceilDiv(extent, size);
        if (byRows) {
            parallel.forEach(tasks, t -> x.block(t * size, Math.min(x.m, (t + 1) * size), 0, x.n));
        } else {
            parallel.forEach(tasks, t -> x.block(0, x.m, t * size, Math.min(x.n, (t + 1) * size)));
        }
    }

    private static int ceilDiv(int x, int y) {
        return (x + y - 1) / y;
    }

    private static final class Buffers {
        float[] a = new float[0];
        final float[] b = new float[STEPS * PANEL + LANES];
        final float[] square = new float[LANES * LANES];
        final float[] tile = new float[ROWS * PANEL];

        float[] a(int size) {
            if (a.length < size) {
                a = new float[size];
            }
            return a;
        }
    }

    private static final class Product {
        private final boolean transposeA;
        private final boolean transposeB;
        private final int m;
        private final int n;
        private final int k;
        private final float[] a;
        private final int aOffset;
        private final int lda;
        private final float[] b;
        private final int bOffset;
        private final int ldb;
        private final float[] c;
        private final int cOffset;
        private final int ldc;
        private final boolean accumulate;
        private final float @Nullable [] bias;
        private final int biasOffset;

        Product(
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
                boolean accumulate,
                float @Nullable [] bias,
                int biasOffset) {
            this.transposeA = transposeA;
            this.transposeB = transposeB;
            this.m = m;
            this.n = n;
            this.k = k;
            this.a = a;
            this.aOffset = aOffset;
            this.lda = lda;
            this.b = b;
            this.bOffset = bOffset;
            this.ldb = ldb;
            this.c = c;
            this.cOffset = cOffset;
            this.ldc = ldc;
            this.accumulate = accumulate;
            this.bias = bias;
            this.biasOffset = biasOffset;
        }

        void block(int firstRow, int endRow, int firstColumn, int endColumn) {
            Buffers buffers = BUFFERS.get();
            if (k == 0) {
                start();
                return;
            }
            boolean packA = !transposeA || endColumn - firstColumn > 512;
            for (int step = 0; step < k; step += STEPS) {
                int steps = Math.min(STEPS, k - step);
                for (int row = firstRow; row < endRow; row += BLOCK_ROWS) {
                    int rows = Math.min(BLOCK_ROWS, endRow - row);
                    if (packA) {
                        float[] packed = buffers.a(ceilDiv(rows, ROWS) * ROWS * steps + LANES);
                        for (int r = 0; r < rows; r += ROWS) {
                            if (transposeA) {
                                VectorPacking.copy(
                                        a,
                                        aOffset + step * lda + row + r,
                                        lda,
                                        Math.min(ROWS, rows - r),
                                        steps,
                                        packed,
                                        r * steps,
                                        ROWS);
                            } else {
                                VectorPacking.transpose(
                                        a,
                                        aOffset + (row + r) * lda + step,
                                        lda,
                                        Math.min(ROWS, rows - r),
                                        steps,
                                        packed,
                                        r * steps,
                                        ROWS,
                                        buffers.square);
                            }
                        }
                        for (int column = firstColumn; column < endColumn; column += PANEL) {
                            panel(
                                    buffers,
                                    step,
                                    steps,
                                    row,
                                    rows,
                                    column,
                                    Math.min(PANEL, endColumn - column),
                                    packed,
                                    0,
                                    ROWS,
                                    ROWS * steps);
                        }
                    } else {
                        for (int column = firstColumn; column < endColumn; column += PANEL) {
                            panel(
                                    buffers,
                                    step,
                                    steps,
                                    row,
                                    rows,
                                    column,
                                    Math.min(PANEL, endColumn - column),
                                    a,
                                    aOffset + step * lda + row,
                                    lda,
                                    ROWS);
                        }
                    }
                }
            }
        }

        /// The value of an empty sum.
        private void start() {
            for (int row = 0; row < m && !accumulate; row++) {
                int offset = cOffset + row * ldc;
                if (bias == null) {
                    Arrays.fill(c, offset, offset + n, 0);
                } else {
                    System.arraycopy(bias, biasOffset, c, offset, n);
                }
            }
        }

        private void panel(
                Buffers buffers,
                int step,
                int steps,
                int row,
                int rows,
                int column,
                int columns,
                float[] left,
                int leftOffset,
                int leftStep,
                int leftTile) {
            float[] right = buffers.b;
            int rightOffset = 0;
            int rightStep = columns <= LANES ? LANES : PANEL;
            if (transposeB) {
                VectorPacking.transpose(
                        b, bOffset + column * ldb + step, ldb, columns, steps, right, 0, rightStep, buffers.square);
            } else if (columns == PANEL && rows < 2 * ROWS) {
                right = b;
                rightOffset = bOffset + step * ldb + column;
                rightStep = ldb;
            } else {
                VectorPacking.copy(b, bOffset + step * ldb + column, ldb, columns, steps, right, 0, rightStep);
            }
            float[] from = c;
            int fromOffset = cOffset + row * ldc + column;
            int fromStride = ldc;
            if (step == 0 && !accumulate) {
                from = bias == null ? ZEROS : bias;
                fromOffset = bias == null ? 0 : biasOffset + column;
                fromStride = 0;
            }
            int to = cOffset + row * ldc + column;
            boolean full = columns == PANEL;
            boolean fullOne = columns == LANES;
            int r = 0;
            for (; r + ROWS <= rows; r += ROWS) {
                int leftAt = leftOffset + r / ROWS * leftTile;
                if (full) {
                    VectorGemmTile.two(
                            steps,
                            left,
                            leftAt,
                            leftStep,
                            right,
                            rightOffset,
                            rightStep,
                            from,
                            fromOffset + r * fromStride,
                            fromStride,
                            c,
                            to + r * ldc,
                            ldc);
                } else if (fullOne) {
                    VectorGemmTile.one(
                            steps,
                            left,
                            leftAt,
                            leftStep,
                            right,
                            rightOffset,
                            rightStep,
                            from,
                            fromOffset + r * fromStride,
                            fromStride,
                            c,
                            to + r * ldc,
                            ldc);
                } else {
                    float[] tile = buffers.tile;
                    copyTile(from, fromOffset + r * fromStride, fromStride, tile, 0, PANEL, ROWS, columns);
                    if (columns <= LANES) {
                        VectorGemmTile.one(
                                steps,
                                left,
                                leftAt,
                                leftStep,
                                right,
                                rightOffset,
                                rightStep,
                                tile,
                                0,
                                PANEL,
                                tile,
                                0,
                                PANEL);
                    } else {
                        VectorGemmTile.two(
                                steps,
                                left,
                                leftAt,
                                leftStep,
                                right,
                                rightOffset,
                                rightStep,
                                tile,
                                0,
                                PANEL,
                                tile,
                                0,
                                PANEL);
                    }
                    copyTile(tile, 0, PANEL, c, to + r * ldc, ldc, ROWS, columns);
                }
            }
            for (; r < rows; r += FEW_ROWS) {
                int few = Math.min(FEW_ROWS, rows - r);
                int leftAt = leftOffset + r / ROWS * leftTile + r % ROWS;
                if (full) {
                    VectorGemmTile.few(
                            steps,
                            few,
                            left,
                            leftAt,
                            leftStep,
                            right,
                            rightOffset,
                            rightStep,
                            from,
                            fromOffset + r * fromStride,
                            fromStride,
                            c,
                            to + r * ldc,
                            ldc);
                } else {
                    float[] tile = buffers.tile;
                    copyTile(from, fromOffset + r * fromStride, fromStride, tile, 0, PANEL, few, columns);
                    VectorGemmTile.few(
                            steps,
                            few,
                            left,
                            leftAt,
                            leftStep,
                            right,
                            rightOffset,
                            rightStep,
                            tile,
                            0,
                            PANEL,
                            tile,
                            0,
                            PANEL);
                    copyTile(tile, 0, PANEL, c, to + r * ldc, ldc, few, columns);
                }
            }
        }

        private static void copyTile(
                float[] source,
                int offset,
                int stride,
                float[] target,
                int targetOffset,
                int targetStride,
                int rows,
                int columns) {
            VectorMask<Float> x = SPECIES.indexInRange(0, columns);
            VectorMask<Float> y = SPECIES.indexInRange(LANES, columns);
            for (int row = 0; row < rows; row++) {
                int i = offset + row * stride;
                int j = targetOffset + row * targetStride;
                FloatVector.fromArray(SPECIES, source, i, x).intoArray(target, j, x);
                if (columns > LANES) {
                    FloatVector.fromArray(SPECIES, source, i + LANES, y).intoArray(target, j + LANES, y);
                }
            }
        }
    }
}
