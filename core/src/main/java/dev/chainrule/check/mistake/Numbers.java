package dev.chainrule.check.mistake;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/// Numbers with arithmetic by element.
@SuppressWarnings("ArrayRecordComponent") // passed from method to method, never compared
record Numbers(double... values) {

    Numbers map(DoubleUnaryOperator function) {
        return new Numbers(Arrays.stream(values).map(function).toArray());
    }

    /// Combines numbers; a single one goes with all.
    Numbers with(Numbers other, DoubleBinaryOperator function) {
        double[] result = new double[Math.max(values.length, other.values.length)];
        Arrays.setAll(
                result,
                i -> function.applyAsDouble(
                        values[values.length == 1 ? 0 : i], other.values[other.values.length == 1 ? 0 : i]));
        return new Numbers(result);
    }

    Numbers plus(Numbers other) {
        return with(other, Double::sum);
    }

    Numbers minus(Numbers other) {
        return with(other, (a, b) -> a - b);
    }

    Numbers times(Numbers other) {
        return with(other, (a, b) -> a * b);
    }

    Numbers times(double factor) {
        return map(value -> value * factor);
    }

    Numbers filled(double value) {
        return map(ignored -> value);
    }

    double sum() {
        return Arrays.stream(values).sum();
    }

    double largest() {
        return Arrays.stream(values).map(Math::abs).max().orElse(0);
    }

    int size() {
        return values.length;
    }

    double at(int i) {
        return values[i];
    }

    /// The sums over groups, one number a group.
    Numbers summedBy(Numbers groups) {
        double[] sums = new double[1 + (int) groups.largest()];
        for (int i = 0; i < values.length; i++) {
            sums[(int) groups.values[i]] += values[i];
        }
        return new Numbers(sums);
    }

    /// The means over groups of equal size, one number a group.
    Numbers meansBy(Numbers groups) {
        Numbers sums = summedBy(groups);
        return sums.times((double) sums.size() / values.length);
    }

    /// The number of its group beside each number.
    Numbers spreadBy(Numbers groups) {
        return groups.map(group -> values[(int) group]);
    }

    /// The mean of its group beside each number.
    Numbers meanBy(Numbers groups) {
        return meansBy(groups).spreadBy(groups);
    }
}
