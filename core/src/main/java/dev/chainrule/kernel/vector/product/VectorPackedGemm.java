package dev.chainrule.kernel.vector.product;

import static dev.chainrule.kernel.vector.Machine.LANES;
import static dev.chainrule.kernel.vector.product.VectorGemmTask.PANEL;

import dev.chainrule.kernel.Parallel;
import dev.chainrule.kernel.vector.Lanes;
import dev.chainrule.kernel.vector.Machine;
import dev.chainrule.kernel.vector.VectorMemory;
import java.lang.foreign.MemorySegment;

/// Large products on few registers, whose tiles are narrow: both factors are packed. The right factor first, by all
/// threads, in panels whose vectors are each within a cache line; then each task packs some rows of the left factor,
/// which stay in its share of the last-level cache while one panel after the other passes by.
///
/// Read where they are, all rows of the left factor would come from memory once for each panel, and where their
/// distance is a power of two they would share few lines of the first-level cache. Blocks of fewer steps, whose panels
/// stay in the first-level cache, were slower: each tile would start and end more often, with sums from memory.
final class VectorPackedGemm {
    /// Floats of the right factor that are packed at a time, unless a panel has more.
    private static final int MOST_PACKED = 2 * Machine.LAST_LEVEL;

    /// Floats of a task's rows of the left factor. Each panel is read from the last-level cache once for all of
    /// them.
    private static final int MOST_LEFT = Machine.LAST_LEVEL / 3;

    /// Steps of the right factor that a task packs.
    private static final int PACKED_STEPS = 32;

    /// Tasks that share the work well among a thread each.
    private static final int TASKS = 4;

    private static final ThreadLocal<MemorySegment> PACKED = ThreadLocal.withInitial(() -> MemorySegment.NULL);

    private VectorPackedGemm() {}

    /// Whether a product is computed faster so: with a left factor that stays in the second-level cache, it is not.
    static boolean fits(VectorProduct product) {
        return Machine.FEW_REGISTERS
                && (long) product.m() * product.k() > Machine.LAST_LEVEL / 8
                && !product.a().transposed()
                && product.m() >= VectorGemmTask.MANY_ROWS
                && product.n() >= PANEL;
    }

    static void multiply(VectorProduct product) {
        int width = Math.max(1, MOST_PACKED / (product.k() * PANEL)) * PANEL;
        for (int column = 0; column < product.n(); column += width) {
            multiply(product, column, Math.min(product.n(), column + width));
        }
    }

    private static void multiply(VectorProduct product, int firstColumn, int endColumn) {
        Parallel parallel = Parallel.current();
        int panels = (endColumn - firstColumn) / PANEL;
        MemorySegment packed = VectorMemory.atLeast(panels * PANEL * product.k(), PACKED.get());
        PACKED.set(packed);
        packRight(product, firstColumn, panels, packed);
        int m = product.m();
        int most = Math.max(VectorGemmTile.ROWS, MOST_LEFT / Math.min(product.k(), VectorGemmTile.MOST_STEPS));
        int tasks = Math.max(Math.ceilDiv(m, most), parallel.threads() == 1 ? 1 : TASKS * parallel.threads());
        int rows = Math.ceilDiv(Math.ceilDiv(m, tasks), VectorGemmTile.ROWS) * VectorGemmTile.ROWS;
        parallel.forEach(Math.ceilDiv(m, rows), task -> {
            int row = task * rows;
            int end = Math.min(m, row + rows);
            VectorGemmTask.ofThread().computePacked(product, packed, row, end, firstColumn, endColumn);
        });
    }

    /// Packs whole panels of the right factor: row by row in memory, or one panel after the other.
    private static void packRight(VectorProduct product, int firstColumn, int panels, MemorySegment packed) {
        Operand b = product.b();
        int k = product.k();
        if (b.transposed()) {
            Parallel.current().forEach(panels, panel -> {
                int column = firstColumn + panel * PANEL;
                MemorySegment target = packed.asSlice(VectorMemory.at(panel * PANEL * k), VectorMemory.at(PANEL * k));
                VectorGemmTask.ofThread().packTransposed(b, column, PANEL, 0, k, target);
            });
        } else {
            Parallel.current().forEach(Math.ceilDiv(k, PACKED_STEPS), task -> {
                int step = task * PACKED_STEPS;
                packSteps(b, firstColumn, panels, step, Math.min(PACKED_STEPS, k - step), packed, k);
            });
        }
    }

    /// Packs some of the `k` steps of all panels.
    private static void packSteps(
            Operand b, int firstColumn, int panels, int first, int steps, MemorySegment packed, int k) {
        for (int step = first; step < first + steps; step++) {
            int from = b.at(step, firstColumn);
            int to = step * PANEL;
            for (int panel = 0; panel < panels; panel++) {
                for (int line = 0; line < PANEL; line += LANES) {
                    VectorMemory.store(Lanes.load(b.data(), from + line), packed, to + line);
                }
                from += PANEL;
                to += k * PANEL;
            }
        }
    }
}
