package dev.chainrule.lab.derive;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/// Numbers in rows and columns: a value or a gradient of a derivation.
///
/// @param values row by row; not copied
@SuppressWarnings("ArrayRecordComponent") // written once, compared nowhere
record Matrix(int rows, int columns, double[] values) {

    /// A matrix of one number for each position, counted row by row.
    static Matrix of(int rows, int columns, IntToDoubleFunction value) {
        double[] values = new double[rows * columns];
        Arrays.setAll(values, value);
        return new Matrix(rows, columns, values);
    }

    double at(int row, int column) {
        return values[row * columns + column];
    }

    /// The numbers, row by row.
    List<List<Double>> toLists() {
        return IntStream.range(0, rows)
                .mapToObj(row -> IntStream.range(0, columns)
                        .mapToObj(column -> at(row, column))
                        .toList())
                .toList();
    }

    /// The same numbers in other rows and columns.
    Matrix as(int newRows, int newColumns) {
        return new Matrix(newRows, newColumns, values);
    }

    Matrix map(DoubleUnaryOperator function) {
        return of(rows, columns, i -> function.applyAsDouble(values[i]));
    }

    /// Combines element by element; a matrix of one row or column is repeated to the size of the other.
    Matrix with(Matrix other, DoubleBinaryOperator function) {
        int down = Math.max(rows, other.rows);
        int across = Math.max(columns, other.columns);
        return of(
                down,
                across,
                i -> function.applyAsDouble(repeated(i / across, i % across), other.repeated(i / across, i % across)));
    }

    Matrix plus(Matrix other) {
        return with(other, Double::sum);
    }

    Matrix minus(Matrix other) {
        return with(other, (a, b) -> a - b);
    }

    Matrix times(Matrix other) {
        return with(other, (a, b) -> a * b);
    }

    Matrix times(double factor) {
        return map(value -> value * factor);
    }

    private double repeated(int row, int column) {
        return at(rows == 1 ? 0 : row, columns == 1 ? 0 : column);
    }

    /// One row: the sum of each column.
    Matrix sumOfColumns() {
        double[] sums = new double[columns];
        for (int i = 0; i < values.length; i++) {
            sums[i % columns] += values[i];
        }
        return new Matrix(1, columns, sums);
    }

    /// One column: the sum of each row.
    Matrix sumOfRows() {
        double[] sums = new double[rows];
        for (int i = 0; i < values.length; i++) {
            sums[i / columns] += values[i];
        }
        return new Matrix(rows, 1, sums);
    }

    /// Adds up what [#with] would have repeated from the size of another matrix.
    Matrix summedTo(Matrix size) {
        Matrix sum = size.rows == 1 && rows > 1 ? sumOfColumns() : this;
        return size.columns == 1 && columns > 1 ? sum.sumOfRows() : sum;
    }

    /// The matrix product.
    Matrix product(Matrix other) {
        return of(rows, other.columns, i -> {
            double sum = 0;
            for (int k = 0; k < columns; k++) {
                sum += at(i / other.columns, k) * other.at(k, i % other.columns);
            }
            return sum;
        });
    }

    Matrix transposed() {
        return of(columns, rows, i -> at(i % rows, i / rows));
    }

    /// The largest magnitude, or not a number if there is one.
    double magnitude() {
        double largest = 0;
        for (double value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}
