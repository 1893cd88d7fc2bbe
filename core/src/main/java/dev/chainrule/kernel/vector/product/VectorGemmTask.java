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
    static final int STEPS = Math.min(256, Machine.FIRST_LEVEL / (VECTORS * LANES));

    /// The rows from which on whole panels pay: packing one goes through memory in steps of a row of the right
    /// factor.
    static final int MANY_ROWS = 240;

    /// The width of a panel.
    static final int PANEL = VECTORS * LANES;

    private static final int BLOCK_ROWS = 360;
    private static final int BLOCK_COLUMNS = 512;

    /// The columns from which on it pays to pack the left factor.
    private static final int PACK_LEFT = 384;

    /// The rows from which on it pays to pack the right factor.
    private static final int PACK_RIGHT = 128;

    private static final Operand ZEROS = new Operand(new float[PANEL], 0, 0);
    private static final VectorProduct NOTHING = new VectorProduct(0, 0, 0, ZEROS, ZEROS, ZEROS);
    private static final ThreadLocal<VectorGemmTask> OF_THREAD = ThreadLocal.withInitial(VectorGemmTask::new);

    private final float[] tile = new float[Math.max(VectorGemmTile.ROWS, VectorGemmTransposedTile.ROWS) * PANEL];
    private float[] packedRight = new float[STEPS * PANEL + LANES];
    private float[] packedLeft = {};
    private MemorySegment wholePanel = MemorySegment.NULL;

    private VectorProduct product = NOTHING;

    /// The rows and steps that are computed.
    private int row;

    private int rows;
    private int step;
    private int steps;

    /// Those of the left factor, and whether steps rather than rows are apart; rows of a tile.
    private float[] left = packedLeft;

    private int leftOffset;
    private int leftStride;
    private boolean across;
    private int height;

    /// The panel of the right factor, and its steps' distance.
    private float[] right = packedRight;

    private int rightOffset;
    private int rightStep;

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

    /// Computes the elements in some rows from the right factor's columns before `end`, packed as by [#packRight],
    /// and those in the rest of them.
    void computePacked(VectorProduct part, float[] packed, int firstRow, int endRow, int firstColumn, int endColumn) {
        product = part;
        row = firstRow;
        rows = endRow - firstRow;
        int end = firstColumn + (endColumn - firstColumn) / PANEL * PANEL;
        for (step = 0; step < part.k(); step += MOST_STEPS) {
            steps = Math.min(MOST_STEPS, part.k() - step);
            packLeft(steps);
            for (int column = firstColumn; column < end; column += PANEL) {
                right = packed;
                rightOffset = (column - firstColumn) * part.k() + step * PANEL;
                rightStep = PANEL;
                tiles(column, PANEL, VECTORS);
            }
            panels(end, endColumn - end);
        }
        forget();
    }

    /// Packs a whole panel of the right factor.
    void packRight(VectorProduct part, int column, float[] target, int offset) {
        Operand b = part.b();
        if (b.transposed()) {
            VectorPacking.transpose(b.data(), b.at(column, 0), b.stride(), PANEL, part.k(), target, offset, PANEL);
        } else {
            VectorPacking.copy(b.data(), b.at(0, column), b.stride(), PANEL, part.k(), target, offset, PANEL);
        }
    }

    private void forget() {
        product = NOTHING;
        left = tile;
        right = tile;
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
            int column = firstColumn;
            int vectors = wholeVectors(endColumn - column);
            while (vectors > 0) {
                wholePanel(column, vectors);
                column += vectors * LANES;
                vectors = wholeVectors(endColumn - column);
            }
            takeLeft();
            panels(column, endColumn - column);
        }
    }

    private void computeInBlocks(int firstRow, int endRow, int firstColumn, int endColumn) {
        for (row = firstRow; row < endRow; row += BLOCK_ROWS) {
            rows = Math.min(BLOCK_ROWS, endRow - row);
            for (int column = firstColumn; column < endColumn; column += BLOCK_COLUMNS) {
                int columns = Math.min(BLOCK_COLUMNS, endColumn - column);
                for (step = 0; step < product.k(); step += STEPS) {
                    steps = Math.min(STEPS, product.k() - step);
                    if (columns >= PACK_LEFT || (product.a().transposed() && rows < VectorGemmTransposedTile.ROWS)) {
                        packLeft(STEPS);
                    } else {
                        takeLeft();
                    }
                    panels(column, columns);
                }
            }
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
    private void wholePanel(int column, int vectors) {
        Operand a = product.a();
        Operand b = product.b();
        Operand c = product.c();
        int width = vectors * LANES;
        wholePanel = VectorMemory.atLeast(steps * width, wholePanel);
        if (b.transposed()) {
            float[] panel = roomForRight(steps * width + LANES);
            VectorPacking.transpose(b.data(), b.at(column, step), b.stride(), width, steps, panel, 0, width);
            VectorPacking.copy(panel, 0, width, width, steps, wholePanel);
        } else {
            VectorPacking.copy(b.data(), b.at(step, column), b.stride(), width, steps, wholePanel);
        }
        for (int r = 0; r < rows; r += VectorGemmTile.ROWS) {
            startAt(row + r, column);
            VectorGemmPanelTile.run(
                    vectors,
                    steps,
                    Math.min(VectorGemmTile.ROWS, rows - r),
                    a.data(),
                    a.at(row + r, step),
                    a.stride(),
                    wholePanel,
                    from,
                    fromOffset,
                    fromStride,
                    c.data(),
                    c.at(row + r, column),
                    c.stride());
        }
    }

    /// Reads the left factor where it is.
    private void takeLeft() {
        Operand a = product.a();
        across = a.transposed();
        height = across ? VectorGemmTransposedTile.ROWS : VectorGemmTile.ROWS;
        left = a.data();
        leftOffset = across ? a.at(step, row) : a.at(row, step);
        leftStride = a.stride();
    }

    /// Copies the left factor's rows next to each other, `stride` apart.
    private void packLeft(int stride) {
        Operand a = product.a();
        if (packedLeft.length < rows * stride + LANES) {
            packedLeft = new float[rows * stride + LANES];
        }
        across = false;
        height = VectorGemmTile.ROWS;
        left = packedLeft;
        leftOffset = 0;
        leftStride = stride;
        if (a.transposed()) {
            VectorPacking.transpose(a.data(), a.at(step, row), a.stride(), steps, rows, left, 0, stride);
        } else {
            for (int r = 0; r < rows; r++) {
                System.arraycopy(a.data(), a.at(row + r, step), left, r * stride, steps);
            }
        }
    }

    private void panels(int firstColumn, int columns) {
        int vectors;
        for (int done = 0; done < columns; done += vectors * LANES) {
            int rest = Math.ceilDiv(columns - done, LANES);
            // Two panels of similar width are better than a full one and a narrow one.
            vectors = rest > VECTORS && rest < 2 * VECTORS ? Math.ceilDiv(rest, 2) : Math.min(rest, VECTORS);
            int column = firstColumn + done;
            int width = Math.min(vectors * LANES, columns - done);
            takeRight(column, width, vectors * LANES);
            tiles(column, width, vectors);
        }
    }

    /// Points at a panel of the right factor, or packs it.
    private void takeRight(int column, int columns, int width) {
        Operand b = product.b();
        boolean padded = column + columns < width;
        int first = padded ? column : column + columns - width;
        int lines = padded ? columns : width;
        rightOffset = 0;
        rightStep = width;
        if (b.transposed()) {
            right = roomForRight(steps * width + LANES);
            VectorPacking.transpose(b.data(), b.at(first, step), b.stride(), lines, steps, right, 0, width);
        } else if (padded || rows >= PACK_RIGHT) {
            right = roomForRight(steps * width + LANES);
            VectorPacking.copy(b.data(), b.at(step, first), b.stride(), lines, steps, right, 0, width);
        } else {
            right = b.data();
            rightOffset = b.at(step, first);
            rightStep = b.stride();
        }
    }

    private float[] roomForRight(int size) {
        if (packedRight.length < size) {
            packedRight = new float[size];
        }
        return packedRight;
    }

    /// The tiles of a panel.
    ///
    /// A last panel that does not fill its vectors starts earlier. What it shares with the one before comes out the
    /// same, unless sums go on from what stands there: then it is computed aside, and the rest copied. Where there
    /// is none before it is padded, and computed aside. Likewise, a last transposed tile that is not full starts
    /// earlier.
    private void tiles(int column, int columns, int vectors) {
        Operand c = product.c();
        int width = vectors * LANES;
        boolean padded = column + columns < width;
        int skip = padded ? 0 : width - columns;
        int first = column - skip;
        boolean sharesSums = skip > 0 && (product.accumulates() || steps < product.k());
        for (int r = 0; r < rows; r += height) {
            int count = Math.min(height, rows - r);
            int at = across ? r + count - height : r;
            startAt(row + at, first);
            if (padded || sharesSums || at < r) {
                if (padded) {
                    startAside(across ? height : count, columns);
                }
                to = tile;
                toOffset = 0;
                toStride = PANEL;
                tile(vectors, at, count);
                int target = c.at(row + r, column);
                copy(tile, (r - at) * PANEL + skip, PANEL, c.data(), target, c.stride(), count, columns);
            } else {
                to = c.data();
                toOffset = c.at(row + at, first);
                toStride = c.stride();
                tile(vectors, at, count);
            }
        }
    }

    private void tile(int vectors, int at, int count) {
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
                    left,
                    leftOffset + at * leftStride,
                    leftStride,
                    right,
                    rightOffset,
                    rightStep,
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
