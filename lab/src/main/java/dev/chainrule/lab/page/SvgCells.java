package dev.chainrule.lab.page;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// A grid of shaded cells in a drawing: names of the columns above, names of the rows on the left, a text in each cell.
/// Where there are too many cells to write in, they are small and only some of them are named.
final class SvgCells {
    /// Rows and columns beyond which texts would be too small to read.
    static final int MOST_READABLE = 20;

    private static final int LABEL_HEIGHT = 22;
    private static final int NAME_LENGTH = 22;
    private static final int MOST_LEFT = 170;
    private static final int LEAST_LEFT = 30;
    private static final int LEAST_WIDTH = 36;
    private static final int MOST_WIDTH = 76;
    private static final int ROW = 28;
    private static final int SIDE_OF_ALL = 440;
    private static final int LEAST_SIDE = 3;
    private static final int MOST_SIDE = 20;
    /// Names stand at least so far apart.
    private static final int LINE = 14;

    /// What a cell looks like.
    ///
    /// @param style a shade
    /// @param text written in it
    /// @param pointed shown on pointing at it
    record Cell(String style, String text, String pointed) {}

    /// The cells by row and column.
    @FunctionalInterface
    interface Look {
        Cell at(int row, int column);
    }

    private final List<String> rowNames;
    private final List<String> columnNames;
    private final Look look;
    private final boolean readable;
    private final int cellWidth;
    private final int cellHeight;
    private final boolean upright;
    private final int left;
    private final int top;

    SvgCells(List<String> rowNames, List<String> columnNames, Look look) {
        this.rowNames = rowNames.stream().map(SvgCells::shortened).toList();
        this.columnNames = columnNames.stream().map(SvgCells::shortened).toList();
        this.look = look;
        this.readable = rowNames.size() <= MOST_READABLE && columnNames.size() <= MOST_READABLE;
        this.cellWidth = readable ? widthOfText() : side(columnNames.size());
        this.cellHeight = readable ? ROW : side(rowNames.size());
        double longest = longest(this.columnNames);
        this.upright = longest > cellWidth - 4;
        this.left = (int) Math.clamp(longest(this.rowNames) + 12, LEAST_LEFT, MOST_LEFT);
        this.top = LABEL_HEIGHT + (upright ? (int) longest + 10 : LINE + 4);
    }

    private static String shortened(String name) {
        return Svg.shortened(name, NAME_LENGTH);
    }

    private static double longest(List<String> names) {
        return names.stream().mapToDouble(Svg::width).max().orElse(0);
    }

    private static int side(int cells) {
        return Math.clamp(SIDE_OF_ALL / Math.max(1, cells), LEAST_SIDE, MOST_SIDE);
    }

    /// As wide as the texts of cells, and as the names of columns if those are short.
    private int widthOfText() {
        double widest = longest(columnNames) + 8;
        widest = widest > MOST_WIDTH ? 0 : widest;
        for (int row = 0; row < rowNames.size(); row++) {
            for (int column = 0; column < columnNames.size(); column++) {
                widest = Math.max(widest, Svg.width(look.at(row, column).text()) + 6);
            }
        }
        return (int) Math.clamp(widest, LEAST_WIDTH, MOST_WIDTH);
    }

    int left() {
        return left;
    }

    int right() {
        return left + cellWidth * columnNames.size();
    }

    int bottom() {
        return top + cellHeight * rowNames.size();
    }

    void draw(Markup out, String rows, String columns) {
        Svg.text(out, "label", 0, 12, Svg.shortened(rows + " ↓", 40));
        double columnsFrom = Math.max(left, Svg.width(Svg.shortened(rows + " ↓", 40)) + 14);
        Svg.text(out, "label", columnsFrom, 12, Svg.shortened(columns + " →", 40));
        names(out);
        if (readable) {
            writtenCells(out);
        } else {
            smallCells(out);
        }
        String frame = "M%s %sH%sV%sH%sz".formatted(left - 0.5, top - 0.5, right() + 0.5, bottom() + 0.5, left - 0.5);
        out.empty("path", "class", "frame", "d", frame).line();
    }

    private void names(Markup out) {
        for (int row : named(rowNames.size(), cellHeight)) {
            Svg.text(out, "cell end", left - 7, top + cellHeight * (row + 0.5) + 4, rowNames.get(row));
        }
        for (int column : named(columnNames.size(), upright ? cellWidth : cellWidth + 4)) {
            double x = left + cellWidth * (column + 0.5);
            if (upright) {
                Svg.turned(out, "cell", x + 4, top - 6, 90, columnNames.get(column));
            } else {
                Svg.turned(out, "cell middle", x, top - 6, 0, columnNames.get(column));
            }
        }
    }

    private static int[] named(int count, int size) {
        int every = Math.ceilDiv(LINE, size);
        return IntStream.range(0, count).filter(i -> i % every == 0).toArray();
    }

    private void writtenCells(Markup out) {
        for (int row = 0; row < rowNames.size(); row++) {
            for (int column = 0; column < columnNames.size(); column++) {
                Cell cell = look.at(row, column);
                int x = left + cellWidth * column;
                int y = top + cellHeight * row;
                String path = "M%s %sh%sv%sh-%sz".formatted(x, y, cellWidth, cellHeight, cellWidth);
                out.open("path", "class", "shade " + cell.style(), "d", path)
                        .element("title", cell.pointed())
                        .close("path");
                Svg.text(
                        out,
                        "cell middle " + cell.style(),
                        x + cellWidth / 2.0,
                        y + cellHeight / 2.0 + 4,
                        fitting(cell.text()));
            }
        }
    }

    /// A text that is wider than its cell is left to pointing and to the numbers below.
    private String fitting(String text) {
        return Svg.width(text) <= cellWidth + 2 ? text : "…";
    }

    /// One path a shade; neighbours in a row of one shade are one rectangle.
    private void smallCells(Markup out) {
        Map<String, StringBuilder> paths = new TreeMap<>();
        for (int row = 0; row < rowNames.size(); row++) {
            int from = 0;
            while (from < columnNames.size()) {
                String style = look.at(row, from).style();
                int to = from + 1;
                while (to < columnNames.size() && look.at(row, to).style().equals(style)) {
                    to++;
                }
                int width = cellWidth * (to - from);
                paths.computeIfAbsent(style, _ -> new StringBuilder())
                        .append("M%s %sh%sv%sh-%sz"
                                .formatted(left + cellWidth * from, top + cellHeight * row, width, cellHeight, width));
                from = to;
            }
        }
        paths.forEach((style, path) -> out.empty("path", "class", "crisp " + style, "d", path.toString())
                .line());
    }
}
