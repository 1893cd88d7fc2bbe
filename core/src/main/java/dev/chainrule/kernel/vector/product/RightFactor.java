package dev.chainrule.kernel.vector.product;

import static dev.chainrule.kernel.vector.VectorMemory.at;
import static dev.chainrule.kernel.vector.product.VectorPanels.WIDTH;

import dev.chainrule.kernel.vector.Machine;
import java.lang.foreign.MemorySegment;

/// Some steps of the right factor of a product, packed in panels of columns or where they are: what the tiles of a
/// [VectorGemmTask] read their vectors from.
final class RightFactor {
    /// The rows of the product from which on it pays to pack.
    private static final int MANY_ROWS = 128;

    /// The same where the steps share so few sets of the first-level cache that not all stay there.
    private static final int CROWDED_ROWS = 3 * VectorGemmTile.ROWS;

    private static final float[] NONE = {};
    private static final Operand NOTHING = new Operand(NONE, 0, 0);

    /// What stays in a first-level cache.
    private final VectorPanels small = VectorPanels.near();

    private final VectorPanels large = small.isOutside() ? small : VectorPanels.far();
    private VectorPanels panels = small;

    /// Whether the panel is outside of the heap.
    boolean outside;

    /// What it is in, if so, and its first number there.
    MemorySegment panel = MemorySegment.NULL;

    /// What its numbers are in, if not, and the distance from one step to the next.
    float[] numbers = NONE;

    int stride;

    /// Its first number.
    int offset;

    private Operand factor = NOTHING;
    private int rows;
    private int step;
    private int steps;

    /// Whether every panel is packed.
    private boolean always;

    /// The columns whose panels are packed, from `firstColumn` up to `endColumn`.
    private int firstColumn;

    private int endColumn;

    /// Forgets whose numbers they are.
    void forget() {
        factor = NOTHING;
        numbers = NONE;
        panel = MemorySegment.NULL;
    }

    /// Takes as many steps as a panel has that stays in a first-level cache.
    ///
    /// @param productRows the rows that they are read for
    /// @param packs whether to pack every panel, however few rows there are
    void take(Operand b, int productRows, int firstStep, int count, boolean packs) {
        take(b, productRows, firstStep, count);
        always = packs || b.transposed() || rows >= MANY_ROWS;
        panels = small;
    }

    /// Takes more steps, to be packed.
    void takeMany(Operand b, int productRows, int firstStep, int count) {
        take(b, productRows, firstStep, count);
        always = true;
        panels = large;
    }

    private void take(Operand b, int productRows, int firstStep, int count) {
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
        int count = columns / WIDTH;
        boolean crowded = steps > Machine.linesInCache(factor.stride());
        if (factor.transposed() || count < 2 || rows < (crowded ? CROWDED_ROWS : MANY_ROWS)) {
            return false;
        }
        firstColumn = column;
        endColumn = column + count * WIDTH;
        panels.makeRoom(count * WIDTH * steps);
        panels.packWhole(factor, step, steps, column, count, 0, WIDTH * steps);
        return true;
    }

    /// Points at a panel, or packs it.
    ///
    /// @param columns of the product
    /// @param width of the panel, at least as much: whole vectors
    void panel(int column, int columns, int width) {
        boolean padded = column + columns < width;
        int first = padded ? column : column + columns - width;
        if (columns == WIDTH && column >= firstColumn && column < endColumn) {
            point((column - firstColumn) * steps, WIDTH);
        } else if (always || padded) {
            endColumn = firstColumn;
            panels.makeRoom(width * steps);
            panels.pack(factor, step, steps, first, padded ? columns : width, 0, width);
            point(0, width);
        } else {
            outside = false;
            numbers = factor.data();
            offset = factor.at(step, first);
            stride = factor.stride();
        }
    }

    private void point(int place, int width) {
        outside = panels.isOutside();
        panel = panels.memory();
        numbers = panels.array();
        offset = place;
        stride = width;
    }

    /// Points at a panel of full width that is packed outside of the heap.
    void point(MemorySegment packed, int place) {
        outside = true;
        panel = packed;
        offset = place;
        stride = WIDTH;
    }

    /// Of what the panel is in, if outside of the heap, the panel alone.
    MemorySegment slice() {
        return !outside || offset == 0 ? panel : panel.asSlice(at(offset), at(stride * steps));
    }
}
