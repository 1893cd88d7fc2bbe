package dev.chainrule.lab.page;

import dev.chainrule.lab.page.Block.Figure;
import java.util.stream.IntStream;

/// The numbers behind a figure as a table that opens under a line. Of many rows some are shown, and the line says
/// which.
final class HtmlNumbers {
    private static final int MOST_ROWS = 40;
    private static final int FEWEST_ROWS = 10;
    /// So many cells are shown if that leaves enough rows.
    private static final int CELLS = 600;

    private HtmlNumbers() {}

    static void write(Markup out, Figure figure) {
        FigureData data = FigureData.of(figure);
        if (data.rows() == 0 || data.columns().size() < 2) {
            return;
        }
        int most = Math.clamp(CELLS / data.columns().size(), FEWEST_ROWS, MOST_ROWS);
        int every = Math.ceilDiv(data.rows(), most);
        out.open("details", "class", "numbers").element("summary", summary(data, every));
        out.scrolling("div", "Numbers: " + figure.title()).open("table", "class", "data");
        out.element("caption", figure.title(), "class", "hidden").open("thead").open("tr");
        data.columns().forEach(column -> out.element("th", column.name(), "scope", "col"));
        out.close("tr").close("thead").open("tbody").line();
        IntStream.range(0, data.rows())
                .filter(row -> row % every == 0 || row == data.rows() - 1)
                .forEach(row -> row(out, data, row));
        out.close("tbody").close("table").close("div").close("details");
    }

    private static String summary(FigureData data, int every) {
        return every == 1
                ? "Numbers"
                : "Numbers (every %s %s and the last)".formatted(Numbers.ordinal(every), data.row());
    }

    private static void row(Markup out, FigureData data, int row) {
        out.open("tr").element("th", data.columns().getFirst().brief(row), "scope", "row");
        for (FigureData.Values column : data.columns().subList(1, data.columns().size())) {
            out.element("td", column.brief(row));
        }
        out.close("tr").line();
    }
}
