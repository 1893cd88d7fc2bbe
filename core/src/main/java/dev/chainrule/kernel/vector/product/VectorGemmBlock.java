package dev.chainrule.kernel.vector.product;

import static dev.chainrule.kernel.vector.Lanes.FLOATS;
import static dev.chainrule.kernel.vector.Machine.LANES;
import static dev.chainrule.kernel.vector.product.VectorGemmTile.MOST_STEPS;
import static dev.chainrule.kernel.vector.product.VectorGemmTile.VECTORS;

import dev.chainrule.kernel.vector.Machine;
import dev.chainrule.kernel.vector.VectorMemory;
import dev.chainrule.kernel.vector.VectorPacking;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import org.jspecify.annotations.Nullable;

/// A matrix product, of which any part can be computed.
///
/// Many rows: one panel of columns after the other is packed, with so many steps of the inner index as
/// a second-level cache holds, usually all. Each tile reads it from there, and the rows of the left
/// factor where they are, and writes its results once. This leaves nothing else to move.
///
/// Few rows, or a left factor that is stored transposed: in blocks of rows and columns that stay in the
/// second-level cache, there in blocks of steps, there in panels of columns that stay in the first-level
/// cache, there in tiles. Factors are read where they are if that is as fast: a panel of the right
/// factor if only few tiles use it, and the left factor if the product is narrow.
final class VectorGemmBlock {
    private static final int BLOCK_ROWS = 360;
    private static final int BLOCK_COLUMNS = 512;

    /// The columns from which on it pays to pack the left factor.
    private static final int PACK_LEFT = 384;

    /// The rows from which on it pays to pack the right factor.
    private static final int PACK_RIGHT = 128;

    /// The rows from which on whole panels pay: packing one goes through memory in steps of a row of the right
    /// factor.
    static final int MANY_ROWS = 240;

    private static final int PANEL = VECTORS * LANES;

    /// The steps with which a panel stays in a first-level cache of 32 KiB.
    private static final int STEPS = Math.min(256, Machine.FIRST_LEVEL / PANEL);

    private static final float[] ZEROS = new float[PANEL];
    private static final ThreadLocal<Buffers> BUFFERS = ThreadLocal.withInitial(Buffers::new);

    final boolean transposeA;
    final boolean transposeB;
    final int m;
    final int n;
    final int k;
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

    VectorGemmBlock(
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

    /// The rows of a tile when the left factor is read where it is.
    int tileRows() {
        return transposeA ? VectorGemmTransposedTile.ROWS : VectorGemmTile.ROWS;
    }

    /// Computes the elements in some rows and columns.
    void compute(int firstRow, int endRow, int firstColumn, int endColumn) {
        if (k == 0) {
            start(firstRow, endRow, firstColumn, endColumn);
        }
        Buffers buffers = BUFFERS.get();
        if (!transposeA && endRow - firstRow >= MANY_ROWS) {
            computeInWholePanels(buffers, firstRow, endRow, firstColumn, endColumn);
        } else {
            computeInBlocks(buffers, firstRow, endRow, firstColumn, endColumn);
        }
    }

    private void computeInWholePanels(Buffers buffers, int firstRow, int endRow, int firstColumn, int endColumn) {
        int rows = endRow - firstRow;
        for (int step = 0; step < k; step += MOST_STEPS) {
            int steps = Math.min(MOST_STEPS, k - step);
            int column = firstColumn;
            int vectors = wholeVectors(endColumn - column);
            while (vectors > 0) {
                wholePanel(buffers, firstRow, rows, column, vectors, step, steps);
                column += vectors * LANES;
                vectors = wholeVectors(endColumn - column);
            }
            panels(buffers, false, firstRow, rows, column, endColumn - column, step, steps);
        }
    }

    private void computeInBlocks(Buffers buffers, int firstRow, int endRow, int firstColumn, int endColumn) {
        for (int row = firstRow; row < endRow; row += BLOCK_ROWS) {
            int rows = Math.min(BLOCK_ROWS, endRow - row);
            for (int column = firstColumn; column < endColumn; column += BLOCK_COLUMNS) {
                int columns = Math.min(BLOCK_COLUMNS, endColumn - column);
                for (int step = 0; step < k; step += STEPS) {
                    block(buffers, row, rows, column, columns, step, Math.min(STEPS, k - step));
                }
            }
        }
    }

    /// The value of an empty sum.
    private void start(int firstRow, int endRow, int firstColumn, int endColumn) {
        for (int row = firstRow; row < endRow && !accumulate; row++) {
            int offset = cOffset + row * ldc;
            if (bias == null) {
                Arrays.fill(c, offset + firstColumn, offset + endColumn, 0);
            } else {
                System.arraycopy(bias, biasOffset + firstColumn, c, offset + firstColumn, endColumn - firstColumn);
            }
        }
    }

    private void block(Buffers buffers, int row, int rows, int firstColumn, int columns, int step, int steps) {
        boolean packed = columns >= PACK_LEFT || (transposeA && rows < VectorGemmTransposedTile.ROWS);
        if (packed && transposeA) {
            int offset = aOffset + step * lda + row;
            VectorPacking.transpose(a, offset, lda, steps, rows, buffers.left(), 0, STEPS, buffers.square);
        } else if (packed) {
            for (int r = 0; r < rows; r++) {
                System.arraycopy(a, aOffset + (row + r) * lda + step, buffers.left(), r * STEPS, steps);
            }
        }
        panels(buffers, packed, row, rows, firstColumn, columns, step, steps);
    }

    private void panels(
            Buffers buffers, boolean packed, int row, int rows, int firstColumn, int columns, int step, int steps) {
        int vectors;
        for (int done = 0; done < columns; done += vectors * LANES) {
            int left = Math.ceilDiv(columns - done, LANES);
            // Two panels of similar width are better than a full one and a narrow one.
            vectors = left > VECTORS && left < 2 * VECTORS ? Math.ceilDiv(left, 2) : Math.min(left, VECTORS);
            int width = Math.min(vectors * LANES, columns - done);
            panel(buffers, packed, row, rows, firstColumn + done, width, vectors, step, steps);
        }
    }

    /// The vectors of a next panel that has no column too many, or 0. Two panels of three vectors are better than
    /// one of four and one of two.
    private static int wholeVectors(int columns) {
        if (VECTORS == 4 && (columns == 6 * LANES || columns == 3 * LANES)) {
            return 3;
        }
        return columns >= PANEL ? VECTORS : columns == 2 * LANES ? 2 : 0;
    }

    /// A panel without a column too many, for many rows of a left factor that is not transposed.
    private void wholePanel(Buffers buffers, int row, int rows, int column, int vectors, int step, int steps) {
        int width = vectors * LANES;
        MemorySegment right = buffers.wholePanel(steps * width);
        if (transposeB) {
            float[] panel = buffers.right(steps * width + LANES);
            VectorPacking.transpose(
                    b, bOffset + column * ldb + step, ldb, width, steps, panel, 0, width, buffers.square);
            VectorPacking.copy(panel, 0, width, width, steps, right);
        } else {
            VectorPacking.copy(b, bOffset + step * ldb + column, ldb, width, steps, right);
        }
        float[] from = origin(step);
        int fromOffset = originOffset(step, row, column);
        int fromStride = originStride(step);
        for (int r = 0; r < rows; r += VectorGemmTile.ROWS) {
            VectorGemmPanelTile.run(
                    vectors,
                    steps,
                    Math.min(VectorGemmTile.ROWS, rows - r),
                    a,
                    aOffset + (row + r) * lda + step,
                    lda,
                    right,
                    from,
                    fromOffset + r * fromStride,
                    fromStride,
                    c,
                    cOffset + (row + r) * ldc + column,
                    ldc);
        }
    }

    private void panel(
            Buffers buffers,
            boolean packed,
            int row,
            int rows,
            int column,
            int columns,
            int vectors,
            int step,
            int steps) {
        // A last panel that does not fill its vectors starts earlier. What it shares with the one before comes out the
        // same, unless sums go on from what stands there: then the panel is computed aside, and the rest copied.
        // Where there is none before it is padded, and computed aside.
        int width = vectors * LANES;
        boolean padded = column + columns < width;
        int skip = padded ? 0 : width - columns;
        int first = column - skip;
        boolean sharesSums = skip > 0 && (accumulate || steps < k);

        float[] right = b;
        int rightOffset = bOffset + step * ldb + first;
        int rightStep = ldb;
        if (transposeB || padded || rows >= PACK_RIGHT) {
            int lines = padded ? columns : width;
            right = buffers.right(steps * width + LANES);
            if (transposeB) {
                VectorPacking.transpose(
                        b, bOffset + first * ldb + step, ldb, lines, steps, right, 0, width, buffers.square);
            } else {
                VectorPacking.copy(b, rightOffset, ldb, lines, steps, right, 0, width);
            }
            rightOffset = 0;
            rightStep = width;
        }

        boolean across = transposeA && !packed;
        int height = across ? VectorGemmTransposedTile.ROWS : VectorGemmTile.ROWS;
        float[] left = packed ? buffers.left() : a;
        int leftStride = packed ? STEPS : lda;
        int leftOffset = packed ? 0 : transposeA ? aOffset + step * lda + row : aOffset + row * lda + step;

        float[] from = origin(step);
        int fromOffset = originOffset(step, row, first);
        int fromStride = originStride(step);

        for (int r = 0; r < rows; r += height) {
            int count = Math.min(height, rows - r);
            // Likewise, a last transposed tile that is not full starts earlier.
            int at = across ? r + count - height : r;
            boolean aside = padded || sharesSums || at < r;
            float[] origin = from;
            int originOffset = fromOffset + at * fromStride;
            int originStride = fromStride;
            if (padded && (continues(step) || bias != null)) {
                copy(from, originOffset, fromStride, buffers.tile, 0, PANEL, across ? height : count, columns);
                origin = buffers.tile;
                originOffset = 0;
                originStride = PANEL;
            }
            float[] target = aside ? buffers.tile : c;
            int targetOffset = aside ? 0 : cOffset + (row + at) * ldc + first;
            int targetStride = aside ? PANEL : ldc;
            if (across) {
                VectorGemmTransposedTile.run(
                        vectors,
                        steps,
                        left,
                        leftOffset + at,
                        leftStride,
                        right,
                        rightOffset,
                        rightStep,
                        origin,
                        originOffset,
                        originStride,
                        target,
                        targetOffset,
                        targetStride);
            } else {
                VectorGemmTile.run(
                        vectors,
                        steps,
                        count,
                        left,
                        leftOffset + at * leftStride,
                        leftStride,
                        right,
                        rightOffset,
                        rightStep,
                        origin,
                        originOffset,
                        originStride,
                        target,
                        targetOffset,
                        targetStride);
            }
            if (aside) {
                int offset = cOffset + (row + r) * ldc + first + skip;
                copy(buffers.tile, (r - at) * PANEL + skip, PANEL, c, offset, ldc, count, columns);
            }
        }
    }

    /// Where the sums of a block of steps start: from what stands there, from the bias, or from zeros.
    private float[] origin(int step) {
        return continues(step) ? c : bias == null ? ZEROS : bias;
    }

    private int originOffset(int step, int row, int column) {
        return continues(step) ? cOffset + row * ldc + column : bias == null ? 0 : biasOffset + column;
    }

    private int originStride(int step) {
        return continues(step) ? ldc : 0;
    }

    private boolean continues(int step) {
        return step > 0 || accumulate;
    }

    private static void copy(
            float[] source,
            int offset,
            int stride,
            float[] target,
            int targetOffset,
            int targetStride,
            int rows,
            int columns) {
        for (int column = 0; column < columns; column += LANES) {
            VectorMask<Float> mask = FLOATS.indexInRange(column, columns);
            for (int row = 0; row < rows; row++) {
                FloatVector.fromArray(FLOATS, source, offset + row * stride + column, mask)
                        .intoArray(target, targetOffset + row * targetStride + column, mask);
            }
        }
    }

    /// What a thread packs into.
    private static final class Buffers {
        final float[] square = new float[LANES * LANES];
        final float[] tile = new float[VectorGemmTransposedTile.ROWS * PANEL];
        private float[] right = new float[STEPS * PANEL + LANES];
        private MemorySegment wholePanel = MemorySegment.NULL;
        private float @Nullable [] left;

        float[] right(int size) {
            if (right.length < size) {
                right = new float[size];
            }
            return right;
        }

        /// The same for a whole panel, outside of the heap, where it begins with a cache line.
        MemorySegment wholePanel(int size) {
            wholePanel = VectorMemory.atLeast(size, wholePanel);
            return wholePanel;
        }

        float[] left() {
            if (left == null) {
                left = new float[BLOCK_ROWS * STEPS + LANES];
            }
            return left;
        }
    }
}
