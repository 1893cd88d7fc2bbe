package dev.chainrule.lab.page;

import dev.chainrule.lab.page.Block.NodeGraph;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A computation graph as a drawing: a row of boxes for each step, with arrows from what a box is computed from. Arrows
/// over several rows go around on the left.
final class SvgNodeGraph {
    private static final int LEAST_WIDTH = 760;
    private static final int SIDE = 90;
    private static final int GAP = 48;
    /// How far words stand from their arrow.
    private static final int BESIDE = 8;
    /// How far from a corner an arrow leaves or meets the side of a box.
    private static final int ASIDE = 16;
    /// How far apart arrows meet the top of a box.
    private static final int APART = 36;

    private final Markup out;
    private final List<NodeBox> nodes;
    private final List<SvgNode> boxes;
    private final int[] steps;
    private final int[] levels;
    private final double[] left;
    private final double[] top;
    private double width;
    private double height;

    private SvgNodeGraph(Markup out, List<NodeBox> nodes) {
        this.out = out;
        this.nodes = nodes;
        this.boxes = nodes.stream().map(SvgNode::new).toList();
        this.steps = steps(nodes);
        this.levels = levels(nodes, steps);
        this.left = new double[nodes.size()];
        this.top = new double[nodes.size()];
        place();
    }

    static void draw(Markup out, NodeGraph graph) {
        SvgNodeGraph drawing = new SvgNodeGraph(out, graph.nodes());
        Svg.open(out, (int) Math.ceil(drawing.width), (int) Math.ceil(drawing.height), graph.title(), summary(graph));
        for (int node = 0; node < graph.nodes().size(); node++) {
            for (int input : graph.nodes().get(node).sources()) {
                drawing.arrow(input, node);
            }
        }
        for (int node = 0; node < graph.nodes().size(); node++) {
            drawing.boxes.get(node).draw(out, drawing.left[node], drawing.top[node]);
        }
        drawing.words();
        out.close("svg");
    }

    /// What the drawing shows, in words.
    static String summary(NodeGraph graph) {
        return graph.nodes().stream().map(NodeBox::formula).collect(Collectors.joining("; "));
    }

    /// The most steps from a beginning to each node.
    private static int[] steps(List<NodeBox> nodes) {
        int[] steps = new int[nodes.size()];
        for (int node = 0; node < steps.length; node++) {
            for (int input : nodes.get(node).sources()) {
                steps[node] = Math.max(steps[node], steps[input] + 1);
            }
        }
        return steps;
    }

    /// The row of each node: as far down as its uses allow, so that what is given stands right above its use.
    private static int[] levels(List<NodeBox> nodes, int... steps) {
        int[] levels = new int[nodes.size()];
        Arrays.fill(levels, Arrays.stream(steps).max().orElse(0));
        for (int node = levels.length - 1; node >= 0; node--) {
            for (int input : nodes.get(node).sources()) {
                levels[input] = Math.min(levels[input], levels[node] - 1);
            }
        }
        return levels;
    }

    private void place() {
        int rows = Arrays.stream(levels).max().orElse(-1) + 1;
        width = LEAST_WIDTH;
        double side = SIDE + wordsAround();
        for (int row = 0; row < rows; row++) {
            width = Math.max(width, widthOf(row(row)) + 2 * side);
        }
        double y = 4;
        for (int row = 0; row < rows; row++) {
            List<Integer> members = row(row);
            double x = (width - widthOf(members)) / 2;
            double tallest = 0;
            for (int node : members) {
                left[node] = x;
                top[node] = y;
                x += widthOf(node) + GAP;
                tallest = Math.max(tallest, heightOf(node));
            }
            y += tallest + GAP;
        }
        height = Math.max(4, y - GAP + 4);
    }

    /// The nodes of a row, the longest computation on the left.
    private List<Integer> row(int row) {
        return IntStream.range(0, levels.length)
                .filter(node -> levels[node] == row)
                .boxed()
                .sorted(Comparator.comparingInt(node -> -steps[node]))
                .toList();
    }

    private double widthOf(List<Integer> members) {
        return members.stream().mapToDouble(this::widthOf).sum() + GAP * (members.size() - 1);
    }

    private double widthOf(int node) {
        return boxes.get(node).width();
    }

    private double heightOf(int node) {
        return boxes.get(node).height();
    }

    private void arrow(int from, int to) {
        double toTop = top[to];
        if (levels[to] == levels[from] + 1) {
            double x1 = left[from] + widthOf(from) / 2;
            double y1 = top[from] + heightOf(from);
            double x2 = arrival(from, to);
            double middle = (y1 + toTop) / 2;
            path("flow", "M%s %sC%s %s %s %s %s %s", x1, y1, x1, middle, x2, middle, x2, toTop);
            path("flow", "M%s %sL%s %sL%s %s", x2 - 4, toTop - 8, x2, toTop, x2 + 4, toTop - 8);
        } else {
            // It leaves low and arrives high, so that no box has a beginning where another arrow ends.
            double y1 = top[from] + heightOf(from) - ASIDE;
            double y2 = toTop + ASIDE;
            double x1 = left[from];
            double x2 = left[to];
            double around = leftmost(levels[from], levels[to]) - 10 - 5 * (levels[to] - levels[from]);
            path("flow", "M%s %sC%s %s %s %s %s %s", x1, y1, around, y1, around, y1, around, (y1 + y2) / 2);
            path("flow", "M%s %sC%s %s %s %s %s %s", around, (y1 + y2) / 2, around, y2, around, y2, x2, y2);
            path("flow", "M%s %sL%s %sL%s %s", x2 - 8, y2 - 4, x2, y2, x2 - 8, y2 + 4);
        }
    }

    /// Where an arrow from the row above meets a box: beside the others that come from there, in their order.
    private double arrival(int from, int to) {
        List<Integer> above = nodes.get(to).sources().stream()
                .filter(input -> levels[to] == levels[input] + 1)
                .sorted(Comparator.comparingDouble(input -> left[input]))
                .toList();
        double distance = Math.min(APART, widthOf(to) / (above.size() + 1));
        return left[to] + widthOf(to) / 2 + distance * (above.indexOf(from) - (above.size() - 1) / 2.0);
    }

    /// The words of all arrows, each once where it leaves its box.
    private void words() {
        Set<String> written = new HashSet<>();
        for (int to = 0; to < levels.length; to++) {
            for (NodeBox.Arrow arrow : nodes.get(to).inputs()) {
                boolean straight = levels[to] == levels[arrow.from()] + 1;
                if (written.add(arrow.from() + arrow.forward() + arrow.back() + straight)) {
                    words(arrow, to, straight);
                }
            }
        }
    }

    /// Beside the beginning of an arrow, on the side from which it bends away.
    private void words(NodeBox.Arrow arrow, int to, boolean straight) {
        int from = arrow.from();
        double y = top[from] + heightOf(from) + (straight ? 17 : -ASIDE - 5);
        double middle = left[from] + widthOf(from) / 2;
        boolean toRight = straight && arrival(from, to) > middle + BESIDE;
        double start = straight ? middle : left[from];
        double x = straight && !toRight ? start + BESIDE : start - BESIDE - widthOf(arrow);
        Svg.text(out, "label halo", x, y, arrow.forward());
        if (!arrow.back().isEmpty()) {
            Svg.text(out, "label halo c1", x + SvgNode.width(arrow.forward() + " "), y, arrow.back());
        }
    }

    private static double widthOf(NodeBox.Arrow arrow) {
        return SvgNode.width(arrow.forward() + " " + arrow.back());
    }

    /// How wide words are that stand on the left of the boxes.
    private double wordsAround() {
        double widest = 0;
        for (int to = 0; to < levels.length; to++) {
            for (NodeBox.Arrow arrow : nodes.get(to).inputs()) {
                if (levels[to] > levels[arrow.from()] + 1) {
                    widest = Math.max(widest, widthOf(arrow) - SIDE / 2.0);
                }
            }
        }
        return Math.max(0, widest);
    }

    private double leftmost(int firstLevel, int lastLevel) {
        double leftmost = width;
        for (int node = 0; node < levels.length; node++) {
            if (levels[node] >= firstLevel && levels[node] <= lastLevel) {
                leftmost = Math.min(leftmost, left[node]);
            }
        }
        return leftmost;
    }

    private void path(String style, String pattern, double... coordinates) {
        Object[] numbers =
                Arrays.stream(coordinates).mapToObj(Numbers::coordinate).toArray();
        out.empty("path", "class", style, "d", pattern.formatted(numbers)).line();
    }
}
