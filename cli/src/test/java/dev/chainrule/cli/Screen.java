package dev.chainrule.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What a terminal shows after some output: it understands the end of a line, the return to its start, and wraps what
/// is too long.
final class Screen {
    private final int columns;
    private final List<char[]> rows = new ArrayList<>();
    private int column;

    private Screen(int columns) {
        this.columns = columns;
        newRow();
    }

    /// The rows that are shown, without spaces at their ends.
    static List<String> after(String output, int columns) {
        Screen screen = new Screen(columns);
        output.chars().forEach(c -> screen.print((char) c));
        List<String> rows = new ArrayList<>();
        for (char[] row : screen.rows) {
            rows.add(new String(row).stripTrailing());
        }
        if (rows.getLast().isEmpty()) {
            rows.removeLast();
        }
        return rows;
    }

    private void newRow() {
        char[] row = new char[columns];
        Arrays.fill(row, ' ');
        rows.add(row);
        column = 0;
    }

    private void print(char c) {
        switch (c) {
            case '\r' -> column = 0;
            case '\n' -> newRow();
            default -> {
                if (c < ' ') {
                    throw new IllegalArgumentException(
                            "a control character, " + (int) c + ", is more than this terminal knows");
                }
                if (column == columns) {
                    newRow();
                }
                rows.getLast()[column++] = c;
            }
        }
    }
}
