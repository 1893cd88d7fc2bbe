package dev.chainrule.cli;

import java.io.PrintStream;
import java.util.List;
import java.util.function.IntPredicate;

/// Rows of text in columns. Where a line has not room for all columns, the others follow below, each time beside the
/// first one.
///
/// @param heading of each column
/// @param rows as many cells each
/// @param words which columns are words, set flush left; the others are numbers
record TextTable(List<String> heading, List<List<String>> rows, IntPredicate words) {
    private static final String INDENT = "  ";
    private static final String GAP = "  ";

    /// Prints all columns.
    ///
    /// @param width how many characters fit a line
    void print(PrintStream out, int width) {
        int from = 1;
        while (from < heading.size()) {
            int used = INDENT.length() + width(0);
            int to = from;
            while (to < heading.size() && (to == from || used + GAP.length() + width(to) <= width)) {
                used += GAP.length() + width(to);
                to++;
            }
            if (from > 1) {
                out.println();
            }
            line(out, heading, from, to);
            for (List<String> row : rows) {
                line(out, row, from, to);
            }
            from = to;
        }
    }

    /// Whether all columns have room beside each other.
    boolean fits(int width) {
        int used = INDENT.length() + width(0);
        for (int column = 1; column < heading.size(); column++) {
            used += GAP.length() + width(column);
        }
        return used <= width;
    }

    private int width(int column) {
        int cells =
                rows.stream().mapToInt(row -> cell(row, column).length()).max().orElse(0);
        return Math.max(cell(heading, column).length(), cells);
    }

    private static String cell(List<String> row, int column) {
        return Mistakes.plain(row.get(column));
    }

    private void line(PrintStream out, List<String> row, int from, int to) {
        StringBuilder line = new StringBuilder(INDENT).append(padded(row, 0));
        for (int column = from; column < to; column++) {
            line.append(GAP).append(padded(row, column));
        }
        out.println(line.toString().stripTrailing());
    }

    private String padded(List<String> row, int column) {
        String cell = cell(row, column);
        String spaces = " ".repeat(width(column) - cell.length());
        return words.test(column) ? cell + spaces : spaces + cell;
    }
}
