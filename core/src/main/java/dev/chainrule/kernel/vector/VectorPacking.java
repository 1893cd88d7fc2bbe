package dev.chainrule.kernel.vector;

import static dev.chainrule.kernel.vector.Lanes.FLOATS;
import static dev.chainrule.kernel.vector.Machine.LANES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/// Copies a block of a matrix into a panel, in the order in which a tile reads it: `panel[step][line]`, where a line is
/// a row of the left factor or a column of the right one, and a step is a value of the inner index.
///
/// Panels are written a vector at a time, and what exceeds the panel's width is overwritten by the next step; so a
/// panel needs room for one vector more. What stands beyond the last line of a panel that is not full is unspecified.
public final class VectorPacking {
    private static final boolean TRANSPOSES = LANES == 4 || LANES == 8 || LANES == 16;

    private static final VectorShuffle<Float> SWAP_1 = swap(1);
    private static final VectorShuffle<Float> SWAP_2 = swap(2);
    private static final VectorShuffle<Float> SWAP_4 = swap(4);
    private static final VectorShuffle<Float> SWAP_8 = swap(8);
    private static final VectorMask<Float> ODD_1 = odd(1);
    private static final VectorMask<Float> ODD_2 = odd(2);
    private static final VectorMask<Float> ODD_4 = odd(4);
    private static final VectorMask<Float> ODD_8 = odd(8);

    private VectorPacking() {}

    /// Packs a block of lines, consecutive in memory, whose steps are `stride` apart, in groups of `height` lines,
    /// which begin `distance` apart in the target; a last one that is not full starts earlier. A group has room for
    /// a vector more.
    public static void group(
            float[] source, int offset, int stride, int lines, int steps, int height, float[] target, int distance) {
        for (int step = 0; step < steps; step++) {
            int from = offset + step * stride;
            int to = step * height;
            for (int line = 0; line < lines; line += height) {
                int first = from + Math.min(line, lines - height);
                if (first + height + LANES <= source.length) {
                    for (int i = 0; i < height; i += LANES) {
                        FloatVector.fromArray(FLOATS, source, first + i).intoArray(target, to + i);
                    }
                } else {
                    System.arraycopy(source, first, target, to, height);
                }
                to += distance;
            }
        }
    }

    /// Packs a block whose steps are consecutive in memory and whose lines are `stride` apart.
    public static void transpose(
            float[] source, int offset, int stride, int lines, int steps, float[] panel, int panelOffset, int width) {
        if (!TRANSPOSES || steps < LANES) {
            for (int step = 0; step < steps; step++) {
                for (int line = 0; line < lines; line++) {
                    panel[panelOffset + step * width + line] = source[offset + line * stride + step];
                }
            }
            return;
        }
        float[] square = VectorScratch.current().square();
        for (int step = 0; step < steps; step += LANES) {
            int first = Math.min(step, steps - LANES); // the last square overlaps the one before
            for (int line = (lines - 1) / LANES * LANES; line >= 0; line -= LANES) {
                square(
                        source,
                        offset + line * stride + first,
                        stride,
                        lines - line - 1,
                        panel,
                        panelOffset + first * width + line,
                        width,
                        square);
            }
        }
    }

    /// Transposes a square of one vector each way; rows after `last` repeat it.
    ///
    /// A stage of distance d swaps, for each pair of rows d apart, the right part of the upper one with the left
    /// part of the lower one. Two stages at a time stay in registers.
    private static void square(
            float[] source,
            int offset,
            int stride,
            int last,
            float[] target,
            int targetOffset,
            int width,
            float[] square) {
        if (LANES == 4) {
            int row1 = offset + Math.min(1, last) * stride;
            int row2 = offset + Math.min(2, last) * stride;
            int row3 = offset + Math.min(3, last) * stride;
            stages(source, offset, row1, row2, row3, SWAP_2, ODD_2, SWAP_1, ODD_1, target, targetOffset, width);
            return;
        }
        if (LANES == 16) {
            firstStagesOf16(source, offset, stride, last, square);
        } else {
            firstStageOf8(source, offset, stride, last, square);
        }
        for (int row = 0; row < LANES; row += 4) {
            int i = row * LANES;
            int to = targetOffset + row * width;
            stages(square, i, i + LANES, i + 2 * LANES, i + 3 * LANES, SWAP_2, ODD_2, SWAP_1, ODD_1, target, to, width);
        }
    }

    private static void firstStagesOf16(float[] source, int offset, int stride, int last, float[] square) {
        for (int row = 0; row < 4; row++) {
            int row0 = offset + Math.min(row, last) * stride;
            int row4 = offset + Math.min(row + 4, last) * stride;
            int row8 = offset + Math.min(row + 8, last) * stride;
            int row12 = offset + Math.min(row + 12, last) * stride;
            stages(source, row0, row4, row8, row12, SWAP_8, ODD_8, SWAP_4, ODD_4, square, row * LANES, 4 * LANES);
        }
    }

    private static void firstStageOf8(float[] source, int offset, int stride, int last, float[] square) {
        for (int row = 0; row < 4; row++) {
            FloatVector a = FloatVector.fromArray(FLOATS, source, offset + Math.min(row, last) * stride);
            FloatVector b = FloatVector.fromArray(FLOATS, source, offset + Math.min(row + 4, last) * stride);
            a.blend(b.rearrange(SWAP_4), ODD_4).intoArray(square, row * LANES);
            a.rearrange(SWAP_4).blend(b, ODD_4).intoArray(square, (row + 4) * LANES);
        }
    }

    /// Two stages on four rows: the first between rows 0 and 2 and rows 1 and 3, the second between neighbours.
    private static void stages(
            float[] source,
            int row0,
            int row1,
            int row2,
            int row3,
            VectorShuffle<Float> swapFar,
            VectorMask<Float> oddFar,
            VectorShuffle<Float> swapNear,
            VectorMask<Float> oddNear,
            float[] target,
            int targetOffset,
            int width) {
        FloatVector a = FloatVector.fromArray(FLOATS, source, row0);
        FloatVector b = FloatVector.fromArray(FLOATS, source, row1);
        FloatVector c = FloatVector.fromArray(FLOATS, source, row2);
        FloatVector d = FloatVector.fromArray(FLOATS, source, row3);
        FloatVector ac = a.blend(c.rearrange(swapFar), oddFar);
        FloatVector bd = b.blend(d.rearrange(swapFar), oddFar);
        FloatVector ca = a.rearrange(swapFar).blend(c, oddFar);
        FloatVector db = b.rearrange(swapFar).blend(d, oddFar);
        ac.blend(bd.rearrange(swapNear), oddNear).intoArray(target, targetOffset);
        ac.rearrange(swapNear).blend(bd, oddNear).intoArray(target, targetOffset + width);
        ca.blend(db.rearrange(swapNear), oddNear).intoArray(target, targetOffset + 2 * width);
        ca.rearrange(swapNear).blend(db, oddNear).intoArray(target, targetOffset + 3 * width);
    }

    private static VectorShuffle<Float> swap(int distance) {
        return VectorShuffle.fromOp(FLOATS, lane -> (lane ^ distance) % LANES);
    }

    private static VectorMask<Float> odd(int distance) {
        boolean[] lanes = new boolean[LANES];
        for (int lane = 0; lane < LANES; lane++) {
            lanes[lane] = (lane & distance) != 0;
        }
        return VectorMask.fromArray(FLOATS, lanes, 0);
    }
}
