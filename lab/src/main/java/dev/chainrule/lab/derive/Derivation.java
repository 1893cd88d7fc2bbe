package dev.chainrule.lab.derive;

import dev.chainrule.lab.page.Block;
import dev.chainrule.lab.page.NodeBox;
import dev.chainrule.lab.page.Report;
import dev.chainrule.lab.page.SvgFile;
import java.util.ArrayList;
import java.util.List;

/// A layer derived at certain numbers: its computation graph with values and gradients, the simplified formula, and how
/// far all forms agree. Equal subjects, shapes and seeds give equal derivations.
public final class Derivation {
    private static final int FORMULA_WIDTH = 34;
    private static final int FORM_WIDTH = 44;

    private static final String LEGEND =
            "Σ↓ and mean↓ go down each column, Σ→ and mean→ along each row. What was repeated in forward is added up"
                    + " in backward. d in front of a name is the gradient with respect to it; that of the last node is"
                    + " given.";

    private final String title;
    private final String explanation;
    private final Example example;
    private final String simplified;
    private final List<Agreement> agreements;

    Derivation(String title, String explanation, Example example, String simplified) {
        this.title = title;
        this.explanation = explanation;
        this.example = example;
        this.simplified = simplified;
        this.agreements = example.agreements();
    }

    /// How far the other forms are from the graph.
    public List<Agreement> agreements() {
        return agreements;
    }

    /// A node of the graph with its numbers.
    ///
    /// @param formula where it comes from, such as `c = x − μ`
    /// @param meaning what it is, in a few words
    /// @param shape the shape that a reader knows it by, such as `(4, 3)`
    /// @param value its rows
    /// @param gradient likewise; empty if it has none
    public record Step(
            String formula, String meaning, String shape, List<List<Double>> value, List<List<Double>> gradient) {
        /// Copies the lists.
        public Step {
            value = value.stream().map(List::copyOf).toList();
            gradient = gradient.stream().map(List::copyOf).toList();
        }
    }

    /// The nodes of the graph in the order in which they are computed.
    public List<Step> steps() {
        return graph().nodes().stream()
                .map(node -> new Step(
                        node.formula(),
                        node.meaning(),
                        node.shape(),
                        node.value().toLists(),
                        node.constant() ? List.of() : node.gradient().toLists()))
                .toList();
    }

    Graph graph() {
        return example.graph();
    }

    /// The derivation for a terminal.
    public String text() {
        StringBuilder text = new StringBuilder();
        text.append(title).append('\n').append(wrapped(explanation)).append(wrapped(LEGEND));
        text.append("\nFORWARD\n\n").append(forward());
        text.append("BACKWARD, in reverse order\n\n").append(backward());
        text.append("SIMPLIFIED\n\n").append(simplified).append("\n\n");
        text.append("AGREEMENT with the graph above, output and all gradients: largest difference\n\n");
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
        blocks.add(new Block.Paragraph(explanation));
        blocks.add(new Block.Paragraph(LEGEND));
        blocks.add(new Block.Heading("Computation graph"));
        blocks.add(picture());
        blocks.add(new Block.Heading("Forward"));
        blocks.add(new Block.Code(forward().stripTrailing()));
        blocks.add(new Block.Heading("Backward, in reverse order"));
        blocks.add(new Block.Code(backward().stripTrailing()));
        blocks.add(new Block.Heading("Simplified"));
        blocks.add(new Block.Code(simplified));
        blocks.add(new Block.Heading("Agreement with the graph"));
        blocks.add(table());
        return new Report(title + ", derived with numbers", blocks);
    }

    private String forward() {
        StringBuilder text = new StringBuilder();
        int number = 1;
        for (Node node : graph().nodes()) {
            text.append("%2s  ".formatted(number++))
                    .append(Figures.padded(node.formula(), FORMULA_WIDTH))
                    .append(node.meaning())
                    .append("  ")
                    .append(node.shape())
                    .append('\n');
            append(text, node.value(), 4);
        }
        return text.toString();
    }

    private String backward() {
        StringBuilder text = new StringBuilder();
        List<Node> nodes = graph().nodes();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            Node node = nodes.get(i);
            if (node.constant()) {
                continue;
            }
            text.append("%2s  ".formatted(i + 1)).append(node.gradientFormula()).append('\n');
            if (node.contributions().size() > 1) {
                for (Node.Contribution part : node.contributions()) {
                    text.append("      ").append(part.rule()).append(" is\n");
                    append(text, part.gradient(), 8);
                }
                text.append("      together\n");
            }
            append(text, node.gradient(), 4);
        }
        return text.toString();
    }

    private static void append(StringBuilder text, Matrix matrix, int indent) {
        for (String line : Figures.lines(matrix)) {
            text.append(" ".repeat(indent)).append(line).append('\n');
        }
        text.append('\n');
    }

    /// The computation graph as an SVG drawing.
    public String drawing() {
        return SvgFile.of(picture());
    }

    private Block.NodeGraph picture() {
        List<Node> nodes = graph().nodes();
        List<NodeBox> boxes = new ArrayList<>();
        for (Node node : nodes) {
            boxes.add(new NodeBox(
                    new NodeBox.Part(node.formula(), node.meaning() + " " + node.shape(), Figures.cells(node.value())),
                    node.constant()
                            ? NodeBox.Part.none()
                            : new NodeBox.Part(node.gradientFormula(), "", Figures.cells(node.gradient())),
                    node.inputs().stream()
                            .map(input -> new NodeBox.Arrow(
                                    nodes.indexOf(input.node()), input.node().shape(), ""))
                            .toList()));
        }
        return new Block.NodeGraph(
                "Values and gradients",
                "In each box the value on the left (or above), the gradient on the right (or below). Values flow along"
                        + " the arrows, gradients against them.",
                boxes);
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
