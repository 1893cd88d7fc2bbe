package dev.chainrule.cli;

import dev.chainrule.lab.dataset.fetch.DownloadProgress;
import java.io.PrintStream;
import java.util.Locale;

/// Shows how far a download is: on a terminal in one line that is redrawn, elsewhere one line a step.
final class DownloadLine implements DownloadProgress {
    private final StatusLine line;

    DownloadLine(PrintStream out, Terminal terminal) {
        this.line = new StatusLine(out, terminal);
    }

    @Override
    public void started(String step) {
        line.println(step);
    }

    @Override
    public void moved(long bytes, long expectedBytes) {
        String moved = String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
        if (expectedBytes > 0) {
            String expected = String.format(Locale.ROOT, "%s of %.1f MB", moved, expectedBytes / 1e6);
            line.draw(new FittedLine()
                    .add(1, 100 * Math.min(bytes, expectedBytes) / expectedBytes + " %")
                    .add(2, expected, moved)
                    .fit(line.drawnRoom()));
        } else {
            line.draw(moved);
        }
    }

    /// Takes the line away that is redrawn.
    void close() {
        line.clear();
    }
}
