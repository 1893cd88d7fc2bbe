package dev.chainrule.lab.page;

import dev.chainrule.lab.page.Block.Matrix;
import java.util.Arrays;

/// A matrix of counts as a drawing, each cell shaded by its share of its row.
final class SvgMatrix {
    private static final int BELOW = 34;
    private static final String LEGEND = "share of the row, wrong:";

    private SvgMatrix() {}

    static void draw(Markup out, Matrix matrix) {
        SvgCells cells = new SvgCells(matrix.names(), matrix.names(), (row, column) -> cell(matrix, row, column));
        int least = (int) (cells.left() + Svg.width(LEGEND) + 3 * Svg.SCALE_WIDTH);
        Svg.open(out, Math.max(cells.right() + 2, least), cells.bottom() + BELOW, matrix.title(), summary(matrix));
        cells.draw(out, "is", "named");
        double y = cells.bottom() + 14;
        Svg.text(out, "label", cells.left(), y + 10, LEGEND);
        double x = Svg.scale(out, "wrong", cells.left() + Svg.width(LEGEND), y, "0", "100\u00a0%");
        Svg.text(out, "label", x + 14, y + 10, "right:");
        Svg.box(out, "crisp right" + Ramp.LAST, x + 14 + Svg.width("right:"), y, 11, 11);
        out.close("svg");
    }

    /// What the drawing shows, in words.
    static String summary(Matrix matrix) {
        return "%s by %s classes, %s of %s images right"
                .formatted(
                        matrix.names().size(),
                        matrix.names().size(),
                        Numbers.count(right(matrix)),
                        Numbers.count(Arrays.stream(matrix.counts())
                                .flatMapToInt(Arrays::stream)
                                .asLongStream()
                                .sum()));
    }

    private static long right(Matrix matrix) {
        long right = 0;
        for (int row = 0; row < matrix.counts().length; row++) {
            right += matrix.counts()[row][row];
        }
        return right;
    }

    private static SvgCells.Cell cell(Matrix matrix, int row, int column) {
        int count = matrix.counts()[row][column];
        return new SvgCells.Cell(
                style(matrix, row, column), count == 0 ? "" : Integer.toString(count), pointed(matrix, row, column));
    }

    /// What is shown on pointing at a cell.
    static String pointed(Matrix matrix, int row, int column) {
        return "%s named %s: %s of this row"
                .formatted(
                        matrix.names().get(row),
                        matrix.names().get(column),
                        Numbers.percent(share(matrix, row, column)));
    }

    /// The shade of a cell.
    static String style(Matrix matrix, int row, int column) {
        return (row == column ? "right" : "wrong") + Ramp.shade(share(matrix, row, column));
    }

    private static double share(Matrix matrix, int row, int column) {
        int total = Arrays.stream(matrix.counts()[row]).sum();
        return total == 0 ? 0 : (double) matrix.counts()[row][column] / total;
    }
}
