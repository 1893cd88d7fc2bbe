package dev.chainrule.kernel.vector.product;

import static dev.chainrule.kernel.vector.VectorMemory.at;
import static dev.chainrule.kernel.vector.VectorMemory.load;
import static dev.chainrule.kernel.vector.product.VectorGemmTile.LANES;
import static dev.chainrule.kernel.vector.product.VectorGemmTile.MOST_STEPS;
import static dev.chainrule.kernel.vector.product.VectorGemmTile.SPECIES;
import static dev.chainrule.kernel.vector.product.VectorGemmTile.keepOrder;
import static dev.chainrule.kernel.vector.product.VectorGemmTile.place;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/// As [VectorGemmTile], for a packed panel of the right factor that is larger than a first-level cache. Each of its
/// vectors is a cache line: one across two lines would be read from the second-level cache at three quarters of the
/// speed.
final class VectorGemmPanelTile {
    private static final long X = at(LANES);
    private static final long Y = 2 * X;
    private static final long Z = 3 * X;

    private VectorGemmPanelTile() {}

    /// Computes a tile of the panel's width.
    ///
    /// @param vectors the width of the panel, 2 to 4
    /// @param steps at most [VectorGemmTile#MOST_STEPS]
    /// @param rows 1 to [VectorGemmTile#ROWS]
    /// @param from where the sums start, which may be `c` itself
    static void run(
            int vectors,
            int steps,
            int rows,
            float[] a,
            int aOffset,
            int lda,
            MemorySegment b,
            float[] from,
            int fromOffset,
            int fromStride,
            float[] c,
            int cOffset,
            int ldc) {
        switch (vectors) {
            case 2 -> two(steps, rows, a, aOffset, lda, b, from, fromOffset, fromStride, c, cOffset, ldc);
            case 3 -> three(steps, rows, a, aOffset, lda, b, from, fromOffset, fromStride, c, cOffset, ldc);
            default -> four(steps, rows, a, aOffset, lda, b, from, fromOffset, fromStride, c, cOffset, ldc);
        }
    }

    /// Four vectors.
    private static void four(
            int steps,
            int rows,
            float[] a,
            int aOffset,
            int lda,
            MemorySegment b,
            float[] from,
            int fromOffset,
            int fromStride,
            float[] c,
            int cOffset,
            int ldc) {
        int row1 = Math.min(1, rows - 1);
        int row2 = Math.min(2, rows - 1);
        int row3 = Math.min(3, rows - 1);
        int row4 = Math.min(4, rows - 1);
        int end = Math.min(steps, MOST_STEPS);
        int a0 = place(aOffset);
        int a1 = place(aOffset + row1 * lda);
        int a2 = place(aOffset + row2 * lda);
        int a3 = place(aOffset + row3 * lda);
        int a4 = place(aOffset + row4 * lda);
        long j = 0;
        FloatVector w0 = FloatVector.fromArray(SPECIES, from, fromOffset);
        FloatVector x0 = FloatVector.fromArray(SPECIES, from, fromOffset + LANES);
        FloatVector y0 = FloatVector.fromArray(SPECIES, from, fromOffset + 2 * LANES);
        FloatVector z0 = FloatVector.fromArray(SPECIES, from, fromOffset + 3 * LANES);
        FloatVector w1 = FloatVector.fromArray(SPECIES, from, fromOffset + row1 * fromStride);
        FloatVector x1 = FloatVector.fromArray(SPECIES, from, fromOffset + row1 * fromStride + LANES);
        FloatVector y1 = FloatVector.fromArray(SPECIES, from, fromOffset + row1 * fromStride + 2 * LANES);
        FloatVector z1 = FloatVector.fromArray(SPECIES, from, fromOffset + row1 * fromStride + 3 * LANES);
        FloatVector w2 = FloatVector.fromArray(SPECIES, from, fromOffset + row2 * fromStride);
        FloatVector x2 = FloatVector.fromArray(SPECIES, from, fromOffset + row2 * fromStride + LANES);
        FloatVector y2 = FloatVector.fromArray(SPECIES, from, fromOffset + row2 * fromStride + 2 * LANES);
        FloatVector z2 = FloatVector.fromArray(SPECIES, from, fromOffset + row2 * fromStride + 3 * LANES);
        FloatVector w3 = FloatVector.fromArray(SPECIES, from, fromOffset + row3 * fromStride);
        FloatVector x3 = FloatVector.fromArray(SPECIES, from, fromOffset + row3 * fromStride + LANES);
        FloatVector y3 = FloatVector.fromArray(SPECIES, from, fromOffset + row3 * fromStride + 2 * LANES);
        FloatVector z3 = FloatVector.fromArray(SPECIES, from, fromOffset + row3 * fromStride + 3 * LANES);
        FloatVector w4 = FloatVector.fromArray(SPECIES, from, fromOffset + row4 * fromStride);
        FloatVector x4 = FloatVector.fromArray(SPECIES, from, fromOffset + row4 * fromStride + LANES);
        FloatVector y4 = FloatVector.fromArray(SPECIES, from, fromOffset + row4 * fromStride + 2 * LANES);
        FloatVector z4 = FloatVector.fromArray(SPECIES, from, fromOffset + row4 * fromStride + 3 * LANES);
        for (int step = 0; step < end; step++) {
            FloatVector w = load(b, j);
            FloatVector x = load(b, j + X);
            FloatVector y = load(b, j + Y);
            FloatVector z = load(b, j + Z);
            FloatVector left0 = FloatVector.broadcast(SPECIES, a[a0 + step]);
            w0 = left0.fma(w, w0);
            x0 = left0.fma(x, x0);
            y0 = left0.fma(y, y0);
            z0 = left0.fma(z, z0);
            FloatVector left1 = FloatVector.broadcast(SPECIES, a[a1 + step]);
            w1 = left1.fma(w, w1);
            x1 = left1.fma(x, x1);
            y1 = left1.fma(y, y1);
            z1 = left1.fma(z, z1);
            FloatVector left2 = FloatVector.broadcast(SPECIES, a[a2 + step]);
            w2 = left2.fma(w, w2);
            x2 = left2.fma(x, x2);
            y2 = left2.fma(y, y2);
            z2 = left2.fma(z, z2);
            FloatVector left3 = FloatVector.broadcast(SPECIES, a[a3 + step]);
            w3 = left3.fma(w, w3);
            x3 = left3.fma(x, x3);
            y3 = left3.fma(y, y3);
            z3 = left3.fma(z, z3);
            FloatVector left4 = FloatVector.broadcast(SPECIES, a[a4 + step]);
            w4 = left4.fma(w, w4);
            x4 = left4.fma(x, x4);
            y4 = left4.fma(y, y4);
            z4 = left4.fma(z, z4);
            j += 4 * X;
        }
        w0.intoArray(c, cOffset);
        x0.intoArray(c, cOffset + LANES);
        y0.intoArray(c, cOffset + 2 * LANES);
        z0.intoArray(c, cOffset + 3 * LANES);
        w1.intoArray(c, cOffset + row1 * ldc);
        x1.intoArray(c, cOffset + row1 * ldc + LANES);
        y1.intoArray(c, cOffset + row1 * ldc + 2 * LANES);
        z1.intoArray(c, cOffset + row1 * ldc + 3 * LANES);
        w2.intoArray(c, cOffset + row2 * ldc);
        x2.intoArray(c, cOffset + row2 * ldc + LANES);
        y2.intoArray(c, cOffset + row2 * ldc + 2 * LANES);
        z2.intoArray(c, cOffset + row2 * ldc + 3 * LANES);
        w3.intoArray(c, cOffset + row3 * ldc);
        x3.intoArray(c, cOffset + row3 * ldc + LANES);
        y3.intoArray(c, cOffset + row3 * ldc + 2 * LANES);
        z3.intoArray(c, cOffset + row3 * ldc + 3 * LANES);
        w4.intoArray(c, cOffset + row4 * ldc);
        x4.intoArray(c, cOffset + row4 * ldc + LANES);
        y4.intoArray(c, cOffset + row4 * ldc + 2 * LANES);
        z4.intoArray(c, cOffset + row4 * ldc + 3 * LANES);
    }

    /// Three vectors.
    private static void three(
            int steps,
            int rows,
            float[] a,
            int aOffset,
            int lda,
            MemorySegment b,
            float[] from,
            int fromOffset,
            int fromStride,
            float[] c,
            int cOffset,
            int ldc) {
        int row1 = Math.min(1, rows - 1);
        int row2 = Math.min(2, rows - 1);
        int row3 = Math.min(3, rows - 1);
        int row4 = Math.min(4, rows - 1);
        int end = Math.min(steps, MOST_STEPS);
        int a0 = place(aOffset);
        int a1 = place(aOffset + row1 * lda);
        int a2 = place(aOffset + row2 * lda);
        int a3 = place(aOffset + row3 * lda);
        int a4 = place(aOffset + row4 * lda);
        long j = 0;
        FloatVector w0 = FloatVector.fromArray(SPECIES, from, fromOffset);
        FloatVector x0 = FloatVector.fromArray(SPECIES, from, fromOffset + LANES);
        FloatVector y0 = FloatVector.fromArray(SPECIES, from, fromOffset + 2 * LANES);
        FloatVector w1 = FloatVector.fromArray(SPECIES, from, fromOffset + row1 * fromStride);
        FloatVector x1 = FloatVector.fromArray(SPECIES, from, fromOffset + row1 * fromStride + LANES);
        FloatVector y1 = FloatVector.fromArray(SPECIES, from, fromOffset + row1 * fromStride + 2 * LANES);
        FloatVector w2 = FloatVector.fromArray(SPECIES, from, fromOffset + row2 * fromStride);
        FloatVector x2 = FloatVector.fromArray(SPECIES, from, fromOffset + row2 * fromStride + LANES);
        FloatVector y2 = FloatVector.fromArray(SPECIES, from, fromOffset + row2 * fromStride + 2 * LANES);
        FloatVector w3 = FloatVector.fromArray(SPECIES, from, fromOffset + row3 * fromStride);
        FloatVector x3 = FloatVector.fromArray(SPECIES, from, fromOffset + row3 * fromStride + LANES);
        FloatVector y3 = FloatVector.fromArray(SPECIES, from, fromOffset + row3 * fromStride + 2 * LANES);
        FloatVector w4 = FloatVector.fromArray(SPECIES, from, fromOffset + row4 * fromStride);
        FloatVector x4 = FloatVector.fromArray(SPECIES, from, fromOffset + row4 * fromStride + LANES);
        FloatVector y4 = FloatVector.fromArray(SPECIES, from, fromOffset + row4 * fromStride + 2 * LANES);
        for (int step = 0; step < end; step++) {
            FloatVector w = load(b, j);
            FloatVector x = load(b, j + X);
            FloatVector y = load(b, j + Y);
            FloatVector left0 = FloatVector.broadcast(SPECIES, a[a0 + step]);
            w0 = left0.fma(w, w0);
            x0 = left0.fma(x, x0);
            y0 = left0.fma(y, y0);
            FloatVector left1 = FloatVector.broadcast(SPECIES, a[a1 + step]);
            w1 = left1.fma(w, w1);
            x1 = left1.fma(x, x1);
            y1 = left1.fma(y, y1);
            FloatVector left2 = FloatVector.broadcast(SPECIES, a[a2 + step]);
            w2 = left2.fma(w, w2);
            x2 = left2.fma(x, x2);
            y2 = left2.fma(y, y2);
            FloatVector left3 = FloatVector.broadcast(SPECIES, a[a3 + step]);
            w3 = left3.fma(w, w3);
            x3 = left3.fma(x, x3);
            y3 = left3.fma(y, y3);
            FloatVector left4 = FloatVector.broadcast(SPECIES, a[a4 + step]);
            w4 = left4.fma(w, w4);
            x4 = left4.fma(x, x4);
            y4 = left4.fma(y, y4);
            j += Z;
        }
        w0.intoArray(c, cOffset);
        x0.intoArray(c, cOffset + LANES);
        y0.intoArray(c, cOffset + 2 * LANES);
        w1.intoArray(c, cOffset + row1 * ldc);
        x1.intoArray(c, cOffset + row1 * ldc + LANES);
        y1.intoArray(c, cOffset + row1 * ldc + 2 * LANES);
        w2.intoArray(c, cOffset + row2 * ldc);
        x2.intoArray(c, cOffset + row2 * ldc + LANES);
        y2.intoArray(c, cOffset + row2 * ldc + 2 * LANES);
        w3.intoArray(c, cOffset + row3 * ldc);
        x3.intoArray(c, cOffset + row3 * ldc + LANES);
        y3.intoArray(c, cOffset + row3 * ldc + 2 * LANES);
        w4.intoArray(c, cOffset + row4 * ldc);
        x4.intoArray(c, cOffset + row4 * ldc + LANES);
        y4.intoArray(c, cOffset + row4 * ldc + 2 * LANES);
    }

    /// Two vectors.
    private static void two(
            int steps,
            int rows,
            float[] a,
            int aOffset,
            int lda,
            MemorySegment b,
            float[] from,
            int fromOffset,
            int fromStride,
            float[] c,
            int cOffset,
            int ldc) {
        int row1 = Math.min(1, rows - 1);
        int row2 = Math.min(2, rows - 1);
        int row3 = Math.min(3, rows - 1);
        int row4 = Math.min(4, rows - 1);
        int end = Math.min(steps, MOST_STEPS);
        int a0 = place(aOffset);
        int a1 = place(aOffset + row1 * lda);
        int a2 = place(aOffset + row2 * lda);
        int a3 = place(aOffset + row3 * lda);
        int a4 = place(aOffset + row4 * lda);
        long j = 0;
        FloatVector w0 = FloatVector.fromArray(SPECIES, from, fromOffset);
        FloatVector x0 = FloatVector.fromArray(SPECIES, from, fromOffset + LANES);
        FloatVector w1 = FloatVector.fromArray(SPECIES, from, fromOffset + row1 * fromStride);
        FloatVector x1 = FloatVector.fromArray(SPECIES, from, fromOffset + row1 * fromStride + LANES);
        FloatVector w2 = FloatVector.fromArray(SPECIES, from, fromOffset + row2 * fromStride);
        FloatVector x2 = FloatVector.fromArray(SPECIES, from, fromOffset + row2 * fromStride + LANES);
        FloatVector w3 = FloatVector.fromArray(SPECIES, from, fromOffset + row3 * fromStride);
        FloatVector x3 = FloatVector.fromArray(SPECIES, from, fromOffset + row3 * fromStride + LANES);
        FloatVector w4 = FloatVector.fromArray(SPECIES, from, fromOffset + row4 * fromStride);
        FloatVector x4 = FloatVector.fromArray(SPECIES, from, fromOffset + row4 * fromStride + LANES);
        for (int step = 0; step < end; step++) {
            FloatVector w = load(b, j);
            FloatVector x = load(b, j + X);
            FloatVector left0 = FloatVector.broadcast(SPECIES, a[a0 + step]);
            w0 = left0.fma(w, w0);
            x0 = left0.fma(x, x0);
            keepOrder();
            FloatVector left1 = FloatVector.broadcast(SPECIES, a[a1 + step]);
            w1 = left1.fma(w, w1);
            x1 = left1.fma(x, x1);
            keepOrder();
            FloatVector left2 = FloatVector.broadcast(SPECIES, a[a2 + step]);
            w2 = left2.fma(w, w2);
            x2 = left2.fma(x, x2);
            keepOrder();
            FloatVector left3 = FloatVector.broadcast(SPECIES, a[a3 + step]);
            w3 = left3.fma(w, w3);
            x3 = left3.fma(x, x3);
            keepOrder();
            FloatVector left4 = FloatVector.broadcast(SPECIES, a[a4 + step]);
            w4 = left4.fma(w, w4);
            x4 = left4.fma(x, x4);
            j += 2 * X;
        }
        w0.intoArray(c, cOffset);
        x0.intoArray(c, cOffset + LANES);
        w1.intoArray(c, cOffset + row1 * ldc);
        x1.intoArray(c, cOffset + row1 * ldc + LANES);
        w2.intoArray(c, cOffset + row2 * ldc);
        x2.intoArray(c, cOffset + row2 * ldc + LANES);
        w3.intoArray(c, cOffset + row3 * ldc);
        x3.intoArray(c, cOffset + row3 * ldc + LANES);
        w4.intoArray(c, cOffset + row4 * ldc);
        x4.intoArray(c, cOffset + row4 * ldc + LANES);
    }
}
