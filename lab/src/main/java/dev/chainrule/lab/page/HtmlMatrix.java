package dev.chainrule.lab.page;

import dev.chainrule.lab.page.Block.Matrix;

/// A matrix of counts: a table whose cells are shaded, or a drawing if there are too many classes to read numbers.
public final class HtmlMatrix {
    /// Rows and columns beyond which numbers would be too small to read.
    public static final int MOST_READABLE = SvgCells.MOST_READABLE;

    private HtmlMatrix() {}

    static void write(Markup out, Matrix matrix) {
        if (matrix.names().size() <= MOST_READABLE) {
            table(out, matrix);
            legend(out);
        } else {
            SvgMatrix.draw(out, matrix);
        }
    }

    private static void table(Markup out, Matrix matrix) {
        out.scrolling("div", matrix.title()).open("table", "class", "matrix");
        out.element("caption", matrix.title(), "class", "hidden");
        out.open("thead")
                .open("tr")
                .open("td")
                .text("is ↓")
                .empty("br")
                .text("named →")
                .close("td");
        for (String name : matrix.names()) {
            out.open("th", "scope", "col").element("span", name).close("th");
        }
        out.close("tr").close("thead").open("tbody").line();
        for (int row = 0; row < matrix.names().size(); row++) {
            out.open("tr").element("th", matrix.names().get(row), "scope", "row");
            for (int column = 0; column < matrix.names().size(); column++) {
                cell(out, matrix, row, column);
            }
            out.close("tr").line();
        }
        out.close("tbody").close("table").close("div");
    }

    private static void cell(Markup out, Matrix matrix, int row, int column) {
        int count = matrix.counts()[row][column];
        if (count == 0) {
            out.element("td", "", "class", SvgMatrix.style(matrix, row, column));
        } else {
            out.element(
                    "td",
                    Integer.toString(count),
                    "class",
                    SvgMatrix.style(matrix, row, column),
                    "title",
                    SvgMatrix.pointed(matrix, row, column));
        }
    }

    private static void legend(Markup out) {
        out.open("p", "class", "shades").text("share of the row: ");
        for (int shade = 0; shade <= Ramp.LAST; shade += 2) {
            out.element("span", Numbers.wholePercent(Ramp.share(shade)), "class", "wrong" + shade);
        }
        out.text("\u00a0\u00a0 right: ")
                .element("span", "100\u00a0%", "class", "right" + Ramp.LAST)
                .close("p");
    }
}
