package dev.chainrule.lab.derive;

import dev.chainrule.tape.Variable;
import dev.chainrule.tensor.Tensor;
import java.util.List;

/// A node of a computation graph as it is shown: one variable of a tape, or one into which others were merged.
///
/// @param name a short symbol, such as `μ`
/// @param formula where it comes from, such as `μ = mean↓ x`
/// @param meaning what it is, in a few words; may be empty
/// @param inputs what it is computed from
/// @param parts what came back from its uses, as formulas with their numbers; empty for a constant
record Node(Variable variable, String name, String formula, String meaning, List<Input> inputs, List<Part> parts) {
    /// Copies the lists.
    Node {
        inputs = List.copyOf(inputs);
        parts = List.copyOf(parts);
    }

    /// An arrow.
    ///
    /// @param from the variable that it comes from
    /// @param forward the shape of what flows along it, and to which shape it is repeated
    /// @param back what happens to the gradient on the way back; may be empty
    record Input(Variable from, String forward, String back) {}

    /// A part of a gradient: what came back from one use of the value.
    record Part(String rule, Tensor gradient) {}

    String shape() {
        return variable.shape().toString();
    }

    Tensor value() {
        return variable.value();
    }

    /// Whether it has no gradient.
    boolean constant() {
        return variable.isConstant();
    }

    /// The sum of all parts.
    Tensor gradient() {
        return parts.stream()
                .map(Part::gradient)
                .reduce(Tensor::plus)
                .orElseGet(() -> variable.value().times(0));
    }

    /// Such as `dx = dc + dμ / 4`.
    String gradientFormula() {
        StringBuilder sum = new StringBuilder();
        for (Part part : parts) {
            boolean minus = part.rule.startsWith("−");
            sum.append(sum.isEmpty() ? "" : minus ? " − " : " + ")
                    .append(minus && !sum.isEmpty() ? part.rule.substring(1) : part.rule);
        }
        return "d" + name + " = " + (sum.isEmpty() ? "0" : sum);
    }
}
