package dev.chainrule.kernel.vector.product;

import static dev.chainrule.kernel.vector.Machine.LANES;
import static dev.chainrule.kernel.vector.product.VectorGemmTask.PANEL;

import dev.chainrule.kernel.vector.Machine;
import dev.chainrule.kernel.vector.VectorPacking;
import java.lang.foreign.MemorySegment;

/// Some steps of the right factor of a product, where they are or packed in panels of columns: what the tiles of a
/// [VectorGemmTask] read their vectors from.
final class RightFactor {
    /// The rows of the product from which on it pays to pack.
    private static final int MANY_ROWS = 128;

    /// The same where the steps share so few sets of the first-level cache that not all stay there.
    private static final int CROWDED_ROWS = 3 * VectorGemmTile.ROWS;

    private static final float[] NONE = {};

    private float[] packed = NONE;

    /// Where the numbers of a panel are, and the first of them.
    float[] numbers = NONE;

    int offset;

    /// The distance from one step to the next.
    int stride;

    private Operand factor = new Operand(NONE, 0, 0);
    private int rows;
    private int step;
    private int steps;

    /// The columns whose panels are packed, from `firstColumn` up to `endColumn`.
    private int firstColumn;

    private int endColumn;

    /// Forgets whose numbers they are.
    void forget() {
        factor = new Operand(NONE, 0, 0);
        numbers = NONE;
    }

    /// Takes steps for a product of some rows.
    void take(Operand b, int productRows, int firstStep, int count) {
        factor = b;
        rows = productRows;
        step = firstStep;
        steps = count;
        firstColumn = 0;
        endColumn = 0;
    }

    /// Packs all whole panels of some columns at once, so that memory is read row by row, if that is worth it.
    ///
    /// @return whether it did
    boolean packPanels(int column, int columns) {
        int panels = columns / PANEL;
        boolean crowded = steps > Machine.linesInCache(factor.stride());
        if (factor.transposed() || panels < 2 || rows < (crowded ? CROWDED_ROWS : MANY_ROWS)) {
            return false;
        }
        firstColumn = column;
        endColumn = column + panels * PANEL;
        makeRoom(panels * panelDistance());
        VectorPacking.group(
                factor.data(),
                factor.at(step, column),
                factor.stride(),
                panels * PANEL,
                steps,
                PANEL,
                packed,
                panelDistance());
        return true;
    }

    private int panelDistance() {
        return steps * PANEL + LANES;
    }

    /// Points at a panel, or packs it.
    ///
    /// @param columns of the product
    /// @param width of the panel, at least as much: whole vectors
    void panel(int column, int columns, int width) {
        boolean padded = column + columns < width;
        int first = padded ? column : column + columns - width;
        int lines = padded ? columns : width;
        offset = 0;
        stride = width;
        if (columns == PANEL && column >= firstColumn && column < endColumn) {
            numbers = packed;
            offset = (column - firstColumn) / PANEL * panelDistance();
        } else if (factor.transposed() || padded || rows >= MANY_ROWS) {
            pack(first, lines, width);
            numbers = packed;
        } else {
            numbers = factor.data();
            offset = factor.at(step, first);
            stride = factor.stride();
        }
    }

    private void pack(int first, int lines, int width) {
        makeRoom(steps * width + LANES);
        float[] data = factor.data();
        if (factor.transposed()) {
            VectorPacking.transpose(data, factor.at(first, step), factor.stride(), lines, steps, packed, 0, width);
        } else {
            VectorPacking.copy(data, factor.at(step, first), factor.stride(), lines, steps, packed, 0, width);
        }
    }

    /// Packs a whole panel of a factor that is stored transposed.
    void packTransposed(Operand b, int column, int width, int firstStep, int count, MemorySegment target) {
        makeRoom(count * width + LANES);
        VectorPacking.transpose(b.data(), b.at(column, firstStep), b.stride(), width, count, packed, 0, width);
        VectorPacking.copy(packed, 0, width, width, count, target);
    }

    private void makeRoom(int size) {
        if (packed.length < size) {
            packed = new float[size];
        }
    }
}
