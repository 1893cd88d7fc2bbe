package dev.chainrule.kernel.vector.product;

import static dev.chainrule.kernel.vector.product.VectorGemmTask.PANEL;

import dev.chainrule.kernel.Parallel;
import dev.chainrule.kernel.vector.Machine;

/// Large products on few registers, whose tiles are narrow: both factors are packed. The panels of the right factor,
/// first, by all threads; then each task packs some rows of the left factor, which stay in the second-level cache while
/// one panel after the other passes by.
///
/// Read where they are, all rows of the left factor would come from memory once for each panel, and where their
/// distance is a power of two they would share few lines of the first-level cache. Blocks of fewer steps, whose panels
/// stay in the first-level cache, were slower: each tile would wait for its sums from memory, and that more often.
final class VectorPackedGemm {
    /// Floats of the right factor that are packed at a time, unless a panel has more.
    private static final int MOST_PACKED = 2 * Machine.LAST_LEVEL;

    /// Floats of a task's rows of the left factor, which stay in the second-level cache.
    private static final int MOST_LEFT = Machine.SECOND_LEVEL * 3 / 8;

    /// Tasks that share the work well among a thread each.
    private static final int TASKS = 4;

    private static final ThreadLocal<float[]> PACKED = ThreadLocal.withInitial(() -> new float[0]);

    private VectorPackedGemm() {}

    /// Whether a product is computed faster so: with a left factor that stays in the last-level cache, it is not.
    static boolean fits(VectorProduct product) {
        return Machine.FEW_REGISTERS
                && (long) product.m() * product.k() > Machine.LAST_LEVEL / 3
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
        float[] packed = packed(panels * PANEL * product.k() + Machine.LANES);
        parallel.forEach(panels, panel -> {
            int column = firstColumn + panel * PANEL;
            VectorGemmTask.ofThread().packRight(product, column, packed, panel * PANEL * product.k());
        });
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

    private static float[] packed(int size) {
        if (PACKED.get().length < size) {
            PACKED.set(new float[size]);
        }
        return PACKED.get();
    }
}
