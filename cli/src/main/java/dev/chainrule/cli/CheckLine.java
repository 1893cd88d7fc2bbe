package dev.chainrule.cli;

import dev.chainrule.check.CheckProgress;
import java.io.PrintStream;

/// Shows how far a check is, on a terminal, in one line that is redrawn and vanishes in the end.
final class CheckLine implements CheckProgress {
    private static final int BAR = 30;

    private final StatusLine line;
    private int drawn = -1;

    CheckLine(PrintStream out, Terminal terminal) {
        this.line = new StatusLine(out, terminal);
    }

    @Override
    public void advanced(long done, long total) {
        int percent = (int) (100 * done / Math.max(1, total));
        if (line.redraws() && percent != drawn) {
            drawn = percent;
            int full = percent * BAR / 100;
            String bar = "[%s%s]".formatted("#".repeat(full), "-".repeat(BAR - full));
            line.draw(new FittedLine().add(2, bar, "").add(1, percent + " %").fit(line.drawnRoom()));
        }
    }

    /// Clears the line.
    void close() {
        line.clear();
    }
}
