package dev.chainrule.kernel.vector;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/// What is done to a range of rows whose columns each have coefficients of their own.
///
/// A column's six coefficients stand `columns` apart: the mean as a float, what the float left over, the factor and the
/// summand of the output, and of the gradient the factor of the distance from the mean and the summand. Columns that do
/// not fill a vector take the same steps of arithmetic as the others.
final class VectorRows {
    static final int COEFFICIENTS = 6;

    /// Sums are added up in double, half a vector of floats at once.
    private static final int HALF = Machine.LANES / 2;

    private VectorRows() {}

    /// Sets the first four coefficients of the column whose mean stands at `at`.
    static void put(float[] coefficients, int at, int columns, double mean, double factor, double summand) {
        float rounded = (float) mean;
        coefficients[at] = rounded;
        coefficients[at + columns] = (float) (mean - rounded);
        coefficients[at + 2 * columns] = (float) factor;
        coefficients[at + 3 * columns] = (float) summand;
    }

    /// Adds `Σ (x − shift)` and `Σ (x − shift)²` of each column, at `offset` and `columns` further.
    ///
    /// @param shifts holds the shift of the first column at `shift`
    static void moments(
            float[] x, int columns, int from, int to, float[] shifts, int shift, double[] sums, int offset) {
        int c = 0;
        for (; c <= columns - HALF; c += HALF) {
            DoubleVector shiftOf = Lanes.widen(Lanes.loadHalf(shifts, shift + c));
            DoubleVector sum = DoubleVector.zero(Lanes.DOUBLES);
            DoubleVector squares = sum;
            for (int row = from; row < to; row++) {
                DoubleVector d =
                        Lanes.widen(Lanes.loadHalf(x, row * columns + c)).sub(shiftOf);
                sum = sum.add(d);
                squares = d.fma(d, squares);
            }
            add(sums, offset + c, sum);
            add(sums, offset + columns + c, squares);
        }
        for (; c < columns; c++) {
            double sum = 0;
            double squares = 0;
            for (int row = from; row < to; row++) {
                double d = (double) x[row * columns + c] - shifts[shift + c];
                sum += d;
                squares = Math.fma(d, d, squares);
            }
            sums[offset + c] += sum;
            sums[offset + columns + c] += squares;
        }
    }

    private static void add(double[] sums, int i, DoubleVector x) {
        DoubleVector.fromArray(Lanes.DOUBLES, sums, i).add(x).intoArray(sums, i);
    }

    private static FloatVector distance(float[] x, int i, float[] k, int at, int columns) {
        return Lanes.load(x, i).sub(Lanes.load(k, at)).sub(Lanes.load(k, at + columns));
    }

    static float distanceOf(float x, float[] k, int at, int columns) {
        return x - k[at] - k[at + columns];
    }

    /// `y = factor · (x − mean) + summand`.
    static void standardize(float[] x, float[] y, int columns, int from, int to, float[] k, int base) {
        for (int row = from * columns; row < to * columns; row += columns) {
            int c = 0;
            for (; c <= columns - Machine.LANES; c += Machine.LANES) {
                int at = base + c;
                distance(x, row + c, k, at, columns)
                        .fma(Lanes.load(k, at + 2 * columns), Lanes.load(k, at + 3 * columns))
                        .intoArray(y, row + c);
            }
            for (; c < columns; c++) {
                int at = base + c;
                y[row + c] = Math.fma(distanceOf(x[row + c], k, at, columns), k[at + 2 * columns], k[at + 3 * columns]);
            }
        }
    }

    /// As [#standardize] with negative numbers replaced by 0.
    static void standardizeRectified(float[] x, float[] y, int columns, int from, int to, float[] k, int base) {
        for (int row = from * columns; row < to * columns; row += columns) {
            int c = 0;
            for (; c <= columns - Machine.LANES; c += Machine.LANES) {
                int at = base + c;
                FloatVector v = distance(x, row + c, k, at, columns)
                        .fma(Lanes.load(k, at + 2 * columns), Lanes.load(k, at + 3 * columns));
                v.blend(0, v.compare(VectorOperators.LE, 0)).intoArray(y, row + c);
            }
            for (; c < columns; c++) {
                int at = base + c;
                float v = Math.fma(distanceOf(x[row + c], k, at, columns), k[at + 2 * columns], k[at + 3 * columns]);
                y[row + c] = v <= 0 ? 0 : v;
            }
        }
    }

    /// Adds `Σ dy` and `Σ dy · (x − mean)` of each column, at `offset` and `columns` further.
    static void gradientSums(
            float[] x, float[] dy, int columns, int from, int to, float[] k, int base, double[] sums, int offset) {
        int c = 0;
        for (; c <= columns - HALF; c += HALF) {
            FloatVector mean = Lanes.loadHalf(k, base + c);
            FloatVector rest = Lanes.loadHalf(k, base + c + columns);
            DoubleVector sum = DoubleVector.zero(Lanes.DOUBLES);
            DoubleVector dot = sum;
            for (int row = from; row < to; row++) {
                int i = row * columns + c;
                FloatVector distance = Lanes.loadHalf(x, i).sub(mean).sub(rest);
                FloatVector g = Lanes.loadHalf(dy, i);
                sum = sum.add(Lanes.widen(g));
                dot = dot.add(Lanes.widen(g.mul(distance)));
            }
            add(sums, offset + c, sum);
            add(sums, offset + columns + c, dot);
        }
        for (; c < columns; c++) {
            double sum = 0;
            double dot = 0;
            for (int row = from; row < to; row++) {
                int i = row * columns + c;
                sum += dy[i];
                dot += dy[i] * distanceOf(x[i], k, base + c, columns);
            }
            sums[offset + c] += sum;
            sums[offset + columns + c] += dot;
        }
    }

    /// As [#gradientSums] with `dy` taken as 0 where [#standardizeRectified] yielded 0.
    static void gradientSumsRectified(
            float[] x, float[] dy, int columns, int from, int to, float[] k, int base, double[] sums, int offset) {
        int c = 0;
        for (; c <= columns - HALF; c += HALF) {
            FloatVector mean = Lanes.loadHalf(k, base + c);
            FloatVector rest = Lanes.loadHalf(k, base + c + columns);
            FloatVector factor = Lanes.loadHalf(k, base + c + 2 * columns);
            FloatVector summand = Lanes.loadHalf(k, base + c + 3 * columns);
            DoubleVector sum = DoubleVector.zero(Lanes.DOUBLES);
            DoubleVector dot = sum;
            for (int row = from; row < to; row++) {
                int i = row * columns + c;
                FloatVector distance = Lanes.loadHalf(x, i).sub(mean).sub(rest);
                VectorMask<Float> cut = distance.fma(factor, summand).compare(VectorOperators.LE, 0);
                FloatVector g = Lanes.loadHalf(dy, i).blend(0, cut);
                sum = sum.add(Lanes.widen(g));
                dot = dot.add(Lanes.widen(g.mul(distance)));
            }
            add(sums, offset + c, sum);
            add(sums, offset + columns + c, dot);
        }
        for (; c < columns; c++) {
            double sum = 0;
            double dot = 0;
            for (int row = from; row < to; row++) {
                int i = row * columns + c;
                float g = rectified(x[i], dy[i], k, base + c, columns);
                sum += g;
                dot += g * distanceOf(x[i], k, base + c, columns);
            }
            sums[offset + c] += sum;
            sums[offset + columns + c] += dot;
        }
    }

    private static float rectified(float x, float dy, float[] k, int at, int columns) {
        float v = Math.fma(distanceOf(x, k, at, columns), k[at + 2 * columns], k[at + 3 * columns]);
        return v <= 0 ? 0 : dy;
    }

    /// `dx = factor · dy + (fifth · (x − mean) + sixth)`.
    static void gradients(float[] x, float[] dy, float[] dx, int columns, int from, int to, float[] k, int base) {
        for (int row = from * columns; row < to * columns; row += columns) {
            int c = 0;
            for (; c <= columns - Machine.LANES; c += Machine.LANES) {
                int at = base + c;
                FloatVector rest = distance(x, row + c, k, at, columns)
                        .fma(Lanes.load(k, at + 4 * columns), Lanes.load(k, at + 5 * columns));
                Lanes.load(dy, row + c)
                        .fma(Lanes.load(k, at + 2 * columns), rest)
                        .intoArray(dx, row + c);
            }
            for (; c < columns; c++) {
                int at = base + c;
                float rest = Math.fma(distanceOf(x[row + c], k, at, columns), k[at + 4 * columns], k[at + 5 * columns]);
                dx[row + c] = Math.fma(dy[row + c], k[at + 2 * columns], rest);
            }
        }
    }

    /// As [#gradients] with `dy` taken as 0 where [#standardizeRectified] yielded 0.
    static void gradientsRectified(
            float[] x, float[] dy, float[] dx, int columns, int from, int to, float[] k, int base) {
        for (int row = from * columns; row < to * columns; row += columns) {
            int c = 0;
            for (; c <= columns - Machine.LANES; c += Machine.LANES) {
                int at = base + c;
                FloatVector distance = distance(x, row + c, k, at, columns);
                FloatVector factor = Lanes.load(k, at + 2 * columns);
                VectorMask<Float> cut =
                        distance.fma(factor, Lanes.load(k, at + 3 * columns)).compare(VectorOperators.LE, 0);
                FloatVector rest = distance.fma(Lanes.load(k, at + 4 * columns), Lanes.load(k, at + 5 * columns));
                Lanes.load(dy, row + c).blend(0, cut).fma(factor, rest).intoArray(dx, row + c);
            }
            for (; c < columns; c++) {
                int at = base + c;
                float rest = Math.fma(distanceOf(x[row + c], k, at, columns), k[at + 4 * columns], k[at + 5 * columns]);
                dx[row + c] = Math.fma(rectified(x[row + c], dy[row + c], k, at, columns), k[at + 2 * columns], rest);
            }
        }
    }
}
