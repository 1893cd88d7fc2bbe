package dev.chainrule.cli;

import java.io.Console;
import java.util.Optional;

/// What is known about where the output goes.
final class Terminal {
    private Terminal() {}

    /// Whether a person looks at it, on a screen that can redraw a line.
    static boolean understandsControls() {
        boolean plain = System.getenv("NO_COLOR") != null || "dumb".equals(System.getenv("TERM"));
        return !plain
                && Optional.ofNullable(System.console())
                        .filter(Console::isTerminal)
                        .isPresent();
    }

    /// How many characters fit a line.
    static int columns() {
        String columns = System.getenv("COLUMNS");
        return columns != null && columns.matches("[1-9][0-9]{0,3}") ? Integer.parseInt(columns) : 100;
    }
}
