package dev.chainrule.lab.derive;

import dev.chainrule.lab.page.Block;
import dev.chainrule.tape.Variable;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// All derivatives of an output by one input: the general method, in which dy is contracted with a tensor of the shapes
/// of both.
///
/// @param matrix a row for each number of the output, a column for each of the input
/// @param contracted `Σ dy·∂y/∂x`, in the shape of the input
/// @param difference how far that is from the gradient, as a share of the largest number of all
record JacobianText(Node input, Node output, Tensor matrix, Tensor contracted, double difference) {
    /// Rows and columns, at most, that are computed.
    private static final int MOST = 64;

    /// Rows and columns, at most, that are shown.
    private static final int MOST_SHOWN = 12;

    private static final int MOST_NARROW = 9;

    /// Those that are small enough.
    static List<JacobianText> of(Graph graph, Tensor dy) {
        Node output = graph.last();
        double largest = Result.of(graph).largest();
        List<JacobianText> all = new ArrayList<>();
        for (Node input : graph.inputs()) {
            if (input.value().size() <= MOST && output.value().size() <= MOST) {
                all.add(of(input, output, dy, largest));
            }
        }
        return all;
    }

    private static JacobianText of(Node input, Node output, Tensor dy, double largest) {
        Variable x = input.variable();
        int rows = output.value().size();
        int columns = input.value().size();
        Tensor whole = output.variable().jacobian(x);
        Tensor matrix = Tensor.of(Precision.FLOAT64, Shape.of(rows, columns), whole.toArray());
        Tensor row = Tensor.of(Precision.FLOAT64, Shape.of(1, rows), dy.toArray());
        Tensor contracted =
                Tensor.of(Precision.FLOAT64, x.shape(), row.matmul(matrix).toArray());
        return new JacobianText(
                input, output, matrix, contracted, Result.magnitude(contracted.minus(input.gradient())) / largest);
    }

    /// Whether a reader can see all of it at once.
    boolean shown() {
        return matrix.shape().extent(0) <= MOST_SHOWN && matrix.shape().extent(1) <= MOST_SHOWN;
    }

    /// What it is.
    String title() {
        return "∂%s/∂%s  %s × %s, %s derivatives"
                .formatted(output.name(), input.name(), output.shape(), input.shape(), matrix.size());
    }

    /// Its numbers and what contracting gives.
    List<String> lines() {
        List<String> lines = new ArrayList<>(
                Figures.lines(Figures.cells(matrix, matrix.shape().extent(1) > MOST_NARROW ? 2 : 4)));
        lines.add("");
        lines.addAll(contraction());
        return lines;
    }

    /// What contracting dy with it gives.
    List<String> contraction() {
        List<String> lines = new ArrayList<>();
        lines.add("d%s contracted with it is d%s, differing by %s:"
                .formatted(output.name(), input.name(), Figures.difference(difference)));
        lines.addAll(Figures.lines(contracted));
        return lines;
    }

    /// Its numbers, shaded.
    Block.HeatMap map() {
        int rows = matrix.shape().extent(0);
        int columns = matrix.shape().extent(1);
        double[][] values = new double[rows][columns];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                values[row][column] = matrix.get(row, column) + 0.0;
            }
        }
        return new Block.HeatMap(
                title(),
                "Each row is a number of %s, each column one of %s, both counted row by row."
                        .formatted(output.name(), input.name()),
                output.name(),
                input.name(),
                places(output),
                places(input),
                values,
                Block.Axis.Unit.NUMBER);
    }

    /// Such as `0, 2` for the third number of the first row.
    private static List<String> places(Node node) {
        Shape shape = node.value().shape();
        if (shape.rank() == 0) {
            return List.of(node.name());
        }
        return IntStream.range(0, shape.size())
                .mapToObj(at -> {
                    StringBuilder place = new StringBuilder();
                    int rest = at;
                    for (int axis = shape.rank() - 1; axis >= 0; axis--) {
                        place.insert(0, rest % shape.extent(axis) + (place.isEmpty() ? "" : ","));
                        rest /= shape.extent(axis);
                    }
                    return place.toString();
                })
                .toList();
    }
}
