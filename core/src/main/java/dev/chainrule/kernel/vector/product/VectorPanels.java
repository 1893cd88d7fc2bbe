package dev.chainrule.kernel.vector.product;

import static dev.chainrule.kernel.vector.Lanes.FLOATS;
import static dev.chainrule.kernel.vector.Machine.LANES;
import static dev.chainrule.kernel.vector.product.VectorGemmTile.VECTORS;

import dev.chainrule.kernel.vector.Lanes;
import dev.chainrule.kernel.vector.Machine;
import dev.chainrule.kernel.vector.VectorMemory;
import dev.chainrule.kernel.vector.VectorPacking;
import dev.chainrule.kernel.vector.VectorScratch;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/// Columns of the right factor of a product, packed in the order in which a tile reads them: step by step a few whole
/// vectors. What stands beyond the last column of a panel belongs to none.
///
/// Outside of the heap each vector lies within a cache line; in an array nearly each of 64 bytes, and half of those of
/// 32 bytes, lie across two. See `docs/decisions/0021-packed-panels-begin-with-a-cache-line.md`.
public final class VectorPanels {
    /// The columns of a panel, at most.
    public static final int WIDTH = VECTORS * LANES;

    /// The steps that are transposed at a time, so that they stay in a first-level cache.
    private static final int TRANSPOSED = 16;

    private final boolean outside;
    private MemorySegment memory = MemorySegment.NULL;
    private float[] array = {};

    private VectorPanels(boolean outside) {
        this.outside = outside;
    }

    /// None yet: panels that stay in a first-level cache, or that tiles with fences read. With few registers they
    /// are in an array, of which such tiles ask less.
    public static VectorPanels near() {
        return new VectorPanels(!Machine.FEW_REGISTERS);
    }

    /// None yet: panels outside of the heap.
    static VectorPanels far() {
        return new VectorPanels(true);
    }

    /// Makes room for so many numbers; what was packed is lost.
    public void makeRoom(int size) {
        if (outside) {
            memory = VectorMemory.atLeast(size, memory);
        } else if (array.length < size + LANES) {
            array = new float[size + LANES]; // what is transposed ends with whole vectors
        }
    }

    /// Whether they are outside of the heap.
    boolean isOutside() {
        return outside;
    }

    /// Where they are, if outside of the heap.
    public MemorySegment memory() {
        return memory;
    }

    /// Where they are, if not.
    public float[] array() {
        return array;
    }

    /// Packs some steps of some columns, at most as many as a panel has.
    ///
    /// @param place where the panel begins
    /// @param width of the panel: whole vectors
    public void pack(Operand b, int step, int steps, int column, int columns, int place, int width) {
        if (b.transposed() && !outside) {
            VectorPacking.transpose(b.data(), b.at(column, step), b.stride(), columns, steps, array, place, width);
            return;
        }
        if (b.transposed()) {
            packTransposed(b, step, steps, column, columns, place, width);
            return;
        }
        int whole = columns / LANES * LANES;
        if (outside) {
            packOutside(b, step, steps, column, whole, place, width);
        } else {
            packInside(b, step, steps, column, whole, place, width);
        }
        if (whole < columns) {
            packRest(b, step, steps, column + whole, columns - whole, place + whole, width);
        }
    }

    private void packOutside(Operand b, int step, int steps, int column, int columns, int place, int width) {
        MemorySegment target = memory;
        for (int s = 0; s < steps; s++) {
            int from = b.at(step + s, column);
            int to = place + s * width;
            for (int i = 0; i < columns; i += LANES) {
                VectorMemory.store(Lanes.load(b.data(), from + i), target, to + i);
            }
        }
    }

    private void packInside(Operand b, int step, int steps, int column, int columns, int place, int width) {
        float[] target = array;
        for (int s = 0; s < steps; s++) {
            int from = b.at(step + s, column);
            int to = place + s * width;
            for (int i = 0; i < columns; i += LANES) {
                Lanes.load(b.data(), from + i).intoArray(target, to + i);
            }
        }
    }

    private void packRest(Operand b, int step, int steps, int column, int columns, int place, int width) {
        VectorMask<Float> mask = FLOATS.indexInRange(0, columns);
        int from = b.at(step, column);
        for (int s = 0; s < steps; s++) {
            store(FloatVector.fromArray(FLOATS, b.data(), from + s * b.stride(), mask), place + s * width);
        }
    }

    private void packTransposed(Operand b, int step, int steps, int column, int columns, int place, int width) {
        int most = Math.min(TRANSPOSED, steps);
        float[] turned = VectorScratch.current().panel(most * width + LANES);
        for (int s = 0; s < steps; s += most) {
            int first = Math.min(s, steps - most); // as many steps the last time, some of them once more
            int from = b.at(column, step + first);
            VectorPacking.transpose(b.data(), from, b.stride(), columns, most, turned, 0, width);
            for (int i = 0; i < most * width; i += LANES) {
                VectorMemory.store(Lanes.load(turned, i), memory, place + first * width + i);
            }
        }
    }

    /// Packs some steps of whole panels of a factor that is stored as it is taken, row by row in memory.
    ///
    /// @param place of the first of these steps in the first panel
    /// @param distance from one panel to the next
    void packWhole(Operand b, int step, int steps, int column, int panels, int place, int distance) {
        for (int s = 0; s < steps; s++) {
            int from = b.at(step + s, column);
            int to = place + s * WIDTH;
            for (int panel = 0; panel < panels; panel++) {
                for (int i = 0; i < WIDTH; i += LANES) {
                    store(Lanes.load(b.data(), from + i), to + i);
                }
                from += WIDTH;
                to += distance;
            }
        }
    }

    private void store(FloatVector vector, int place) {
        if (outside) {
            VectorMemory.store(vector, memory, place);
        } else {
            vector.intoArray(array, place);
        }
    }
}
