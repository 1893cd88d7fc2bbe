package dev.chainrule.lab.derive;

import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// How the numbers of a derivation are written.
final class Figures {
    private static final int MOST_DECIMALS = 4;
    private static final double NEARLY = 1e-9;

    /// Below it a number is rounding, and written 0.
    private static final double ROUNDING = 1e-12;

    /// From it on a number is written with a power of ten.
    private static final double LARGE = 1e6;

    private static final int MOST_COLUMNS = 18;
    private static final int MOST_ROWS = 16;
    private static final int MOST_MATRICES = 8;
    private static final String ELLIPSIS = "…";

    private Figures() {}

    /// The numbers in rows, with an empty row between matrices, all with as many decimals as it takes, at most
    /// four; a number that four decimals do not show has a power of ten. Long rows, columns and lists of matrices
    /// are cut with `…`, the last one stays.
    static List<List<String>> cells(Tensor tensor) {
        return cells(tensor, MOST_DECIMALS);
    }

    /// The same with other decimals.
    static List<List<String>> cells(Tensor tensor, int mostDecimals) {
        double[] values = tensor.toArray();
        int decimals = 0;
        for (double value : values) {
            decimals = Math.max(decimals, decimals(value, mostDecimals));
        }
        Frame frame = Frame.of(tensor.shape());
        List<List<String>> rows = new ArrayList<>();
        for (int matrix : shown(frame.matrices, MOST_MATRICES)) {
            if (!rows.isEmpty()) {
                rows.add(List.of());
            }
            if (matrix < 0) {
                rows.add(List.of(ELLIPSIS));
                continue;
            }
            for (int row : shown(frame.rows, MOST_ROWS)) {
                int start = (matrix * frame.rows + row) * frame.columns;
                List<String> cells = new ArrayList<>();
                for (int column : shown(frame.columns, MOST_COLUMNS)) {
                    cells.add(row < 0 || column < 0 ? ELLIPSIS : text(values[start + column], decimals));
                }
                rows.add(cells);
            }
        }
        return rows;
    }

    /// Whether there are more numbers than are written.
    static boolean cut(Shape shape) {
        Frame frame = Frame.of(shape);
        return frame.matrices > MOST_MATRICES || frame.rows > MOST_ROWS || frame.columns > MOST_COLUMNS;
    }

    /// A shape, and whether its numbers are cut.
    static String shape(Shape shape) {
        return (shape.rank() == 0 ? "one number" : shape.toString()) + (cut(shape) ? ", shown in part" : "");
    }

    /// All numbers in a line, such as `0, 2, 1`.
    static String list(Tensor tensor) {
        return cells(tensor).stream().map(row -> String.join(", ", row)).collect(Collectors.joining("; "));
    }

    /// The rows of the last axis.
    static List<List<Double>> rows(Tensor tensor) {
        double[] values = tensor.toArray();
        int columns = Frame.of(tensor.shape()).columns;
        List<List<Double>> rows = new ArrayList<>();
        for (int start = 0; start < values.length; start += columns) {
            rows.add(Arrays.stream(values, start, start + columns).boxed().toList());
        }
        return rows;
    }

    /// How numbers are laid out: matrices of the last two axes.
    private record Frame(int matrices, int rows, int columns) {
        static Frame of(Shape shape) {
            int rank = shape.rank();
            int columns = rank == 0 ? 1 : shape.extent(rank - 1);
            int rows = rank < 2 ? 1 : shape.extent(rank - 2);
            return new Frame(shape.size() / Math.max(1, rows * columns), rows, columns);
        }
    }

    /// Positions that are written; −1 for those that are left out.
    private static int[] shown(int count, int most) {
        return count <= most
                ? IntStream.range(0, count).toArray()
                : IntStream.concat(IntStream.range(0, most - 2), IntStream.of(-1, count - 1))
                        .toArray();
    }

    private static int decimals(double value, int most) {
        int decimals = 0;
        for (double scaled = value; decimals < most && Math.abs(scaled - Math.rint(scaled)) > NEARLY; scaled *= 10) {
            decimals++;
        }
        return decimals;
    }

    private static String text(double value, int decimals) {
        if (Math.abs(value) >= LARGE) {
            return power("%.3e", value);
        }
        String plain = String.format(Locale.ROOT, "%." + decimals + "f", value);
        boolean shownAsZero = plain.chars().noneMatch(c -> c >= '1' && c <= '9');
        if (!shownAsZero) {
            return plain;
        }
        return Math.abs(value) > ROUNDING ? power("%.0e", value) : plain.replace("-", "");
    }

    /// Such as `-3e-7`.
    private static String power(String pattern, double value) {
        return String.format(Locale.ROOT, pattern, value).replace("e+", "e").replaceFirst("e(-?)0", "e$1");
    }

    /// The numbers in lines with their columns below each other.
    static List<String> lines(Tensor tensor) {
        return lines(cells(tensor));
    }

    /// Cells with their columns below each other.
    static List<String> lines(List<List<String>> cells) {
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

    /// A text followed by spaces up to a width on the screen, at least two.
    static String padded(String text, int width) {
        long shown = text.codePoints()
                .filter(c -> Character.getType(c) != Character.NON_SPACING_MARK)
                .count();
        char[] spaces = new char[(int) Math.max(2, width - shown)];
        Arrays.fill(spaces, ' ');
        return text + new String(spaces);
    }
}
