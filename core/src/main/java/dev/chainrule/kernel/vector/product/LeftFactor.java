package dev.chainrule.kernel.vector.product;

import static dev.chainrule.kernel.vector.Machine.LANES;

import dev.chainrule.kernel.vector.Machine;
import dev.chainrule.kernel.vector.VectorPacking;

/// Some rows and steps of the left factor of a product, where they are or packed: what the tiles of a [VectorGemmTask]
/// read their single numbers from.
final class LeftFactor {
    /// Floats of a cache line.
    private static final int CACHE_LINE = Machine.CACHE_LINE / Float.BYTES;

    private static final float[] NONE = {};

    private float[] packed = NONE;

    /// Where the numbers are, and the first of them.
    float[] numbers = NONE;

    private int offset;

    /// Whether the steps, rather than the rows, of a tile are apart.
    boolean transposed;

    /// The rows of a tile.
    int height;

    /// The distance from one row to the next, or from one step to the next where it is transposed.
    int stride;

    /// The distance from the rows of one tile to those of the next where it is transposed.
    private int group;

    /// Forgets whose numbers they are.
    void forget() {
        numbers = NONE;
    }

    /// Where the rows of a tile begin.
    ///
    /// @param row the first of them; only of a last tile that is transposed it is no multiple of the height
    int place(int row) {
        if (!transposed) {
            return offset + row * stride;
        }
        return offset + (group == height ? row : Math.ceilDiv(row, height) * group);
    }

    /// Reads rows where they are.
    void take(Operand a, int row, int step) {
        transposed = false;
        height = VectorGemmTile.ROWS;
        numbers = a.data();
        offset = a.at(row, step);
        stride = a.stride();
    }

    /// Copies rows, an odd number of cache lines apart: at a power of two, those of a tile would share few lines of
    /// the first-level cache.
    void pack(Operand a, int row, int rows, int step, int steps) {
        transposed = false;
        height = VectorGemmTile.ROWS;
        stride = (Math.ceilDiv(steps, CACHE_LINE) | 1) * CACHE_LINE;
        offset = 0;
        makeRoom(rows * stride + LANES);
        numbers = packed;
        if (a.transposed()) {
            VectorPacking.transpose(a.data(), a.at(step, row), a.stride(), steps, rows, packed, 0, stride);
        } else {
            for (int r = 0; r < rows; r++) {
                System.arraycopy(a.data(), a.at(row + r, step), packed, r * stride, steps);
            }
        }
    }

    /// Reads a factor that is stored transposed where it is; or packs it in groups of a tile's rows, of which a
    /// last one that is not full starts earlier, where its steps would share so few sets of the first-level cache
    /// that none stays there from one tile to the next.
    ///
    /// @param rows at least as many as a tile has
    /// @param columns of the product, for which the rows are read again and again
    void takeTransposed(Operand a, int row, int rows, int step, int steps, int columns) {
        transposed = true;
        height = VectorGemmTransposedTile.ROWS;
        if (columns < 2 * VectorPanels.WIDTH || steps <= Machine.linesInCache(a.stride())) {
            numbers = a.data();
            offset = a.at(step, row);
            stride = a.stride();
            group = height;
        } else {
            stride = height;
            group = height * steps + LANES;
            offset = 0;
            makeRoom(Math.ceilDiv(rows, height) * group);
            numbers = packed;
            VectorPacking.group(a.data(), a.at(step, row), a.stride(), rows, steps, height, packed, group);
        }
    }

    private void makeRoom(int size) {
        if (packed.length < size) {
            packed = new float[size];
        }
    }
}
