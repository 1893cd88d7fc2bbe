package dev.chainrule.kernel.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/// The arithmetic of what update rules remember, by vectors and by numbers.
///
/// Subnormal numbers make a step many times slower. So a memory that has decayed to one becomes 0 (by rounding it would
/// stay at the bottom of the range for ever), and gradients below 2⁻⁵⁶ count as 0 where they are squared.
final class Averages {
    private static final float SQUARES_VANISH = 0x1p-56f;

    private Averages() {}

    static FloatVector fma(float factor, FloatVector x, FloatVector sum) {
        return x.fma(Lanes.broadcast(factor), sum);
    }

    static FloatVector addSquare(FloatVector sum, float factor, FloatVector g) {
        FloatVector x = g.blend(0, g.abs().compare(VectorOperators.LT, SQUARES_VANISH));
        return x.mul(factor).fma(x, sum);
    }

    static float addSquare(float sum, float factor, float g) {
        float x = Math.abs(g) < SQUARES_VANISH ? 0 : g;
        return Math.fma(x * factor, x, sum);
    }

    static FloatVector flush(FloatVector memory) {
        return memory.blend(0, memory.abs().compare(VectorOperators.LT, Float.MIN_NORMAL));
    }

    static float flush(float memory) {
        return Math.abs(memory) < Float.MIN_NORMAL ? 0 : memory;
    }
}
