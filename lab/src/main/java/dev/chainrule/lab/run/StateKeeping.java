package dev.chainrule.lab.run;

import dev.chainrule.lab.settings.CheckpointPlan;
import dev.chainrule.lab.settings.CheckpointPlan.Interval;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Decides after which steps of a run its state is kept. What cannot be written is said, once until it can, and tried
/// again at the next of them: the run goes on.
final class StateKeeping {
    private static final long AT_LEAST_NANOS = 10_000_000_000L;
    private static final long MINUTE_NANOS = 60_000_000_000L;

    /// So many times as long as the last one took, none follows that nobody asked for.
    private static final long REST = 100;

    private final CheckpointPlan plan;
    private final Interval interval;
    private final long stepsPerEpoch;
    private final Writing writing;
    private final Consumer<IOException> trouble;
    private final LongSupplier nanos;
    private long last;
    private long cost;
    private boolean failed;

    /// Writes the state wholly or not at all.
    interface Writing {
        void write() throws IOException;
    }

    /// @param trouble gets the reason why it could not be written
    StateKeeping(
            CheckpointPlan plan,
            long stepsPerEpoch,
            Writing writing,
            Consumer<IOException> trouble,
            LongSupplier nanos) {
        this.plan = plan;
        this.interval = plan.interval();
        this.stepsPerEpoch = stepsPerEpoch;
        this.writing = writing;
        this.trouble = trouble;
        this.nanos = nanos;
        this.last = nanos.getAsLong();
    }

    /// After each step.
    void stepped(long step) {
        if (isDue(step) || plan.keepsForGood(step)) {
            keep();
        }
    }

    private boolean isDue(long step) {
        return switch (interval) {
            case Interval.Auto _ -> elapsed() >= Math.max(AT_LEAST_NANOS, REST * cost);
            case Interval.Never _ -> false;
            case Interval.Steps steps -> step % steps.count() == 0;
            case Interval.Minutes minutes -> elapsed() >= minutes.count() * MINUTE_NANOS;
            case Interval.Epochs epochs -> step % (epochs.count() * stepsPerEpoch) == 0;
        };
    }

    /// After a measurement that is the best so far; it is not kept if the last one was a moment ago.
    void measuredBest() {
        if (!(interval instanceof Interval.Never) && elapsed() >= REST * cost) {
            keep();
        }
    }

    /// Where the run ends.
    void ending() {
        keep();
    }

    private long elapsed() {
        return nanos.getAsLong() - last;
    }

    private void keep() {
        long start = nanos.getAsLong();
        try {
            writing.write();
            failed = false;
        } catch (IOException e) {
            if (!failed) {
                trouble.accept(e);
            }
            failed = true;
        }
        last = nanos.getAsLong();
        cost = last - start;
    }
}
