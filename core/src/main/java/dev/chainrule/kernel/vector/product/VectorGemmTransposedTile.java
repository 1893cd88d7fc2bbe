// Generated from the template in build/check/Tiles.java. Do not edit; `bin/generate` writes it.
package dev.chainrule.kernel.vector.product;

import static dev.chainrule.kernel.vector.Lanes.FLOATS;
import static dev.chainrule.kernel.vector.Machine.FEW_REGISTERS;
import static dev.chainrule.kernel.vector.Machine.LANES;

import java.lang.invoke.VarHandle;
import jdk.incubator.vector.FloatVector;

/// As [VectorGemmTile], for a left factor that is stored transposed: `a[step][row]`,
/// rows next to each other.
final class VectorGemmTransposedTile {
    /// The rows of a tile, all of which are computed.
    static final int ROWS = 6;

    private VectorGemmTransposedTile() {}

    /// Computes a tile where `a` is stored transposed.
    ///
    /// @param vectors the width of the tile
    /// @param from where the sums start, which may be `c` itself
    static void run(
            int vectors,
            int steps,
            float[] a,
            int aOffset,
            int aStep,
            float[] b,
            int bOffset,
            int bStep,
            float[] from,
            int fromOffset,
            int fromStride,
            float[] c,
            int cOffset,
            int ldc) {
        if (FEW_REGISTERS) {
            switch (vectors) {
                case 1 ->
                    sixByOneInOrder(
                            steps, a, aOffset, aStep, b, bOffset, bStep, from, fromOffset, fromStride, c, cOffset, ldc);
                default ->
                    sixByTwoInOrder(
                            steps, a, aOffset, aStep, b, bOffset, bStep, from, fromOffset, fromStride, c, cOffset, ldc);
            }
        } else {
            switch (vectors) {
                case 1 ->
                    sixByOne(
                            steps, a, aOffset, aStep, b, bOffset, bStep, from, fromOffset, fromStride, c, cOffset, ldc);
                case 2 ->
                    sixByTwo(
                            steps, a, aOffset, aStep, b, bOffset, bStep, from, fromOffset, fromStride, c, cOffset, ldc);
                case 3 ->
                    sixByThree(
                            steps, a, aOffset, aStep, b, bOffset, bStep, from, fromOffset, fromStride, c, cOffset, ldc);
                default ->
                    sixByFour(
                            steps, a, aOffset, aStep, b, bOffset, bStep, from, fromOffset, fromStride, c, cOffset, ldc);
            }
        }
    }

    /// 6 rows by 1 vectors on 16 registers.
    private static void sixByOneInOrder(
            int steps,
            float[] a,
            int aOffset,
            int aStep,
            float[] b,
            int bOffset,
            int bStep,
            float[] from,
            int fromOffset,
            int fromStride,
            float[] c,
            int cOffset,
            int ldc) {
        int i = aOffset;
        int j = bOffset;
        FloatVector w0 = FloatVector.fromArray(FLOATS, from, fromOffset);
        FloatVector w1 = FloatVector.fromArray(FLOATS, from, fromOffset + fromStride);
        FloatVector w2 = FloatVector.fromArray(FLOATS, from, fromOffset + 2 * fromStride);
        FloatVector w3 = FloatVector.fromArray(FLOATS, from, fromOffset + 3 * fromStride);
        FloatVector w4 = FloatVector.fromArray(FLOATS, from, fromOffset + 4 * fromStride);
        FloatVector w5 = FloatVector.fromArray(FLOATS, from, fromOffset + 5 * fromStride);
        for (int step = 0; step < steps; step++) {
            FloatVector w = FloatVector.fromArray(FLOATS, b, j);
            FloatVector left0 = FloatVector.broadcast(FLOATS, a[i + 0]);
            w0 = left0.fma(w, w0);
            VarHandle.loadLoadFence();
            FloatVector left1 = FloatVector.broadcast(FLOATS, a[i + 1]);
            w1 = left1.fma(w, w1);
            VarHandle.loadLoadFence();
            FloatVector left2 = FloatVector.broadcast(FLOATS, a[i + 2]);
            w2 = left2.fma(w, w2);
            VarHandle.loadLoadFence();
            FloatVector left3 = FloatVector.broadcast(FLOATS, a[i + 3]);
            w3 = left3.fma(w, w3);
            VarHandle.loadLoadFence();
            FloatVector left4 = FloatVector.broadcast(FLOATS, a[i + 4]);
            w4 = left4.fma(w, w4);
            VarHandle.loadLoadFence();
            FloatVector left5 = FloatVector.broadcast(FLOATS, a[i + 5]);
            w5 = left5.fma(w, w5);
            i += aStep;
            j += bStep;
        }
        w0.intoArray(c, cOffset);
        w1.intoArray(c, cOffset + ldc);
        w2.intoArray(c, cOffset + 2 * ldc);
        w3.intoArray(c, cOffset + 3 * ldc);
        w4.intoArray(c, cOffset + 4 * ldc);
        w5.intoArray(c, cOffset + 5 * ldc);
    }

    /// 6 rows by 2 vectors on 16 registers.
    private static void sixByTwoInOrder(
            int steps,
            float[] a,
            int aOffset,
            int aStep,
            float[] b,
            int bOffset,
            int bStep,
            float[] from,
            int fromOffset,
            int fromStride,
            float[] c,
            int cOffset,
            int ldc) {
        int i = aOffset;
        int j = bOffset;
        FloatVector w0 = FloatVector.fromArray(FLOATS, from, fromOffset);
        FloatVector x0 = FloatVector.fromArray(FLOATS, from, fromOffset + LANES);
        FloatVector w1 = FloatVector.fromArray(FLOATS, from, fromOffset + fromStride);
        FloatVector x1 = FloatVector.fromArray(FLOATS, from, fromOffset + fromStride + LANES);
        FloatVector w2 = FloatVector.fromArray(FLOATS, from, fromOffset + 2 * fromStride);
        FloatVector x2 = FloatVector.fromArray(FLOATS, from, fromOffset + 2 * fromStride + LANES);
        FloatVector w3 = FloatVector.fromArray(FLOATS, from, fromOffset + 3 * fromStride);
        FloatVector x3 = FloatVector.fromArray(FLOATS, from, fromOffset + 3 * fromStride + LANES);
        FloatVector w4 = FloatVector.fromArray(FLOATS, from, fromOffset + 4 * fromStride);
        FloatVector x4 = FloatVector.fromArray(FLOATS, from, fromOffset + 4 * fromStride + LANES);
        FloatVector w5 = FloatVector.fromArray(FLOATS, from, fromOffset + 5 * fromStride);
        FloatVector x5 = FloatVector.fromArray(FLOATS, from, fromOffset + 5 * fromStride + LANES);
        for (int step = 0; step < steps; step++) {
            FloatVector w = FloatVector.fromArray(FLOATS, b, j);
            FloatVector x = FloatVector.fromArray(FLOATS, b, j + LANES);
            FloatVector left0 = FloatVector.broadcast(FLOATS, a[i + 0]);
            w0 = left0.fma(w, w0);
            x0 = left0.fma(x, x0);
            VarHandle.loadLoadFence();
            FloatVector left1 = FloatVector.broadcast(FLOATS, a[i + 1]);
            w1 = left1.fma(w, w1);
            x1 = left1.fma(x, x1);
            VarHandle.loadLoadFence();
            FloatVector left2 = FloatVector.broadcast(FLOATS, a[i + 2]);
            w2 = left2.fma(w, w2);
            x2 = left2.fma(x, x2);
            VarHandle.loadLoadFence();
            FloatVector left3 = FloatVector.broadcast(FLOATS, a[i + 3]);
            w3 = left3.fma(w, w3);
            x3 = left3.fma(x, x3);
            VarHandle.loadLoadFence();
            FloatVector left4 = FloatVector.broadcast(FLOATS, a[i + 4]);
            w4 = left4.fma(w, w4);
            x4 = left4.fma(x, x4);
            VarHandle.loadLoadFence();
            FloatVector left5 = FloatVector.broadcast(FLOATS, a[i + 5]);
            w5 = left5.fma(w, w5);
            x5 = left5.fma(x, x5);
            i += aStep;
            j += bStep;
        }
        w0.intoArray(c, cOffset);
        x0.intoArray(c, cOffset + LANES);
        w1.intoArray(c, cOffset + ldc);
        x1.intoArray(c, cOffset + ldc + LANES);
        w2.intoArray(c, cOffset + 2 * ldc);
        x2.intoArray(c, cOffset + 2 * ldc + LANES);
        w3.intoArray(c, cOffset + 3 * ldc);
        x3.intoArray(c, cOffset + 3 * ldc + LANES);
        w4.intoArray(c, cOffset + 4 * ldc);
        x4.intoArray(c, cOffset + 4 * ldc + LANES);
        w5.intoArray(c, cOffset + 5 * ldc);
        x5.intoArray(c, cOffset + 5 * ldc + LANES);
    }

    /// 6 rows by 1 vectors on 32 registers.
    private static void sixByOne(
            int steps,
            float[] a,
            int aOffset,
            int aStep,
            float[] b,
            int bOffset,
            int bStep,
            float[] from,
            int fromOffset,
            int fromStride,
            float[] c,
            int cOffset,
            int ldc) {
        int i = aOffset;
        int j = bOffset;
        FloatVector w0 = FloatVector.fromArray(FLOATS, from, fromOffset);
        FloatVector w1 = FloatVector.fromArray(FLOATS, from, fromOffset + fromStride);
        FloatVector w2 = FloatVector.fromArray(FLOATS, from, fromOffset + 2 * fromStride);
        FloatVector w3 = FloatVector.fromArray(FLOATS, from, fromOffset + 3 * fromStride);
        FloatVector w4 = FloatVector.fromArray(FLOATS, from, fromOffset + 4 * fromStride);
        FloatVector w5 = FloatVector.fromArray(FLOATS, from, fromOffset + 5 * fromStride);
        for (int step = 0; step < steps; step++) {
            FloatVector w = FloatVector.fromArray(FLOATS, b, j);
            FloatVector left0 = FloatVector.broadcast(FLOATS, a[i + 0]);
            w0 = left0.fma(w, w0);
            FloatVector left1 = FloatVector.broadcast(FLOATS, a[i + 1]);
            w1 = left1.fma(w, w1);
            FloatVector left2 = FloatVector.broadcast(FLOATS, a[i + 2]);
            w2 = left2.fma(w, w2);
            FloatVector left3 = FloatVector.broadcast(FLOATS, a[i + 3]);
            w3 = left3.fma(w, w3);
            FloatVector left4 = FloatVector.broadcast(FLOATS, a[i + 4]);
            w4 = left4.fma(w, w4);
            FloatVector left5 = FloatVector.broadcast(FLOATS, a[i + 5]);
            w5 = left5.fma(w, w5);
            i += aStep;
            j += bStep;
        }
        w0.intoArray(c, cOffset);
        w1.intoArray(c, cOffset + ldc);
        w2.intoArray(c, cOffset + 2 * ldc);
        w3.intoArray(c, cOffset + 3 * ldc);
        w4.intoArray(c, cOffset + 4 * ldc);
        w5.intoArray(c, cOffset + 5 * ldc);
    }

    /// 6 rows by 2 vectors on 32 registers.
    private static void sixByTwo(
            int steps,
            float[] a,
            int aOffset,
            int aStep,
            float[] b,
            int bOffset,
            int bStep,
            float[] from,
            int fromOffset,
            int fromStride,
            float[] c,
            int cOffset,
            int ldc) {
        int i = aOffset;
        int j = bOffset;
        FloatVector w0 = FloatVector.fromArray(FLOATS, from, fromOffset);
        FloatVector x0 = FloatVector.fromArray(FLOATS, from, fromOffset + LANES);
        FloatVector w1 = FloatVector.fromArray(FLOATS, from, fromOffset + fromStride);
        FloatVector x1 = FloatVector.fromArray(FLOATS, from, fromOffset + fromStride + LANES);
        FloatVector w2 = FloatVector.fromArray(FLOATS, from, fromOffset + 2 * fromStride);
        FloatVector x2 = FloatVector.fromArray(FLOATS, from, fromOffset + 2 * fromStride + LANES);
        FloatVector w3 = FloatVector.fromArray(FLOATS, from, fromOffset + 3 * fromStride);
        FloatVector x3 = FloatVector.fromArray(FLOATS, from, fromOffset + 3 * fromStride + LANES);
        FloatVector w4 = FloatVector.fromArray(FLOATS, from, fromOffset + 4 * fromStride);
        FloatVector x4 = FloatVector.fromArray(FLOATS, from, fromOffset + 4 * fromStride + LANES);
        FloatVector w5 = FloatVector.fromArray(FLOATS, from, fromOffset + 5 * fromStride);
        FloatVector x5 = FloatVector.fromArray(FLOATS, from, fromOffset + 5 * fromStride + LANES);
        for (int step = 0; step < steps; step++) {
            FloatVector w = FloatVector.fromArray(FLOATS, b, j);
            FloatVector x = FloatVector.fromArray(FLOATS, b, j + LANES);
            FloatVector left0 = FloatVector.broadcast(FLOATS, a[i + 0]);
            w0 = left0.fma(w, w0);
            x0 = left0.fma(x, x0);
            FloatVector left1 = FloatVector.broadcast(FLOATS, a[i + 1]);
            w1 = left1.fma(w, w1);
            x1 = left1.fma(x, x1);
            FloatVector left2 = FloatVector.broadcast(FLOATS, a[i + 2]);
            w2 = left2.fma(w, w2);
            x2 = left2.fma(x, x2);
            FloatVector left3 = FloatVector.broadcast(FLOATS, a[i + 3]);
            w3 = left3.fma(w, w3);
            x3 = left3.fma(x, x3);
            FloatVector left4 = FloatVector.broadcast(FLOATS, a[i + 4]);
            w4 = left4.fma(w, w4);
            x4 = left4.fma(x, x4);
            FloatVector left5 = FloatVector.broadcast(FLOATS, a[i + 5]);
            w5 = left5.fma(w, w5);
            x5 = left5.fma(x, x5);
            i += aStep;
            j += bStep;
        }
        w0.intoArray(c, cOffset);
        x0.intoArray(c, cOffset + LANES);
        w1.intoArray(c, cOffset + ldc);
        x1.intoArray(c, cOffset + ldc + LANES);
        w2.intoArray(c, cOffset + 2 * ldc);
        x2.intoArray(c, cOffset + 2 * ldc + LANES);
        w3.intoArray(c, cOffset + 3 * ldc);
        x3.intoArray(c, cOffset + 3 * ldc + LANES);
        w4.intoArray(c, cOffset + 4 * ldc);
        x4.intoArray(c, cOffset + 4 * ldc + LANES);
        w5.intoArray(c, cOffset + 5 * ldc);
        x5.intoArray(c, cOffset + 5 * ldc + LANES);
    }

    /// 6 rows by 3 vectors on 32 registers.
    private static void sixByThree(
            int steps,
            float[] a,
            int aOffset,
            int aStep,
            float[] b,
            int bOffset,
            int bStep,
            float[] from,
            int fromOffset,
            int fromStride,
            float[] c,
            int cOffset,
            int ldc) {
        int i = aOffset;
        int j = bOffset;
        FloatVector w0 = FloatVector.fromArray(FLOATS, from, fromOffset);
        FloatVector x0 = FloatVector.fromArray(FLOATS, from, fromOffset + LANES);
        FloatVector y0 = FloatVector.fromArray(FLOATS, from, fromOffset + 2 * LANES);
        FloatVector w1 = FloatVector.fromArray(FLOATS, from, fromOffset + fromStride);
        FloatVector x1 = FloatVector.fromArray(FLOATS, from, fromOffset + fromStride + LANES);
        FloatVector y1 = FloatVector.fromArray(FLOATS, from, fromOffset + fromStride + 2 * LANES);
        FloatVector w2 = FloatVector.fromArray(FLOATS, from, fromOffset + 2 * fromStride);
        FloatVector x2 = FloatVector.fromArray(FLOATS, from, fromOffset + 2 * fromStride + LANES);
        FloatVector y2 = FloatVector.fromArray(FLOATS, from, fromOffset + 2 * fromStride + 2 * LANES);
        FloatVector w3 = FloatVector.fromArray(FLOATS, from, fromOffset + 3 * fromStride);
        FloatVector x3 = FloatVector.fromArray(FLOATS, from, fromOffset + 3 * fromStride + LANES);
        FloatVector y3 = FloatVector.fromArray(FLOATS, from, fromOffset + 3 * fromStride + 2 * LANES);
        FloatVector w4 = FloatVector.fromArray(FLOATS, from, fromOffset + 4 * fromStride);
        FloatVector x4 = FloatVector.fromArray(FLOATS, from, fromOffset + 4 * fromStride + LANES);
        FloatVector y4 = FloatVector.fromArray(FLOATS, from, fromOffset + 4 * fromStride + 2 * LANES);
        FloatVector w5 = FloatVector.fromArray(FLOATS, from, fromOffset + 5 * fromStride);
        FloatVector x5 = FloatVector.fromArray(FLOATS, from, fromOffset + 5 * fromStride + LANES);
        FloatVector y5 = FloatVector.fromArray(FLOATS, from, fromOffset + 5 * fromStride + 2 * LANES);
        for (int step = 0; step < steps; step++) {
            FloatVector w = FloatVector.fromArray(FLOATS, b, j);
            FloatVector x = FloatVector.fromArray(FLOATS, b, j + LANES);
            FloatVector y = FloatVector.fromArray(FLOATS, b, j + 2 * LANES);
            FloatVector left0 = FloatVector.broadcast(FLOATS, a[i + 0]);
            w0 = left0.fma(w, w0);
            x0 = left0.fma(x, x0);
            y0 = left0.fma(y, y0);
            FloatVector left1 = FloatVector.broadcast(FLOATS, a[i + 1]);
            w1 = left1.fma(w, w1);
            x1 = left1.fma(x, x1);
            y1 = left1.fma(y, y1);
            FloatVector left2 = FloatVector.broadcast(FLOATS, a[i + 2]);
            w2 = left2.fma(w, w2);
            x2 = left2.fma(x, x2);
            y2 = left2.fma(y, y2);
            FloatVector left3 = FloatVector.broadcast(FLOATS, a[i + 3]);
            w3 = left3.fma(w, w3);
            x3 = left3.fma(x, x3);
            y3 = left3.fma(y, y3);
            FloatVector left4 = FloatVector.broadcast(FLOATS, a[i + 4]);
            w4 = left4.fma(w, w4);
            x4 = left4.fma(x, x4);
            y4 = left4.fma(y, y4);
            FloatVector left5 = FloatVector.broadcast(FLOATS, a[i + 5]);
            w5 = left5.fma(w, w5);
            x5 = left5.fma(x, x5);
            y5 = left5.fma(y, y5);
            i += aStep;
            j += bStep;
        }
        w0.intoArray(c, cOffset);
        x0.intoArray(c, cOffset + LANES);
        y0.intoArray(c, cOffset + 2 * LANES);
        w1.intoArray(c, cOffset + ldc);
        x1.intoArray(c, cOffset + ldc + LANES);
        y1.intoArray(c, cOffset + ldc + 2 * LANES);
        w2.intoArray(c, cOffset + 2 * ldc);
        x2.intoArray(c, cOffset + 2 * ldc + LANES);
        y2.intoArray(c, cOffset + 2 * ldc + 2 * LANES);
        w3.intoArray(c, cOffset + 3 * ldc);
        x3.intoArray(c, cOffset + 3 * ldc + LANES);
        y3.intoArray(c, cOffset + 3 * ldc + 2 * LANES);
        w4.intoArray(c, cOffset + 4 * ldc);
        x4.intoArray(c, cOffset + 4 * ldc + LANES);
        y4.intoArray(c, cOffset + 4 * ldc + 2 * LANES);
        w5.intoArray(c, cOffset + 5 * ldc);
        x5.intoArray(c, cOffset + 5 * ldc + LANES);
        y5.intoArray(c, cOffset + 5 * ldc + 2 * LANES);
    }

    /// 6 rows by 4 vectors on 32 registers.
    private static void sixByFour(
            int steps,
            float[] a,
            int aOffset,
            int aStep,
            float[] b,
            int bOffset,
            int bStep,
            float[] from,
            int fromOffset,
            int fromStride,
            float[] c,
            int cOffset,
            int ldc) {
        int i = aOffset;
        int j = bOffset;
        FloatVector w0 = FloatVector.fromArray(FLOATS, from, fromOffset);
        FloatVector x0 = FloatVector.fromArray(FLOATS, from, fromOffset + LANES);
        FloatVector y0 = FloatVector.fromArray(FLOATS, from, fromOffset + 2 * LANES);
        FloatVector z0 = FloatVector.fromArray(FLOATS, from, fromOffset + 3 * LANES);
        FloatVector w1 = FloatVector.fromArray(FLOATS, from, fromOffset + fromStride);
        FloatVector x1 = FloatVector.fromArray(FLOATS, from, fromOffset + fromStride + LANES);
        FloatVector y1 = FloatVector.fromArray(FLOATS, from, fromOffset + fromStride + 2 * LANES);
        FloatVector z1 = FloatVector.fromArray(FLOATS, from, fromOffset + fromStride + 3 * LANES);
        FloatVector w2 = FloatVector.fromArray(FLOATS, from, fromOffset + 2 * fromStride);
        FloatVector x2 = FloatVector.fromArray(FLOATS, from, fromOffset + 2 * fromStride + LANES);
        FloatVector y2 = FloatVector.fromArray(FLOATS, from, fromOffset + 2 * fromStride + 2 * LANES);
        FloatVector z2 = FloatVector.fromArray(FLOATS, from, fromOffset + 2 * fromStride + 3 * LANES);
        FloatVector w3 = FloatVector.fromArray(FLOATS, from, fromOffset + 3 * fromStride);
        FloatVector x3 = FloatVector.fromArray(FLOATS, from, fromOffset + 3 * fromStride + LANES);
        FloatVector y3 = FloatVector.fromArray(FLOATS, from, fromOffset + 3 * fromStride + 2 * LANES);
        FloatVector z3 = FloatVector.fromArray(FLOATS, from, fromOffset + 3 * fromStride + 3 * LANES);
        FloatVector w4 = FloatVector.fromArray(FLOATS, from, fromOffset + 4 * fromStride);
        FloatVector x4 = FloatVector.fromArray(FLOATS, from, fromOffset + 4 * fromStride + LANES);
        FloatVector y4 = FloatVector.fromArray(FLOATS, from, fromOffset + 4 * fromStride + 2 * LANES);
        FloatVector z4 = FloatVector.fromArray(FLOATS, from, fromOffset + 4 * fromStride + 3 * LANES);
        FloatVector w5 = FloatVector.fromArray(FLOATS, from, fromOffset + 5 * fromStride);
        FloatVector x5 = FloatVector.fromArray(FLOATS, from, fromOffset + 5 * fromStride + LANES);
        FloatVector y5 = FloatVector.fromArray(FLOATS, from, fromOffset + 5 * fromStride + 2 * LANES);
        FloatVector z5 = FloatVector.fromArray(FLOATS, from, fromOffset + 5 * fromStride + 3 * LANES);
        for (int step = 0; step < steps; step++) {
            FloatVector w = FloatVector.fromArray(FLOATS, b, j);
            FloatVector x = FloatVector.fromArray(FLOATS, b, j + LANES);
            FloatVector y = FloatVector.fromArray(FLOATS, b, j + 2 * LANES);
            FloatVector z = FloatVector.fromArray(FLOATS, b, j + 3 * LANES);
            FloatVector left0 = FloatVector.broadcast(FLOATS, a[i + 0]);
            w0 = left0.fma(w, w0);
            x0 = left0.fma(x, x0);
            y0 = left0.fma(y, y0);
            z0 = left0.fma(z, z0);
            FloatVector left1 = FloatVector.broadcast(FLOATS, a[i + 1]);
            w1 = left1.fma(w, w1);
            x1 = left1.fma(x, x1);
            y1 = left1.fma(y, y1);
            z1 = left1.fma(z, z1);
            FloatVector left2 = FloatVector.broadcast(FLOATS, a[i + 2]);
            w2 = left2.fma(w, w2);
            x2 = left2.fma(x, x2);
            y2 = left2.fma(y, y2);
            z2 = left2.fma(z, z2);
            FloatVector left3 = FloatVector.broadcast(FLOATS, a[i + 3]);
            w3 = left3.fma(w, w3);
            x3 = left3.fma(x, x3);
            y3 = left3.fma(y, y3);
            z3 = left3.fma(z, z3);
            FloatVector left4 = FloatVector.broadcast(FLOATS, a[i + 4]);
            w4 = left4.fma(w, w4);
            x4 = left4.fma(x, x4);
            y4 = left4.fma(y, y4);
            z4 = left4.fma(z, z4);
            FloatVector left5 = FloatVector.broadcast(FLOATS, a[i + 5]);
            w5 = left5.fma(w, w5);
            x5 = left5.fma(x, x5);
            y5 = left5.fma(y, y5);
            z5 = left5.fma(z, z5);
            i += aStep;
            j += bStep;
        }
        w0.intoArray(c, cOffset);
        x0.intoArray(c, cOffset + LANES);
        y0.intoArray(c, cOffset + 2 * LANES);
        z0.intoArray(c, cOffset + 3 * LANES);
        w1.intoArray(c, cOffset + ldc);
        x1.intoArray(c, cOffset + ldc + LANES);
        y1.intoArray(c, cOffset + ldc + 2 * LANES);
        z1.intoArray(c, cOffset + ldc + 3 * LANES);
        w2.intoArray(c, cOffset + 2 * ldc);
        x2.intoArray(c, cOffset + 2 * ldc + LANES);
        y2.intoArray(c, cOffset + 2 * ldc + 2 * LANES);
        z2.intoArray(c, cOffset + 2 * ldc + 3 * LANES);
        w3.intoArray(c, cOffset + 3 * ldc);
        x3.intoArray(c, cOffset + 3 * ldc + LANES);
        y3.intoArray(c, cOffset + 3 * ldc + 2 * LANES);
        z3.intoArray(c, cOffset + 3 * ldc + 3 * LANES);
        w4.intoArray(c, cOffset + 4 * ldc);
        x4.intoArray(c, cOffset + 4 * ldc + LANES);
        y4.intoArray(c, cOffset + 4 * ldc + 2 * LANES);
        z4.intoArray(c, cOffset + 4 * ldc + 3 * LANES);
        w5.intoArray(c, cOffset + 5 * ldc);
        x5.intoArray(c, cOffset + 5 * ldc + LANES);
        y5.intoArray(c, cOffset + 5 * ldc + 2 * LANES);
        z5.intoArray(c, cOffset + 5 * ldc + 3 * LANES);
    }
}
