package dev.chainrule.lab.page;

import java.util.List;

/// A node of a graph as a box: its value on the left or above, its gradient on the right or below, each below its
/// formula.
final class SvgNode {
    /// About how wide a character is.
    static final double CHARACTER = 7.4;

    private static final int PADDING = 12;
    private static final int HEAD = 42;
    private static final int LINE = 17;
    private static final int BETWEEN = 28;
    private static final int WIDEST_PAIR = 560;
    private static final double GAP_LINES = 0.5;

    private final NodeBox box;
    private final double cell;

    SvgNode(NodeBox box) {
        this.box = box;
        int longest =
                Math.max(longest(box.value().rows()), longest(box.gradient().rows()));
        this.cell = CHARACTER * (longest + 1.5);
    }

    private static int longest(List<List<String>> rows) {
        return rows.stream()
                .flatMap(List::stream)
                .mapToInt(String::length)
                .max()
                .orElse(0);
    }

    double width() {
        double value = widthOf(box.value());
        double gradient = widthOf(box.gradient());
        return 2 * PADDING + (besides() ? value + between() + gradient : Math.max(value, gradient));
    }

    double height() {
        double value = heightOf(box.value());
        double gradient = heightOf(box.gradient());
        return PADDING + (besides() ? Math.max(value, gradient) : value + gradient);
    }

    private double between() {
        return box.gradient().rows().isEmpty() ? 0 : BETWEEN;
    }

    /// Whether the gradient stands on the right of the value and not below it.
    private boolean besides() {
        return widthOf(box.value()) + widthOf(box.gradient()) <= WIDEST_PAIR;
    }

    private double widthOf(NodeBox.Part part) {
        int columns = part.rows().stream().mapToInt(List::size).max().orElse(0);
        double words = Math.max(SvgNode.width(part.formula()) * 1.06, SvgNode.width(part.meaning()) * 0.94);
        return Math.max(columns * cell, words);
    }

    /// About how wide a text is, marks above letters apart.
    static double width(String text) {
        return CHARACTER
                * text.codePoints()
                        .filter(c -> Character.getType(c) != Character.NON_SPACING_MARK)
                        .count();
    }

    private static double heightOf(NodeBox.Part part) {
        return part.rows().isEmpty() ? 0 : HEAD + LINE * lines(part.rows());
    }

    private static double lines(List<List<String>> rows) {
        return rows.stream().mapToDouble(row -> row.isEmpty() ? GAP_LINES : 1).sum();
    }

    void draw(Markup out, double x, double y) {
        Svg.box(out, "box", x, y, width(), height());
        part(out, box.value(), "c2", x + PADDING, y);
        if (box.gradient().rows().isEmpty()) {
            return;
        }
        if (besides()) {
            part(out, box.gradient(), "c1", x + PADDING + widthOf(box.value()) + BETWEEN, y);
        } else {
            part(out, box.gradient(), "c1", x + PADDING, y + heightOf(box.value()));
        }
    }

    private void part(Markup out, NodeBox.Part part, String color, double x, double y) {
        Svg.text(out, color.equals("c2") ? "name" : "name " + color, x, y + 20, part.formula());
        Svg.text(out, "label", x, y + 37, part.meaning());
        double line = y + HEAD + LINE - 4;
        for (List<String> row : part.rows()) {
            for (int column = 0; column < row.size(); column++) {
                Svg.text(out, "tick end " + color, x + (column + 1) * cell - CHARACTER / 2, line, row.get(column));
            }
            line += row.isEmpty() ? LINE * GAP_LINES : LINE;
        }
    }
}
