package dev.chainrule.check;

import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/// As much of NumPy's two-dimensional arrays as students use, so that their layers can be written as they write them.
final class Np {
    final int rows;
    final int columns;
    final double[] values;

    private Np(int rows, int columns, double[] values) {
        this.rows = rows;
        this.columns = columns;
        this.values = values;
    }

    static Np array(int rows, int columns, double... values) {
        return new Np(rows, columns, values);
    }

    /// A tensor of any rank as rows of examples; one of rank 1 as a single row.
    static Np of(Tensor tensor) {
        int rows = tensor.shape().rank() == 1 ? 1 : tensor.shape().extent(0);
        return new Np(rows, tensor.size() / rows, tensor.toArray());
    }

    Tensor tensor(Shape shape) {
        return Tensor.of(Precision.FLOAT64, shape.size() == values.length ? shape : shape(), values);
    }

    private Shape shape() {
        return rows == 1 ? Shape.of(columns) : Shape.of(rows, columns);
    }

    Np reshape(int newRows) {
        return new Np(newRows, values.length / newRows, values);
    }

    double at(int row, int column) {
        return values[row * columns + column];
    }

    Np map(DoubleUnaryOperator f) {
        Np result = new Np(rows, columns, new double[values.length]);
        for (int i = 0; i < values.length; i++) {
            result.values[i] = f.applyAsDouble(values[i]);
        }
        return result;
    }

    /// Element by element, broadcasting extents of 1.
    Np with(Np other, DoubleBinaryOperator f) {
        int r = Math.max(rows, other.rows);
        int c = Math.max(columns, other.columns);
        Np result = new Np(r, c, new double[r * c]);
        for (int i = 0; i < r; i++) {
            for (int j = 0; j < c; j++) {
                result.values[i * c + j] =
                        f.applyAsDouble(at(i % rows, j % columns), other.at(i % other.rows, j % other.columns));
            }
        }
        return result;
    }

    Np plus(Np other) {
        return with(other, Double::sum);
    }

    Np minus(Np other) {
        return with(other, (a, b) -> a - b);
    }

    Np times(Np other) {
        return with(other, (a, b) -> a * b);
    }

    Np over(Np other) {
        return with(other, (a, b) -> a / b);
    }

    Np plus(double number) {
        return map(a -> a + number);
    }

    Np times(double number) {
        return map(a -> a * number);
    }

    Np over(double number) {
        return map(a -> a / number);
    }

    Np pow(double exponent) {
        return map(a -> Math.pow(a, exponent));
    }

    Np sqrt() {
        return map(Math::sqrt);
    }

    Np squared() {
        return map(a -> a * a);
    }

    Np sum0() {
        Np sums = new Np(1, columns, new double[columns]);
        for (int i = 0; i < values.length; i++) {
            sums.values[i % columns] += values[i];
        }
        return sums;
    }

    Np sum1() {
        Np sums = new Np(rows, 1, new double[rows]);
        for (int i = 0; i < values.length; i++) {
            sums.values[i / columns] += values[i];
        }
        return sums;
    }

    double sum() {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }

    Np mean0() {
        return sum0().over(rows);
    }

    Np mean1() {
        return sum1().over(columns);
    }

    Np transposed() {
        Np result = new Np(columns, rows, new double[values.length]);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                result.values[j * rows + i] = at(i, j);
            }
        }
        return result;
    }

    Np dot(Np other) {
        Np result = new Np(rows, other.columns, new double[rows * other.columns]);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < other.columns; j++) {
                for (int k = 0; k < columns; k++) {
                    result.values[i * other.columns + j] += at(i, k) * other.at(k, j);
                }
            }
        }
        return result;
    }

    /// An array of the same shape, full of one number.
    Np full(double number) {
        return map(ignored -> number);
    }
}
