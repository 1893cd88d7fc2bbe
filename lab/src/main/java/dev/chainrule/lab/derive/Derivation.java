package dev.chainrule.lab.derive;

import dev.chainrule.lab.page.Block;
import dev.chainrule.lab.page.NodeBox;
import dev.chainrule.lab.page.Report;
import dev.chainrule.lab.page.SvgFile;
import dev.chainrule.tape.Variable;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.ShapeMismatchException;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A computation derived at certain numbers: its graph with values and gradients, all derivatives of small ones, and
/// how far other ways to the same gradients agree. Equal numbers give equal derivations.
///
/// ```java
/// Tape tape = new Tape();
/// Variable x = tape.variable("x", Tensor.of(Precision.FLOAT64, Shape.of(3), 1, 2, 6));
/// System.out.println(Derivation.of(x.minus(x.mean()).named("y", "centred")).text());
/// ```
public final class Derivation {
    private static final int FORMULA_WIDTH = 34;
    private static final int FORM_WIDTH = 56;

    private static final String LEGEND =
            "Σ↓ and mean↓ go down each column, Σ→ and mean→ along each row, Σ₀₂ over axes 0 and 2, Σ over all. What"
                    + " was repeated in forward is added up in backward: gradients join. What was added up is repeated:"
                    + " they fork. d in front of a name is the gradient with respect to it; that of the last node is"
                    + " given.";

    private final Titles titles;
    private final Graph graph;
    private final List<JacobianText> jacobians;
    private final List<Agreement> agreements;

    /// The words around the numbers.
    ///
    /// @param source the text of a formula; empty if it is none
    /// @param explanation what is shown, before the legend
    /// @param simplified the formula that follows; empty if none is told
    /// @param normalises whether it is shown which numbers of images share a mean and a variance
    record Titles(String title, String source, String explanation, String simplified, boolean normalises) {
        Titles(String title, String source, String explanation, String simplified) {
            this(title, source, explanation, simplified, false);
        }
    }

    /// Another form of the computation.
    ///
    /// @param allowed what rounding explains
    record Form(String name, Result result, double allowed) {}

    Derivation(Titles titles, Variable output, Tensor dy, Map<Variable, String> words, List<Form> forms) {
        this.titles = titles;
        this.graph = new Graph(output, dy, words);
        this.jacobians = JacobianText.of(graph, dy);
        this.agreements = agreements(output, dy, forms);
    }

    /// Derives a value that is a single number, such as a loss.
    ///
    /// @param output on a tape, in float64; names and meanings are those of the variables, missing names are chosen
    /// @throws ShapeMismatchException if it is not a single number; then say what flows back
    public static Derivation of(Variable output) {
        if (output.shape().size() != 1) {
            throw new ShapeMismatchException(
                    "Derivation: value %s does not fit a single number; expected one, or of(output, dy)"
                            .formatted(output.shape()));
        }
        Tensor one = Tensor.zeros(output.precision(), output.shape());
        one.fill(1);
        return of(output, one);
    }

    /// Derives a value.
    ///
    /// @param output on a tape, in float64; names and meanings are those of the variables, missing names are chosen
    /// @param dy the gradient with respect to it, in its shape
    public static Derivation of(Variable output, Tensor dy) {
        if (output.precision() != Precision.FLOAT64) {
            throw new IllegalArgumentException(
                    "Derivation: %s does not fit differences; expected float64".formatted(output.precision()));
        }
        String name = output.name().isEmpty() ? "A value" : output.name();
        return new Derivation(new Titles(name + " on a tape", "", "", ""), output, dy, Map.of(), List.of());
    }

    private List<Agreement> agreements(Variable output, Tensor dy, List<Form> forms) {
        Result result = Result.of(graph);
        List<Agreement> all = new ArrayList<>();
        for (Form form : forms) {
            all.add(new Agreement(form.name(), result.distanceTo(form.result()), form.allowed()));
        }
        if (!jacobians.isEmpty()) {
            double worst = jacobians.stream()
                    .mapToDouble(JacobianText::difference)
                    .max()
                    .orElse(0);
            all.add(new Agreement("dy contracted with all derivatives one by one", worst, LayerForm.FLOAT64));
        }
        all.add(Slopes.compare(output, dy, graph.inputs(), graph.needed()));
        return all;
    }

    /// How far the other forms are from the graph.
    public List<Agreement> agreements() {
        return agreements;
    }

    /// A node of the graph with its numbers.
    ///
    /// @param name its symbol, such as `c`
    /// @param formula where it comes from, such as `c = x − μ`
    /// @param meaning what it is, in a few words; may be empty
    /// @param shape such as `(4, 3)`
    /// @param value its rows
    /// @param gradientFormula where the gradient comes from, such as `dc = dy`; empty if it has none
    /// @param gradient likewise; empty if it has none
    public record Step(
            String name,
            String formula,
            String meaning,
            String shape,
            List<List<Double>> value,
            String gradientFormula,
            List<List<Double>> gradient) {
        /// Copies the lists.
        public Step {
            value = value.stream().map(List::copyOf).toList();
            gradient = gradient.stream().map(List::copyOf).toList();
        }
    }

    /// The nodes of the graph in the order in which they are computed.
    public List<Step> steps() {
        return graph.nodes().stream()
                .map(node -> new Step(
                        node.name(),
                        node.formula(),
                        node.meaning(),
                        node.shape(),
                        Figures.rows(node.value()),
                        node.constant() ? "" : node.gradientFormula(),
                        node.constant() ? List.of() : Figures.rows(node.gradient())))
                .toList();
    }

    Graph graph() {
        return graph;
    }

    /// The derivation for a terminal.
    public String text() {
        StringBuilder text = new StringBuilder();
        text.append(titles.title()).append('\n');
        if (!titles.source().isEmpty()) {
            text.append('\n').append(titles.source().indent(2)).append('\n');
        }
        if (!titles.explanation().isEmpty()) {
            text.append(wrapped(titles.explanation()));
        }
        text.append(wrapped(LEGEND));
        text.append("\nFORWARD\n\n").append(forward());
        text.append("BACKWARD, in reverse order\n\n").append(backward());
        if (!titles.simplified().isEmpty()) {
            text.append("SIMPLIFIED\n\n").append(titles.simplified()).append("\n\n");
        }
        if (jacobians.stream().anyMatch(JacobianText::shown)) {
            text.append("ALL DERIVATIVES, the general method, which is not recommended in practice\n\n");
            jacobians.stream()
                    .filter(JacobianText::shown)
                    .forEach(jacobian -> append(text.append(jacobian.title()).append('\n'), jacobian.lines(), 2));
        }
        if (titles.normalises()) {
            text.append("ON IMAGES of shape (N, C, H, W) = %s, over which numbers a mean is taken\n\n"
                            .formatted(SharedStatistics.EXAMPLE))
                    .append(SharedStatistics.text())
                    .append('\n');
        }
        text.append("AGREEMENT with the graph above: largest difference\n\n");
        for (Agreement agreement : agreements) {
            text.append("  ")
                    .append(Figures.padded(agreement.form(), FORM_WIDTH))
                    .append(Figures.padded(Figures.difference(agreement.difference()), 10))
                    .append(verdict(agreement))
                    .append('\n');
        }
        return text.toString();
    }

    /// The derivation as a page.
    public Report report() {
        List<Block> blocks = new ArrayList<>();
        if (!titles.source().isEmpty()) {
            blocks.add(new Block.Code(titles.source()));
        }
        if (!titles.explanation().isEmpty()) {
            blocks.add(new Block.Paragraph(titles.explanation()));
        }
        blocks.add(new Block.Paragraph(LEGEND));
        blocks.add(new Block.Heading("Computation graph"));
        blocks.add(picture());
        blocks.add(new Block.Heading("Forward"));
        blocks.add(new Block.Code(forward().stripTrailing()));
        blocks.add(new Block.Heading("Backward, in reverse order"));
        blocks.add(new Block.Code(backward().stripTrailing()));
        if (!titles.simplified().isEmpty()) {
            blocks.add(new Block.Heading("Simplified"));
            blocks.add(new Block.Code(titles.simplified()));
        }
        if (jacobians.stream().anyMatch(JacobianText::shown)) {
            blocks.add(new Block.Heading("All derivatives"));
            blocks.add(new Block.Paragraph("The general method, which is not recommended in practice: every"
                    + " derivative one by one, with which dy is contracted."));
            for (JacobianText jacobian : jacobians) {
                if (jacobian.shown()) {
                    blocks.add(jacobian.map());
                    blocks.add(new Block.Code(String.join("\n", jacobian.contraction())));
                }
            }
        }
        if (titles.normalises()) {
            blocks.add(new Block.Heading("On images, beside its relatives"));
            blocks.add(SharedStatistics.picture());
        }
        blocks.add(new Block.Heading("Agreement with the graph"));
        blocks.add(table());
        return new Report(titles.title() + ", derived with numbers", blocks);
    }

    private String forward() {
        StringBuilder text = new StringBuilder();
        int number = 1;
        for (Node node : graph.nodes()) {
            text.append("%2s  ".formatted(number++))
                    .append(Figures.padded(node.formula(), FORMULA_WIDTH))
                    .append(node.meaning())
                    .append(node.meaning().isEmpty() ? "" : "  ")
                    .append(Figures.shape(node.value().shape()))
                    .append('\n');
            append(text, Figures.lines(node.value()), 4);
        }
        return text.toString();
    }

    private String backward() {
        StringBuilder text = new StringBuilder();
        List<Node> nodes = graph.nodes();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            Node node = nodes.get(i);
            if (node.constant()) {
                continue;
            }
            text.append("%2s  ".formatted(i + 1)).append(node.gradientFormula()).append('\n');
            if (node.parts().size() > 1) {
                for (Node.Part part : node.parts()) {
                    text.append("      ").append(part.rule()).append(" is\n");
                    append(text, Figures.lines(part.gradient()), 8);
                }
                text.append("      together\n");
            }
            append(text, Figures.lines(node.gradient()), 4);
        }
        return text.toString();
    }

    private static void append(StringBuilder text, List<String> lines, int indent) {
        for (String line : lines) {
            text.append(line.isEmpty() ? "" : " ".repeat(indent) + line).append('\n');
        }
        text.append('\n');
    }

    /// The computation graph as an SVG drawing.
    public String drawing() {
        return SvgFile.of(picture());
    }

    private Block.NodeGraph picture() {
        return new Block.NodeGraph(
                "Values and gradients",
                "In each box the value on the left (or above), the gradient on the right (or below). Values flow along"
                        + " the arrows, gradients against them.",
                graph.nodes().stream().map(this::box).toList());
    }

    private NodeBox box(Node node) {
        String shape = Figures.shape(node.value().shape());
        String meaning = (node.meaning() + " " + shape).strip();
        int joined = node.parts().size();
        return new NodeBox(
                new NodeBox.Part(node.formula(), meaning, Figures.cells(node.value())),
                node.constant()
                        ? NodeBox.Part.none()
                        : new NodeBox.Part(
                                node.gradientFormula(),
                                joined > 1 ? joined + " gradients join" : "",
                                Figures.cells(node.gradient())),
                node.inputs().stream()
                        .map(input -> new NodeBox.Arrow(graph.indexOf(input.from()), input.forward(), input.back()))
                        .toList());
    }

    private Block table() {
        return new Block.Table(
                "Agreement",
                List.of(
                        new Block.Column("form", false),
                        new Block.Column("largest difference", true),
                        new Block.Column("allowed for rounding", true),
                        new Block.Column("verdict", false)),
                agreements.stream()
                        .map(agreement -> List.of(
                                agreement.form(),
                                Figures.difference(agreement.difference()),
                                Figures.difference(agreement.allowed()),
                                verdict(agreement)))
                        .toList());
    }

    private static String verdict(Agreement agreement) {
        return agreement.holds() ? "agrees" : "DIFFERS";
    }

    /// Lines of at most 100 characters.
    private static String wrapped(String text) {
        StringBuilder lines = new StringBuilder();
        int length = 0;
        for (String word : text.split(" ", -1)) {
            if (length + word.length() >= 100) {
                lines.append('\n');
                length = 0;
            }
            lines.append(length == 0 ? "" : " ").append(word);
            length += word.length() + 1;
        }
        return lines.append('\n').toString();
    }
}
