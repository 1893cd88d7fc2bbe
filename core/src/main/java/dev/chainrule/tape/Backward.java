package dev.chainrule.tape;

import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The walk from an output back to what it depends on, once.
///
/// On the way back an operation sees either the variables themselves, and what it computes is recorded and can be
/// differentiated again, or copies of them on a silent tape, and nothing is kept but the gradients.
final class Backward {
    private final Variable output;
    private final boolean live;
    private final Tape scratch;
    private final List<List<Part>> parts = new ArrayList<>();
    private final @Nullable Variable[] sums;

    /// What came back from one use.
    record Part(Variable user, int input, Variable gradient) {}

    /// Walks back.
    ///
    /// @param dy the gradient with respect to the output; on the tape if it is to be recorded
    /// @param asked the variables that are asked for; none for all
    Backward(Variable output, Variable dy, boolean live, List<Variable> asked) {
        this.output = output;
        this.live = live;
        this.scratch = dy.tape();
        List<Variable> all = List.copyOf(output.tape().variables().subList(0, output.position() + 1));
        boolean[] reached = reached(all, asked);
        for (int i = 0; i < all.size(); i++) {
            parts.add(new ArrayList<>());
        }
        this.sums = new Variable[all.size()];
        parts.get(output.position()).add(new Part(output, -1, dy));
        for (Variable each : all.reversed()) {
            if (reached[each.position()] && !parts.get(each.position()).isEmpty()) {
                Variable gradient = sum(parts.get(each.position()));
                sums[each.position()] = gradient;
                send(each, gradient, reached);
            }
        }
    }

    /// Which variables a gradient is sent to: those that depend on what is asked for.
    private static boolean[] reached(List<Variable> all, List<Variable> asked) {
        boolean[] reached = new boolean[all.size()];
        asked.forEach(each -> reached[each.position()] = true);
        for (Variable each : all) {
            if (asked.isEmpty()) {
                reached[each.position()] = !each.isConstant();
            }
            for (int i = 0; i < each.inputs().size(); i++) {
                boolean depends = reached[each.inputs().get(i).position()];
                reached[each.position()] |= depends && each.operation().flowsTo(i);
            }
        }
        return reached;
    }

    private void send(Variable each, Variable gradient, boolean[] reached) {
        if (each.inputs().isEmpty()) {
            return;
        }
        Operation.Use use =
                new Operation.Use(each.inputs().stream().map(this::seen).toList(), seen(each), gradient);
        for (int i = 0; i < each.inputs().size(); i++) {
            int position = each.inputs().get(i).position();
            if (reached[position] && each.operation().flowsTo(i)) {
                Variable part = each.operation().gradient(i, use);
                if (each.operation() instanceof Operation.Own) {
                    String where = each.operation().toString();
                    Shape expected = each.inputs().get(i).shape();
                    ShapeMismatchException.require(where, "gradient", part.value(), "input " + i, expected);
                }
                parts.get(position).add(new Part(each, i, part));
            }
        }
    }

    private Variable seen(Variable variable) {
        return live ? variable : scratch.constant(variable.value());
    }

    private static Variable sum(List<Part> parts) {
        Variable sum = parts.getFirst().gradient;
        for (Part part : parts.subList(1, parts.size())) {
            sum = sum.plus(part.gradient);
        }
        return sum;
    }

    @Nullable
    Variable gradient(Variable variable) {
        return variable.position() <= output.position() ? sums[variable.position()] : null;
    }

    List<Part> parts(Variable variable) {
        return variable.position() <= output.position() ? parts.get(variable.position()) : List.of();
    }
}
