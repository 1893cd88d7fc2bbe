package dev.chainrule.kernel.vector.convolution;

import static dev.chainrule.kernel.vector.VectorMemory.at;
import static dev.chainrule.kernel.vector.product.VectorGemmTile.keepOrder;

import dev.chainrule.kernel.vector.Lanes;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The innermost loops of [VectorWinograd]: five rows by two or four vectors of columns of a matrix product,
/// kept in registers.
///
/// They compute `c[row][column] = Σ a[row][step] · b[step][column]`, one multiply-add after the other. Missing
/// rows repeat the last one, value and place.
///
/// The compiler drops the bounds checks of `a` if it knows the distance between steps, hence the two orders of
/// `a`. It gives up on methods with many more accesses than these, and on these if they are behind methods.
final class VectorWinogradTile {
    /// The rows of a tile.
    static final int ROWS = 5;

    private static final VectorSpecies<Float> FLOATS = Lanes.FLOATS;
    private static final int LANES = Lanes.COUNT;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final long X = at(LANES);
    private static final long Y = 2 * X;
    private static final long Z = 3 * X;

    private VectorWinogradTile() {}

    /// Computes a tile whose left factor is stored row by row.
    ///
    /// @param vectors the width of the tile, 2 or 4
    /// @param rows 1 to [#ROWS]
    /// @param aRow the distance from one row of `a` to the next; steps are next to each other
    static void run(
            int vectors,
            int steps,
            int rows,
            FloatBuffer a,
            int aOffset,
            int aRow,
            MemorySegment b,
            int bOffset,
            int bStep,
            MemorySegment c,
            int cOffset,
            int cRow) {
        if (vectors == 2) {
            two(steps, rows, a, aOffset, aRow, b, bOffset, bStep, c, cOffset, cRow);
        } else {
            four(steps, rows, a, aOffset, aRow, b, bOffset, bStep, c, cOffset, cRow);
        }
    }

    /// Computes a tile whose left factor is stored in groups of [Lanes#COUNT] rows, which are
    /// next to each other.
    ///
    /// @param vectors the width of the tile, 2 or 4
    /// @param rows 1 to [#ROWS]
    /// @param aGroup the distance from one group of rows to the next; that between steps is a vector
    /// @param firstRow the first of the rows
    static void runGrouped(
            int vectors,
            int steps,
            int rows,
            FloatBuffer a,
            int aOffset,
            int aGroup,
            int firstRow,
            MemorySegment b,
            int bOffset,
            int bStep,
            MemorySegment c,
            int cOffset,
            int cRow) {
        if (vectors == 2) {
            twoGrouped(steps, rows, a, aOffset, aGroup, firstRow, b, bOffset, bStep, c, cOffset, cRow);
        } else {
            fourGrouped(steps, rows, a, aOffset, aGroup, firstRow, b, bOffset, bStep, c, cOffset, cRow);
        }
    }

    private static void four(
            int steps,
            int rows,
            FloatBuffer a,
            int aOffset,
            int aRow,
            MemorySegment b,
            int bOffset,
            int bStep,
            MemorySegment c,
            int cOffset,
            int cRow) {
        int row1 = Math.min(1, rows - 1);
        int row2 = Math.min(2, rows - 1);
        int row3 = Math.min(3, rows - 1);
        int row4 = Math.min(4, rows - 1);
        int a1 = aOffset + row1 * aRow;
        int a2 = aOffset + row2 * aRow;
        int a3 = aOffset + row3 * aRow;
        int a4 = aOffset + row4 * aRow;
        long j = at(bOffset);
        long next = at(bStep);
        FloatVector zero = FloatVector.zero(FLOATS);
        FloatVector w0 = zero;
        FloatVector x0 = zero;
        FloatVector y0 = zero;
        FloatVector z0 = zero;
        FloatVector w1 = zero;
        FloatVector x1 = zero;
        FloatVector y1 = zero;
        FloatVector z1 = zero;
        FloatVector w2 = zero;
        FloatVector x2 = zero;
        FloatVector y2 = zero;
        FloatVector z2 = zero;
        FloatVector w3 = zero;
        FloatVector x3 = zero;
        FloatVector y3 = zero;
        FloatVector z3 = zero;
        FloatVector w4 = zero;
        FloatVector x4 = zero;
        FloatVector y4 = zero;
        FloatVector z4 = zero;
        for (int step = 0; step < steps; step++) {
            FloatVector w = FloatVector.fromMemorySegment(FLOATS, b, j, ORDER);
            FloatVector x = FloatVector.fromMemorySegment(FLOATS, b, j + X, ORDER);
            FloatVector y = FloatVector.fromMemorySegment(FLOATS, b, j + Y, ORDER);
            FloatVector z = FloatVector.fromMemorySegment(FLOATS, b, j + Z, ORDER);
            FloatVector left = FloatVector.broadcast(FLOATS, a.get(aOffset + step));
            w0 = left.fma(w, w0);
            x0 = left.fma(x, x0);
            y0 = left.fma(y, y0);
            z0 = left.fma(z, z0);
            left = FloatVector.broadcast(FLOATS, a.get(a1 + step));
            w1 = left.fma(w, w1);
            x1 = left.fma(x, x1);
            y1 = left.fma(y, y1);
            z1 = left.fma(z, z1);
            left = FloatVector.broadcast(FLOATS, a.get(a2 + step));
            w2 = left.fma(w, w2);
            x2 = left.fma(x, x2);
            y2 = left.fma(y, y2);
            z2 = left.fma(z, z2);
            left = FloatVector.broadcast(FLOATS, a.get(a3 + step));
            w3 = left.fma(w, w3);
            x3 = left.fma(x, x3);
            y3 = left.fma(y, y3);
            z3 = left.fma(z, z3);
            left = FloatVector.broadcast(FLOATS, a.get(a4 + step));
            w4 = left.fma(w, w4);
            x4 = left.fma(x, x4);
            y4 = left.fma(y, y4);
            z4 = left.fma(z, z4);
            j += next;
        }
        long to0 = at(cOffset);
        w0.intoMemorySegment(c, to0, ORDER);
        x0.intoMemorySegment(c, to0 + X, ORDER);
        y0.intoMemorySegment(c, to0 + Y, ORDER);
        z0.intoMemorySegment(c, to0 + Z, ORDER);
        long to1 = to0 + row1 * at(cRow);
        w1.intoMemorySegment(c, to1, ORDER);
        x1.intoMemorySegment(c, to1 + X, ORDER);
        y1.intoMemorySegment(c, to1 + Y, ORDER);
        z1.intoMemorySegment(c, to1 + Z, ORDER);
        long to2 = to0 + row2 * at(cRow);
        w2.intoMemorySegment(c, to2, ORDER);
        x2.intoMemorySegment(c, to2 + X, ORDER);
        y2.intoMemorySegment(c, to2 + Y, ORDER);
        z2.intoMemorySegment(c, to2 + Z, ORDER);
        long to3 = to0 + row3 * at(cRow);
        w3.intoMemorySegment(c, to3, ORDER);
        x3.intoMemorySegment(c, to3 + X, ORDER);
        y3.intoMemorySegment(c, to3 + Y, ORDER);
        z3.intoMemorySegment(c, to3 + Z, ORDER);
        long to4 = to0 + row4 * at(cRow);
        w4.intoMemorySegment(c, to4, ORDER);
        x4.intoMemorySegment(c, to4 + X, ORDER);
        y4.intoMemorySegment(c, to4 + Y, ORDER);
        z4.intoMemorySegment(c, to4 + Z, ORDER);
    }

    private static void two(
            int steps,
            int rows,
            FloatBuffer a,
            int aOffset,
            int aRow,
            MemorySegment b,
            int bOffset,
            int bStep,
            MemorySegment c,
            int cOffset,
            int cRow) {
        int row1 = Math.min(1, rows - 1);
        int row2 = Math.min(2, rows - 1);
        int row3 = Math.min(3, rows - 1);
        int row4 = Math.min(4, rows - 1);
        int a1 = aOffset + row1 * aRow;
        int a2 = aOffset + row2 * aRow;
        int a3 = aOffset + row3 * aRow;
        int a4 = aOffset + row4 * aRow;
        long j = at(bOffset);
        long next = at(bStep);
        FloatVector zero = FloatVector.zero(FLOATS);
        FloatVector w0 = zero;
        FloatVector x0 = zero;
        FloatVector w1 = zero;
        FloatVector x1 = zero;
        FloatVector w2 = zero;
        FloatVector x2 = zero;
        FloatVector w3 = zero;
        FloatVector x3 = zero;
        FloatVector w4 = zero;
        FloatVector x4 = zero;
        for (int step = 0; step < steps; step++) {
            FloatVector w = FloatVector.fromMemorySegment(FLOATS, b, j, ORDER);
            FloatVector x = FloatVector.fromMemorySegment(FLOATS, b, j + X, ORDER);
            FloatVector left = FloatVector.broadcast(FLOATS, a.get(aOffset + step));
            w0 = left.fma(w, w0);
            x0 = left.fma(x, x0);
            keepOrder();
            left = FloatVector.broadcast(FLOATS, a.get(a1 + step));
            w1 = left.fma(w, w1);
            x1 = left.fma(x, x1);
            keepOrder();
            left = FloatVector.broadcast(FLOATS, a.get(a2 + step));
            w2 = left.fma(w, w2);
            x2 = left.fma(x, x2);
            keepOrder();
            left = FloatVector.broadcast(FLOATS, a.get(a3 + step));
            w3 = left.fma(w, w3);
            x3 = left.fma(x, x3);
            keepOrder();
            left = FloatVector.broadcast(FLOATS, a.get(a4 + step));
            w4 = left.fma(w, w4);
            x4 = left.fma(x, x4);
            j += next;
        }
        long to0 = at(cOffset);
        w0.intoMemorySegment(c, to0, ORDER);
        x0.intoMemorySegment(c, to0 + X, ORDER);
        long to1 = to0 + row1 * at(cRow);
        w1.intoMemorySegment(c, to1, ORDER);
        x1.intoMemorySegment(c, to1 + X, ORDER);
        long to2 = to0 + row2 * at(cRow);
        w2.intoMemorySegment(c, to2, ORDER);
        x2.intoMemorySegment(c, to2 + X, ORDER);
        long to3 = to0 + row3 * at(cRow);
        w3.intoMemorySegment(c, to3, ORDER);
        x3.intoMemorySegment(c, to3 + X, ORDER);
        long to4 = to0 + row4 * at(cRow);
        w4.intoMemorySegment(c, to4, ORDER);
        x4.intoMemorySegment(c, to4 + X, ORDER);
    }

    private static void fourGrouped(
            int steps,
            int rows,
            FloatBuffer a,
            int aOffset,
            int aGroup,
            int firstRow,
            MemorySegment b,
            int bOffset,
            int bStep,
            MemorySegment c,
            int cOffset,
            int cRow) {
        int row1 = Math.min(1, rows - 1);
        int row2 = Math.min(2, rows - 1);
        int row3 = Math.min(3, rows - 1);
        int row4 = Math.min(4, rows - 1);
        int a0 = aOffset + place(firstRow, aGroup);
        int a1 = aOffset + place(firstRow + row1, aGroup);
        int a2 = aOffset + place(firstRow + row2, aGroup);
        int a3 = aOffset + place(firstRow + row3, aGroup);
        int a4 = aOffset + place(firstRow + row4, aGroup);
        long j = at(bOffset);
        long next = at(bStep);
        FloatVector zero = FloatVector.zero(FLOATS);
        FloatVector w0 = zero;
        FloatVector x0 = zero;
        FloatVector y0 = zero;
        FloatVector z0 = zero;
        FloatVector w1 = zero;
        FloatVector x1 = zero;
        FloatVector y1 = zero;
        FloatVector z1 = zero;
        FloatVector w2 = zero;
        FloatVector x2 = zero;
        FloatVector y2 = zero;
        FloatVector z2 = zero;
        FloatVector w3 = zero;
        FloatVector x3 = zero;
        FloatVector y3 = zero;
        FloatVector z3 = zero;
        FloatVector w4 = zero;
        FloatVector x4 = zero;
        FloatVector y4 = zero;
        FloatVector z4 = zero;
        for (int step = 0; step < steps; step++) {
            int i = LANES * step;
            FloatVector w = FloatVector.fromMemorySegment(FLOATS, b, j, ORDER);
            FloatVector x = FloatVector.fromMemorySegment(FLOATS, b, j + X, ORDER);
            FloatVector y = FloatVector.fromMemorySegment(FLOATS, b, j + Y, ORDER);
            FloatVector z = FloatVector.fromMemorySegment(FLOATS, b, j + Z, ORDER);
            FloatVector left = FloatVector.broadcast(FLOATS, a.get(a0 + i));
            w0 = left.fma(w, w0);
            x0 = left.fma(x, x0);
            y0 = left.fma(y, y0);
            z0 = left.fma(z, z0);
            left = FloatVector.broadcast(FLOATS, a.get(a1 + i));
            w1 = left.fma(w, w1);
            x1 = left.fma(x, x1);
            y1 = left.fma(y, y1);
            z1 = left.fma(z, z1);
            left = FloatVector.broadcast(FLOATS, a.get(a2 + i));
            w2 = left.fma(w, w2);
            x2 = left.fma(x, x2);
            y2 = left.fma(y, y2);
            z2 = left.fma(z, z2);
            left = FloatVector.broadcast(FLOATS, a.get(a3 + i));
            w3 = left.fma(w, w3);
            x3 = left.fma(x, x3);
            y3 = left.fma(y, y3);
            z3 = left.fma(z, z3);
            left = FloatVector.broadcast(FLOATS, a.get(a4 + i));
            w4 = left.fma(w, w4);
            x4 = left.fma(x, x4);
            y4 = left.fma(y, y4);
            z4 = left.fma(z, z4);
            j += next;
        }
        long to0 = at(cOffset);
        w0.intoMemorySegment(c, to0, ORDER);
        x0.intoMemorySegment(c, to0 + X, ORDER);
        y0.intoMemorySegment(c, to0 + Y, ORDER);
        z0.intoMemorySegment(c, to0 + Z, ORDER);
        long to1 = to0 + row1 * at(cRow);
        w1.intoMemorySegment(c, to1, ORDER);
        x1.intoMemorySegment(c, to1 + X, ORDER);
        y1.intoMemorySegment(c, to1 + Y, ORDER);
        z1.intoMemorySegment(c, to1 + Z, ORDER);
        long to2 = to0 + row2 * at(cRow);
        w2.intoMemorySegment(c, to2, ORDER);
        x2.intoMemorySegment(c, to2 + X, ORDER);
        y2.intoMemorySegment(c, to2 + Y, ORDER);
        z2.intoMemorySegment(c, to2 + Z, ORDER);
        long to3 = to0 + row3 * at(cRow);
        w3.intoMemorySegment(c, to3, ORDER);
        x3.intoMemorySegment(c, to3 + X, ORDER);
        y3.intoMemorySegment(c, to3 + Y, ORDER);
        z3.intoMemorySegment(c, to3 + Z, ORDER);
        long to4 = to0 + row4 * at(cRow);
        w4.intoMemorySegment(c, to4, ORDER);
        x4.intoMemorySegment(c, to4 + X, ORDER);
        y4.intoMemorySegment(c, to4 + Y, ORDER);
        z4.intoMemorySegment(c, to4 + Z, ORDER);
    }

    private static void twoGrouped(
            int steps,
            int rows,
            FloatBuffer a,
            int aOffset,
            int aGroup,
            int firstRow,
            MemorySegment b,
            int bOffset,
            int bStep,
            MemorySegment c,
            int cOffset,
            int cRow) {
        int row1 = Math.min(1, rows - 1);
        int row2 = Math.min(2, rows - 1);
        int row3 = Math.min(3, rows - 1);
        int row4 = Math.min(4, rows - 1);
        int a0 = aOffset + place(firstRow, aGroup);
        int a1 = aOffset + place(firstRow + row1, aGroup);
        int a2 = aOffset + place(firstRow + row2, aGroup);
        int a3 = aOffset + place(firstRow + row3, aGroup);
        int a4 = aOffset + place(firstRow + row4, aGroup);
        long j = at(bOffset);
        long next = at(bStep);
        FloatVector zero = FloatVector.zero(FLOATS);
        FloatVector w0 = zero;
        FloatVector x0 = zero;
        FloatVector w1 = zero;
        FloatVector x1 = zero;
        FloatVector w2 = zero;
        FloatVector x2 = zero;
        FloatVector w3 = zero;
        FloatVector x3 = zero;
        FloatVector w4 = zero;
        FloatVector x4 = zero;
        for (int step = 0; step < steps; step++) {
            int i = LANES * step;
            FloatVector w = FloatVector.fromMemorySegment(FLOATS, b, j, ORDER);
            FloatVector x = FloatVector.fromMemorySegment(FLOATS, b, j + X, ORDER);
            FloatVector left = FloatVector.broadcast(FLOATS, a.get(a0 + i));
            w0 = left.fma(w, w0);
            x0 = left.fma(x, x0);
            keepOrder();
            left = FloatVector.broadcast(FLOATS, a.get(a1 + i));
            w1 = left.fma(w, w1);
            x1 = left.fma(x, x1);
            keepOrder();
            left = FloatVector.broadcast(FLOATS, a.get(a2 + i));
            w2 = left.fma(w, w2);
            x2 = left.fma(x, x2);
            keepOrder();
            left = FloatVector.broadcast(FLOATS, a.get(a3 + i));
            w3 = left.fma(w, w3);
            x3 = left.fma(x, x3);
            keepOrder();
            left = FloatVector.broadcast(FLOATS, a.get(a4 + i));
            w4 = left.fma(w, w4);
            x4 = left.fma(x, x4);
            j += next;
        }
        long to0 = at(cOffset);
        w0.intoMemorySegment(c, to0, ORDER);
        x0.intoMemorySegment(c, to0 + X, ORDER);
        long to1 = to0 + row1 * at(cRow);
        w1.intoMemorySegment(c, to1, ORDER);
        x1.intoMemorySegment(c, to1 + X, ORDER);
        long to2 = to0 + row2 * at(cRow);
        w2.intoMemorySegment(c, to2, ORDER);
        x2.intoMemorySegment(c, to2 + X, ORDER);
        long to3 = to0 + row3 * at(cRow);
        w3.intoMemorySegment(c, to3, ORDER);
        x3.intoMemorySegment(c, to3 + X, ORDER);
        long to4 = to0 + row4 * at(cRow);
        w4.intoMemorySegment(c, to4, ORDER);
        x4.intoMemorySegment(c, to4 + X, ORDER);
    }

    private static int place(int row, int group) {
        return row / LANES * group + row % LANES;
    }
}
