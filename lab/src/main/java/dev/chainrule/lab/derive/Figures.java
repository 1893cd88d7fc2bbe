package dev.chainrule.lab.derive;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// How the numbers of a derivation are written.
final class Figures {
    private static final int MOST_DECIMALS = 4;
    private static final double NEARLY = 1e-9;

    /// Below it a number is rounding, and written 0.
    private static final double ROUNDING = 1e-12;

    private Figures() {}

    /// Each row of a matrix, all numbers with as many decimals as it takes, at most four; a number that four
    /// decimals do not show has a power of ten.
    static List<List<String>> cells(Matrix matrix) {
        int decimals = 0;
        for (double value : matrix.values()) {
            decimals = Math.max(decimals, decimals(value));
        }
        List<List<String>> rows = new ArrayList<>();
        for (int row = 0; row < matrix.rows(); row++) {
            List<String> cells = new ArrayList<>();
            for (int column = 0; column < matrix.columns(); column++) {
                cells.add(text(matrix.at(row, column), decimals));
            }
            rows.add(cells);
        }
        return rows;
    }

    private static int decimals(double value) {
        int decimals = 0;
        for (double scaled = value;
                decimals < MOST_DECIMALS && Math.abs(scaled - Math.rint(scaled)) > NEARLY;
                scaled *= 10) {
            decimals++;
        }
        return decimals;
    }

    private static String text(double value, int decimals) {
        String plain = String.format(Locale.ROOT, "%." + decimals + "f", value);
        boolean shownAsZero = plain.chars().noneMatch(c -> c >= '1' && c <= '9');
        if (!shownAsZero) {
            return plain;
        }
        return Math.abs(value) > ROUNDING ? String.format(Locale.ROOT, "%.0e", value) : plain.replace("-", "");
    }

    /// The rows of a matrix with its columns below each other.
    static List<String> lines(Matrix matrix) {
        List<List<String>> cells = cells(matrix);
        int width = cells.stream()
                .flatMap(List::stream)
                .mapToInt(String::length)
                .max()
                .orElse(0);
        List<String> lines = new ArrayList<>();
        for (List<String> row : cells) {
            StringBuilder line = new StringBuilder();
            for (String cell : row) {
                line.append("  ").append(" ".repeat(width - cell.length())).append(cell);
            }
            lines.add(line.toString());
        }
        return lines;
    }

    /// A difference, such as `1.2e-16`.
    static String difference(double value) {
        return value == 0 ? "0" : String.format(Locale.ROOT, "%.1e", value);
    }

    /// A text followed by spaces up to a width on the screen, at least one.
    static String padded(String text, int width) {
        long shown = text.codePoints()
                .filter(c -> Character.getType(c) != Character.NON_SPACING_MARK)
                .count();
        char[] spaces = new char[(int) Math.max(1, width - shown)];
        Arrays.fill(spaces, ' ');
        return text + new String(spaces);
    }
}
