package dev.chainrule.lab.derive;

import dev.chainrule.tape.Operation;
import dev.chainrule.tape.Rearranging;
import dev.chainrule.tape.TapeGradients;
import dev.chainrule.tape.Variable;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What an output on a tape depends on, as it is shown: each variable a [Node], but single numbers that are constant
/// stand in the formulas of others, and numbers that are only put elsewhere several times in a row are one node.
final class Graph {
    private static final int MOST_WORDS = 60;

    private final Variable output;
    private final TapeGradients gradients;
    private final Map<Variable, String> words;
    private final Symbols symbols;
    private final Uses uses;
    private final List<Node> nodes = new ArrayList<>();

    /// Walks from an output back to what it depends on.
    ///
    /// @param dy the gradient with respect to the output
    /// @param words for variables, the words of the formula that they come from
    Graph(Variable output, Tensor dy, Map<Variable, String> words) {
        this.output = output;
        this.gradients = output.gradients(dy);
        this.words = words;
        this.uses = new Uses(output);
        this.symbols =
                new Symbols(output, uses.needed().stream().filter(this::isDrawn).toList());
        uses.needed().stream().filter(this::isDrawn).forEach(variable -> nodes.add(node(variable)));
    }

    /// All nodes, in the order in which they were computed.
    List<Node> nodes() {
        return nodes;
    }

    /// The nodes whose gradients are asked for, in the order in which they were given.
    List<Node> inputs() {
        return nodes.stream()
                .filter(node -> node.variable().operation() == Operation.Given.VARIABLE)
                .toList();
    }

    /// All variables that the output depends on, and itself.
    List<Variable> needed() {
        return uses.needed();
    }

    Node last() {
        return nodes.getLast();
    }

    /// Where a variable is shown.
    int indexOf(Variable variable) {
        Variable shown = leader(variable);
        for (int i = 0; i < nodes.size(); i++) {
            if (nodes.get(i).variable() == shown) {
                return i;
            }
        }
        return -1;
    }

    private boolean isDrawn(Variable variable) {
        return !isNumber(variable) && leader(variable) == variable;
    }

    /// Whether it is a constant single number, which stands in formulas by itself.
    private boolean isNumber(Variable variable) {
        return variable.operation() == Operation.Given.CONSTANT
                && variable.shape().rank() == 0
                && variable != output;
    }

    /// The variable as which it is shown: numbers that are put elsewhere, and from there elsewhere, are shown in
    /// the end only.
    private Variable leader(Variable variable) {
        Variable leader = variable;
        while (leader != output
                && leader.name().isEmpty()
                && leader.operation() instanceof Rearranging
                && uses.of(leader).size() == 1
                && moves(uses.of(leader).getFirst())) {
            leader = uses.of(leader).getFirst();
        }
        return leader;
    }

    private static boolean moves(Variable user) {
        return user.operation() instanceof Rearranging && user.inputs().size() == 1;
    }

    /// The first of those that are shown as one.
    private Variable first(Variable shown) {
        Variable first = shown;
        while (moves(first) && leader(first.inputs().getFirst()) == shown) {
            first = first.inputs().getFirst();
        }
        return first;
    }

    private Node node(Variable variable) {
        List<Node.Input> inputs = new ArrayList<>();
        Variable first = first(variable);
        for (int i = 0; i < first.inputs().size(); i++) {
            Variable from = first.inputs().get(i);
            if (!isNumber(from)) {
                inputs.add(arrow(first, i, from));
            }
        }
        List<Node.Part> parts = new ArrayList<>();
        if (!variable.isConstant()) {
            for (TapeGradients.Contribution part : gradients.contributions(variable)) {
                parts.add(new Node.Part(rule(part), part.gradient()));
            }
        }
        return new Node(
                variable, symbols.of(variable), formula(variable, first), meaning(variable, first), inputs, parts);
    }

    private Node.Input arrow(Variable user, int input, Variable from) {
        Shape shape = from.shape();
        String forward = shape.rank() == 0 ? "number" : shape.toString();
        BackwardText back = new BackwardText(user, "", names(user), input);
        boolean flows = !from.isConstant() && user.operation().flowsTo(input);
        String flow = flows ? back.flow() : "";
        return new Node.Input(
                from,
                flow.startsWith("Σ") && !user.shape().equals(shape) ? forward + " → " + user.shape() : forward,
                flow);
    }

    private String rule(TapeGradients.Contribution part) {
        if (part.input() < 0) {
            return "given";
        }
        Variable shown = leader(part.user());
        if (shown != part.user()) {
            return putBack(part.user(), shown).formatted(symbols.of(shown));
        }
        return new BackwardText(part.user(), symbols.of(shown), names(part.user()), part.input()).text();
    }

    /// How a gradient goes back through numbers that were put elsewhere in several steps.
    private static String putBack(Variable first, Variable shown) {
        boolean part = false;
        boolean sum = false;
        Variable each = shown;
        while (true) {
            part |= each.shape().size() < each.inputs().getFirst().shape().size();
            sum |= each.operation() instanceof Rearranging.Gather(List<Integer> rows) && BackwardText.repeats(rows);
            if (each == first) {
                return sum ? "sum of d%s where it was taken" : part ? "d%s where it was taken, else 0" : "d%s put back";
            }
            each = each.inputs().getFirst();
        }
    }

    private List<String> names(Variable user) {
        return user.inputs().stream().map(this::name).toList();
    }

    private String name(Variable variable) {
        if (!isNumber(variable)) {
            return symbols.of(leader(variable));
        }
        return variable.name().isEmpty() ? ForwardText.number(variable.value().toArray()[0]) : variable.name();
    }

    private String formula(Variable variable, Variable first) {
        String name = symbols.of(variable);
        if (variable.operation() instanceof Operation.Given) {
            String from = words.getOrDefault(variable, name);
            return from.equals(name) ? name : name + " = " + from;
        }
        return name + " = " + (variable == first ? text(variable, names(variable)) : moved(variable, first));
    }

    /// What was said about it, or the part of the formula that it comes from if it has no name there.
    private String meaning(Variable variable, Variable first) {
        boolean told = !variable.meaning().isEmpty() || !variable.name().isEmpty() || variable != first;
        String said =
                told ? variable.meaning() : words.getOrDefault(variable, "").replaceAll("\\s+", " ");
        return said.length() > MOST_WORDS ? said.substring(0, said.offsetByCodePoints(0, MOST_WORDS / 2)) + "…" : said;
    }

    private static String text(Variable variable, List<String> names) {
        return new ForwardText(names, variable.inputs().getFirst().shape()).of(variable.operation());
    }

    /// How numbers are put elsewhere in several steps: as the formula says it, or step by step.
    private String moved(Variable variable, Variable first) {
        Variable from = first.inputs().getFirst();
        String said = words.get(variable);
        if (said != null) {
            String source = words.getOrDefault(from, "");
            String name = symbols.of(leader(from));
            return source.matches(".*\\W.*")
                    ? said.replace("(" + source + ")", name).replace(source, name)
                    : said;
        }
        String text = symbols.of(leader(from));
        List<Variable> steps = new ArrayList<>();
        for (Variable each = variable; each != from; each = each.inputs().getFirst()) {
            steps.addFirst(each);
        }
        for (Variable each : steps) {
            text = text(each, List.of(text));
        }
        return text;
    }
}
