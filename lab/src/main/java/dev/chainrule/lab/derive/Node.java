package dev.chainrule.lab.derive;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// A node of a computation graph: a value, where it comes from, and the gradient that flows back to it.
final class Node {
    private final String name;
    private final String formula;
    private final String meaning;
    private final String shape;
    private final Matrix value;
    private final boolean constant;
    private final List<Input> inputs;
    private final List<Contribution> contributions = new ArrayList<>();

    /// What a node is computed from.
    ///
    /// @param rule what the input's gradient gets, as a formula of this node's gradient
    /// @param backward the same as a function
    record Input(Node node, String rule, UnaryOperator<Matrix> backward) {}

    /// A part of a gradient: what came back from one use of the value.
    record Contribution(String rule, Matrix gradient) {}

    Node(
            String name,
            String formula,
            String meaning,
            String shape,
            Matrix value,
            boolean constant,
            List<Input> inputs) {
        this.name = name;
        this.formula = formula;
        this.meaning = meaning;
        this.shape = shape;
        this.value = value;
        this.constant = constant;
        this.inputs = inputs;
    }

    /// A short symbol, such as `μ`.
    String name() {
        return name;
    }

    /// Where it comes from, such as `μ = mean↓ x`.
    String formula() {
        return formula;
    }

    /// What it is, in a few words.
    String meaning() {
        return meaning;
    }

    /// The shape that a reader knows it by, such as `(4, 3)`.
    String shape() {
        return shape;
    }

    Matrix value() {
        return value;
    }

    /// Whether no gradient is wanted.
    boolean constant() {
        return constant;
    }

    List<Input> inputs() {
        return inputs;
    }

    /// All that came back; the gradient is their sum.
    List<Contribution> contributions() {
        return contributions;
    }

    Matrix gradient() {
        return contributions.stream()
                .map(Contribution::gradient)
                .reduce(Matrix::plus)
                .orElseGet(() -> value.times(0));
    }

    /// Such as `dx = dc + dμ / 4`.
    String gradientFormula() {
        StringBuilder sum = new StringBuilder();
        for (Contribution part : contributions) {
            boolean minus = part.rule.startsWith("−");
            sum.append(sum.isEmpty() ? "" : minus ? " − " : " + ")
                    .append(minus && !sum.isEmpty() ? part.rule.substring(1) : part.rule);
        }
        return "d" + name + " = " + (sum.isEmpty() ? "0" : sum);
    }
}
