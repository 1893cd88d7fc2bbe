package dev.chainrule.cli;

import java.util.function.DoubleConsumer;

/// Shows on a terminal what share of something is done and how long the rest takes if it goes on as it went; redrawn at
/// most ten times a second. Nothing is printed elsewhere. Any thread may tell it.
final class ShareLine implements DoubleConsumer {
    private static final long REDRAW_NANOS = 100_000_000;

    /// An estimate from less than that would jump.
    private static final double LEAST_SECONDS = 1;

    private final StatusLine line;
    private final String what;
    private final long start = System.nanoTime();
    private long lastDrawn = start - REDRAW_NANOS;

    /// @param what is being done, for example "looking into 12 images"
    ShareLine(StatusLine line, String what) {
        this.line = line;
        this.what = what;
    }

    /// So much is done.
    ///
    /// @param share from 0 to 1
    @Override
    public synchronized void accept(double share) {
        long now = System.nanoTime();
        if (line.redraws() && now - lastDrawn >= REDRAW_NANOS) {
            lastDrawn = now;
            line.draw(text(Math.clamp(share, 0, 1), (now - start) / 1e9));
        }
    }

    private String text(double share, double seconds) {
        double left = seconds * (1 - share) / share;
        String time = seconds >= LEAST_SECONDS && Double.isFinite(left)
                ? "%s left  %s".formatted(Figures.wholeSeconds(left), what)
                : what;
        return Bar.before(time, share, line.drawnRoom());
    }
}
