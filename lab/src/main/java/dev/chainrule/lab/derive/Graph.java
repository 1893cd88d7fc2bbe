package dev.chainrule.lab.derive;

import dev.chainrule.kernel.NormalDistribution;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/// A computation graph under construction: each operation computes its value at once and notes how a gradient flows
/// back through it.
///
/// `Σ↓` adds up each column, `Σ→` each row. What was repeated in forward is added up in backward.
final class Graph {
    private final List<Node> nodes = new ArrayList<>();

    /// All nodes, in the order in which they were computed.
    List<Node> nodes() {
        return nodes;
    }

    /// The nodes whose gradients are asked for, in the order in which they were given.
    List<Node> inputs() {
        return nodes.stream()
                .filter(node -> node.inputs().isEmpty() && !node.constant())
                .toList();
    }

    Node last() {
        return nodes.getLast();
    }

    /// Sends a gradient back from the last node to all others.
    void backward(Matrix gradient) {
        last().contributions().add(new Node.Contribution("given", gradient));
        for (Node node : nodes.reversed()) {
            for (Node.Input input : node.inputs()) {
                if (!input.node().constant()) {
                    Matrix part = input.backward().apply(node.gradient());
                    input.node().contributions().add(new Node.Contribution(input.rule(), part));
                }
            }
        }
    }

    /// A value that is given and whose gradient is wanted.
    Node input(String name, String meaning, String shape, Matrix value) {
        return add(new Node(name, name, meaning, shape, value, false, List.of()));
    }

    /// A value that is given and gets no gradient.
    Node constant(String name, String formula, String meaning, Matrix value) {
        return add(new Node(name, formula, meaning, shape(value), value, true, List.of()));
    }

    Node plus(String name, String meaning, Node a, Node b) {
        Matrix value = a.value().plus(b.value());
        return node(
                name,
                a.name() + " + " + b.name(),
                meaning,
                value,
                input(a, value, "d" + name, dy -> dy),
                input(b, value, "d" + name, dy -> dy));
    }

    Node minus(String name, String meaning, Node a, Node b) {
        Matrix value = a.value().minus(b.value());
        return node(
                name,
                a.name() + " − " + b.name(),
                meaning,
                value,
                input(a, value, "d" + name, dy -> dy),
                negative(b, value, "d" + name));
    }

    Node times(String name, String meaning, Node a, Node b) {
        Matrix value = a.value().times(b.value());
        return node(
                name,
                a.name() + "·" + b.name(),
                meaning,
                value,
                input(a, value, "d%s·%s".formatted(name, b.name()), dy -> dy.times(b.value())),
                input(b, value, "d%s·%s".formatted(name, a.name()), dy -> dy.times(a.value())));
    }

    Node plusConstant(String name, String meaning, Node a, String symbol, double constant) {
        Matrix value = a.value().map(v -> v + constant);
        return node(name, a.name() + " + " + symbol, meaning, value, input(a, value, "d" + name, dy -> dy));
    }

    Node timesConstant(String name, String meaning, Node a, String symbol, double constant) {
        Matrix value = a.value().times(constant);
        String rule = symbol + "·d" + name;
        return node(name, symbol + "·" + a.name(), meaning, value, input(a, value, rule, dy -> dy.times(constant)));
    }

    Node square(String name, String meaning, Node a) {
        Matrix value = a.value().map(v -> v * v);
        String rule = "2·%s·d%s".formatted(a.name(), name);
        return node(
                name,
                a.name() + "²",
                meaning,
                value,
                input(a, value, rule, dy -> dy.times(a.value()).times(2)));
    }

    Node root(String name, String meaning, Node a) {
        Matrix value = a.value().map(Math::sqrt);
        String rule = "d%1$s / (2·%1$s)".formatted(name);
        return node(
                name,
                "√" + a.name(),
                meaning,
                value,
                input(a, value, rule, dy -> dy.with(value, (d, v) -> d / (2 * v))));
    }

    Node inverse(String name, String meaning, Node a) {
        Matrix value = a.value().map(v -> 1 / v);
        String rule = "−%1$s²·d%1$s".formatted(name);
        return node(
                name,
                "1 / " + a.name(),
                meaning,
                value,
                input(a, value, rule, dy -> dy.with(value, (d, v) -> -v * v * d)));
    }

    Node exponential(String name, String meaning, Node a) {
        Matrix value = a.value().map(StrictMath::exp);
        String rule = "%1$s·d%1$s".formatted(name);
        return node(name, "exp " + a.name(), meaning, value, input(a, value, rule, dy -> dy.times(value)));
    }

    /// The share of a normal distribution that lies below.
    Node normal(String name, String meaning, Node a) {
        Matrix value = a.value().map(NormalDistribution::cumulative);
        return node(
                name,
                "Φ(" + a.name() + ")",
                meaning,
                value,
                input(
                        a,
                        value,
                        "φ(%s)·d%s".formatted(a.name(), name),
                        dy -> dy.with(a.value(), (d, v) -> d * NormalDistribution.density(v))));
    }

    Node logarithm(String name, String meaning, Node a) {
        Matrix value = a.value().map(StrictMath::log);
        String rule = "d%s / %s".formatted(name, a.name());
        return node(
                name,
                "log " + a.name(),
                meaning,
                value,
                input(a, value, rule, dy -> dy.with(a.value(), (d, v) -> d / v)));
    }

    Node sumOfRows(String name, String meaning, Node a) {
        return node(name, "Σ→ " + a.name(), meaning, a.value().sumOfRows(), spread(a, "d" + name, 1));
    }

    Node meanOfColumns(String name, String meaning, Node a) {
        int rows = a.value().rows();
        Matrix value = a.value().sumOfColumns().times(1.0 / rows);
        return node(name, "mean↓ " + a.name(), meaning, value, spread(a, "d%s / %s".formatted(name, rows), 1.0 / rows));
    }

    Node meanOfRows(String name, String meaning, Node a) {
        int columns = a.value().columns();
        Matrix value = a.value().sumOfRows().times(1.0 / columns);
        return node(
                name,
                "mean→ " + a.name(),
                meaning,
                value,
                spread(a, "d%s / %s".formatted(name, columns), 1.0 / columns));
    }

    Node negative(String name, String meaning, Node a) {
        Matrix value = a.value().times(-1);
        return node(name, "−" + a.name(), meaning, value, negative(a, value, "d" + name));
    }

    /// The matrix product of `a` and `b`.
    Node product(String name, String meaning, Node a, Node b) {
        Matrix value = a.value().product(b.value());
        return node(
                name,
                "%s × %s".formatted(a.name(), b.name()),
                meaning,
                value,
                new Node.Input(
                        a,
                        "d%s × %sᵀ".formatted(name, b.name()),
                        dy -> dy.product(b.value().transposed())),
                new Node.Input(
                        b,
                        "%sᵀ × d%s".formatted(a.name(), name),
                        dy -> a.value().transposed().product(dy)));
    }

    /// Copies numbers to other places, possibly several times; what is copied from −1 is 0.
    ///
    /// @param formula what is done, such as `windows of x`
    /// @param rule what comes back, such as `sum of dw over all windows`
    /// @param size its rows and columns
    /// @param from for each number of the result, row by row, its position in `a`
    Node gather(String name, String formula, String meaning, Node a, String rule, Size size, int... from) {
        Matrix value = Matrix.of(
                size.rows, size.columns, i -> from[i] < 0 ? 0 : a.value().values()[from[i]]);
        UnaryOperator<Matrix> scatter = dy -> {
            double[] sums = new double[a.value().values().length];
            for (int i = 0; i < from.length; i++) {
                if (from[i] >= 0) {
                    sums[from[i]] += dy.values()[i];
                }
            }
            return new Matrix(a.value().rows(), a.value().columns(), sums);
        };
        return add(new Node(
                name,
                name + " = " + formula,
                meaning,
                size.shape,
                value,
                false,
                List.of(new Node.Input(a, rule, scatter))));
    }

    /// The largest number of each row, the first one if several are.
    Node largestOfRows(String name, String meaning, Node a) {
        int[] places = new int[a.value().rows()];
        for (int row = 0; row < places.length; row++) {
            for (int column = 1; column < a.value().columns(); column++) {
                if (a.value().at(row, column) > a.value().at(row, places[row])) {
                    places[row] = column;
                }
            }
        }
        Matrix value = Matrix.of(places.length, 1, row -> a.value().at(row, places[row]));
        String rule = "d%s where %s is the largest, else 0".formatted(name, a.name());
        return node(name, "max→ " + a.name(), meaning, value, new Node.Input(a, rule, dy -> {
            double[] gradient = new double[a.value().values().length];
            Arrays.setAll(gradient, i -> {
                int row = i / a.value().columns();
                return i % a.value().columns() == places[row] ? dy.values()[row] : 0;
            });
            return new Matrix(a.value().rows(), a.value().columns(), gradient);
        }));
    }

    /// The rows and columns of a matrix, and the shape that a reader knows it by.
    record Size(int rows, int columns, String shape) {
        static Size of(int rows, int columns) {
            return new Size(rows, columns, "(%s, %s)".formatted(rows, columns));
        }
    }

    private Node node(String name, String formula, String meaning, Matrix value, Node.Input... inputs) {
        return add(new Node(name, name + " = " + formula, meaning, shape(value), value, false, List.of(inputs)));
    }

    private Node add(Node node) {
        nodes.add(node);
        return node;
    }

    private static String shape(Matrix value) {
        return Size.of(value.rows(), value.columns()).shape;
    }

    /// An input that may have been repeated to the size of the value: then its gradient is a sum.
    private static Node.Input input(Node a, Matrix value, String rule, UnaryOperator<Matrix> backward) {
        return new Node.Input(a, sum(a, value) + rule, dy -> backward.apply(dy).summedTo(a.value()));
    }

    private static Node.Input negative(Node a, Matrix value, String rule) {
        return new Node.Input(a, "−" + sum(a, value) + rule, dy -> dy.times(-1).summedTo(a.value()));
    }

    private static String sum(Node a, Matrix value) {
        String down = a.value().rows() < value.rows() ? "Σ↓ " : "";
        String across = a.value().columns() < value.columns() ? "Σ→ " : "";
        return down + across;
    }

    /// The input of a sum or mean: its gradient is repeated.
    private static Node.Input spread(Node a, String rule, double share) {
        Matrix ones = a.value().map(value -> share);
        return new Node.Input(a, rule, ones::times);
    }
}
