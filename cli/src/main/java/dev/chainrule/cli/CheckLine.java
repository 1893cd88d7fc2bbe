package dev.chainrule.cli;

import dev.chainrule.check.CheckProgress;
import java.io.PrintStream;

/// Shows how far a check is, on a terminal, in one line that is redrawn and vanishes in the end.
final class CheckLine implements CheckProgress {
    private static final int BAR = 30;

    private final PrintStream out;
    private final boolean terminal;
    private int drawn = -1;

    CheckLine(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    @Override
    public void advanced(long done, long total) {
        int percent = (int) (100 * done / Math.max(1, total));
        if (terminal && percent != drawn) {
            drawn = percent;
            int full = percent * BAR / 100;
            out.print("\r[%s%s] %d %%".formatted("#".repeat(full), "-".repeat(BAR - full), percent));
            out.flush();
        }
    }

    /// Clears the line.
    void close() {
        if (drawn >= 0) {
            out.print("\r\u001b[K");
            out.flush();
        }
    }
}
