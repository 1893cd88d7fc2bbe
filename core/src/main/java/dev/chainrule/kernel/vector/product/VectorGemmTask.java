package dev.chainrule.kernel.vector.product;

import static dev.chainrule.kernel.vector.Lanes.FLOATS;
import static dev.chainrule.kernel.vector.Machine.LANES;
import static dev.chainrule.kernel.vector.product.VectorGemmTile.MOST_STEPS;
import static dev.chainrule.kernel.vector.product.VectorGemmTile.VECTORS;

import dev.chainrule.kernel.vector.Machine;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/// What a thread computes a part of a matrix product with: what it packs into, kept from one product to the next, and
/// where it is.
///
/// Many rows: one panel of columns after the other is packed, with so many steps of the inner index as a second-level
/// cache holds, usually all. Each tile reads it from there, and the rows of the left factor where they are, and writes
/// its results once. This leaves nothing else to move. With few registers panels are narrow, and would read the left
/// factor too often: see [VectorPackedGemm].
///
/// Few rows, or a left factor that is stored transposed: in blocks of rows and columns that stay in the second-level
/// cache, there in blocks of steps, there in panels of columns that stay in the first-level cache, there in tiles.
/// Factors are read where they are if that is as fast: a panel of the right factor if only few tiles use it, and the
/// left factor if the product is narrow.
final class VectorGemmTask {
    /// The steps with which a panel stays in half of a first-level cache.
    static final int STEPS = Math.min(VectorGemmTile.MOST_NEAR_STEPS, Machine.FIRST_LEVEL / (VECTORS * LANES));

    /// The rows from which on whole panels pay: packing one goes through memory in steps of a row of the right
    /// factor.
    static final int MANY_ROWS = 240;

    private static final int PANEL = VectorPanels.WIDTH;

    private static final int BLOCK_ROWS = 360;
    private static final int BLOCK_COLUMNS = Machine.FEW_REGISTERS ? 256 : 1024;

    /// The columns from which on it pays to pack the left factor.
    private static final int PACK_LEFT = 384;

    private static final Operand ZEROS = new Operand(new float[PANEL], 0, 0);
    private static final VectorProduct NOTHING = new VectorProduct(0, 0, 0, ZEROS, ZEROS, ZEROS);
    private static final ThreadLocal<VectorGemmTask> OF_THREAD = ThreadLocal.withInitial(VectorGemmTask::new);

    private final float[] tile = new float[Math.max(VectorGemmTile.ROWS, VectorGemmTransposedTile.ROWS) * PANEL];

    private VectorProduct product = NOTHING;

    /// The rows and steps that are computed.
    private int row;

    private int rows;
    private int step;
    private int steps;

    private final LeftFactor left = new LeftFactor();
    private final RightFactor right = new RightFactor();

    /// Where the sums of a tile start, and where they go.
    private float[] from = tile;

    private int fromOffset;
    private int fromStride;
    private float[] to = tile;
    private int toOffset;
    private int toStride;

    private VectorGemmTask() {}

    /// What belongs to the calling thread.
    static VectorGemmTask ofThread() {
        return OF_THREAD.get();
    }

    /// Computes the elements in some rows and columns.
    void compute(VectorProduct part, int firstRow, int endRow, int firstColumn, int endColumn) {
        product = part;
        if (part.k() == 0) {
            start(firstRow, endRow, firstColumn, endColumn);
        } else if (!part.a().transposed() && endRow - firstRow >= MANY_ROWS) {
            computeInWholePanels(firstRow, endRow, firstColumn, endColumn);
        } else {
            computeInBlocks(firstRow, endRow, firstColumn, endColumn);
        }
        forget();
    }

    /// Computes the elements in some rows from the right factor's columns, whole panels of which are packed.
    ///
    /// @param packed the panels from column `firstColumn` on, each with all steps
    void computePacked(
            VectorProduct part, MemorySegment packed, int firstRow, int endRow, int firstColumn, int endColumn) {
        product = part;
        row = firstRow;
        rows = endRow - firstRow;
        int end = firstColumn + (endColumn - firstColumn) / PANEL * PANEL;
        for (step = 0; step < part.k(); step += MOST_STEPS) {
            steps = Math.min(MOST_STEPS, part.k() - step);
            left.pack(product.a(), row, rows, step, steps);
            right.takeMany(product.b(), rows, step, steps);
            for (int column = firstColumn; column < end; column += PANEL) {
                right.point(packed, (column - firstColumn) * part.k() + step * PANEL);
                tiles(column, PANEL, VECTORS, 0, rows);
            }
            panels(end, endColumn - end);
        }
        forget();
    }

    private void forget() {
        product = NOTHING;
        left.forget();
        right.forget();
        from = tile;
        to = tile;
    }

    /// The value of an empty sum.
    private void start(int firstRow, int endRow, int firstColumn, int endColumn) {
        Operand c = product.c();
        Operand bias = product.bias();
        for (int i = firstRow; i < endRow && !product.accumulates(); i++) {
            if (bias == null) {
                Arrays.fill(c.data(), c.at(i, firstColumn), c.at(i, endColumn), 0);
            } else {
                int count = endColumn - firstColumn;
                System.arraycopy(bias.data(), bias.at(0, firstColumn), c.data(), c.at(i, firstColumn), count);
            }
        }
    }

    private void computeInWholePanels(int firstRow, int endRow, int firstColumn, int endColumn) {
        row = firstRow;
        rows = endRow - firstRow;
        for (step = 0; step < product.k(); step += MOST_STEPS) {
            steps = Math.min(MOST_STEPS, product.k() - step);
            left.take(product.a(), row, step);
            right.takeMany(product.b(), rows, step, steps);
            panels(firstColumn, endColumn - firstColumn);
        }
    }

    private void computeInBlocks(int firstRow, int endRow, int firstColumn, int endColumn) {
        for (row = firstRow; row < endRow; row += BLOCK_ROWS) {
            rows = Math.min(BLOCK_ROWS, endRow - row);
            for (int column = firstColumn; column < endColumn; column += BLOCK_COLUMNS) {
                int columns = Math.min(BLOCK_COLUMNS, endColumn - column);
                for (step = 0; step < product.k(); step += STEPS) {
                    steps = Math.min(STEPS, product.k() - step);
                    if (product.a().transposed() && rows >= VectorGemmTransposedTile.ROWS) {
                        left.takeTransposed(product.a(), row, rows, step, steps, columns);
                    } else if (product.a().transposed() || columns >= PACK_LEFT) {
                        left.pack(product.a(), row, rows, step, steps);
                    } else {
                        left.take(product.a(), row, step);
                    }
                    right.take(product.b(), rows, step, steps, left.transposed && !Machine.FEW_REGISTERS);
                    boolean packed = right.packPanels(column, columns);
                    if (packed && left.transposed && !Machine.FEW_REGISTERS) {
                        int whole = columns / PANEL * PANEL;
                        tilesAcross(column, whole);
                        panels(column + whole, columns - whole);
                    } else {
                        panels(column, columns);
                    }
                }
            }
        }
    }

    private void panels(int firstColumn, int columns) {
        int vectors;
        for (int done = 0; done < columns; done += vectors * LANES) {
            vectors = VectorGemmTile.vectors(Math.ceilDiv(columns - done, LANES));
            int column = firstColumn + done;
            int width = Math.min(vectors * LANES, columns - done);
            right.panel(column, width, vectors * LANES);
            tiles(column, width, vectors, 0, rows);
        }
    }

    /// The tiles of whole panels that are packed, some rows after the others: results that are not in a cache are
    /// then written where the ones before were.
    private void tilesAcross(int firstColumn, int columns) {
        for (int r = 0; r < rows; r += left.height) {
            for (int column = firstColumn; column < firstColumn + columns; column += PANEL) {
                right.panel(column, PANEL, PANEL);
                tiles(column, PANEL, VECTORS, r, Math.min(rows, r + left.height));
            }
        }
    }

    /// The tiles of some rows of a panel.
    ///
    /// A last panel that does not fill its vectors starts earlier. What it shares with the one before comes out the
    /// same, unless sums go on from what stands there: then it is computed aside, and the rest copied. Where there
    /// is none before it is padded, and computed aside. Likewise, a last transposed tile that is not full starts
    /// earlier.
    private void tiles(int column, int columns, int vectors, int firstRow, int endRow) {
        Operand c = product.c();
        int width = vectors * LANES;
        boolean padded = column + columns < width;
        int skip = padded ? 0 : width - columns;
        int first = column - skip;
        boolean sharesSums = skip > 0 && (product.accumulates() || steps < product.k());
        int height = left.height;
        MemorySegment panel = left.transposed ? right.panel : right.slice();
        for (int r = firstRow; r < endRow; r += height) {
            int count = Math.min(height, rows - r);
            int at = left.transposed ? r + count - height : r;
            startAt(row + at, first);
            if (padded || sharesSums || at < r) {
                if (padded) {
                    startAside(left.transposed ? height : count, columns);
                }
                to = tile;
                toOffset = 0;
                toStride = PANEL;
                tile(panel, vectors, at, count);
                int target = c.at(row + r, column);
                copy(tile, (r - at) * PANEL + skip, PANEL, c.data(), target, c.stride(), count, columns);
            } else {
                to = c.data();
                toOffset = c.at(row + at, first);
                toStride = c.stride();
                tile(panel, vectors, at, count);
            }
        }
    }

    private void tile(MemorySegment panel, int vectors, int at, int count) {
        if (left.transposed) {
            VectorGemmTransposedTile.run(
                    vectors,
                    steps,
                    left.numbers,
                    left.place(at),
                    left.stride,
                    panel,
                    right.offset,
                    right.numbers,
                    right.stride,
                    from,
                    fromOffset,
                    fromStride,
                    to,
                    toOffset,
                    toStride);
        } else {
            tileOfRows(panel, vectors, at, count);
        }
    }

    private void tileOfRows(MemorySegment panel, int vectors, int at, int count) {
        if (right.outside) {
            VectorGemmPanelTile.run(
                    vectors,
                    steps,
                    count,
                    left.numbers,
                    left.place(at),
                    left.stride,
                    panel,
                    from,
                    fromOffset,
                    fromStride,
                    to,
                    toOffset,
                    toStride);
        } else {
            VectorGemmTile.run(
                    vectors,
                    steps,
                    count,
                    left.numbers,
                    left.place(at),
                    left.stride,
                    right.numbers,
                    right.offset,
                    right.stride,
                    from,
                    fromOffset,
                    fromStride,
                    to,
                    toOffset,
                    toStride);
        }
    }

    /// The sums of a block of steps start from what stands there, from the bias, or from zeros.
    private void startAt(int firstRow, int column) {
        Operand bias = product.bias();
        boolean continues = step > 0 || product.accumulates();
        Operand origin = continues ? product.c() : bias == null ? ZEROS : bias;
        from = origin.data();
        fromOffset = !continues && bias == null ? 0 : origin.at(firstRow, column);
        fromStride = origin.stride();
    }

    /// Copies where the sums start to where they are computed aside.
    private void startAside(int count, int columns) {
        if (step > 0 || product.accumulates() || product.bias() != null) {
            copy(from, fromOffset, fromStride, tile, 0, PANEL, count, columns);
            from = tile;
            fromOffset = 0;
            fromStride = PANEL;
        }
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
}
