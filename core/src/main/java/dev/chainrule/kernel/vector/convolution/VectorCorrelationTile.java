// Generated from the template in build/check/Tiles.java. Do not edit; `bin/generate` writes it.
package dev.chainrule.kernel.vector.convolution;

import static dev.chainrule.kernel.vector.Lanes.FLOATS;
import static dev.chainrule.kernel.vector.Machine.FEW_REGISTERS;
import static dev.chainrule.kernel.vector.Machine.LANES;

import dev.chainrule.kernel.vector.Machine;
import java.lang.invoke.VarHandle;
import jdk.incubator.vector.FloatVector;

/// The innermost loops of [VectorCorrelation]: some pixels by some vectors of columns,
/// kept in registers.
///
/// As [dev.chainrule.kernel.vector.product.VectorGemmTile], but the rows of the left
/// factor are parts of windows of an image, which may begin anywhere. Missing rows
/// repeat the last one, value and place.
final class VectorCorrelationTile {
    /// The pixels of a tile.
    static final int ROWS = FEW_REGISTERS ? 6 : 5;

    private static final int MOST_STEPS = 1024;

    private VectorCorrelationTile() {}

    /// The steps for which a panel of the right factor stays in a first-level
    /// cache.
    static int steps(int vectors) {
        return Math.min(MOST_STEPS, Machine.FIRST_LEVEL / (vectors * LANES));
    }
    /// Computes a tile where `a` is an image.
    ///
    /// @param vectors the width of the tile
    /// @param places where the numbers of each pixel begin in `a`, from position `place` on
    /// @param shift what to add to all places
    /// @param b the right factor, a row of `vectors` vectors a step
    /// @param starts whether the sums start with `from`, the same for each pixel, rather than
    ///     with what is in `c`
    /// @param targets where the sums of each pixel go in `c`, from position `target` on
    /// @param column what to add to all targets
    static void run(
            int vectors,
            int steps,
            int rows,
            float[] a,
            int[] places,
            int place,
            int shift,
            float[] b,
            int bOffset,
            boolean starts,
            float[] from,
            int fromOffset,
            float[] c,
            int[] targets,
            int target,
            int column) {
        if (FEW_REGISTERS) {
            switch (vectors) {
                case 1 ->
                    sixByOneInOrder(
                            steps,
                            rows,
                            a,
                            places,
                            place,
                            shift,
                            b,
                            bOffset,
                            starts,
                            from,
                            fromOffset,
                            c,
                            targets,
                            target,
                            column);
                default ->
                    sixByTwoInOrder(
                            steps,
                            rows,
                            a,
                            places,
                            place,
                            shift,
                            b,
                            bOffset,
                            starts,
                            from,
                            fromOffset,
                            c,
                            targets,
                            target,
                            column);
            }
        } else {
            switch (vectors) {
                case 1 ->
                    fiveByOne(
                            steps,
                            rows,
                            a,
                            places,
                            place,
                            shift,
                            b,
                            bOffset,
                            starts,
                            from,
                            fromOffset,
                            c,
                            targets,
                            target,
                            column);
                case 2 ->
                    fiveByTwo(
                            steps,
                            rows,
                            a,
                            places,
                            place,
                            shift,
                            b,
                            bOffset,
                            starts,
                            from,
                            fromOffset,
                            c,
                            targets,
                            target,
                            column);
                case 3 ->
                    fiveByThree(
                            steps,
                            rows,
                            a,
                            places,
                            place,
                            shift,
                            b,
                            bOffset,
                            starts,
                            from,
                            fromOffset,
                            c,
                            targets,
                            target,
                            column);
                default ->
                    fiveByFour(
                            steps,
                            rows,
                            a,
                            places,
                            place,
                            shift,
                            b,
                            bOffset,
                            starts,
                            from,
                            fromOffset,
                            c,
                            targets,
                            target,
                            column);
            }
        }
    }

    /// 6 rows by 1 vectors on 16 registers.
    private static void sixByOneInOrder(
            int steps,
            int rows,
            float[] a,
            int[] places,
            int place,
            int shift,
            float[] b,
            int bOffset,
            boolean starts,
            float[] from,
            int fromOffset,
            float[] c,
            int[] targets,
            int target,
            int column) {
        int row1 = Math.min(1, rows - 1);
        int row2 = Math.min(2, rows - 1);
        int row3 = Math.min(3, rows - 1);
        int row4 = Math.min(4, rows - 1);
        int row5 = Math.min(5, rows - 1);
        int a0 = inRange(places[place] + shift);
        int a1 = inRange(places[place + row1] + shift);
        int a2 = inRange(places[place + row2] + shift);
        int a3 = inRange(places[place + row3] + shift);
        int a4 = inRange(places[place + row4] + shift);
        int a5 = inRange(places[place + row5] + shift);
        int c0 = targets[target] + column;
        int c1 = targets[target + row1] + column;
        int c2 = targets[target + row2] + column;
        int c3 = targets[target + row3] + column;
        int c4 = targets[target + row4] + column;
        int c5 = targets[target + row5] + column;
        int from0 = starts ? fromOffset : c0;
        int from1 = starts ? fromOffset : c1;
        int from2 = starts ? fromOffset : c2;
        int from3 = starts ? fromOffset : c3;
        int from4 = starts ? fromOffset : c4;
        int from5 = starts ? fromOffset : c5;
        float[] start = starts ? from : c;
        int end = Math.min(steps, MOST_STEPS);
        int j = bOffset;
        FloatVector w0 = FloatVector.fromArray(FLOATS, start, from0);
        FloatVector w1 = FloatVector.fromArray(FLOATS, start, from1);
        FloatVector w2 = FloatVector.fromArray(FLOATS, start, from2);
        FloatVector w3 = FloatVector.fromArray(FLOATS, start, from3);
        FloatVector w4 = FloatVector.fromArray(FLOATS, start, from4);
        FloatVector w5 = FloatVector.fromArray(FLOATS, start, from5);
        for (int step = 0; step < end; step++) {
            FloatVector w = FloatVector.fromArray(FLOATS, b, j);
            FloatVector left0 = FloatVector.broadcast(FLOATS, a[a0 + step]);
            w0 = left0.fma(w, w0);
            VarHandle.loadLoadFence();
            FloatVector left1 = FloatVector.broadcast(FLOATS, a[a1 + step]);
            w1 = left1.fma(w, w1);
            VarHandle.loadLoadFence();
            FloatVector left2 = FloatVector.broadcast(FLOATS, a[a2 + step]);
            w2 = left2.fma(w, w2);
            VarHandle.loadLoadFence();
            FloatVector left3 = FloatVector.broadcast(FLOATS, a[a3 + step]);
            w3 = left3.fma(w, w3);
            VarHandle.loadLoadFence();
            FloatVector left4 = FloatVector.broadcast(FLOATS, a[a4 + step]);
            w4 = left4.fma(w, w4);
            VarHandle.loadLoadFence();
            FloatVector left5 = FloatVector.broadcast(FLOATS, a[a5 + step]);
            w5 = left5.fma(w, w5);
            j += 1 * LANES;
        }
        w0.intoArray(c, c0);
        w1.intoArray(c, c1);
        w2.intoArray(c, c2);
        w3.intoArray(c, c3);
        w4.intoArray(c, c4);
        w5.intoArray(c, c5);
    }

    /// 6 rows by 2 vectors on 16 registers.
    private static void sixByTwoInOrder(
            int steps,
            int rows,
            float[] a,
            int[] places,
            int place,
            int shift,
            float[] b,
            int bOffset,
            boolean starts,
            float[] from,
            int fromOffset,
            float[] c,
            int[] targets,
            int target,
            int column) {
        int row1 = Math.min(1, rows - 1);
        int row2 = Math.min(2, rows - 1);
        int row3 = Math.min(3, rows - 1);
        int row4 = Math.min(4, rows - 1);
        int row5 = Math.min(5, rows - 1);
        int a0 = inRange(places[place] + shift);
        int a1 = inRange(places[place + row1] + shift);
        int a2 = inRange(places[place + row2] + shift);
        int a3 = inRange(places[place + row3] + shift);
        int a4 = inRange(places[place + row4] + shift);
        int a5 = inRange(places[place + row5] + shift);
        int c0 = targets[target] + column;
        int c1 = targets[target + row1] + column;
        int c2 = targets[target + row2] + column;
        int c3 = targets[target + row3] + column;
        int c4 = targets[target + row4] + column;
        int c5 = targets[target + row5] + column;
        int from0 = starts ? fromOffset : c0;
        int from1 = starts ? fromOffset : c1;
        int from2 = starts ? fromOffset : c2;
        int from3 = starts ? fromOffset : c3;
        int from4 = starts ? fromOffset : c4;
        int from5 = starts ? fromOffset : c5;
        float[] start = starts ? from : c;
        int end = Math.min(steps, MOST_STEPS);
        int j = bOffset;
        FloatVector w0 = FloatVector.fromArray(FLOATS, start, from0);
        FloatVector x0 = FloatVector.fromArray(FLOATS, start, from0 + LANES);
        FloatVector w1 = FloatVector.fromArray(FLOATS, start, from1);
        FloatVector x1 = FloatVector.fromArray(FLOATS, start, from1 + LANES);
        FloatVector w2 = FloatVector.fromArray(FLOATS, start, from2);
        FloatVector x2 = FloatVector.fromArray(FLOATS, start, from2 + LANES);
        FloatVector w3 = FloatVector.fromArray(FLOATS, start, from3);
        FloatVector x3 = FloatVector.fromArray(FLOATS, start, from3 + LANES);
        FloatVector w4 = FloatVector.fromArray(FLOATS, start, from4);
        FloatVector x4 = FloatVector.fromArray(FLOATS, start, from4 + LANES);
        FloatVector w5 = FloatVector.fromArray(FLOATS, start, from5);
        FloatVector x5 = FloatVector.fromArray(FLOATS, start, from5 + LANES);
        for (int step = 0; step < end; step++) {
            FloatVector w = FloatVector.fromArray(FLOATS, b, j);
            FloatVector x = FloatVector.fromArray(FLOATS, b, j + LANES);
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
            j += 2 * LANES;
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

    /// 5 rows by 1 vectors on 32 registers.
    private static void fiveByOne(
            int steps,
            int rows,
            float[] a,
            int[] places,
            int place,
            int shift,
            float[] b,
            int bOffset,
            boolean starts,
            float[] from,
            int fromOffset,
            float[] c,
            int[] targets,
            int target,
            int column) {
        int row1 = Math.min(1, rows - 1);
        int row2 = Math.min(2, rows - 1);
        int row3 = Math.min(3, rows - 1);
        int row4 = Math.min(4, rows - 1);
        int a0 = inRange(places[place] + shift);
        int a1 = inRange(places[place + row1] + shift);
        int a2 = inRange(places[place + row2] + shift);
        int a3 = inRange(places[place + row3] + shift);
        int a4 = inRange(places[place + row4] + shift);
        int c0 = targets[target] + column;
        int c1 = targets[target + row1] + column;
        int c2 = targets[target + row2] + column;
        int c3 = targets[target + row3] + column;
        int c4 = targets[target + row4] + column;
        int from0 = starts ? fromOffset : c0;
        int from1 = starts ? fromOffset : c1;
        int from2 = starts ? fromOffset : c2;
        int from3 = starts ? fromOffset : c3;
        int from4 = starts ? fromOffset : c4;
        float[] start = starts ? from : c;
        int end = Math.min(steps, MOST_STEPS);
        int j = bOffset;
        FloatVector w0 = FloatVector.fromArray(FLOATS, start, from0);
        FloatVector w1 = FloatVector.fromArray(FLOATS, start, from1);
        FloatVector w2 = FloatVector.fromArray(FLOATS, start, from2);
        FloatVector w3 = FloatVector.fromArray(FLOATS, start, from3);
        FloatVector w4 = FloatVector.fromArray(FLOATS, start, from4);
        for (int step = 0; step < end; step++) {
            FloatVector w = FloatVector.fromArray(FLOATS, b, j);
            FloatVector left0 = FloatVector.broadcast(FLOATS, a[a0 + step]);
            w0 = left0.fma(w, w0);
            FloatVector left1 = FloatVector.broadcast(FLOATS, a[a1 + step]);
            w1 = left1.fma(w, w1);
            FloatVector left2 = FloatVector.broadcast(FLOATS, a[a2 + step]);
            w2 = left2.fma(w, w2);
            FloatVector left3 = FloatVector.broadcast(FLOATS, a[a3 + step]);
            w3 = left3.fma(w, w3);
            FloatVector left4 = FloatVector.broadcast(FLOATS, a[a4 + step]);
            w4 = left4.fma(w, w4);
            j += 1 * LANES;
        }
        w0.intoArray(c, c0);
        w1.intoArray(c, c1);
        w2.intoArray(c, c2);
        w3.intoArray(c, c3);
        w4.intoArray(c, c4);
    }

    /// 5 rows by 2 vectors on 32 registers.
    private static void fiveByTwo(
            int steps,
            int rows,
            float[] a,
            int[] places,
            int place,
            int shift,
            float[] b,
            int bOffset,
            boolean starts,
            float[] from,
            int fromOffset,
            float[] c,
            int[] targets,
            int target,
            int column) {
        int row1 = Math.min(1, rows - 1);
        int row2 = Math.min(2, rows - 1);
        int row3 = Math.min(3, rows - 1);
        int row4 = Math.min(4, rows - 1);
        int a0 = inRange(places[place] + shift);
        int a1 = inRange(places[place + row1] + shift);
        int a2 = inRange(places[place + row2] + shift);
        int a3 = inRange(places[place + row3] + shift);
        int a4 = inRange(places[place + row4] + shift);
        int c0 = targets[target] + column;
        int c1 = targets[target + row1] + column;
        int c2 = targets[target + row2] + column;
        int c3 = targets[target + row3] + column;
        int c4 = targets[target + row4] + column;
        int from0 = starts ? fromOffset : c0;
        int from1 = starts ? fromOffset : c1;
        int from2 = starts ? fromOffset : c2;
        int from3 = starts ? fromOffset : c3;
        int from4 = starts ? fromOffset : c4;
        float[] start = starts ? from : c;
        int end = Math.min(steps, MOST_STEPS);
        int j = bOffset;
        FloatVector w0 = FloatVector.fromArray(FLOATS, start, from0);
        FloatVector x0 = FloatVector.fromArray(FLOATS, start, from0 + LANES);
        FloatVector w1 = FloatVector.fromArray(FLOATS, start, from1);
        FloatVector x1 = FloatVector.fromArray(FLOATS, start, from1 + LANES);
        FloatVector w2 = FloatVector.fromArray(FLOATS, start, from2);
        FloatVector x2 = FloatVector.fromArray(FLOATS, start, from2 + LANES);
        FloatVector w3 = FloatVector.fromArray(FLOATS, start, from3);
        FloatVector x3 = FloatVector.fromArray(FLOATS, start, from3 + LANES);
        FloatVector w4 = FloatVector.fromArray(FLOATS, start, from4);
        FloatVector x4 = FloatVector.fromArray(FLOATS, start, from4 + LANES);
        for (int step = 0; step < end; step++) {
            FloatVector w = FloatVector.fromArray(FLOATS, b, j);
            FloatVector x = FloatVector.fromArray(FLOATS, b, j + LANES);
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
            j += 2 * LANES;
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
    }

    /// 5 rows by 3 vectors on 32 registers.
    private static void fiveByThree(
            int steps,
            int rows,
            float[] a,
            int[] places,
            int place,
            int shift,
            float[] b,
            int bOffset,
            boolean starts,
            float[] from,
            int fromOffset,
            float[] c,
            int[] targets,
            int target,
            int column) {
        int row1 = Math.min(1, rows - 1);
        int row2 = Math.min(2, rows - 1);
        int row3 = Math.min(3, rows - 1);
        int row4 = Math.min(4, rows - 1);
        int a0 = inRange(places[place] + shift);
        int a1 = inRange(places[place + row1] + shift);
        int a2 = inRange(places[place + row2] + shift);
        int a3 = inRange(places[place + row3] + shift);
        int a4 = inRange(places[place + row4] + shift);
        int c0 = targets[target] + column;
        int c1 = targets[target + row1] + column;
        int c2 = targets[target + row2] + column;
        int c3 = targets[target + row3] + column;
        int c4 = targets[target + row4] + column;
        int from0 = starts ? fromOffset : c0;
        int from1 = starts ? fromOffset : c1;
        int from2 = starts ? fromOffset : c2;
        int from3 = starts ? fromOffset : c3;
        int from4 = starts ? fromOffset : c4;
        float[] start = starts ? from : c;
        int end = Math.min(steps, MOST_STEPS);
        int j = bOffset;
        FloatVector w0 = FloatVector.fromArray(FLOATS, start, from0);
        FloatVector x0 = FloatVector.fromArray(FLOATS, start, from0 + LANES);
        FloatVector y0 = FloatVector.fromArray(FLOATS, start, from0 + 2 * LANES);
        FloatVector w1 = FloatVector.fromArray(FLOATS, start, from1);
        FloatVector x1 = FloatVector.fromArray(FLOATS, start, from1 + LANES);
        FloatVector y1 = FloatVector.fromArray(FLOATS, start, from1 + 2 * LANES);
        FloatVector w2 = FloatVector.fromArray(FLOATS, start, from2);
        FloatVector x2 = FloatVector.fromArray(FLOATS, start, from2 + LANES);
        FloatVector y2 = FloatVector.fromArray(FLOATS, start, from2 + 2 * LANES);
        FloatVector w3 = FloatVector.fromArray(FLOATS, start, from3);
        FloatVector x3 = FloatVector.fromArray(FLOATS, start, from3 + LANES);
        FloatVector y3 = FloatVector.fromArray(FLOATS, start, from3 + 2 * LANES);
        FloatVector w4 = FloatVector.fromArray(FLOATS, start, from4);
        FloatVector x4 = FloatVector.fromArray(FLOATS, start, from4 + LANES);
        FloatVector y4 = FloatVector.fromArray(FLOATS, start, from4 + 2 * LANES);
        for (int step = 0; step < end; step++) {
            FloatVector w = FloatVector.fromArray(FLOATS, b, j);
            FloatVector x = FloatVector.fromArray(FLOATS, b, j + LANES);
            FloatVector y = FloatVector.fromArray(FLOATS, b, j + 2 * LANES);
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
            j += 3 * LANES;
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
    }

    /// 5 rows by 4 vectors on 32 registers.
    private static void fiveByFour(
            int steps,
            int rows,
            float[] a,
            int[] places,
            int place,
            int shift,
            float[] b,
            int bOffset,
            boolean starts,
            float[] from,
            int fromOffset,
            float[] c,
            int[] targets,
            int target,
            int column) {
        int row1 = Math.min(1, rows - 1);
        int row2 = Math.min(2, rows - 1);
        int row3 = Math.min(3, rows - 1);
        int row4 = Math.min(4, rows - 1);
        int a0 = inRange(places[place] + shift);
        int a1 = inRange(places[place + row1] + shift);
        int a2 = inRange(places[place + row2] + shift);
        int a3 = inRange(places[place + row3] + shift);
        int a4 = inRange(places[place + row4] + shift);
        int c0 = targets[target] + column;
        int c1 = targets[target + row1] + column;
        int c2 = targets[target + row2] + column;
        int c3 = targets[target + row3] + column;
        int c4 = targets[target + row4] + column;
        int from0 = starts ? fromOffset : c0;
        int from1 = starts ? fromOffset : c1;
        int from2 = starts ? fromOffset : c2;
        int from3 = starts ? fromOffset : c3;
        int from4 = starts ? fromOffset : c4;
        float[] start = starts ? from : c;
        int end = Math.min(steps, MOST_STEPS);
        int j = bOffset;
        FloatVector w0 = FloatVector.fromArray(FLOATS, start, from0);
        FloatVector x0 = FloatVector.fromArray(FLOATS, start, from0 + LANES);
        FloatVector y0 = FloatVector.fromArray(FLOATS, start, from0 + 2 * LANES);
        FloatVector z0 = FloatVector.fromArray(FLOATS, start, from0 + 3 * LANES);
        FloatVector w1 = FloatVector.fromArray(FLOATS, start, from1);
        FloatVector x1 = FloatVector.fromArray(FLOATS, start, from1 + LANES);
        FloatVector y1 = FloatVector.fromArray(FLOATS, start, from1 + 2 * LANES);
        FloatVector z1 = FloatVector.fromArray(FLOATS, start, from1 + 3 * LANES);
        FloatVector w2 = FloatVector.fromArray(FLOATS, start, from2);
        FloatVector x2 = FloatVector.fromArray(FLOATS, start, from2 + LANES);
        FloatVector y2 = FloatVector.fromArray(FLOATS, start, from2 + 2 * LANES);
        FloatVector z2 = FloatVector.fromArray(FLOATS, start, from2 + 3 * LANES);
        FloatVector w3 = FloatVector.fromArray(FLOATS, start, from3);
        FloatVector x3 = FloatVector.fromArray(FLOATS, start, from3 + LANES);
        FloatVector y3 = FloatVector.fromArray(FLOATS, start, from3 + 2 * LANES);
        FloatVector z3 = FloatVector.fromArray(FLOATS, start, from3 + 3 * LANES);
        FloatVector w4 = FloatVector.fromArray(FLOATS, start, from4);
        FloatVector x4 = FloatVector.fromArray(FLOATS, start, from4 + LANES);
        FloatVector y4 = FloatVector.fromArray(FLOATS, start, from4 + 2 * LANES);
        FloatVector z4 = FloatVector.fromArray(FLOATS, start, from4 + 3 * LANES);
        for (int step = 0; step < end; step++) {
            FloatVector w = FloatVector.fromArray(FLOATS, b, j);
            FloatVector x = FloatVector.fromArray(FLOATS, b, j + LANES);
            FloatVector y = FloatVector.fromArray(FLOATS, b, j + 2 * LANES);
            FloatVector z = FloatVector.fromArray(FLOATS, b, j + 3 * LANES);
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
            j += 4 * LANES;
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
    }

    /// A place in an array from which all steps can be counted without
    /// overflow. That the compiler knows so saves it a sign extension for
    /// each row and step.
    private static int inRange(int place) {
        return Math.min(place & Integer.MAX_VALUE, Integer.MAX_VALUE - MOST_STEPS);
    }
}
