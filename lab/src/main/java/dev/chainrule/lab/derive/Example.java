package dev.chainrule.lab.derive;

import dev.chainrule.random.RandomKey;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/// A layer at certain numbers: its graph, and how far its other forms are from it.
final class Example {
    /// What float64 may differ by where the same sums are taken in another order.
    static final double FLOAT64 = 1e-12;

    /// The same in float32.
    static final double FLOAT32 = 1e-5;

    /// What differences may differ by, mostly by rounding divided by the step.
    private static final double DIFFERENCES = 1e-8;

    private static final double STEP = 1e-4;

    private final Function<List<Matrix>, Graph> graphOf;
    private final List<Matrix> inputs;
    private final Matrix upstream;
    private final Graph graph;
    private final Result result;
    private final List<Agreement> agreements = new ArrayList<>();

    /// Computes the graph forward and backward.
    ///
    /// @param graphOf builds the graph from its inputs
    /// @param upstream the gradient with respect to the graph's last node
    Example(Function<List<Matrix>, Graph> graphOf, List<Matrix> inputs, Matrix upstream) {
        this.graphOf = graphOf;
        this.inputs = inputs;
        this.upstream = upstream;
        this.graph = graphOf.apply(inputs);
        graph.backward(upstream);
        this.result = Result.of(graph);
    }

    Graph graph() {
        return graph;
    }

    List<Matrix> inputs() {
        return inputs;
    }

    Matrix upstream() {
        return upstream;
    }

    /// Compares another form with the graph.
    Example agreesWith(String form, double allowed, Result other) {
        agreements.add(new Agreement(form, result.distanceTo(other), allowed));
        return this;
    }

    /// All comparisons, and last the one with differences of the graph's own forward.
    List<Agreement> agreements() {
        List<Matrix> differences = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            int which = i;
            Matrix input = inputs.get(i);
            differences.add(Matrix.of(input.rows(), input.columns(), at -> slope(which, at)));
        }
        List<Agreement> all = new ArrayList<>(agreements);
        double distance = result.distanceTo(new Result(graph.last().value(), differences));
        all.add(new Agreement("central differences of the forward", distance, DIFFERENCES));
        return all;
    }

    /// `(8 (f(+h) − f(−h)) − (f(+2h) − f(−2h))) / 12h` of `f = Σ dy·y`.
    private double slope(int which, int at) {
        double near = loss(which, at, STEP) - loss(which, at, -STEP);
        double far = loss(which, at, 2 * STEP) - loss(which, at, -2 * STEP);
        return (8 * near - far) / (12 * STEP);
    }

    private double loss(int which, int at, double step) {
        List<Matrix> shifted = new ArrayList<>(inputs);
        Matrix input = inputs.get(which);
        shifted.set(which, Matrix.of(input.rows(), input.columns(), i -> input.values()[i] + (i == at ? step : 0)));
        Matrix terms = graphOf.apply(shifted).last().value().times(upstream);
        return terms.sumOfColumns().sumOfRows().values()[0];
    }

    /// The randomness of an example.
    static RandomGenerator random(long seed) {
        return RandomKey.of(seed).child("derive").generator();
    }

    /// Different multiples of 0.1 around `middle` but 0, so that they are exact on paper and no two are equal.
    static Matrix tenths(RandomGenerator random, int middle, int rows, int columns) {
        int half = Math.max(20, rows * columns);
        List<Integer> tenths = new ArrayList<>();
        for (int tenth = 10 * middle - half; tenth <= 10 * middle + half; tenth++) {
            if (tenth != 0) {
                tenths.add(tenth);
            }
        }
        return Matrix.of(rows, columns, i -> tenths.remove(/* index */ random.nextInt(tenths.size())) / 10.0);
    }
}
