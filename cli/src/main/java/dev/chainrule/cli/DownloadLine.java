package dev.chainrule.cli;

import dev.chainrule.lab.dataset.fetch.DownloadProgress;
import java.io.PrintStream;
import java.util.Locale;

/// Shows how far a download is: on a terminal in one line that is redrawn, elsewhere one line a step.
final class DownloadLine implements DownloadProgress {
    private final PrintStream out;
    private final boolean terminal;
    private boolean drawn;

    DownloadLine(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    @Override
    public void started(String step) {
        close();
        out.println(step);
    }

    @Override
    public void moved(long bytes, long expectedBytes) {
        if (terminal) {
            String expected = expectedBytes < 0 ? "" : String.format(Locale.ROOT, " of %.1f MB", expectedBytes / 1e6);
            out.print(String.format(Locale.ROOT, "\r  %.1f MB%s   ", bytes / 1e6, expected));
            out.flush();
            drawn = true;
        }
    }

    /// Ends the line that is redrawn.
    void close() {
        if (drawn) {
            out.println();
            drawn = false;
        }
    }
}
