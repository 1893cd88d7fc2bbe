package dev.chainrule.cli;

import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Says on a terminal what is being done and since when, from the second second on, until it is closed. Nothing is
/// printed elsewhere.
final class Waiting implements AutoCloseable {
    private final StatusLine line;
    private final String what;
    private final long start = System.nanoTime();
    private volatile double share;
    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread clock;

    private Waiting(StatusLine line, String what) {
        this.line = line;
        this.what = what;
        this.clock = Thread.ofPlatform().daemon().name("chainrule-clock").unstarted(this::tick);
    }

    /// Waits for something, for example "preparing the run".
    static Waiting of(PrintStream out, Terminal terminal, String what) {
        Waiting waiting = new Waiting(new StatusLine(out, terminal), what);
        if (terminal.redraws()) {
            waiting.clock.start();
        }
        return waiting;
    }

    private void tick() {
        try {
            while (!done.await(1, TimeUnit.SECONDS)) {
                line.draw(text((System.nanoTime() - start) / 1e9));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String text(double seconds) {
        String time = Figures.wholeSeconds(seconds);
        return share <= 0 || share >= 1
                ? "%s … %s".formatted(what, time)
                : "%s … %s %%, %s of about %s"
                        .formatted(what, (int) (100 * share), time, Figures.wholeSeconds(seconds / share));
    }

    /// So much of it is done, where that is known; any thread may say so.
    ///
    /// @param of the whole, from 0 to 1
    void reached(double of) {
        share = of;
    }

    /// Prints a line that stays.
    void println(PrintStream to, String text) {
        line.println(to, text);
    }

    @Override
    public void close() {
        done.countDown();
        try {
            clock.join(); // so that nothing is drawn behind what is printed next
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        line.clear();
    }
}
