package dev.chainrule.kernel;

import static dev.chainrule.kernel.VectorGemmTile.LANES;
import static dev.chainrule.kernel.VectorGemmTile.SPECIES;
import static dev.chainrule.kernel.VectorGemmTile.keepOrder;

import jdk.incubator.vector.FloatVector;

/// The innermost loops of [VectorFilterGradient]: six weights by one to four vectors of filters, kept in registers.
///
/// As [VectorGemmTransposedTile], but the steps are pixels, in `runs` rows of `steps` pixels, and the rows of the
/// left factor are numbers in a window, which may be anywhere. Missing rows repeat the last one, value and place.
final class VectorFilterGradientTile {
    /// The weights of a tile.
    static final int ROWS = 6;

    private static final float[] ZEROS = new float[VectorGemmTile.VECTORS * LANES];

    private VectorFilterGradientTile() {}

    /// Computes a tile.
    ///
    /// @param vectors the width of the tile, 1 to [VectorGemmTile#VECTORS]
    /// @param rows the weights to compute, 1 to [#ROWS]
    /// @param a the image
    /// @param aOffset where the first pixel's window begins
    /// @param aStep from one pixel's window to the next one's
    /// @param aRun from one row of pixels to the next
    /// @param places where in a window each weight's number is, from position `place` on
    /// @param b the gradient, a row of `vectors` vectors a pixel
    /// @param starts whether the sums start with 0 rather than with what is in `c`
    /// @param c the sums, a row of `vectors` vectors a weight
    static void run(
            int vectors,
            int runs,
            int steps,
            int rows,
            float[] a,
            int aOffset,
            int aStep,
            int aRun,
            int[] places,
            int place,
            float[] b,
            int bOffset,
            boolean starts,
            float[] c,
            int cOffset) {
        switch (vectors) {
            case 1 -> one(runs, steps, rows, a, aOffset, aStep, aRun, places, place, b, bOffset, starts, c, cOffset);
            case 2 -> two(runs, steps, rows, a, aOffset, aStep, aRun, places, place, b, bOffset, starts, c, cOffset);
            case 3 -> three(runs, steps, rows, a, aOffset, aStep, aRun, places, place, b, bOffset, starts, c, cOffset);
            default -> four(runs, steps, rows, a, aOffset, aStep, aRun, places, place, b, bOffset, starts, c, cOffset);
        }
    }

    /// Four vectors.
    private static void four(
            int runs,
            int steps,
            int rows,
            float[] a,
            int aOffset,
            int aStep,
            int aRun,
            int[] places,
            int place,
            float[] b,
            int bOffset,
            boolean starts,
            float[] c,
            int cOffset) {
        int row1 = Math.min(1, rows - 1);
        int row2 = Math.min(2, rows - 1);
        int row3 = Math.min(3, rows - 1);
        int row4 = Math.min(4, rows - 1);
        int row5 = Math.min(5, rows - 1);
        int a0 = aOffset + places[place];
        int a1 = aOffset + places[place + row1];
        int a2 = aOffset + places[place + row2];
        int a3 = aOffset + places[place + row3];
        int a4 = aOffset + places[place + row4];
        int a5 = aOffset + places[place + row5];
        int c0 = cOffset;
        int c1 = cOffset + row1 * 4 * LANES;
        int c2 = cOffset + row2 * 4 * LANES;
        int c3 = cOffset + row3 * 4 * LANES;
        int c4 = cOffset + row4 * 4 * LANES;
        int c5 = cOffset + row5 * 4 * LANES;
        int from0 = starts ? 0 : c0;
        int from1 = starts ? 0 : c1;
        int from2 = starts ? 0 : c2;
        int from3 = starts ? 0 : c3;
        int from4 = starts ? 0 : c4;
        int from5 = starts ? 0 : c5;
        float[] start = starts ? ZEROS : c;
        int j = bOffset;

        FloatVector w0 = FloatVector.fromArray(SPECIES, start, from0);
        FloatVector x0 = FloatVector.fromArray(SPECIES, start, from0 + LANES);
        FloatVector y0 = FloatVector.fromArray(SPECIES, start, from0 + 2 * LANES);
        FloatVector z0 = FloatVector.fromArray(SPECIES, start, from0 + 3 * LANES);
        FloatVector w1 = FloatVector.fromArray(SPECIES, start, from1);
        FloatVector x1 = FloatVector.fromArray(SPECIES, start, from1 + LANES);
        FloatVector y1 = FloatVector.fromArray(SPECIES, start, from1 + 2 * LANES);
        FloatVector z1 = FloatVector.fromArray(SPECIES, start, from1 + 3 * LANES);
        FloatVector w2 = FloatVector.fromArray(SPECIES, start, from2);
        FloatVector x2 = FloatVector.fromArray(SPECIES, start, from2 + LANES);
        FloatVector y2 = FloatVector.fromArray(SPECIES, start, from2 + 2 * LANES);
        FloatVector z2 = FloatVector.fromArray(SPECIES, start, from2 + 3 * LANES);
        FloatVector w3 = FloatVector.fromArray(SPECIES, start, from3);
        FloatVector x3 = FloatVector.fromArray(SPECIES, start, from3 + LANES);
        FloatVector y3 = FloatVector.fromArray(SPECIES, start, from3 + 2 * LANES);
        FloatVector z3 = FloatVector.fromArray(SPECIES, start, from3 + 3 * LANES);
        FloatVector w4 = FloatVector.fromArray(SPECIES, start, from4);
        FloatVector x4 = FloatVector.fromArray(SPECIES, start, from4 + LANES);
        FloatVector y4 = FloatVector.fromArray(SPECIES, start, from4 + 2 * LANES);
        FloatVector z4 = FloatVector.fromArray(SPECIES, start, from4 + 3 * LANES);
        FloatVector w5 = FloatVector.fromArray(SPECIES, start, from5);
        FloatVector x5 = FloatVector.fromArray(SPECIES, start, from5 + LANES);
        FloatVector y5 = FloatVector.fromArray(SPECIES, start, from5 + 2 * LANES);
        FloatVector z5 = FloatVector.fromArray(SPECIES, start, from5 + 3 * LANES);
        for (int run = 0; run < runs; run++) {
            int i = run * aRun;
            for (int step = 0; step < steps; step++) {
                FloatVector w = FloatVector.fromArray(SPECIES, b, j);
                FloatVector x = FloatVector.fromArray(SPECIES, b, j + LANES);
                FloatVector y = FloatVector.fromArray(SPECIES, b, j + 2 * LANES);
                FloatVector z = FloatVector.fromArray(SPECIES, b, j + 3 * LANES);
                FloatVector left0 = FloatVector.broadcast(SPECIES, a[a0 + i]);
                w0 = left0.fma(w, w0);
                x0 = left0.fma(x, x0);
                y0 = left0.fma(y, y0);
                z0 = left0.fma(z, z0);
                FloatVector left1 = FloatVector.broadcast(SPECIES, a[a1 + i]);
                w1 = left1.fma(w, w1);
                x1 = left1.fma(x, x1);
                y1 = left1.fma(y, y1);
                z1 = left1.fma(z, z1);
                FloatVector left2 = FloatVector.broadcast(SPECIES, a[a2 + i]);
                w2 = left2.fma(w, w2);
                x2 = left2.fma(x, x2);
                y2 = left2.fma(y, y2);
                z2 = left2.fma(z, z2);
                FloatVector left3 = FloatVector.broadcast(SPECIES, a[a3 + i]);
                w3 = left3.fma(w, w3);
                x3 = left3.fma(x, x3);
                y3 = left3.fma(y, y3);
                z3 = left3.fma(z, z3);
                FloatVector left4 = FloatVector.broadcast(SPECIES, a[a4 + i]);
                w4 = left4.fma(w, w4);
                x4 = left4.fma(x, x4);
                y4 = left4.fma(y, y4);
                z4 = left4.fma(z, z4);
                FloatVector left5 = FloatVector.broadcast(SPECIES, a[a5 + i]);
                w5 = left5.fma(w, w5);
                x5 = left5.fma(x, x5);
                y5 = left5.fma(y, y5);
                z5 = left5.fma(z, z5);
                i += aStep;
                j += 4 * LANES;
            }
        }
        w0.intoArray(c, c0);
        x0.intoArray(c, c0 + LANES);
        y0.intoArray(c, c0 + 2 * LANES);
        z0.intoArray(c, c0 + 3 * LANES);
        w1.intoArray(c, c1);
        x1.intoArray(c, c1 + LANES);
        y1.intoArray(c, c1 + 2 * LANES);
        z1.intoArray(c, c1 + 3 * LANES);
        w2.intoArray(c, c2);
        x2.intoArray(c, c2 + LANES);
        y2.intoArray(c, c2 + 2 * LANES);
        z2.intoArray(c, c2 + 3 * LANES);
        w3.intoArray(c, c3);
        x3.intoArray(c, c3 + LANES);
        y3.intoArray(c, c3 + 2 * LANES);
        z3.intoArray(c, c3 + 3 * LANES);
        w4.intoArray(c, c4);
        x4.intoArray(c, c4 + LANES);
        y4.intoArray(c, c4 + 2 * LANES);
        z4.intoArray(c, c4 + 3 * LANES);
        w5.intoArray(c, c5);
        x5.intoArray(c, c5 + LANES);
        y5.intoArray(c, c5 + 2 * LANES);
        z5.intoArray(c, c5 + 3 * LANES);
    }

    /// Three vectors.
    private static void three(
            int runs,
            int steps,
            int rows,
            float[] a,
            int aOffset,
            int aStep,
            int aRun,
            int[] places,
            int place,
            float[] b,
            int bOffset,
            boolean starts,
            float[] c,
            int cOffset) {
        int row1 = Math.min(1, rows - 1);
        int row2 = Math.min(2, rows - 1);
        int row3 = Math.min(3, rows - 1);
        int row4 = Math.min(4, rows - 1);
        int row5 = Math.min(5, rows - 1);
        int a0 = aOffset + places[place];
        int a1 = aOffset + places[place + row1];
        int a2 = aOffset + places[place + row2];
        int a3 = aOffset + places[place + row3];
        int a4 = aOffset + places[place + row4];
        int a5 = aOffset + places[place + row5];
        int c0 = cOffset;
        int c1 = cOffset + row1 * 3 * LANES;
        int c2 = cOffset + row2 * 3 * LANES;
        int c3 = cOffset + row3 * 3 * LANES;
        int c4 = cOffset + row4 * 3 * LANES;
        int c5 = cOffset + row5 * 3 * LANES;
        int from0 = starts ? 0 : c0;
        int from1 = starts ? 0 : c1;
        int from2 = starts ? 0 : c2;
        int from3 = starts ? 0 : c3;
        int from4 = starts ? 0 : c4;
        int from5 = starts ? 0 : c5;
        float[] start = starts ? ZEROS : c;
        int j = bOffset;

        FloatVector w0 = FloatVector.fromArray(SPECIES, start, from0);
        FloatVector x0 = FloatVector.fromArray(SPECIES, start, from0 + LANES);
        FloatVector y0 = FloatVector.fromArray(SPECIES, start, from0 + 2 * LANES);
        FloatVector w1 = FloatVector.fromArray(SPECIES, start, from1);
        FloatVector x1 = FloatVector.fromArray(SPECIES, start, from1 + LANES);
        FloatVector y1 = FloatVector.fromArray(SPECIES, start, from1 + 2 * LANES);
        FloatVector w2 = FloatVector.fromArray(SPECIES, start, from2);
        FloatVector x2 = FloatVector.fromArray(SPECIES, start, from2 + LANES);
        FloatVector y2 = FloatVector.fromArray(SPECIES, start, from2 + 2 * LANES);
        FloatVector w3 = FloatVector.fromArray(SPECIES, start, from3);
        FloatVector x3 = FloatVector.fromArray(SPECIES, start, from3 + LANES);
        FloatVector y3 = FloatVector.fromArray(SPECIES, start, from3 + 2 * LANES);
        FloatVector w4 = FloatVector.fromArray(SPECIES, start, from4);
        FloatVector x4 = FloatVector.fromArray(SPECIES, start, from4 + LANES);
        FloatVector y4 = FloatVector.fromArray(SPECIES, start, from4 + 2 * LANES);
        FloatVector w5 = FloatVector.fromArray(SPECIES, start, from5);
        FloatVector x5 = FloatVector.fromArray(SPECIES, start, from5 + LANES);
        FloatVector y5 = FloatVector.fromArray(SPECIES, start, from5 + 2 * LANES);
        for (int run = 0; run < runs; run++) {
            int i = run * aRun;
            for (int step = 0; step < steps; step++) {
                FloatVector w = FloatVector.fromArray(SPECIES, b, j);
                FloatVector x = FloatVector.fromArray(SPECIES, b, j + LANES);
                FloatVector y = FloatVector.fromArray(SPECIES, b, j + 2 * LANES);
                FloatVector left0 = FloatVector.broadcast(SPECIES, a[a0 + i]);
                w0 = left0.fma(w, w0);
                x0 = left0.fma(x, x0);
                y0 = left0.fma(y, y0);
                FloatVector left1 = FloatVector.broadcast(SPECIES, a[a1 + i]);
                w1 = left1.fma(w, w1);
                x1 = left1.fma(x, x1);
                y1 = left1.fma(y, y1);
                FloatVector left2 = FloatVector.broadcast(SPECIES, a[a2 + i]);
                w2 = left2.fma(w, w2);
                x2 = left2.fma(x, x2);
                y2 = left2.fma(y, y2);
                FloatVector left3 = FloatVector.broadcast(SPECIES, a[a3 + i]);
                w3 = left3.fma(w, w3);
                x3 = left3.fma(x, x3);
                y3 = left3.fma(y, y3);
                FloatVector left4 = FloatVector.broadcast(SPECIES, a[a4 + i]);
                w4 = left4.fma(w, w4);
                x4 = left4.fma(x, x4);
                y4 = left4.fma(y, y4);
                FloatVector left5 = FloatVector.broadcast(SPECIES, a[a5 + i]);
                w5 = left5.fma(w, w5);
                x5 = left5.fma(x, x5);
                y5 = left5.fma(y, y5);
                i += aStep;
                j += 3 * LANES;
            }
        }
        w0.intoArray(c, c0);
        x0.intoArray(c, c0 + LANES);
        y0.intoArray(c, c0 + 2 * LANES);
        w1.intoArray(c, c1);
        x1.intoArray(c, c1 + LANES);
        y1.intoArray(c, c1 + 2 * LANES);
        w2.intoArray(c, c2);
        x2.intoArray(c, c2 + LANES);
        y2.intoArray(c, c2 + 2 * LANES);
        w3.intoArray(c, c3);
        x3.intoArray(c, c3 + LANES);
        y3.intoArray(c, c3 + 2 * LANES);
        w4.intoArray(c, c4);
        x4.intoArray(c, c4 + LANES);
        y4.intoArray(c, c4 + 2 * LANES);
        w5.intoArray(c, c5);
        x5.intoArray(c, c5 + LANES);
        y5.intoArray(c, c5 + 2 * LANES);
    }

    /// Two vectors.
    private static void two(
            int runs,
            int steps,
            int rows,
            float[] a,
            int aOffset,
            int aStep,
            int aRun,
            int[] places,
            int place,
            float[] b,
            int bOffset,
            boolean starts,
            float[] c,
            int cOffset) {
        int row1 = Math.min(1, rows - 1);
        int row2 = Math.min(2, rows - 1);
        int row3 = Math.min(3, rows - 1);
        int row4 = Math.min(4, rows - 1);
        int row5 = Math.min(5, rows - 1);
        int a0 = aOffset + places[place];
        int a1 = aOffset + places[place + row1];
        int a2 = aOffset + places[place + row2];
        int a3 = aOffset + places[place + row3];
        int a4 = aOffset + places[place + row4];
        int a5 = aOffset + places[place + row5];
        int c0 = cOffset;
        int c1 = cOffset + row1 * 2 * LANES;
        int c2 = cOffset + row2 * 2 * LANES;
        int c3 = cOffset + row3 * 2 * LANES;
        int c4 = cOffset + row4 * 2 * LANES;
        int c5 = cOffset + row5 * 2 * LANES;
        int from0 = starts ? 0 : c0;
        int from1 = starts ? 0 : c1;
        int from2 = starts ? 0 : c2;
        int from3 = starts ? 0 : c3;
        int from4 = starts ? 0 : c4;
        int from5 = starts ? 0 : c5;
        float[] start = starts ? ZEROS : c;
        int j = bOffset;

        FloatVector w0 = FloatVector.fromArray(SPECIES, start, from0);
        FloatVector x0 = FloatVector.fromArray(SPECIES, start, from0 + LANES);
        FloatVector w1 = FloatVector.fromArray(SPECIES, start, from1);
        FloatVector x1 = FloatVector.fromArray(SPECIES, start, from1 + LANES);
        FloatVector w2 = FloatVector.fromArray(SPECIES, start, from2);
        FloatVector x2 = FloatVector.fromArray(SPECIES, start, from2 + LANES);
        FloatVector w3 = FloatVector.fromArray(SPECIES, start, from3);
        FloatVector x3 = FloatVector.fromArray(SPECIES, start, from3 + LANES);
        FloatVector w4 = FloatVector.fromArray(SPECIES, start, from4);
        FloatVector x4 = FloatVector.fromArray(SPECIES, start, from4 + LANES);
        FloatVector w5 = FloatVector.fromArray(SPECIES, start, from5);
        FloatVector x5 = FloatVector.fromArray(SPECIES, start, from5 + LANES);
        for (int run = 0; run < runs; run++) {
            int i = run * aRun;
            for (int step = 0; step < steps; step++) {
                FloatVector w = FloatVector.fromArray(SPECIES, b, j);
                FloatVector x = FloatVector.fromArray(SPECIES, b, j + LANES);
                FloatVector left0 = FloatVector.broadcast(SPECIES, a[a0 + i]);
                w0 = left0.fma(w, w0);
                x0 = left0.fma(x, x0);
                keepOrder();
                FloatVector left1 = FloatVector.broadcast(SPECIES, a[a1 + i]);
                w1 = left1.fma(w, w1);
                x1 = left1.fma(x, x1);
                keepOrder();
                FloatVector left2 = FloatVector.broadcast(SPECIES, a[a2 + i]);
                w2 = left2.fma(w, w2);
                x2 = left2.fma(x, x2);
                keepOrder();
                FloatVector left3 = FloatVector.broadcast(SPECIES, a[a3 + i]);
                w3 = left3.fma(w, w3);
                x3 = left3.fma(x, x3);
                keepOrder();
                FloatVector left4 = FloatVector.broadcast(SPECIES, a[a4 + i]);
                w4 = left4.fma(w, w4);
                x4 = left4.fma(x, x4);
                keepOrder();
                FloatVector left5 = FloatVector.broadcast(SPECIES, a[a5 + i]);
                w5 = left5.fma(w, w5);
                x5 = left5.fma(x, x5);
                i += aStep;
                j += 2 * LANES;
            }
        }
        w0.intoArray(c, c0);
        x0.intoArray(c, c0 + LANES);
        w1.intoArray(c, c1);
        x1.intoArray(c, c1 + LANES);
        w2.intoArray(c, c2);
        x2.intoArray(c, c2 + LANES);
        w3.intoArray(c, c3);
        x3.intoArray(c, c3 + LANES);
        w4.intoArray(c, c4);
        x4.intoArray(c, c4 + LANES);
        w5.intoArray(c, c5);
        x5.intoArray(c, c5 + LANES);
    }

    /// One vector.
    private static void one(
            int runs,
            int steps,
            int rows,
            float[] a,
            int aOffset,
            int aStep,
            int aRun,
            int[] places,
            int place,
            float[] b,
            int bOffset,
            boolean starts,
            float[] c,
            int cOffset) {
        int row1 = Math.min(1, rows - 1);
        int row2 = Math.min(2, rows - 1);
        int row3 = Math.min(3, rows - 1);
        int row4 = Math.min(4, rows - 1);
        int row5 = Math.min(5, rows - 1);
        int a0 = aOffset + places[place];
        int a1 = aOffset + places[place + row1];
        int a2 = aOffset + places[place + row2];
        int a3 = aOffset + places[place + row3];
        int a4 = aOffset + places[place + row4];
        int a5 = aOffset + places[place + row5];
        int c0 = cOffset;
        int c1 = cOffset + row1 * LANES;
        int c2 = cOffset + row2 * LANES;
        int c3 = cOffset + row3 * LANES;
        int c4 = cOffset + row4 * LANES;
        int c5 = cOffset + row5 * LANES;
        int from0 = starts ? 0 : c0;
        int from1 = starts ? 0 : c1;
        int from2 = starts ? 0 : c2;
        int from3 = starts ? 0 : c3;
        int from4 = starts ? 0 : c4;
        int from5 = starts ? 0 : c5;
        float[] start = starts ? ZEROS : c;
        int j = bOffset;

        FloatVector w0 = FloatVector.fromArray(SPECIES, start, from0);
        FloatVector w1 = FloatVector.fromArray(SPECIES, start, from1);
        FloatVector w2 = FloatVector.fromArray(SPECIES, start, from2);
        FloatVector w3 = FloatVector.fromArray(SPECIES, start, from3);
        FloatVector w4 = FloatVector.fromArray(SPECIES, start, from4);
        FloatVector w5 = FloatVector.fromArray(SPECIES, start, from5);
        for (int run = 0; run < runs; run++) {
            int i = run * aRun;
            for (int step = 0; step < steps; step++) {
                FloatVector w = FloatVector.fromArray(SPECIES, b, j);
                FloatVector left0 = FloatVector.broadcast(SPECIES, a[a0 + i]);
                w0 = left0.fma(w, w0);
                keepOrder();
                FloatVector left1 = FloatVector.broadcast(SPECIES, a[a1 + i]);
                w1 = left1.fma(w, w1);
                keepOrder();
                FloatVector left2 = FloatVector.broadcast(SPECIES, a[a2 + i]);
                w2 = left2.fma(w, w2);
                keepOrder();
                FloatVector left3 = FloatVector.broadcast(SPECIES, a[a3 + i]);
                w3 = left3.fma(w, w3);
                keepOrder();
                FloatVector left4 = FloatVector.broadcast(SPECIES, a[a4 + i]);
                w4 = left4.fma(w, w4);
                keepOrder();
                FloatVector left5 = FloatVector.broadcast(SPECIES, a[a5 + i]);
                w5 = left5.fma(w, w5);
                i += aStep;
                j += LANES;
            }
        }
        w0.intoArray(c, c0);
        w1.intoArray(c, c1);
        w2.intoArray(c, c2);
        w3.intoArray(c, c3);
        w4.intoArray(c, c4);
        w5.intoArray(c, c5);
    }
}
