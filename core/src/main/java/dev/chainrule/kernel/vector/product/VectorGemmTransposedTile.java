package dev.chainrule.kernel.vector.product;

import static dev.chainrule.kernel.vector.product.VectorGemmTile.LANES;
import static dev.chainrule.kernel.vector.product.VectorGemmTile.SPECIES;
import static dev.chainrule.kernel.vector.product.VectorGemmTile.keepOrder;

import jdk.incubator.vector.FloatVector;

/// As [VectorGemmTile], for a left factor that is stored transposed: `a[step][row]`, rows next to
/// each other.
final class VectorGemmTransposedTile {
    /// The rows of a tile.
    static final int ROWS = 6;

    private VectorGemmTransposedTile() {}

    /// Computes a tile whose left factor is stored transposed.
    ///
    /// @param vectors the width of the tile, 1 to [VectorGemmTile#VECTORS]
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
        switch (vectors) {
            case 1 -> one(steps, a, aOffset, aStep, b, bOffset, bStep, from, fromOffset, fromStride, c, cOffset, ldc);
            case 2 -> two(steps, a, aOffset, aStep, b, bOffset, bStep, from, fromOffset, fromStride, c, cOffset, ldc);
            case 3 -> three(steps, a, aOffset, aStep, b, bOffset, bStep, from, fromOffset, fromStride, c, cOffset, ldc);
            default -> four(steps, a, aOffset, aStep, b, bOffset, bStep, from, fromOffset, fromStride, c, cOffset, ldc);
        }
    }

    /// Four vectors.
    private static void four(
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
        FloatVector w0 = FloatVector.fromArray(SPECIES, from, fromOffset);
        FloatVector x0 = FloatVector.fromArray(SPECIES, from, fromOffset + LANES);
        FloatVector y0 = FloatVector.fromArray(SPECIES, from, fromOffset + 2 * LANES);
        FloatVector z0 = FloatVector.fromArray(SPECIES, from, fromOffset + 3 * LANES);
        FloatVector w1 = FloatVector.fromArray(SPECIES, from, fromOffset + fromStride);
        FloatVector x1 = FloatVector.fromArray(SPECIES, from, fromOffset + fromStride + LANES);
        FloatVector y1 = FloatVector.fromArray(SPECIES, from, fromOffset + fromStride + 2 * LANES);
        FloatVector z1 = FloatVector.fromArray(SPECIES, from, fromOffset + fromStride + 3 * LANES);
        FloatVector w2 = FloatVector.fromArray(SPECIES, from, fromOffset + 2 * fromStride);
        FloatVector x2 = FloatVector.fromArray(SPECIES, from, fromOffset + 2 * fromStride + LANES);
        FloatVector y2 = FloatVector.fromArray(SPECIES, from, fromOffset + 2 * fromStride + 2 * LANES);
        FloatVector z2 = FloatVector.fromArray(SPECIES, from, fromOffset + 2 * fromStride + 3 * LANES);
        FloatVector w3 = FloatVector.fromArray(SPECIES, from, fromOffset + 3 * fromStride);
        FloatVector x3 = FloatVector.fromArray(SPECIES, from, fromOffset + 3 * fromStride + LANES);
        FloatVector y3 = FloatVector.fromArray(SPECIES, from, fromOffset + 3 * fromStride + 2 * LANES);
        FloatVector z3 = FloatVector.fromArray(SPECIES, from, fromOffset + 3 * fromStride + 3 * LANES);
        FloatVector w4 = FloatVector.fromArray(SPECIES, from, fromOffset + 4 * fromStride);
        FloatVector x4 = FloatVector.fromArray(SPECIES, from, fromOffset + 4 * fromStride + LANES);
        FloatVector y4 = FloatVector.fromArray(SPECIES, from, fromOffset + 4 * fromStride + 2 * LANES);
        FloatVector z4 = FloatVector.fromArray(SPECIES, from, fromOffset + 4 * fromStride + 3 * LANES);
        FloatVector w5 = FloatVector.fromArray(SPECIES, from, fromOffset + 5 * fromStride);
        FloatVector x5 = FloatVector.fromArray(SPECIES, from, fromOffset + 5 * fromStride + LANES);
        FloatVector y5 = FloatVector.fromArray(SPECIES, from, fromOffset + 5 * fromStride + 2 * LANES);
        FloatVector z5 = FloatVector.fromArray(SPECIES, from, fromOffset + 5 * fromStride + 3 * LANES);
        for (int step = 0; step < steps; step++) {
            FloatVector w = FloatVector.fromArray(SPECIES, b, j);
            FloatVector x = FloatVector.fromArray(SPECIES, b, j + LANES);
            FloatVector y = FloatVector.fromArray(SPECIES, b, j + 2 * LANES);
            FloatVector z = FloatVector.fromArray(SPECIES, b, j + 3 * LANES);
            FloatVector left0 = FloatVector.broadcast(SPECIES, a[i]);
            w0 = left0.fma(w, w0);
            x0 = left0.fma(x, x0);
            y0 = left0.fma(y, y0);
            z0 = left0.fma(z, z0);
            FloatVector left1 = FloatVector.broadcast(SPECIES, a[i + 1]);
            w1 = left1.fma(w, w1);
            x1 = left1.fma(x, x1);
            y1 = left1.fma(y, y1);
            z1 = left1.fma(z, z1);
            FloatVector left2 = FloatVector.broadcast(SPECIES, a[i + 2]);
            w2 = left2.fma(w, w2);
            x2 = left2.fma(x, x2);
            y2 = left2.fma(y, y2);
            z2 = left2.fma(z, z2);
            FloatVector left3 = FloatVector.broadcast(SPECIES, a[i + 3]);
            w3 = left3.fma(w, w3);
            x3 = left3.fma(x, x3);
            y3 = left3.fma(y, y3);
            z3 = left3.fma(z, z3);
            FloatVector left4 = FloatVector.broadcast(SPECIES, a[i + 4]);
            w4 = left4.fma(w, w4);
            x4 = left4.fma(x, x4);
            y4 = left4.fma(y, y4);
            z4 = left4.fma(z, z4);
            FloatVector left5 = FloatVector.broadcast(SPECIES, a[i + 5]);
            w5 = left5.fma(w, w5);
            x5 = left5.fma(x, x5);
            y5 = left5.fma(y, y5);
            z5 = left5.fma(z, z5);
            i += aStep;
            j += bStep;
        }
        x0.intoArray(c, cOffset + LANES);
        x1.intoArray(c, cOffset + ldc + LANES);
        x2.intoArray(c, cOffset + 2 * ldc + LANES);
        x3.intoArray(c, cOffset + 3 * ldc + LANES);
        x4.intoArray(c, cOffset + 4 * ldc + LANES);
        x5.intoArray(c, cOffset + 5 * ldc + LANES);
        y0.intoArray(c, cOffset + 2 * LANES);
        y1.intoArray(c, cOffset + ldc + 2 * LANES);
        y2.intoArray(c, cOffset + 2 * ldc + 2 * LANES);
        y3.intoArray(c, cOffset + 3 * ldc + 2 * LANES);
        y4.intoArray(c, cOffset + 4 * ldc + 2 * LANES);
        y5.intoArray(c, cOffset + 5 * ldc + 2 * LANES);
        z0.intoArray(c, cOffset + 3 * LANES);
        z1.intoArray(c, cOffset + ldc + 3 * LANES);
        z2.intoArray(c, cOffset + 2 * ldc + 3 * LANES);
        z3.intoArray(c, cOffset + 3 * ldc + 3 * LANES);
        z4.intoArray(c, cOffset + 4 * ldc + 3 * LANES);
        z5.intoArray(c, cOffset + 5 * ldc + 3 * LANES);
        w0.intoArray(c, cOffset);
        w1.intoArray(c, cOffset + ldc);
        w2.intoArray(c, cOffset + 2 * ldc);
        w3.intoArray(c, cOffset + 3 * ldc);
        w4.intoArray(c, cOffset + 4 * ldc);
        w5.intoArray(c, cOffset + 5 * ldc);
    }

    /// Three vectors.
    private static void three(
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
        FloatVector w0 = FloatVector.fromArray(SPECIES, from, fromOffset);
        FloatVector x0 = FloatVector.fromArray(SPECIES, from, fromOffset + LANES);
        FloatVector y0 = FloatVector.fromArray(SPECIES, from, fromOffset + 2 * LANES);
        FloatVector w1 = FloatVector.fromArray(SPECIES, from, fromOffset + fromStride);
        FloatVector x1 = FloatVector.fromArray(SPECIES, from, fromOffset + fromStride + LANES);
        FloatVector y1 = FloatVector.fromArray(SPECIES, from, fromOffset + fromStride + 2 * LANES);
        FloatVector w2 = FloatVector.fromArray(SPECIES, from, fromOffset + 2 * fromStride);
        FloatVector x2 = FloatVector.fromArray(SPECIES, from, fromOffset + 2 * fromStride + LANES);
        FloatVector y2 = FloatVector.fromArray(SPECIES, from, fromOffset + 2 * fromStride + 2 * LANES);
        FloatVector w3 = FloatVector.fromArray(SPECIES, from, fromOffset + 3 * fromStride);
        FloatVector x3 = FloatVector.fromArray(SPECIES, from, fromOffset + 3 * fromStride + LANES);
        FloatVector y3 = FloatVector.fromArray(SPECIES, from, fromOffset + 3 * fromStride + 2 * LANES);
        FloatVector w4 = FloatVector.fromArray(SPECIES, from, fromOffset + 4 * fromStride);
        FloatVector x4 = FloatVector.fromArray(SPECIES, from, fromOffset + 4 * fromStride + LANES);
        FloatVector y4 = FloatVector.fromArray(SPECIES, from, fromOffset + 4 * fromStride + 2 * LANES);
        FloatVector w5 = FloatVector.fromArray(SPECIES, from, fromOffset + 5 * fromStride);
        FloatVector x5 = FloatVector.fromArray(SPECIES, from, fromOffset + 5 * fromStride + LANES);
        FloatVector y5 = FloatVector.fromArray(SPECIES, from, fromOffset + 5 * fromStride + 2 * LANES);
        for (int step = 0; step < steps; step++) {
            FloatVector w = FloatVector.fromArray(SPECIES, b, j);
            FloatVector x = FloatVector.fromArray(SPECIES, b, j + LANES);
            FloatVector y = FloatVector.fromArray(SPECIES, b, j + 2 * LANES);
            FloatVector left0 = FloatVector.broadcast(SPECIES, a[i]);
            w0 = left0.fma(w, w0);
            x0 = left0.fma(x, x0);
            y0 = left0.fma(y, y0);
            FloatVector left1 = FloatVector.broadcast(SPECIES, a[i + 1]);
            w1 = left1.fma(w, w1);
            x1 = left1.fma(x, x1);
            y1 = left1.fma(y, y1);
            FloatVector left2 = FloatVector.broadcast(SPECIES, a[i + 2]);
            w2 = left2.fma(w, w2);
            x2 = left2.fma(x, x2);
            y2 = left2.fma(y, y2);
            FloatVector left3 = FloatVector.broadcast(SPECIES, a[i + 3]);
            w3 = left3.fma(w, w3);
            x3 = left3.fma(x, x3);
            y3 = left3.fma(y, y3);
            FloatVector left4 = FloatVector.broadcast(SPECIES, a[i + 4]);
            w4 = left4.fma(w, w4);
            x4 = left4.fma(x, x4);
            y4 = left4.fma(y, y4);
            FloatVector left5 = FloatVector.broadcast(SPECIES, a[i + 5]);
            w5 = left5.fma(w, w5);
            x5 = left5.fma(x, x5);
            y5 = left5.fma(y, y5);
            i += aStep;
            j += bStep;
        }
        x0.intoArray(c, cOffset + LANES);
        x1.intoArray(c, cOffset + ldc + LANES);
        x2.intoArray(c, cOffset + 2 * ldc + LANES);
        x3.intoArray(c, cOffset + 3 * ldc + LANES);
        x4.intoArray(c, cOffset + 4 * ldc + LANES);
        x5.intoArray(c, cOffset + 5 * ldc + LANES);
        y0.intoArray(c, cOffset + 2 * LANES);
        y1.intoArray(c, cOffset + ldc + 2 * LANES);
        y2.intoArray(c, cOffset + 2 * ldc + 2 * LANES);
        y3.intoArray(c, cOffset + 3 * ldc + 2 * LANES);
        y4.intoArray(c, cOffset + 4 * ldc + 2 * LANES);
        y5.intoArray(c, cOffset + 5 * ldc + 2 * LANES);
        w0.intoArray(c, cOffset);
        w1.intoArray(c, cOffset + ldc);
        w2.intoArray(c, cOffset + 2 * ldc);
        w3.intoArray(c, cOffset + 3 * ldc);
        w4.intoArray(c, cOffset + 4 * ldc);
        w5.intoArray(c, cOffset + 5 * ldc);
    }

    /// Two vectors.
    private static void two(
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
        FloatVector w0 = FloatVector.fromArray(SPECIES, from, fromOffset);
        FloatVector x0 = FloatVector.fromArray(SPECIES, from, fromOffset + LANES);
        FloatVector w1 = FloatVector.fromArray(SPECIES, from, fromOffset + fromStride);
        FloatVector x1 = FloatVector.fromArray(SPECIES, from, fromOffset + fromStride + LANES);
        FloatVector w2 = FloatVector.fromArray(SPECIES, from, fromOffset + 2 * fromStride);
        FloatVector x2 = FloatVector.fromArray(SPECIES, from, fromOffset + 2 * fromStride + LANES);
        FloatVector w3 = FloatVector.fromArray(SPECIES, from, fromOffset + 3 * fromStride);
        FloatVector x3 = FloatVector.fromArray(SPECIES, from, fromOffset + 3 * fromStride + LANES);
        FloatVector w4 = FloatVector.fromArray(SPECIES, from, fromOffset + 4 * fromStride);
        FloatVector x4 = FloatVector.fromArray(SPECIES, from, fromOffset + 4 * fromStride + LANES);
        FloatVector w5 = FloatVector.fromArray(SPECIES, from, fromOffset + 5 * fromStride);
        FloatVector x5 = FloatVector.fromArray(SPECIES, from, fromOffset + 5 * fromStride + LANES);
        for (int step = 0; step < steps; step++) {
            FloatVector w = FloatVector.fromArray(SPECIES, b, j);
            FloatVector x = FloatVector.fromArray(SPECIES, b, j + LANES);
            FloatVector left0 = FloatVector.broadcast(SPECIES, a[i]);
            w0 = left0.fma(w, w0);
            x0 = left0.fma(x, x0);
            keepOrder();
            FloatVector left1 = FloatVector.broadcast(SPECIES, a[i + 1]);
            w1 = left1.fma(w, w1);
            x1 = left1.fma(x, x1);
            keepOrder();
            FloatVector left2 = FloatVector.broadcast(SPECIES, a[i + 2]);
            w2 = left2.fma(w, w2);
            x2 = left2.fma(x, x2);
            keepOrder();
            FloatVector left3 = FloatVector.broadcast(SPECIES, a[i + 3]);
            w3 = left3.fma(w, w3);
            x3 = left3.fma(x, x3);
            keepOrder();
            FloatVector left4 = FloatVector.broadcast(SPECIES, a[i + 4]);
            w4 = left4.fma(w, w4);
            x4 = left4.fma(x, x4);
            keepOrder();
            FloatVector left5 = FloatVector.broadcast(SPECIES, a[i + 5]);
            w5 = left5.fma(w, w5);
            x5 = left5.fma(x, x5);
            i += aStep;
            j += bStep;
        }
        x0.intoArray(c, cOffset + LANES);
        x1.intoArray(c, cOffset + ldc + LANES);
        x2.intoArray(c, cOffset + 2 * ldc + LANES);
        x3.intoArray(c, cOffset + 3 * ldc + LANES);
        x4.intoArray(c, cOffset + 4 * ldc + LANES);
        x5.intoArray(c, cOffset + 5 * ldc + LANES);
        w0.intoArray(c, cOffset);
        w1.intoArray(c, cOffset + ldc);
        w2.intoArray(c, cOffset + 2 * ldc);
        w3.intoArray(c, cOffset + 3 * ldc);
        w4.intoArray(c, cOffset + 4 * ldc);
        w5.intoArray(c, cOffset + 5 * ldc);
    }

    /// One vector.
    private static void one(
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
        FloatVector w0 = FloatVector.fromArray(SPECIES, from, fromOffset);
        FloatVector w1 = FloatVector.fromArray(SPECIES, from, fromOffset + fromStride);
        FloatVector w2 = FloatVector.fromArray(SPECIES, from, fromOffset + 2 * fromStride);
        FloatVector w3 = FloatVector.fromArray(SPECIES, from, fromOffset + 3 * fromStride);
        FloatVector w4 = FloatVector.fromArray(SPECIES, from, fromOffset + 4 * fromStride);
        FloatVector w5 = FloatVector.fromArray(SPECIES, from, fromOffset + 5 * fromStride);
        for (int step = 0; step < steps; step++) {
            FloatVector w = FloatVector.fromArray(SPECIES, b, j);
            FloatVector left0 = FloatVector.broadcast(SPECIES, a[i]);
            w0 = left0.fma(w, w0);
            keepOrder();
            FloatVector left1 = FloatVector.broadcast(SPECIES, a[i + 1]);
            w1 = left1.fma(w, w1);
            keepOrder();
            FloatVector left2 = FloatVector.broadcast(SPECIES, a[i + 2]);
            w2 = left2.fma(w, w2);
            keepOrder();
            FloatVector left3 = FloatVector.broadcast(SPECIES, a[i + 3]);
            w3 = left3.fma(w, w3);
            keepOrder();
            FloatVector left4 = FloatVector.broadcast(SPECIES, a[i + 4]);
            w4 = left4.fma(w, w4);
            keepOrder();
            FloatVector left5 = FloatVector.broadcast(SPECIES, a[i + 5]);
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
}
