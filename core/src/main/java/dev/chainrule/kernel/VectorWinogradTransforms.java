package dev.chainrule.kernel;

import static dev.chainrule.kernel.Lanes.broadcast;
import static dev.chainrule.kernel.Lanes.load;
import static dev.chainrule.kernel.VectorMemory.load;
import static dev.chainrule.kernel.VectorMemory.store;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/// The one-dimensional transforms of [VectorWinograd], each applied to many columns of numbers at once.
///
/// A transform reads some rows, `stride` apart, and writes others, so that output row i is a sum of the input
/// rows with the coefficients in row i of its matrix. Rows may consist of several blocks of `count` numbers, a
/// multiple of a vector; the next block starts `advance` after the one before. The matrices, for the points 0,
/// ±a, ±b and ∞ with a = 5/8 and b = 3/2:
///
/// ```
/// Bᵀ (input)                                A (output gradient)     G (weights), 1/k for each point:
///   a²b²   0  -(a²+b²)     0      1  0       1   0   0   0           1    0   0     k = a²b²
///    0  -ab²    -b²        a      1  0       1   a   a²  a³          1    a   a²    k = 2a²(a²-b²)
///    0   ab²    -b²       -a      1  0       1  -a   a² -a³          1   -a   a²    k = 2a²(a²-b²)
///    0  -a²b    -a²        b      1  0       1   b   b²  b³          1    b   b²    k = 2b²(b²-a²)
///    0   a²b    -a²       -b      1  0       1  -b   b² -b³          1   -b   b²    k = 2b²(b²-a²)
///    0  a²b²     0     -(a²+b²)   0  1       0   0   0   1           0    0   1     k = 1
/// ```
///
/// Output is transformed by Aᵀ, and the gradient of the weights by Gᵀ. The usual points 0, ±1, ±2 and ∞ give
/// simpler numbers and four times the rounding error; of these, all but the 1/k are exact in single precision.
final class VectorWinogradTransforms {
    private static final int LANES = Lanes.COUNT;

    private static final float A1 = 0.625f;
    private static final float A2 = A1 * A1;
    private static final float A3 = A2 * A1;
    private static final float B1 = 1.5f;
    private static final float B2 = B1 * B1;
    private static final float B3 = B2 * B1;
    private static final float PRODUCT = A2 * B2;
    private static final float SUM = A2 + B2;
    private static final double PER_A = 1 / (2 * A2 * ((double) A2 - B2));
    private static final double PER_B = 1 / (2 * B2 * ((double) B2 - A2));
    private static final float G0 = 1 / PRODUCT;
    private static final float GA0 = (float) PER_A;
    private static final float GA1 = (float) (A1 * PER_A);
    private static final float GA2 = (float) (A2 * PER_A);
    private static final float GB0 = (float) PER_B;
    private static final float GB1 = (float) (B1 * PER_B);
    private static final float GB2 = (float) (B2 * PER_B);

    private VectorWinogradTransforms() {}

    /// Six rows of pixels to six by Bᵀ: the first step of the input's transform.
    static void inputRows(
            float[] source,
            int offset,
            int stride,
            MemorySegment target,
            int targetOffset,
            int targetStride,
            int count) {
        for (int i = 0; i < count; i += LANES) {
            int from = offset + i;
            int to = targetOffset + i;
            FloatVector x1 = load(source, from + stride);
            FloatVector x2 = load(source, from + 2 * stride);
            FloatVector x3 = load(source, from + 3 * stride);
            FloatVector x4 = load(source, from + 4 * stride);
            FloatVector even = x2.fma(broadcast(-B2), x4);
            FloatVector odd = x1.fma(broadcast(-B2), x3);
            store(odd.fma(broadcast(A1), even), target, to + targetStride);
            store(odd.fma(broadcast(-A1), even), target, to + 2 * targetStride);
            FloatVector evenB = x2.fma(broadcast(-A2), x4);
            FloatVector oddB = x1.fma(broadcast(-A2), x3);
            store(oddB.fma(broadcast(B1), evenB), target, to + 3 * targetStride);
            store(oddB.fma(broadcast(-B1), evenB), target, to + 4 * targetStride);
            store(load(source, from).fma(broadcast(PRODUCT), x2.fma(broadcast(-SUM), x4)), target, to);
            store(
                    x1.fma(broadcast(PRODUCT), x3.fma(broadcast(-SUM), load(source, from + 5 * stride))),
                    target,
                    to + 5 * targetStride);
        }
    }

    /// Six rows to six by Bᵀ: the second step, in which a block is a tile.
    ///
    /// @param targetStep the distance from one vector to the next
    static void inputColumns(
            MemorySegment source,
            int offset,
            int stride,
            int advance,
            MemorySegment target,
            int targetOffset,
            int targetStride,
            int targetStep,
            int targetAdvance,
            int blocks,
            int count) {
        int from = offset;
        int to = targetOffset;
        int end = from + count;
        for (int left = blocks * count; left > 0; left -= LANES) {
            FloatVector x1 = load(source, from + stride);
            FloatVector x2 = load(source, from + 2 * stride);
            FloatVector x3 = load(source, from + 3 * stride);
            FloatVector x4 = load(source, from + 4 * stride);
            FloatVector even = x2.fma(broadcast(-B2), x4);
            FloatVector odd = x1.fma(broadcast(-B2), x3);
            store(odd.fma(broadcast(A1), even), target, to + targetStride);
            store(odd.fma(broadcast(-A1), even), target, to + 2 * targetStride);
            FloatVector evenB = x2.fma(broadcast(-A2), x4);
            FloatVector oddB = x1.fma(broadcast(-A2), x3);
            store(oddB.fma(broadcast(B1), evenB), target, to + 3 * targetStride);
            store(oddB.fma(broadcast(-B1), evenB), target, to + 4 * targetStride);
            store(load(source, from).fma(broadcast(PRODUCT), x2.fma(broadcast(-SUM), x4)), target, to);
            store(
                    x1.fma(broadcast(PRODUCT), x3.fma(broadcast(-SUM), load(source, from + 5 * stride))),
                    target,
                    to + 5 * targetStride);
            from += LANES;
            to += targetStep;
            if (from == end) {
                from += advance - count;
                to += targetAdvance - count / LANES * targetStep;
                end = from + count;
            }
        }
    }

    /// Six rows to four by Aᵀ: the first step of the output's transform.
    static void outputRows(
            MemorySegment source,
            int offset,
            int stride,
            MemorySegment target,
            int targetOffset,
            int targetStride,
            int count) {
        for (int i = 0; i < count; i += LANES) {
            int from = offset + i;
            int to = targetOffset + i;
            FloatVector m1 = load(source, from + stride);
            FloatVector m2 = load(source, from + 2 * stride);
            FloatVector m3 = load(source, from + 3 * stride);
            FloatVector m4 = load(source, from + 4 * stride);
            FloatVector sumA = m1.add(m2);
            FloatVector differenceA = m1.sub(m2);
            FloatVector sumB = m3.add(m4);
            FloatVector differenceB = m3.sub(m4);
            store(load(source, from).add(sumA.add(sumB)), target, to);
            store(differenceA.fma(broadcast(A1), differenceB.mul(broadcast(B1))), target, to + targetStride);
            store(sumA.fma(broadcast(A2), sumB.mul(broadcast(B2))), target, to + 2 * targetStride);
            store(
                    differenceA.fma(broadcast(A3), differenceB.fma(broadcast(B3), load(source, from + 5 * stride))),
                    target,
                    to + 3 * targetStride);
        }
    }

    /// Six rows to four by Aᵀ, to each of which a bias is added: the second step, in which a block is a tile.
    ///
    /// @param bias as many numbers as a block has
    static void outputColumns(
            MemorySegment source,
            int offset,
            int stride,
            int advance,
            MemorySegment bias,
            int biasOffset,
            float[] target,
            int targetOffset,
            int targetStride,
            int targetAdvance,
            int blocks,
            int count) {
        int from = offset;
        int to = targetOffset;
        int end = from + count;
        for (int left = blocks * count; left > 0; left -= LANES) {
            FloatVector b = load(bias, biasOffset + count - (end - from));
            FloatVector m1 = load(source, from + stride);
            FloatVector m2 = load(source, from + 2 * stride);
            FloatVector m3 = load(source, from + 3 * stride);
            FloatVector m4 = load(source, from + 4 * stride);
            FloatVector sumA = m1.add(m2);
            FloatVector differenceA = m1.sub(m2);
            FloatVector sumB = m3.add(m4);
            FloatVector differenceB = m3.sub(m4);
            load(source, from).add(sumA.add(sumB)).add(b).intoArray(target, to);
            differenceA.fma(broadcast(A1), differenceB.fma(broadcast(B1), b)).intoArray(target, to + targetStride);
            sumA.fma(broadcast(A2), sumB.fma(broadcast(B2), b)).intoArray(target, to + 2 * targetStride);
            differenceA
                    .fma(broadcast(A3), differenceB.fma(broadcast(B3), load(source, from + 5 * stride)))
                    .add(b)
                    .intoArray(target, to + 3 * targetStride);
            from += LANES;
            to += LANES;
            if (from == end) {
                from += advance - count;
                to += targetAdvance - count;
                end = from + count;
            }
        }
    }

    /// Four rows of pixels to six by A: the first step of the transform of the output's gradient.
    static void outputGradientRows(
            float[] source,
            int offset,
            int stride,
            MemorySegment target,
            int targetOffset,
            int targetStride,
            int count) {
        for (int i = 0; i < count; i += LANES) {
            int from = offset + i;
            int to = targetOffset + i;
            FloatVector y0 = load(source, from);
            FloatVector y1 = load(source, from + stride);
            FloatVector y2 = load(source, from + 2 * stride);
            FloatVector y3 = load(source, from + 3 * stride);
            store(y0, target, to);
            FloatVector even = y2.fma(broadcast(A2), y0);
            FloatVector odd = y3.fma(broadcast(A3), y1.mul(broadcast(A1)));
            store(even.add(odd), target, to + targetStride);
            store(even.sub(odd), target, to + 2 * targetStride);
            FloatVector evenB = y2.fma(broadcast(B2), y0);
            FloatVector oddB = y3.fma(broadcast(B3), y1.mul(broadcast(B1)));
            store(evenB.add(oddB), target, to + 3 * targetStride);
            store(evenB.sub(oddB), target, to + 4 * targetStride);
            store(y3, target, to + 5 * targetStride);
        }
    }

    /// Four rows to six by A: the second step, in which a block is a tile.
    ///
    /// @param targetStep the distance from one vector to the next
    static void outputGradientColumns(
            MemorySegment source,
            int offset,
            int stride,
            int advance,
            MemorySegment target,
            int targetOffset,
            int targetStride,
            int targetStep,
            int targetAdvance,
            int blocks,
            int count) {
        int from = offset;
        int to = targetOffset;
        int end = from + count;
        for (int left = blocks * count; left > 0; left -= LANES) {
            FloatVector y0 = load(source, from);
            FloatVector y1 = load(source, from + stride);
            FloatVector y2 = load(source, from + 2 * stride);
            FloatVector y3 = load(source, from + 3 * stride);
            store(y0, target, to);
            FloatVector even = y2.fma(broadcast(A2), y0);
            FloatVector odd = y3.fma(broadcast(A3), y1.mul(broadcast(A1)));
            store(even.add(odd), target, to + targetStride);
            store(even.sub(odd), target, to + 2 * targetStride);
            FloatVector evenB = y2.fma(broadcast(B2), y0);
            FloatVector oddB = y3.fma(broadcast(B3), y1.mul(broadcast(B1)));
            store(evenB.add(oddB), target, to + 3 * targetStride);
            store(evenB.sub(oddB), target, to + 4 * targetStride);
            store(y3, target, to + 5 * targetStride);
            from += LANES;
            to += targetStep;
            if (from == end) {
                from += advance - count;
                to += targetAdvance - count / LANES * targetStep;
                end = from + count;
            }
        }
    }

    /// Three rows to six by G, for either step.
    static void weights(
            MemorySegment source,
            int offset,
            int stride,
            MemorySegment target,
            int targetOffset,
            int targetStride,
            int count) {
        for (int i = 0; i < count; i += LANES) {
            int from = offset + i;
            int to = targetOffset + i;
            FloatVector w0 = load(source, from);
            FloatVector w1 = load(source, from + stride);
            FloatVector w2 = load(source, from + 2 * stride);
            store(w0.mul(broadcast(G0)), target, to);
            FloatVector even = w2.fma(broadcast(GA2), w0.mul(broadcast(GA0)));
            FloatVector odd = w1.mul(broadcast(GA1));
            store(even.add(odd), target, to + targetStride);
            store(even.sub(odd), target, to + 2 * targetStride);
            FloatVector evenB = w2.fma(broadcast(GB2), w0.mul(broadcast(GB0)));
            FloatVector oddB = w1.mul(broadcast(GB1));
            store(evenB.add(oddB), target, to + 3 * targetStride);
            store(evenB.sub(oddB), target, to + 4 * targetStride);
            store(w2, target, to + 5 * targetStride);
        }
    }

    /// Six rows to three by Gᵀ, for either step.
    static void weightGradient(
            MemorySegment source,
            int offset,
            int stride,
            MemorySegment target,
            int targetOffset,
            int targetStride,
            int count) {
        for (int i = 0; i < count; i += LANES) {
            int from = offset + i;
            int to = targetOffset + i;
            FloatVector m1 = load(source, from + stride);
            FloatVector m2 = load(source, from + 2 * stride);
            FloatVector m3 = load(source, from + 3 * stride);
            FloatVector m4 = load(source, from + 4 * stride);
            FloatVector sumA = m1.add(m2);
            FloatVector differenceA = m1.sub(m2);
            FloatVector sumB = m3.add(m4);
            FloatVector differenceB = m3.sub(m4);
            store(
                    load(source, from).fma(broadcast(G0), sumA.fma(broadcast(GA0), sumB.mul(broadcast(GB0)))),
                    target,
                    to);
            store(differenceA.fma(broadcast(GA1), differenceB.mul(broadcast(GB1))), target, to + targetStride);
            store(
                    sumA.fma(broadcast(GA2), sumB.fma(broadcast(GB2), load(source, from + 5 * stride))),
                    target,
                    to + 2 * targetStride);
        }
    }

    /// Adds to a row the same row of other parts, one after the other.
    static void addParts(MemorySegment sums, int offset, int stride, int parts, int count) {
        for (int i = offset; i < offset + count; i += LANES) {
            FloatVector sum = load(sums, i);
            for (int part = 1; part < parts; part++) {
                sum = sum.add(load(sums, i + part * stride));
            }
            store(sum, sums, i);
        }
    }

    /// Adds blocks, which are `count` apart, to others.
    static void add(MemorySegment source, MemorySegment sums, int offset, int advance, int blocks, int count) {
        int to = offset;
        int end = to + count;
        for (int from = 0; from < blocks * count; from += LANES) {
            store(load(source, from).add(load(sums, to)), sums, to);
            to += LANES;
            if (to == end) {
                to += advance - count;
                end = to + count;
            }
        }
    }

    /// Replaces numbers, and up to the next whole vector, by zero.
    static void clear(MemorySegment target, int offset, int count) {
        for (int i = 0; i < count; i += LANES) {
            store(broadcast(0), target, offset + i);
        }
    }
}
