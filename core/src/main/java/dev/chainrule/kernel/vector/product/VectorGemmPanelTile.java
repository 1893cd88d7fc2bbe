// Generated from the template in build/check/Tiles.java. Do not edit; `bin/generate` writes it.
package dev.chainrule.kernel.vector.product;

import static dev.chainrule.kernel.vector.Lanes.FLOATS;
import static dev.chainrule.kernel.vector.Machine.FEW_REGISTERS;
import static dev.chainrule.kernel.vector.Machine.LANES;
import static dev.chainrule.kernel.vector.VectorMemory.at;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;

/// As [VectorGemmTile], for a packed panel of the right factor that is larger than a
/// first-level cache. Each of its vectors is a cache line, or half of one: one across
/// two lines would be read from the second-level cache at three quarters of the speed.
final class VectorGemmPanelTile {
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final long VECTOR = at(LANES);

    private VectorGemmPanelTile() {}

    /// Computes a tile where `a` is row-major, and whose right factor is a panel of the tile's width.
    ///
    /// @param vectors the width of the tile
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
        if (FEW_REGISTERS) {
            sixByTwoInOrder(steps, rows, a, aOffset, lda, b, from, fromOffset, fromStride, c, cOffset, ldc);
        } else {
            switch (vectors) {
                case 2 -> fiveByTwo(steps, rows, a, aOffset, lda, b, from, fromOffset, fromStride, c, cOffset, ldc);
                case 3 -> fiveByThree(steps, rows, a, aOffset, lda, b, from, fromOffset, fromStride, c, cOffset, ldc);
                default -> fiveByFour(steps, rows, a, aOffset, lda, b, from, fromOffset, fromStride, c, cOffset, ldc);
            }
        }
    }

    /// 6 rows by 2 vectors on 16 registers.
    private static void sixByTwoInOrder(
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
        int row5 = Math.min(5, rows - 1);
        int end = Math.min(steps, VectorGemmTile.MOST_STEPS);
        int a0 = VectorGemmTile.place(aOffset);
        int a1 = VectorGemmTile.place(aOffset + row1 * lda);
        int a2 = VectorGemmTile.place(aOffset + row2 * lda);
        int a3 = VectorGemmTile.place(aOffset + row3 * lda);
        int a4 = VectorGemmTile.place(aOffset + row4 * lda);
        int a5 = VectorGemmTile.place(aOffset + row5 * lda);
        long j = 0;
        FloatVector w0 = FloatVector.fromArray(FLOATS, from, fromOffset);
        FloatVector x0 = FloatVector.fromArray(FLOATS, from, fromOffset + LANES);
        FloatVector w1 = FloatVector.fromArray(FLOATS, from, fromOffset + row1 * fromStride);
        FloatVector x1 = FloatVector.fromArray(FLOATS, from, fromOffset + row1 * fromStride + LANES);
        FloatVector w2 = FloatVector.fromArray(FLOATS, from, fromOffset + row2 * fromStride);
        FloatVector x2 = FloatVector.fromArray(FLOATS, from, fromOffset + row2 * fromStride + LANES);
        FloatVector w3 = FloatVector.fromArray(FLOATS, from, fromOffset + row3 * fromStride);
        FloatVector x3 = FloatVector.fromArray(FLOATS, from, fromOffset + row3 * fromStride + LANES);
        FloatVector w4 = FloatVector.fromArray(FLOATS, from, fromOffset + row4 * fromStride);
        FloatVector x4 = FloatVector.fromArray(FLOATS, from, fromOffset + row4 * fromStride + LANES);
        FloatVector w5 = FloatVector.fromArray(FLOATS, from, fromOffset + row5 * fromStride);
        FloatVector x5 = FloatVector.fromArray(FLOATS, from, fromOffset + row5 * fromStride + LANES);
        for (int step = 0; step < end; step++) {
            FloatVector w = FloatVector.fromMemorySegment(FLOATS, b, j, ORDER);
            FloatVector x = FloatVector.fromMemorySegment(FLOATS, b, j + VECTOR, ORDER);
            FloatVector left0 = FloatVector.broadcast(FLOATS, a[a0 + step]);
            w0 = left0.fma(w, w0);
            x0 = left0.fma(x, x0);
            VarHandle.loadLoadFence();
            FloatVector left1 = FloatVector.broadcast(FLOATS, a[a1 + step]);
            w1 = left1.fma(w, w1);
            x1 = left1.fma(x, x1);
            VarHandle.loadLoadFence();
            FloatVector left2 = FloatVector.broadcast(FLOATS, a[a2 + step]);
            w2 = left2.fma(w, w2);
            x2 = left2.fma(x, x2);
            VarHandle.loadLoadFence();
            FloatVector left3 = FloatVector.broadcast(FLOATS, a[a3 + step]);
            w3 = left3.fma(w, w3);
            x3 = left3.fma(x, x3);
            VarHandle.loadLoadFence();
            FloatVector left4 = FloatVector.broadcast(FLOATS, a[a4 + step]);
            w4 = left4.fma(w, w4);
            x4 = left4.fma(x, x4);
            VarHandle.loadLoadFence();
            FloatVector left5 = FloatVector.broadcast(FLOATS, a[a5 + step]);
            w5 = left5.fma(w, w5);
            x5 = left5.fma(x, x5);
            j += 2 * VECTOR;
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
        w5.intoArray(c, cOffset + row5 * ldc);
        x5.intoArray(c, cOffset + row5 * ldc + LANES);
    }

    /// 5 rows by 2 vectors on 32 registers.
    private static void fiveByTwo(
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
        int end = Math.min(steps, VectorGemmTile.MOST_STEPS);
        int a0 = VectorGemmTile.place(aOffset);
        int a1 = VectorGemmTile.place(aOffset + row1 * lda);
        int a2 = VectorGemmTile.place(aOffset + row2 * lda);
        int a3 = VectorGemmTile.place(aOffset + row3 * lda);
        int a4 = VectorGemmTile.place(aOffset + row4 * lda);
        long j = 0;
        FloatVector w0 = FloatVector.fromArray(FLOATS, from, fromOffset);
        FloatVector x0 = FloatVector.fromArray(FLOATS, from, fromOffset + LANES);
        FloatVector w1 = FloatVector.fromArray(FLOATS, from, fromOffset + row1 * fromStride);
        FloatVector x1 = FloatVector.fromArray(FLOATS, from, fromOffset + row1 * fromStride + LANES);
        FloatVector w2 = FloatVector.fromArray(FLOATS, from, fromOffset + row2 * fromStride);
        FloatVector x2 = FloatVector.fromArray(FLOATS, from, fromOffset + row2 * fromStride + LANES);
        FloatVector w3 = FloatVector.fromArray(FLOATS, from, fromOffset + row3 * fromStride);
        FloatVector x3 = FloatVector.fromArray(FLOATS, from, fromOffset + row3 * fromStride + LANES);
        FloatVector w4 = FloatVector.fromArray(FLOATS, from, fromOffset + row4 * fromStride);
        FloatVector x4 = FloatVector.fromArray(FLOATS, from, fromOffset + row4 * fromStride + LANES);
        for (int step = 0; step < end; step++) {
            FloatVector w = FloatVector.fromMemorySegment(FLOATS, b, j, ORDER);
            FloatVector x = FloatVector.fromMemorySegment(FLOATS, b, j + VECTOR, ORDER);
            FloatVector left0 = FloatVector.broadcast(FLOATS, a[a0 + step]);
            w0 = left0.fma(w, w0);
            x0 = left0.fma(x, x0);
            FloatVector left1 = FloatVector.broadcast(FLOATS, a[a1 + step]);
            w1 = left1.fma(w, w1);
            x1 = left1.fma(x, x1);
            FloatVector left2 = FloatVector.broadcast(FLOATS, a[a2 + step]);
            w2 = left2.fma(w, w2);
            x2 = left2.fma(x, x2);
            FloatVector left3 = FloatVector.broadcast(FLOATS, a[a3 + step]);
            w3 = left3.fma(w, w3);
            x3 = left3.fma(x, x3);
            FloatVector left4 = FloatVector.broadcast(FLOATS, a[a4 + step]);
            w4 = left4.fma(w, w4);
            x4 = left4.fma(x, x4);
            j += 2 * VECTOR;
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

    /// 5 rows by 3 vectors on 32 registers.
    private static void fiveByThree(
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
        int end = Math.min(steps, VectorGemmTile.MOST_STEPS);
        int a0 = VectorGemmTile.place(aOffset);
        int a1 = VectorGemmTile.place(aOffset + row1 * lda);
        int a2 = VectorGemmTile.place(aOffset + row2 * lda);
        int a3 = VectorGemmTile.place(aOffset + row3 * lda);
        int a4 = VectorGemmTile.place(aOffset + row4 * lda);
        long j = 0;
        FloatVector w0 = FloatVector.fromArray(FLOATS, from, fromOffset);
        FloatVector x0 = FloatVector.fromArray(FLOATS, from, fromOffset + LANES);
        FloatVector y0 = FloatVector.fromArray(FLOATS, from, fromOffset + 2 * LANES);
        FloatVector w1 = FloatVector.fromArray(FLOATS, from, fromOffset + row1 * fromStride);
        FloatVector x1 = FloatVector.fromArray(FLOATS, from, fromOffset + row1 * fromStride + LANES);
        FloatVector y1 = FloatVector.fromArray(FLOATS, from, fromOffset + row1 * fromStride + 2 * LANES);
        FloatVector w2 = FloatVector.fromArray(FLOATS, from, fromOffset + row2 * fromStride);
        FloatVector x2 = FloatVector.fromArray(FLOATS, from, fromOffset + row2 * fromStride + LANES);
        FloatVector y2 = FloatVector.fromArray(FLOATS, from, fromOffset + row2 * fromStride + 2 * LANES);
        FloatVector w3 = FloatVector.fromArray(FLOATS, from, fromOffset + row3 * fromStride);
        FloatVector x3 = FloatVector.fromArray(FLOATS, from, fromOffset + row3 * fromStride + LANES);
        FloatVector y3 = FloatVector.fromArray(FLOATS, from, fromOffset + row3 * fromStride + 2 * LANES);
        FloatVector w4 = FloatVector.fromArray(FLOATS, from, fromOffset + row4 * fromStride);
        FloatVector x4 = FloatVector.fromArray(FLOATS, from, fromOffset + row4 * fromStride + LANES);
        FloatVector y4 = FloatVector.fromArray(FLOATS, from, fromOffset + row4 * fromStride + 2 * LANES);
        for (int step = 0; step < end; step++) {
            FloatVector w = FloatVector.fromMemorySegment(FLOATS, b, j, ORDER);
            FloatVector x = FloatVector.fromMemorySegment(FLOATS, b, j + VECTOR, ORDER);
            FloatVector y = FloatVector.fromMemorySegment(FLOATS, b, j + 2 * VECTOR, ORDER);
            FloatVector left0 = FloatVector.broadcast(FLOATS, a[a0 + step]);
            w0 = left0.fma(w, w0);
            x0 = left0.fma(x, x0);
            y0 = left0.fma(y, y0);
            FloatVector left1 = FloatVector.broadcast(FLOATS, a[a1 + step]);
            w1 = left1.fma(w, w1);
            x1 = left1.fma(x, x1);
            y1 = left1.fma(y, y1);
            FloatVector left2 = FloatVector.broadcast(FLOATS, a[a2 + step]);
            w2 = left2.fma(w, w2);
            x2 = left2.fma(x, x2);
            y2 = left2.fma(y, y2);
            FloatVector left3 = FloatVector.broadcast(FLOATS, a[a3 + step]);
            w3 = left3.fma(w, w3);
            x3 = left3.fma(x, x3);
            y3 = left3.fma(y, y3);
            FloatVector left4 = FloatVector.broadcast(FLOATS, a[a4 + step]);
            w4 = left4.fma(w, w4);
            x4 = left4.fma(x, x4);
            y4 = left4.fma(y, y4);
            j += 3 * VECTOR;
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

    /// 5 rows by 4 vectors on 32 registers.
    private static void fiveByFour(
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
        int end = Math.min(steps, VectorGemmTile.MOST_STEPS);
        int a0 = VectorGemmTile.place(aOffset);
        int a1 = VectorGemmTile.place(aOffset + row1 * lda);
        int a2 = VectorGemmTile.place(aOffset + row2 * lda);
        int a3 = VectorGemmTile.place(aOffset + row3 * lda);
        int a4 = VectorGemmTile.place(aOffset + row4 * lda);
        long j = 0;
        FloatVector w0 = FloatVector.fromArray(FLOATS, from, fromOffset);
        FloatVector x0 = FloatVector.fromArray(FLOATS, from, fromOffset + LANES);
        FloatVector y0 = FloatVector.fromArray(FLOATS, from, fromOffset + 2 * LANES);
        FloatVector z0 = FloatVector.fromArray(FLOATS, from, fromOffset + 3 * LANES);
        FloatVector w1 = FloatVector.fromArray(FLOATS, from, fromOffset + row1 * fromStride);
        FloatVector x1 = FloatVector.fromArray(FLOATS, from, fromOffset + row1 * fromStride + LANES);
        FloatVector y1 = FloatVector.fromArray(FLOATS, from, fromOffset + row1 * fromStride + 2 * LANES);
        FloatVector z1 = FloatVector.fromArray(FLOATS, from, fromOffset + row1 * fromStride + 3 * LANES);
        FloatVector w2 = FloatVector.fromArray(FLOATS, from, fromOffset + row2 * fromStride);
        FloatVector x2 = FloatVector.fromArray(FLOATS, from, fromOffset + row2 * fromStride + LANES);
        FloatVector y2 = FloatVector.fromArray(FLOATS, from, fromOffset + row2 * fromStride + 2 * LANES);
        FloatVector z2 = FloatVector.fromArray(FLOATS, from, fromOffset + row2 * fromStride + 3 * LANES);
        FloatVector w3 = FloatVector.fromArray(FLOATS, from, fromOffset + row3 * fromStride);
        FloatVector x3 = FloatVector.fromArray(FLOATS, from, fromOffset + row3 * fromStride + LANES);
        FloatVector y3 = FloatVector.fromArray(FLOATS, from, fromOffset + row3 * fromStride + 2 * LANES);
        FloatVector z3 = FloatVector.fromArray(FLOATS, from, fromOffset + row3 * fromStride + 3 * LANES);
        FloatVector w4 = FloatVector.fromArray(FLOATS, from, fromOffset + row4 * fromStride);
        FloatVector x4 = FloatVector.fromArray(FLOATS, from, fromOffset + row4 * fromStride + LANES);
        FloatVector y4 = FloatVector.fromArray(FLOATS, from, fromOffset + row4 * fromStride + 2 * LANES);
        FloatVector z4 = FloatVector.fromArray(FLOATS, from, fromOffset + row4 * fromStride + 3 * LANES);
        for (int step = 0; step < end; step++) {
            FloatVector w = FloatVector.fromMemorySegment(FLOATS, b, j, ORDER);
            FloatVector x = FloatVector.fromMemorySegment(FLOATS, b, j + VECTOR, ORDER);
            FloatVector y = FloatVector.fromMemorySegment(FLOATS, b, j + 2 * VECTOR, ORDER);
            FloatVector z = FloatVector.fromMemorySegment(FLOATS, b, j + 3 * VECTOR, ORDER);
            FloatVector left0 = FloatVector.broadcast(FLOATS, a[a0 + step]);
            w0 = left0.fma(w, w0);
            x0 = left0.fma(x, x0);
            y0 = left0.fma(y, y0);
            z0 = left0.fma(z, z0);
            FloatVector left1 = FloatVector.broadcast(FLOATS, a[a1 + step]);
            w1 = left1.fma(w, w1);
            x1 = left1.fma(x, x1);
            y1 = left1.fma(y, y1);
            z1 = left1.fma(z, z1);
            FloatVector left2 = FloatVector.broadcast(FLOATS, a[a2 + step]);
            w2 = left2.fma(w, w2);
            x2 = left2.fma(x, x2);
            y2 = left2.fma(y, y2);
            z2 = left2.fma(z, z2);
            FloatVector left3 = FloatVector.broadcast(FLOATS, a[a3 + step]);
            w3 = left3.fma(w, w3);
            x3 = left3.fma(x, x3);
            y3 = left3.fma(y, y3);
            z3 = left3.fma(z, z3);
            FloatVector left4 = FloatVector.broadcast(FLOATS, a[a4 + step]);
            w4 = left4.fma(w, w4);
            x4 = left4.fma(x, x4);
            y4 = left4.fma(y, y4);
            z4 = left4.fma(z, z4);
            j += 4 * VECTOR;
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
}
