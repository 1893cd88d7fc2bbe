// Generated from the template in build/check/Tiles.java. Do not edit; `bin/generate` writes it.
package dev.chainrule.kernel.vector.convolution;

import static dev.chainrule.kernel.vector.Lanes.FLOATS;
import static dev.chainrule.kernel.vector.Machine.FEW_REGISTERS;
import static dev.chainrule.kernel.vector.Machine.LANES;
import static dev.chainrule.kernel.vector.VectorMemory.at;

import dev.chainrule.kernel.vector.Machine;
import dev.chainrule.kernel.vector.VectorMemory;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import jdk.incubator.vector.FloatVector;

/// The innermost loops of [VectorWinograd]: some rows by some vectors of columns of a
/// matrix product, kept in registers.
///
/// They compute `c[row][column] = Σ a[row][step] · b[step][column]`, one multiply-add
/// after the other. Missing rows repeat the last one, value and place.
///
/// The compiler drops the bounds checks of `a` if it knows the distance between steps,
/// hence the two orders of `a`. It gives up on methods with many more accesses than
/// these, and on these if they are behind methods.
final class VectorWinogradTile {
    /// The rows of a tile.
    static final int ROWS = FEW_REGISTERS ? 6 : 5;

    private static final int MOST_STEPS = 1 << 24;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final long VECTOR = at(LANES);

    private VectorWinogradTile() {}

    /// Computes a tile where `a` is stored row by row.
    ///
    /// @param vectors the width of the tile
    /// @param aRow the distance from one row of `a` to the next; steps are next to each other
    static void run(
            int vectors,
            int steps,
            int rows,
            VectorMemory.Numbers a,
            int aOffset,
            int aRow,
            MemorySegment b,
            int bOffset,
            int bStep,
            MemorySegment c,
            int cOffset,
            int cRow) {
        if (FEW_REGISTERS) {
            sixByTwoInOrder(steps, rows, a, aOffset, aRow, b, bOffset, bStep, c, cOffset, cRow);
        } else {
            switch (vectors) {
                case 2 -> fiveByTwo(steps, rows, a, aOffset, aRow, b, bOffset, bStep, c, cOffset, cRow);
                default -> fiveByFour(steps, rows, a, aOffset, aRow, b, bOffset, bStep, c, cOffset, cRow);
            }
        }
    }

    /// 6 rows by 2 vectors on 16 registers.
    private static void sixByTwoInOrder(
            int steps,
            int rows,
            VectorMemory.Numbers a,
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
        int row5 = Math.min(5, rows - 1);
        float[] single = a.array();
        int a0 = place(aOffset);
        int a1 = place(aOffset + row1 * aRow);
        int a2 = place(aOffset + row2 * aRow);
        int a3 = place(aOffset + row3 * aRow);
        int a4 = place(aOffset + row4 * aRow);
        int a5 = place(aOffset + row5 * aRow);
        int end = Math.min(steps, MOST_STEPS);
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
        FloatVector w5 = zero;
        FloatVector x5 = zero;
        for (int step = 0; step < end; step++) {
            FloatVector w = FloatVector.fromMemorySegment(FLOATS, b, j, ORDER);
            FloatVector x = FloatVector.fromMemorySegment(FLOATS, b, j + VECTOR, ORDER);
            FloatVector left0 = FloatVector.broadcast(FLOATS, single[a0 + step]);
            w0 = left0.fma(w, w0);
            x0 = left0.fma(x, x0);
            VarHandle.loadLoadFence();
            FloatVector left1 = FloatVector.broadcast(FLOATS, single[a1 + step]);
            w1 = left1.fma(w, w1);
            x1 = left1.fma(x, x1);
            VarHandle.loadLoadFence();
            FloatVector left2 = FloatVector.broadcast(FLOATS, single[a2 + step]);
            w2 = left2.fma(w, w2);
            x2 = left2.fma(x, x2);
            VarHandle.loadLoadFence();
            FloatVector left3 = FloatVector.broadcast(FLOATS, single[a3 + step]);
            w3 = left3.fma(w, w3);
            x3 = left3.fma(x, x3);
            VarHandle.loadLoadFence();
            FloatVector left4 = FloatVector.broadcast(FLOATS, single[a4 + step]);
            w4 = left4.fma(w, w4);
            x4 = left4.fma(x, x4);
            VarHandle.loadLoadFence();
            FloatVector left5 = FloatVector.broadcast(FLOATS, single[a5 + step]);
            w5 = left5.fma(w, w5);
            x5 = left5.fma(x, x5);
            j += next;
        }
        long to0 = at(cOffset);
        w0.intoMemorySegment(c, to0, ORDER);
        x0.intoMemorySegment(c, to0 + VECTOR, ORDER);
        long to1 = to0 + row1 * at(cRow);
        w1.intoMemorySegment(c, to1, ORDER);
        x1.intoMemorySegment(c, to1 + VECTOR, ORDER);
        long to2 = to0 + row2 * at(cRow);
        w2.intoMemorySegment(c, to2, ORDER);
        x2.intoMemorySegment(c, to2 + VECTOR, ORDER);
        long to3 = to0 + row3 * at(cRow);
        w3.intoMemorySegment(c, to3, ORDER);
        x3.intoMemorySegment(c, to3 + VECTOR, ORDER);
        long to4 = to0 + row4 * at(cRow);
        w4.intoMemorySegment(c, to4, ORDER);
        x4.intoMemorySegment(c, to4 + VECTOR, ORDER);
        long to5 = to0 + row5 * at(cRow);
        w5.intoMemorySegment(c, to5, ORDER);
        x5.intoMemorySegment(c, to5 + VECTOR, ORDER);
    }

    /// 5 rows by 2 vectors on 32 registers.
    private static void fiveByTwo(
            int steps,
            int rows,
            VectorMemory.Numbers a,
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
        FloatBuffer single = a.single();
        int a0 = aOffset;
        int a1 = aOffset + row1 * aRow;
        int a2 = aOffset + row2 * aRow;
        int a3 = aOffset + row3 * aRow;
        int a4 = aOffset + row4 * aRow;
        int end = Math.min(steps, MOST_STEPS);
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
        for (int step = 0; step < end; step++) {
            FloatVector w = FloatVector.fromMemorySegment(FLOATS, b, j, ORDER);
            FloatVector x = FloatVector.fromMemorySegment(FLOATS, b, j + VECTOR, ORDER);
            FloatVector left0 = FloatVector.broadcast(FLOATS, single.get(a0 + step));
            w0 = left0.fma(w, w0);
            x0 = left0.fma(x, x0);
            FloatVector left1 = FloatVector.broadcast(FLOATS, single.get(a1 + step));
            w1 = left1.fma(w, w1);
            x1 = left1.fma(x, x1);
            FloatVector left2 = FloatVector.broadcast(FLOATS, single.get(a2 + step));
            w2 = left2.fma(w, w2);
            x2 = left2.fma(x, x2);
            FloatVector left3 = FloatVector.broadcast(FLOATS, single.get(a3 + step));
            w3 = left3.fma(w, w3);
            x3 = left3.fma(x, x3);
            FloatVector left4 = FloatVector.broadcast(FLOATS, single.get(a4 + step));
            w4 = left4.fma(w, w4);
            x4 = left4.fma(x, x4);
            j += next;
        }
        long to0 = at(cOffset);
        w0.intoMemorySegment(c, to0, ORDER);
        x0.intoMemorySegment(c, to0 + VECTOR, ORDER);
        long to1 = to0 + row1 * at(cRow);
        w1.intoMemorySegment(c, to1, ORDER);
        x1.intoMemorySegment(c, to1 + VECTOR, ORDER);
        long to2 = to0 + row2 * at(cRow);
        w2.intoMemorySegment(c, to2, ORDER);
        x2.intoMemorySegment(c, to2 + VECTOR, ORDER);
        long to3 = to0 + row3 * at(cRow);
        w3.intoMemorySegment(c, to3, ORDER);
        x3.intoMemorySegment(c, to3 + VECTOR, ORDER);
        long to4 = to0 + row4 * at(cRow);
        w4.intoMemorySegment(c, to4, ORDER);
        x4.intoMemorySegment(c, to4 + VECTOR, ORDER);
    }

    /// 5 rows by 4 vectors on 32 registers.
    private static void fiveByFour(
            int steps,
            int rows,
            VectorMemory.Numbers a,
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
        FloatBuffer single = a.single();
        int a0 = aOffset;
        int a1 = aOffset + row1 * aRow;
        int a2 = aOffset + row2 * aRow;
        int a3 = aOffset + row3 * aRow;
        int a4 = aOffset + row4 * aRow;
        int end = Math.min(steps, MOST_STEPS);
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
        for (int step = 0; step < end; step++) {
            FloatVector w = FloatVector.fromMemorySegment(FLOATS, b, j, ORDER);
            FloatVector x = FloatVector.fromMemorySegment(FLOATS, b, j + VECTOR, ORDER);
            FloatVector y = FloatVector.fromMemorySegment(FLOATS, b, j + 2 * VECTOR, ORDER);
            FloatVector z = FloatVector.fromMemorySegment(FLOATS, b, j + 3 * VECTOR, ORDER);
            FloatVector left0 = FloatVector.broadcast(FLOATS, single.get(a0 + step));
            w0 = left0.fma(w, w0);
            x0 = left0.fma(x, x0);
            y0 = left0.fma(y, y0);
            z0 = left0.fma(z, z0);
            FloatVector left1 = FloatVector.broadcast(FLOATS, single.get(a1 + step));
            w1 = left1.fma(w, w1);
            x1 = left1.fma(x, x1);
            y1 = left1.fma(y, y1);
            z1 = left1.fma(z, z1);
            FloatVector left2 = FloatVector.broadcast(FLOATS, single.get(a2 + step));
            w2 = left2.fma(w, w2);
            x2 = left2.fma(x, x2);
            y2 = left2.fma(y, y2);
            z2 = left2.fma(z, z2);
            FloatVector left3 = FloatVector.broadcast(FLOATS, single.get(a3 + step));
            w3 = left3.fma(w, w3);
            x3 = left3.fma(x, x3);
            y3 = left3.fma(y, y3);
            z3 = left3.fma(z, z3);
            FloatVector left4 = FloatVector.broadcast(FLOATS, single.get(a4 + step));
            w4 = left4.fma(w, w4);
            x4 = left4.fma(x, x4);
            y4 = left4.fma(y, y4);
            z4 = left4.fma(z, z4);
            j += next;
        }
        long to0 = at(cOffset);
        w0.intoMemorySegment(c, to0, ORDER);
        x0.intoMemorySegment(c, to0 + VECTOR, ORDER);
        y0.intoMemorySegment(c, to0 + 2 * VECTOR, ORDER);
        z0.intoMemorySegment(c, to0 + 3 * VECTOR, ORDER);
        long to1 = to0 + row1 * at(cRow);
        w1.intoMemorySegment(c, to1, ORDER);
        x1.intoMemorySegment(c, to1 + VECTOR, ORDER);
        y1.intoMemorySegment(c, to1 + 2 * VECTOR, ORDER);
        z1.intoMemorySegment(c, to1 + 3 * VECTOR, ORDER);
        long to2 = to0 + row2 * at(cRow);
        w2.intoMemorySegment(c, to2, ORDER);
        x2.intoMemorySegment(c, to2 + VECTOR, ORDER);
        y2.intoMemorySegment(c, to2 + 2 * VECTOR, ORDER);
        z2.intoMemorySegment(c, to2 + 3 * VECTOR, ORDER);
        long to3 = to0 + row3 * at(cRow);
        w3.intoMemorySegment(c, to3, ORDER);
        x3.intoMemorySegment(c, to3 + VECTOR, ORDER);
        y3.intoMemorySegment(c, to3 + 2 * VECTOR, ORDER);
        z3.intoMemorySegment(c, to3 + 3 * VECTOR, ORDER);
        long to4 = to0 + row4 * at(cRow);
        w4.intoMemorySegment(c, to4, ORDER);
        x4.intoMemorySegment(c, to4 + VECTOR, ORDER);
        y4.intoMemorySegment(c, to4 + 2 * VECTOR, ORDER);
        z4.intoMemorySegment(c, to4 + 3 * VECTOR, ORDER);
    }

    /// Computes a tile where `a` is stored in groups of [Machine#LANES] rows, which are next to each other.
    ///
    /// @param vectors the width of the tile
    /// @param aGroup the distance from one group of rows to the next; that between steps is a
    ///     vector
    /// @param firstRow the first of the rows
    static void runGrouped(
            int vectors,
            int steps,
            int rows,
            VectorMemory.Numbers a,
            int aOffset,
            int aGroup,
            int firstRow,
            MemorySegment b,
            int bOffset,
            int bStep,
            MemorySegment c,
            int cOffset,
            int cRow) {
        if (FEW_REGISTERS) {
            sixByTwoGroupedInOrder(steps, rows, a, aOffset, aGroup, firstRow, b, bOffset, bStep, c, cOffset, cRow);
        } else {
            switch (vectors) {
                case 2 ->
                    fiveByTwoGrouped(steps, rows, a, aOffset, aGroup, firstRow, b, bOffset, bStep, c, cOffset, cRow);
                default ->
                    fiveByFourGrouped(steps, rows, a, aOffset, aGroup, firstRow, b, bOffset, bStep, c, cOffset, cRow);
            }
        }
    }

    /// 6 rows by 2 vectors on 16 registers.
    private static void sixByTwoGroupedInOrder(
            int steps,
            int rows,
            VectorMemory.Numbers a,
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
        int row5 = Math.min(5, rows - 1);
        float[] single = a.array();
        int a0 = place(aOffset + group(firstRow, aGroup));
        int a1 = place(aOffset + group(firstRow + row1, aGroup));
        int a2 = place(aOffset + group(firstRow + row2, aGroup));
        int a3 = place(aOffset + group(firstRow + row3, aGroup));
        int a4 = place(aOffset + group(firstRow + row4, aGroup));
        int a5 = place(aOffset + group(firstRow + row5, aGroup));
        int end = Math.min(steps, MOST_STEPS);
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
        FloatVector w5 = zero;
        FloatVector x5 = zero;
        for (int step = 0; step < end; step++) {
            FloatVector w = FloatVector.fromMemorySegment(FLOATS, b, j, ORDER);
            FloatVector x = FloatVector.fromMemorySegment(FLOATS, b, j + VECTOR, ORDER);
            FloatVector left0 = FloatVector.broadcast(FLOATS, single[a0 + LANES * step]);
            w0 = left0.fma(w, w0);
            x0 = left0.fma(x, x0);
            VarHandle.loadLoadFence();
            FloatVector left1 = FloatVector.broadcast(FLOATS, single[a1 + LANES * step]);
            w1 = left1.fma(w, w1);
            x1 = left1.fma(x, x1);
            VarHandle.loadLoadFence();
            FloatVector left2 = FloatVector.broadcast(FLOATS, single[a2 + LANES * step]);
            w2 = left2.fma(w, w2);
            x2 = left2.fma(x, x2);
            VarHandle.loadLoadFence();
            FloatVector left3 = FloatVector.broadcast(FLOATS, single[a3 + LANES * step]);
            w3 = left3.fma(w, w3);
            x3 = left3.fma(x, x3);
            VarHandle.loadLoadFence();
            FloatVector left4 = FloatVector.broadcast(FLOATS, single[a4 + LANES * step]);
            w4 = left4.fma(w, w4);
            x4 = left4.fma(x, x4);
            VarHandle.loadLoadFence();
            FloatVector left5 = FloatVector.broadcast(FLOATS, single[a5 + LANES * step]);
            w5 = left5.fma(w, w5);
            x5 = left5.fma(x, x5);
            j += next;
        }
        long to0 = at(cOffset);
        w0.intoMemorySegment(c, to0, ORDER);
        x0.intoMemorySegment(c, to0 + VECTOR, ORDER);
        long to1 = to0 + row1 * at(cRow);
        w1.intoMemorySegment(c, to1, ORDER);
        x1.intoMemorySegment(c, to1 + VECTOR, ORDER);
        long to2 = to0 + row2 * at(cRow);
        w2.intoMemorySegment(c, to2, ORDER);
        x2.intoMemorySegment(c, to2 + VECTOR, ORDER);
        long to3 = to0 + row3 * at(cRow);
        w3.intoMemorySegment(c, to3, ORDER);
        x3.intoMemorySegment(c, to3 + VECTOR, ORDER);
        long to4 = to0 + row4 * at(cRow);
        w4.intoMemorySegment(c, to4, ORDER);
        x4.intoMemorySegment(c, to4 + VECTOR, ORDER);
        long to5 = to0 + row5 * at(cRow);
        w5.intoMemorySegment(c, to5, ORDER);
        x5.intoMemorySegment(c, to5 + VECTOR, ORDER);
    }

    /// 5 rows by 2 vectors on 32 registers.
    private static void fiveByTwoGrouped(
            int steps,
            int rows,
            VectorMemory.Numbers a,
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
        FloatBuffer single = a.single();
        int a0 = aOffset + group(firstRow, aGroup);
        int a1 = aOffset + group(firstRow + row1, aGroup);
        int a2 = aOffset + group(firstRow + row2, aGroup);
        int a3 = aOffset + group(firstRow + row3, aGroup);
        int a4 = aOffset + group(firstRow + row4, aGroup);
        int end = Math.min(steps, MOST_STEPS);
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
        for (int step = 0; step < end; step++) {
            FloatVector w = FloatVector.fromMemorySegment(FLOATS, b, j, ORDER);
            FloatVector x = FloatVector.fromMemorySegment(FLOATS, b, j + VECTOR, ORDER);
            FloatVector left0 = FloatVector.broadcast(FLOATS, single.get(a0 + LANES * step));
            w0 = left0.fma(w, w0);
            x0 = left0.fma(x, x0);
            FloatVector left1 = FloatVector.broadcast(FLOATS, single.get(a1 + LANES * step));
            w1 = left1.fma(w, w1);
            x1 = left1.fma(x, x1);
            FloatVector left2 = FloatVector.broadcast(FLOATS, single.get(a2 + LANES * step));
            w2 = left2.fma(w, w2);
            x2 = left2.fma(x, x2);
            FloatVector left3 = FloatVector.broadcast(FLOATS, single.get(a3 + LANES * step));
            w3 = left3.fma(w, w3);
            x3 = left3.fma(x, x3);
            FloatVector left4 = FloatVector.broadcast(FLOATS, single.get(a4 + LANES * step));
            w4 = left4.fma(w, w4);
            x4 = left4.fma(x, x4);
            j += next;
        }
        long to0 = at(cOffset);
        w0.intoMemorySegment(c, to0, ORDER);
        x0.intoMemorySegment(c, to0 + VECTOR, ORDER);
        long to1 = to0 + row1 * at(cRow);
        w1.intoMemorySegment(c, to1, ORDER);
        x1.intoMemorySegment(c, to1 + VECTOR, ORDER);
        long to2 = to0 + row2 * at(cRow);
        w2.intoMemorySegment(c, to2, ORDER);
        x2.intoMemorySegment(c, to2 + VECTOR, ORDER);
        long to3 = to0 + row3 * at(cRow);
        w3.intoMemorySegment(c, to3, ORDER);
        x3.intoMemorySegment(c, to3 + VECTOR, ORDER);
        long to4 = to0 + row4 * at(cRow);
        w4.intoMemorySegment(c, to4, ORDER);
        x4.intoMemorySegment(c, to4 + VECTOR, ORDER);
    }

    /// 5 rows by 4 vectors on 32 registers.
    private static void fiveByFourGrouped(
            int steps,
            int rows,
            VectorMemory.Numbers a,
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
        FloatBuffer single = a.single();
        int a0 = aOffset + group(firstRow, aGroup);
        int a1 = aOffset + group(firstRow + row1, aGroup);
        int a2 = aOffset + group(firstRow + row2, aGroup);
        int a3 = aOffset + group(firstRow + row3, aGroup);
        int a4 = aOffset + group(firstRow + row4, aGroup);
        int end = Math.min(steps, MOST_STEPS);
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
        for (int step = 0; step < end; step++) {
            FloatVector w = FloatVector.fromMemorySegment(FLOATS, b, j, ORDER);
            FloatVector x = FloatVector.fromMemorySegment(FLOATS, b, j + VECTOR, ORDER);
            FloatVector y = FloatVector.fromMemorySegment(FLOATS, b, j + 2 * VECTOR, ORDER);
            FloatVector z = FloatVector.fromMemorySegment(FLOATS, b, j + 3 * VECTOR, ORDER);
            FloatVector left0 = FloatVector.broadcast(FLOATS, single.get(a0 + LANES * step));
            w0 = left0.fma(w, w0);
            x0 = left0.fma(x, x0);
            y0 = left0.fma(y, y0);
            z0 = left0.fma(z, z0);
            FloatVector left1 = FloatVector.broadcast(FLOATS, single.get(a1 + LANES * step));
            w1 = left1.fma(w, w1);
            x1 = left1.fma(x, x1);
            y1 = left1.fma(y, y1);
            z1 = left1.fma(z, z1);
            FloatVector left2 = FloatVector.broadcast(FLOATS, single.get(a2 + LANES * step));
            w2 = left2.fma(w, w2);
            x2 = left2.fma(x, x2);
            y2 = left2.fma(y, y2);
            z2 = left2.fma(z, z2);
            FloatVector left3 = FloatVector.broadcast(FLOATS, single.get(a3 + LANES * step));
            w3 = left3.fma(w, w3);
            x3 = left3.fma(x, x3);
            y3 = left3.fma(y, y3);
            z3 = left3.fma(z, z3);
            FloatVector left4 = FloatVector.broadcast(FLOATS, single.get(a4 + LANES * step));
            w4 = left4.fma(w, w4);
            x4 = left4.fma(x, x4);
            y4 = left4.fma(y, y4);
            z4 = left4.fma(z, z4);
            j += next;
        }
        long to0 = at(cOffset);
        w0.intoMemorySegment(c, to0, ORDER);
        x0.intoMemorySegment(c, to0 + VECTOR, ORDER);
        y0.intoMemorySegment(c, to0 + 2 * VECTOR, ORDER);
        z0.intoMemorySegment(c, to0 + 3 * VECTOR, ORDER);
        long to1 = to0 + row1 * at(cRow);
        w1.intoMemorySegment(c, to1, ORDER);
        x1.intoMemorySegment(c, to1 + VECTOR, ORDER);
        y1.intoMemorySegment(c, to1 + 2 * VECTOR, ORDER);
        z1.intoMemorySegment(c, to1 + 3 * VECTOR, ORDER);
        long to2 = to0 + row2 * at(cRow);
        w2.intoMemorySegment(c, to2, ORDER);
        x2.intoMemorySegment(c, to2 + VECTOR, ORDER);
        y2.intoMemorySegment(c, to2 + 2 * VECTOR, ORDER);
        z2.intoMemorySegment(c, to2 + 3 * VECTOR, ORDER);
        long to3 = to0 + row3 * at(cRow);
        w3.intoMemorySegment(c, to3, ORDER);
        x3.intoMemorySegment(c, to3 + VECTOR, ORDER);
        y3.intoMemorySegment(c, to3 + 2 * VECTOR, ORDER);
        z3.intoMemorySegment(c, to3 + 3 * VECTOR, ORDER);
        long to4 = to0 + row4 * at(cRow);
        w4.intoMemorySegment(c, to4, ORDER);
        x4.intoMemorySegment(c, to4 + VECTOR, ORDER);
        y4.intoMemorySegment(c, to4 + 2 * VECTOR, ORDER);
        z4.intoMemorySegment(c, to4 + 3 * VECTOR, ORDER);
    }

    private static int group(int row, int group) {
        return row / LANES * group + row % LANES;
    }

    /// A place in an array from which all steps can be counted without
    /// overflow.
    private static int place(int offset) {
        return Math.min(offset & Integer.MAX_VALUE, Integer.MAX_VALUE - 16 * MOST_STEPS);
    }
}
