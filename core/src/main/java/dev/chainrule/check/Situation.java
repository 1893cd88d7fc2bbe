package dev.chainrule.check;

import dev.chainrule.tensor.Shape;
import java.util.Map;

/// Everything that the formulas of a layer, a loss or a rule depend on, and what the code under test made of
/// it.
///
/// @param title when it happened, for reports, for example `input × 0.01`
/// @param shape the shape of `x`, in the caller's order of axes
/// @param numbers named arrays in row-major order: `x`, `dy`, parameters by their role, running statistics
/// before
/// @param labels of a loss; empty elsewhere
/// @param training whether it was a training pass
/// @param observed what the code under test returned
@SuppressWarnings("ArrayRecordComponent") // passed from method to method, never compared
record Situation(
        String title, Shape shape, Map<String, double[]> numbers, int[] labels, boolean training, Parts observed) {

    double[] get(String name) {
        double[] value = numbers.get(name);
        if (value == null) {
            throw new IllegalStateException("Situation: no numbers named " + name);
        }
        return value;
    }

    boolean has(String name) {
        return numbers.containsKey(name);
    }
}
