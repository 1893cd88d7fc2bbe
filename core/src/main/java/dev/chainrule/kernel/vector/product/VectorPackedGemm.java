package dev.chainrule.kernel.vector.product;

import dev.chainrule.kernel.Parallel;
import dev.chainrule.kernel.vector.Machine;

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

    private static final int PANEL = VectorPanels.WIDTH;
    private static final ThreadLocal<VectorPanels> PACKED = ThreadLocal.withInitial(VectorPanels::far);

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
        VectorPanels packed = PACKED.get();
        packed.makeRoom(panels * PANEL * product.k());
        packRight(product, firstColumn, panels, packed);
        int m = product.m();
        int most = Math.max(VectorGemmTile.ROWS, MOST_LEFT / Math.min(product.k(), VectorGemmTile.MOST_STEPS));
        int tasks = Math.max(Math.ceilDiv(m, most), parallel.threads() == 1 ? 1 : TASKS * parallel.threads());
        int rows = Math.ceilDiv(Math.ceilDiv(m, tasks), VectorGemmTile.ROWS) * VectorGemmTile.ROWS;
        parallel.forEach(Math.ceilDiv(m, rows), task -> {
            int row = task * rows;
            int end = Math.min(m, row + rows);
            VectorGemmTask.ofThread().computePacked(product, packed.memory(), row, end, firstColumn, endColumn);
        });
    }

    /// Packs whole panels of the right factor: row by row in memory, or one panel after the other.
    private static void packRight(VectorProduct product, int firstColumn, int panels, VectorPanels packed) {
        Operand b = product.b();
        int k = product.k();
        if (b.transposed()) {
            Parallel.current().forEach(panels, panel -> {
                int column = firstColumn + panel * PANEL;
                packed.pack(b, 0, k, column, PANEL, panel * PANEL * k, PANEL);
            });
        } else {
            Parallel.current().forEach(Math.ceilDiv(k, PACKED_STEPS), task -> {
                int step = task * PACKED_STEPS;
                int steps = Math.min(PACKED_STEPS, k - step);
                packed.packWhole(b, step, steps, firstColumn, panels, step * PANEL, k * PANEL);
            });
        }
    }
}
