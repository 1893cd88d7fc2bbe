package dev.chainrule.kernel.vector.convolution;

import static dev.chainrule.kernel.vector.Machine.LANES;
import static dev.chainrule.kernel.vector.VectorMemory.at;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import dev.chainrule.kernel.vector.Lanes;
import dev.chainrule.kernel.vector.VectorMemory;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

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
///
/// Vectors are loaded and stored by calls into the JDK only, which are compiled into their caller however large it is.
/// A method of ours, as those of [VectorMemory], is left out once a caller has two of these loops, and then each vector
/// that it gets or gives is an object.
final class VectorWinogradTransforms {
    private static final VectorSpecies<Float> FLOATS = Lanes.FLOATS;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

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
            FloatVector x1 = fromArray(FLOATS, source, from + stride);
            FloatVector x2 = fromArray(FLOATS, source, from + 2 * stride);
            FloatVector x3 = fromArray(FLOATS, source, from + 3 * stride);
            FloatVector x4 = fromArray(FLOATS, source, from + 4 * stride);
            FloatVector even = x2.fma(broadcast(FLOATS, -B2), x4);
            FloatVector odd = x1.fma(broadcast(FLOATS, -B2), x3);
            odd.fma(broadcast(FLOATS, A1), even).intoMemorySegment(target, at(to + targetStride), ORDER);
            odd.fma(broadcast(FLOATS, -A1), even).intoMemorySegment(target, at(to + 2 * targetStride), ORDER);
            FloatVector evenB = x2.fma(broadcast(FLOATS, -A2), x4);
            FloatVector oddB = x1.fma(broadcast(FLOATS, -A2), x3);
            oddB.fma(broadcast(FLOATS, B1), evenB).intoMemorySegment(target, at(to + 3 * targetStride), ORDER);
            oddB.fma(broadcast(FLOATS, -B1), evenB).intoMemorySegment(target, at(to + 4 * targetStride), ORDER);
            fromArray(FLOATS, source, from)
                    .fma(broadcast(FLOATS, PRODUCT), x2.fma(broadcast(FLOATS, -SUM), x4))
                    .intoMemorySegment(target, at(to), ORDER);
            x1.fma(
                            broadcast(FLOATS, PRODUCT),
                            x3.fma(broadcast(FLOATS, -SUM), fromArray(FLOATS, source, from + 5 * stride)))
                    .intoMemorySegment(target, at(to + 5 * targetStride), ORDER);
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
            FloatVector x1 = fromMemorySegment(FLOATS, source, at(from + stride), ORDER);
            FloatVector x2 = fromMemorySegment(FLOATS, source, at(from + 2 * stride), ORDER);
            FloatVector x3 = fromMemorySegment(FLOATS, source, at(from + 3 * stride), ORDER);
            FloatVector x4 = fromMemorySegment(FLOATS, source, at(from + 4 * stride), ORDER);
            FloatVector even = x2.fma(broadcast(FLOATS, -B2), x4);
            FloatVector odd = x1.fma(broadcast(FLOATS, -B2), x3);
            odd.fma(broadcast(FLOATS, A1), even).intoMemorySegment(target, at(to + targetStride), ORDER);
            odd.fma(broadcast(FLOATS, -A1), even).intoMemorySegment(target, at(to + 2 * targetStride), ORDER);
            FloatVector evenB = x2.fma(broadcast(FLOATS, -A2), x4);
            FloatVector oddB = x1.fma(broadcast(FLOATS, -A2), x3);
            oddB.fma(broadcast(FLOATS, B1), evenB).intoMemorySegment(target, at(to + 3 * targetStride), ORDER);
            oddB.fma(broadcast(FLOATS, -B1), evenB).intoMemorySegment(target, at(to + 4 * targetStride), ORDER);
            fromMemorySegment(FLOATS, source, at(from), ORDER)
                    .fma(broadcast(FLOATS, PRODUCT), x2.fma(broadcast(FLOATS, -SUM), x4))
                    .intoMemorySegment(target, at(to), ORDER);
            x1.fma(
                            broadcast(FLOATS, PRODUCT),
                            x3.fma(
                                    broadcast(FLOATS, -SUM),
                                    fromMemorySegment(FLOATS, source, at(from + 5 * stride), ORDER)))
                    .intoMemorySegment(target, at(to + 5 * targetStride), ORDER);
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
            FloatVector m1 = fromMemorySegment(FLOATS, source, at(from + stride), ORDER);
            FloatVector m2 = fromMemorySegment(FLOATS, source, at(from + 2 * stride), ORDER);
            FloatVector m3 = fromMemorySegment(FLOATS, source, at(from + 3 * stride), ORDER);
            FloatVector m4 = fromMemorySegment(FLOATS, source, at(from + 4 * stride), ORDER);
            FloatVector sumA = m1.add(m2);
            FloatVector differenceA = m1.sub(m2);
            FloatVector sumB = m3.add(m4);
            FloatVector differenceB = m3.sub(m4);
            fromMemorySegment(FLOATS, source, at(from), ORDER)
                    .add(sumA.add(sumB))
                    .intoMemorySegment(target, at(to), ORDER);
            differenceA
                    .fma(broadcast(FLOATS, A1), differenceB.mul(broadcast(FLOATS, B1)))
                    .intoMemorySegment(target, at(to + targetStride), ORDER);
            sumA.fma(broadcast(FLOATS, A2), sumB.mul(broadcast(FLOATS, B2)))
                    .intoMemorySegment(target, at(to + 2 * targetStride), ORDER);
            differenceA
                    .fma(
                            broadcast(FLOATS, A3),
                            differenceB.fma(
                                    broadcast(FLOATS, B3),
                                    fromMemorySegment(FLOATS, source, at(from + 5 * stride), ORDER)))
                    .intoMemorySegment(target, at(to + 3 * targetStride), ORDER);
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
            FloatVector b = fromMemorySegment(FLOATS, bias, at(biasOffset + count - (end - from)), ORDER);
            FloatVector m1 = fromMemorySegment(FLOATS, source, at(from + stride), ORDER);
            FloatVector m2 = fromMemorySegment(FLOATS, source, at(from + 2 * stride), ORDER);
            FloatVector m3 = fromMemorySegment(FLOATS, source, at(from + 3 * stride), ORDER);
            FloatVector m4 = fromMemorySegment(FLOATS, source, at(from + 4 * stride), ORDER);
            FloatVector sumA = m1.add(m2);
            FloatVector differenceA = m1.sub(m2);
            FloatVector sumB = m3.add(m4);
            FloatVector differenceB = m3.sub(m4);
            fromMemorySegment(FLOATS, source, at(from), ORDER)
                    .add(sumA.add(sumB))
                    .add(b)
                    .intoArray(target, to);
            differenceA
                    .fma(broadcast(FLOATS, A1), differenceB.fma(broadcast(FLOATS, B1), b))
                    .intoArray(target, to + targetStride);
            sumA.fma(broadcast(FLOATS, A2), sumB.fma(broadcast(FLOATS, B2), b))
                    .intoArray(target, to + 2 * targetStride);
            differenceA
                    .fma(
                            broadcast(FLOATS, A3),
                            differenceB.fma(
                                    broadcast(FLOATS, B3),
                                    fromMemorySegment(FLOATS, source, at(from + 5 * stride), ORDER)))
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
            FloatVector y0 = fromArray(FLOATS, source, from);
            FloatVector y1 = fromArray(FLOATS, source, from + stride);
            FloatVector y2 = fromArray(FLOATS, source, from + 2 * stride);
            FloatVector y3 = fromArray(FLOATS, source, from + 3 * stride);
            y0.intoMemorySegment(target, at(to), ORDER);
            FloatVector even = y2.fma(broadcast(FLOATS, A2), y0);
            FloatVector odd = y3.fma(broadcast(FLOATS, A3), y1.mul(broadcast(FLOATS, A1)));
            even.add(odd).intoMemorySegment(target, at(to + targetStride), ORDER);
            even.sub(odd).intoMemorySegment(target, at(to + 2 * targetStride), ORDER);
            FloatVector evenB = y2.fma(broadcast(FLOATS, B2), y0);
            FloatVector oddB = y3.fma(broadcast(FLOATS, B3), y1.mul(broadcast(FLOATS, B1)));
            evenB.add(oddB).intoMemorySegment(target, at(to + 3 * targetStride), ORDER);
            evenB.sub(oddB).intoMemorySegment(target, at(to + 4 * targetStride), ORDER);
            y3.intoMemorySegment(target, at(to + 5 * targetStride), ORDER);
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
            FloatVector y0 = fromMemorySegment(FLOATS, source, at(from), ORDER);
            FloatVector y1 = fromMemorySegment(FLOATS, source, at(from + stride), ORDER);
            FloatVector y2 = fromMemorySegment(FLOATS, source, at(from + 2 * stride), ORDER);
            FloatVector y3 = fromMemorySegment(FLOATS, source, at(from + 3 * stride), ORDER);
            y0.intoMemorySegment(target, at(to), ORDER);
            FloatVector even = y2.fma(broadcast(FLOATS, A2), y0);
            FloatVector odd = y3.fma(broadcast(FLOATS, A3), y1.mul(broadcast(FLOATS, A1)));
            even.add(odd).intoMemorySegment(target, at(to + targetStride), ORDER);
            even.sub(odd).intoMemorySegment(target, at(to + 2 * targetStride), ORDER);
            FloatVector evenB = y2.fma(broadcast(FLOATS, B2), y0);
            FloatVector oddB = y3.fma(broadcast(FLOATS, B3), y1.mul(broadcast(FLOATS, B1)));
            evenB.add(oddB).intoMemorySegment(target, at(to + 3 * targetStride), ORDER);
            evenB.sub(oddB).intoMemorySegment(target, at(to + 4 * targetStride), ORDER);
            y3.intoMemorySegment(target, at(to + 5 * targetStride), ORDER);
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
            FloatVector w0 = fromMemorySegment(FLOATS, source, at(from), ORDER);
            FloatVector w1 = fromMemorySegment(FLOATS, source, at(from + stride), ORDER);
            FloatVector w2 = fromMemorySegment(FLOATS, source, at(from + 2 * stride), ORDER);
            w0.mul(broadcast(FLOATS, G0)).intoMemorySegment(target, at(to), ORDER);
            FloatVector even = w2.fma(broadcast(FLOATS, GA2), w0.mul(broadcast(FLOATS, GA0)));
            FloatVector odd = w1.mul(broadcast(FLOATS, GA1));
            even.add(odd).intoMemorySegment(target, at(to + targetStride), ORDER);
            even.sub(odd).intoMemorySegment(target, at(to + 2 * targetStride), ORDER);
            FloatVector evenB = w2.fma(broadcast(FLOATS, GB2), w0.mul(broadcast(FLOATS, GB0)));
            FloatVector oddB = w1.mul(broadcast(FLOATS, GB1));
            evenB.add(oddB).intoMemorySegment(target, at(to + 3 * targetStride), ORDER);
            evenB.sub(oddB).intoMemorySegment(target, at(to + 4 * targetStride), ORDER);
            w2.intoMemorySegment(target, at(to + 5 * targetStride), ORDER);
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
            FloatVector m1 = fromMemorySegment(FLOATS, source, at(from + stride), ORDER);
            FloatVector m2 = fromMemorySegment(FLOATS, source, at(from + 2 * stride), ORDER);
            FloatVector m3 = fromMemorySegment(FLOATS, source, at(from + 3 * stride), ORDER);
            FloatVector m4 = fromMemorySegment(FLOATS, source, at(from + 4 * stride), ORDER);
            FloatVector sumA = m1.add(m2);
            FloatVector differenceA = m1.sub(m2);
            FloatVector sumB = m3.add(m4);
            FloatVector differenceB = m3.sub(m4);
            fromMemorySegment(FLOATS, source, at(from), ORDER)
                    .fma(broadcast(FLOATS, G0), sumA.fma(broadcast(FLOATS, GA0), sumB.mul(broadcast(FLOATS, GB0))))
                    .intoMemorySegment(target, at(to), ORDER);
            differenceA
                    .fma(broadcast(FLOATS, GA1), differenceB.mul(broadcast(FLOATS, GB1)))
                    .intoMemorySegment(target, at(to + targetStride), ORDER);
            sumA.fma(
                            broadcast(FLOATS, GA2),
                            sumB.fma(
                                    broadcast(FLOATS, GB2),
                                    fromMemorySegment(FLOATS, source, at(from + 5 * stride), ORDER)))
                    .intoMemorySegment(target, at(to + 2 * targetStride), ORDER);
        }
    }

    /// Adds to a row the same row of other parts, one after the other.
    static void addParts(MemorySegment sums, int offset, int stride, int parts, int count) {
        for (int i = offset; i < offset + count; i += LANES) {
            FloatVector sum = fromMemorySegment(FLOATS, sums, at(i), ORDER);
            for (int part = 1; part < parts; part++) {
                sum = sum.add(fromMemorySegment(FLOATS, sums, at(i + part * stride), ORDER));
            }
            sum.intoMemorySegment(sums, at(i), ORDER);
        }
    }

    /// Adds blocks, which are `count` apart, to others.
    static void add(MemorySegment source, MemorySegment sums, int offset, int advance, int blocks, int count) {
        int to = offset;
        int end = to + count;
        for (int from = 0; from < blocks * count; from += LANES) {
            fromMemorySegment(FLOATS, source, at(from), ORDER)
                    .add(fromMemorySegment(FLOATS, sums, at(to), ORDER))
                    .intoMemorySegment(sums, at(to), ORDER);
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
            broadcast(FLOATS, 0).intoMemorySegment(target, at(offset + i), ORDER);
        }
    }
}
