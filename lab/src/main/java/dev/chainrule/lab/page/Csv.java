package dev.chainrule.lab.page;

import dev.chainrule.lab.page.Block.Figure;
import dev.chainrule.lab.page.Block.Table;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Numbers as the text of a CSV file (RFC 4180), to be stored as UTF-8: a line of headings, then all values in full. A
/// cell without a value is empty; one whose number is none says `NaN`, `Infinity` or `-Infinity`.
public final class Csv {
    private static final String NEW_LINE = "\r\n";

    private Csv() {}

    /// The numbers behind a figure, all that were measured: not thinned, not smoothed.
    public static String of(Figure figure) {
        FigureData data = FigureData.of(figure).measured();
        StringBuilder out = new StringBuilder();
        line(out, data.columns().stream().map(FigureData.Values::name).toList());
        IntStream.range(0, data.rows())
                .forEach(row -> line(
                        out,
                        data.columns().stream().map(column -> column.exact(row)).toList()));
        return out.toString();
    }

    /// The cells of a table, as they are written.
    public static String of(Table table) {
        StringBuilder out = new StringBuilder();
        line(out, table.columns().stream().map(Block.Column::name).toList());
        table.rows().forEach(row -> line(out, row));
        return out.toString();
    }

    private static void line(StringBuilder out, List<String> cells) {
        String line = cells.stream().map(Csv::quoted).collect(Collectors.joining(","));
        // A lone empty cell would be an empty line.
        out.append(line.isEmpty() ? "\"\"" : line).append(NEW_LINE);
    }

    private static String quoted(String cell) {
        boolean needed = cell.chars().anyMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n')
                || !cell.equals(cell.strip());
        return needed ? '"' + cell.replace("\"", "\"\"") + '"' : cell;
    }
}
