package dev.chainrule.lab.run;

import java.io.IOException;
import java.util.function.LongSupplier;

/// Writes what a run has come to now and then while it is trained, so that a machine that goes down does not take all
/// with it: at most every ten seconds and for at most about a hundredth of the time.
final class Safekeeping {
    private static final long AT_LEAST_NANOS = 10_000_000_000L;
    private static final long REST = 100;

    private final Writing writing;
    private final LongSupplier nanos;
    private long last;
    private long pause = AT_LEAST_NANOS;

    /// Writes a file wholly or not at all.
    interface Writing {
        void write() throws IOException;
    }

    Safekeeping(Writing writing, LongSupplier nanos) {
        this.writing = writing;
        this.nanos = nanos;
        this.last = nanos.getAsLong();
    }

    /// Writes if it is time.
    void offered() {
        long start = nanos.getAsLong();
        if (start - last < pause) {
            return;
        }
        try {
            writing.write();
        } catch (IOException e) {
            // The run goes on; in the end the same file is written again, and then it is said if that fails.
        }
        last = nanos.getAsLong();
        pause = Math.max(AT_LEAST_NANOS, REST * (last - start));
    }
}
