package dev.chainrule.lab.derive;

import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// What one form of a computation gives.
///
/// @param output y
/// @param gradients with respect to each input of the graph, in its order
record Result(Tensor output, List<Tensor> gradients) {
    /// Copies the list.
    Result {
        gradients = List.copyOf(gradients);
    }

    static Result of(Graph graph) {
        return new Result(
                graph.last().value(),
                graph.inputs().stream().map(Node::gradient).toList());
    }

    /// The largest difference of any number, as a share of the largest number of this result.
    double distanceTo(Result other) {
        List<Tensor> mine = all();
        List<Tensor> others = other.all();
        double difference = 0;
        for (int i = 0; i < mine.size(); i++) {
            difference = Math.max(difference, magnitude(mine.get(i).minus(others.get(i))));
        }
        return difference / largest();
    }

    /// The largest magnitude of all numbers, above 0.
    double largest() {
        return all().stream().mapToDouble(Result::magnitude).reduce(Double.MIN_NORMAL, Math::max);
    }

    private List<Tensor> all() {
        List<Tensor> all = new ArrayList<>(gradients);
        all.add(output);
        return all;
    }

    /// The largest magnitude, or not a number if there is one.
    static double magnitude(Tensor tensor) {
        double largest = 0;
        for (double value : tensor.toArray()) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}
