package dev.chainrule.kernel.vector;

import static dev.chainrule.kernel.vector.Lanes.load;
import static dev.chainrule.kernel.vector.VectorRows.distanceOf;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/// As [VectorRows] with results rectified and of each 2×2 pixels the largest kept, so that nothing of what lies between
/// is stored.
///
/// A row is one of windows and covers two lines of pixels. Nothing says which pixel of a window was the largest; the
/// backward finds out again: the first that is not less than the maximum, as in [VectorPooling]. The gradient that it
/// gets, here g, is 0 if it was rectified.
final class VectorPooledRows {
    private static final int HALF = Machine.LANES / 2;

    private VectorPooledRows() {}

    /// `y = max(0, max (factor · (x − mean) + summand))` over each window.
    ///
    /// @param line numbers of a line of pixels, that is, an even number of pixels times `columns`
    /// @param k the coefficients of [VectorRows]
    static void maxima(float[] x, float[] y, int columns, int line, int from, int to, float[] k) {
        for (int row = from; row < to; row++) {
            maximaOfRow(x, 2 * row * line, y, row * (line / 2), columns, line, k);
        }
    }

    private static void maximaOfRow(float[] x, int start, float[] y, int to, int columns, int line, float[] k) {
        int c = 0;
        for (; c <= columns - Machine.LANES; c += Machine.LANES) {
            FloatVector mean = load(k, c);
            FloatVector remainder = load(k, c + columns);
            FloatVector factor = load(k, c + 2 * columns);
            FloatVector summand = load(k, c + 3 * columns);
            FloatVector zero = FloatVector.zero(Lanes.FLOATS);
            int out = to + c;
            for (int i = start + c; i < start + line; i += 2 * columns) {
                FloatVector v0 = load(x, i).sub(mean).sub(remainder).fma(factor, summand);
                FloatVector v1 = load(x, i + columns).sub(mean).sub(remainder).fma(factor, summand);
                FloatVector v2 = load(x, i + line).sub(mean).sub(remainder).fma(factor, summand);
                FloatVector v3 =
                        load(x, i + line + columns).sub(mean).sub(remainder).fma(factor, summand);
                FloatVector max = v0.max(v1).max(v2.max(v3));
                max.blend(zero, max.compare(VectorOperators.LE, zero)).intoArray(y, out);
                out += columns;
            }
        }
        for (; c < columns; c++) {
            int out = to + c;
            for (int i = start + c; i < start + line; i += 2 * columns) {
                float max = maximum(x, i, c, columns, line, k);
                y[out] = max <= 0 ? 0 : max;
                out += columns;
            }
        }
    }

    private static float maximum(float[] x, int i, int c, int columns, int line, float[] k) {
        return Math.max(
                Math.max(value(x[i], k, c, columns), value(x[i + columns], k, c, columns)),
                Math.max(value(x[i + line], k, c, columns), value(x[i + line + columns], k, c, columns)));
    }

    private static float value(float x, float[] k, int c, int columns) {
        return Math.fma(distanceOf(x, k, c, columns), k[c + 2 * columns], k[c + 3 * columns]);
    }

    /// Adds `Σ g` and `Σ g · (x − mean)` of each column, at `offset` and `columns` further.
    static void gradientSums(
            float[] x, float[] dy, int columns, int line, int from, int to, float[] k, double[] sums, int offset) {
        float[] scratch = VectorScratch.current().square();
        for (int row = from; row < to; row++) {
            gradientSumsOfRow(x, 2 * row * line, dy, row * (line / 2), columns, line, k, sums, offset, scratch);
        }
    }

    private static void gradientSumsOfRow(
            float[] x,
            int start,
            float[] dy,
            int to,
            int columns,
            int line,
            float[] k,
            double[] sums,
            int offset,
            float[] scratch) {
        int c = 0;
        for (; c <= columns - Machine.LANES; c += Machine.LANES) {
            FloatVector mean = load(k, c);
            FloatVector remainder = load(k, c + columns);
            FloatVector factor = load(k, c + 2 * columns);
            FloatVector summand = load(k, c + 3 * columns);
            FloatVector zero = FloatVector.zero(Lanes.FLOATS);
            int out = to + c;
            for (int i = start + c; i < start + line; i += 2 * columns) {
                FloatVector d0 = load(x, i).sub(mean).sub(remainder);
                FloatVector d1 = load(x, i + columns).sub(mean).sub(remainder);
                FloatVector d2 = load(x, i + line).sub(mean).sub(remainder);
                FloatVector d3 = load(x, i + line + columns).sub(mean).sub(remainder);
                FloatVector v0 = d0.fma(factor, summand);
                FloatVector v1 = d1.fma(factor, summand);
                FloatVector v2 = d2.fma(factor, summand);
                FloatVector max = v0.max(v1).max(v2.max(d3.fma(factor, summand)));
                FloatVector distance = d2.blend(d3, v2.compare(VectorOperators.LT, max));
                distance = d1.blend(distance, v1.compare(VectorOperators.LT, max));
                distance = d0.blend(distance, v0.compare(VectorOperators.LT, max));
                FloatVector g = load(dy, out).blend(zero, cut(v0, max, zero));
                // By way of memory, because the upper half of a vector in a register costs an object. A maximum that is
                // not a number makes the sum none, as it does where each pixel is added.
                g.intoArray(scratch, 0);
                max.fma(zero, g.mul(distance)).intoArray(scratch, Machine.LANES);
                for (int h = 0; h < Machine.LANES; h += HALF) {
                    add(scratch, h, sums, offset + c + h);
                    add(scratch, Machine.LANES + h, sums, offset + columns + c + h);
                }
                out += columns;
            }
        }
        for (; c < columns; c++) {
            double sum = sums[offset + c];
            double dot = sums[offset + columns + c];
            int out = to + c;
            for (int i = start + c; i < start + line; i += 2 * columns) {
                float max = maximum(x, i, c, columns, line, k);
                int largest = largest(x, i, max, c, columns, line, k);
                float g = value(x[largest], k, c, columns) <= 0 ? 0 : dy[out];
                sum += g;
                dot += Math.fma(max, 0, g * distanceOf(x[largest], k, c, columns));
                out += columns;
            }
            sums[offset + c] = sum;
            sums[offset + columns + c] = dot;
        }
    }

    private static void add(float[] x, int i, double[] sums, int at) {
        DoubleVector.fromArray(Lanes.DOUBLES, sums, at)
                .add(Lanes.widen(Lanes.loadHalf(x, i)))
                .intoArray(sums, at);
    }

    /// Where no pixel of a window gets a gradient, because its first of the largest was rectified; where one is not
    /// a number, that is the first of all.
    private static VectorMask<Float> cut(FloatVector v0, FloatVector max, FloatVector zero) {
        return v0.compare(VectorOperators.LE, zero).andNot(max.compare(VectorOperators.GT, zero));
    }

    /// Where the pixel that gets the gradient of a window is stored.
    private static int largest(float[] x, int i, float max, int c, int columns, int line, float[] k) {
        if (!(value(x[i], k, c, columns) < max)) {
            return i;
        }
        if (!(value(x[i + columns], k, c, columns) < max)) {
            return i + columns;
        }
        return !(value(x[i + line], k, c, columns) < max) ? i + line : i + line + columns;
    }

    /// `dx = factor · g + (fifth · (x − mean) + sixth)`.
    static void gradients(float[] x, float[] dy, float[] dx, int columns, int line, int from, int to, float[] k) {
        for (int row = from; row < to; row++) {
            gradientsOfRow(x, dx, 2 * row * line, dy, row * (line / 2), columns, line, k);
        }
    }

    private static void gradientsOfRow(
            float[] x, float[] dx, int start, float[] dy, int to, int columns, int line, float[] k) {
        int c = 0;
        for (; c <= columns - Machine.LANES; c += Machine.LANES) {
            FloatVector mean = load(k, c);
            FloatVector remainder = load(k, c + columns);
            FloatVector factor = load(k, c + 2 * columns);
            FloatVector summand = load(k, c + 3 * columns);
            FloatVector fifth = load(k, c + 4 * columns);
            FloatVector sixth = load(k, c + 5 * columns);
            FloatVector zero = FloatVector.zero(Lanes.FLOATS);
            int out = to + c;
            for (int i = start + c; i < start + line; i += 2 * columns) {
                FloatVector d0 = load(x, i).sub(mean).sub(remainder);
                FloatVector d1 = load(x, i + columns).sub(mean).sub(remainder);
                FloatVector d2 = load(x, i + line).sub(mean).sub(remainder);
                FloatVector d3 = load(x, i + line + columns).sub(mean).sub(remainder);
                FloatVector v0 = d0.fma(factor, summand);
                FloatVector v1 = d1.fma(factor, summand);
                FloatVector v2 = d2.fma(factor, summand);
                FloatVector max = v0.max(v1).max(v2.max(d3.fma(factor, summand)));
                FloatVector g = load(dy, out).blend(zero, cut(v0, max, zero));
                VectorMask<Float> less = v0.compare(VectorOperators.LT, max);
                g.blend(zero, less).fma(factor, d0.fma(fifth, sixth)).intoArray(dx, i);
                g = zero.blend(g, less);
                less = v1.compare(VectorOperators.LT, max);
                g.blend(zero, less).fma(factor, d1.fma(fifth, sixth)).intoArray(dx, i + columns);
                g = zero.blend(g, less);
                less = v2.compare(VectorOperators.LT, max);
                g.blend(zero, less).fma(factor, d2.fma(fifth, sixth)).intoArray(dx, i + line);
                zero.blend(g, less).fma(factor, d3.fma(fifth, sixth)).intoArray(dx, i + line + columns);
                out += columns;
            }
        }
        for (; c < columns; c++) {
            int out = to + c;
            for (int i = start + c; i < start + line; i += 2 * columns) {
                float max = maximum(x, i, c, columns, line, k);
                int largest = largest(x, i, max, c, columns, line, k);
                float g = value(x[largest], k, c, columns) <= 0 ? 0 : dy[out];
                putGradient(x, dx, i, i == largest ? g : 0, k, c, columns);
                putGradient(x, dx, i + columns, i + columns == largest ? g : 0, k, c, columns);
                putGradient(x, dx, i + line, i + line == largest ? g : 0, k, c, columns);
                putGradient(x, dx, i + line + columns, i + line + columns == largest ? g : 0, k, c, columns);
                out += columns;
            }
        }
    }

    private static void putGradient(float[] x, float[] dx, int i, float g, float[] k, int c, int columns) {
        float rest = Math.fma(distanceOf(x[i], k, c, columns), k[c + 4 * columns], k[c + 5 * columns]);
        dx[i] = Math.fma(g, k[c + 2 * columns], rest);
    }
}
