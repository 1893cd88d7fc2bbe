package dev.chainrule.lab.derive;

import java.util.List;

/// What one form of a layer computes.
///
/// @param output y
/// @param gradients with respect to each input of the graph, in its order
record Result(Matrix output, List<Matrix> gradients) {

    static Result of(Matrix output, Matrix... gradients) {
        return new Result(output, List.of(gradients));
    }

    static Result of(Graph graph) {
        return new Result(
                graph.last().value(),
                graph.inputs().stream().map(Node::gradient).toList());
    }

    /// The largest difference of any number, as a share of the largest number of this result.
    double distanceTo(Result other) {
        double difference = output.minus(other.output).magnitude();
        double largest = output.magnitude();
        for (int i = 0; i < gradients.size(); i++) {
            Matrix mine = gradients.get(i);
            difference = Math.max(difference, mine.minus(other.gradients.get(i)).magnitude());
            largest = Math.max(largest, mine.magnitude());
        }
        return difference / Math.max(largest, Double.MIN_NORMAL);
    }
}
