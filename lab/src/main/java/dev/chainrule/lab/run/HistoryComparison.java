package dev.chainrule.lab.run;

import dev.chainrule.optim.Progress;
import dev.chainrule.train.History;
import dev.chainrule.train.TrainingListener;
import java.util.OptionalLong;
import java.util.function.DoubleConsumer;

/// Compares each step that a history keeps with that of a run that repeats it, and stops at the first that differs.
final class HistoryComparison implements TrainingListener {
    private final double[] losses;
    private final double[] rates;
    private final long stride;
    private final long recorded;
    private final long steps;
    private final DoubleConsumer share;
    private OptionalLong step = OptionalLong.empty();
    private String difference = "";
    private long done;

    /// @param steps after which to stop
    /// @param share gets how much is done, from 0 to 1
    HistoryComparison(History history, long steps, DoubleConsumer share) {
        this.losses = history.losses();
        this.rates = history.rates();
        this.stride = history.stride();
        this.recorded = history.steps();
        this.steps = steps;
        this.share = share;
    }

    /// The first step that differs.
    OptionalLong step() {
        return step;
    }

    /// What differs there.
    String difference() {
        return difference;
    }

    /// The steps so far.
    long done() {
        return done;
    }

    @Override
    public void stepped(Progress progress, double loss, double rate) {
        done = progress.step();
        share.accept((double) done / steps);
        if (done > recorded) {
            step = OptionalLong.of(done);
            difference = "step %s: the run had ended before it".formatted(done);
        } else if (done % stride == 0) {
            compare((int) (done / stride) - 1, loss, rate);
        }
    }

    private void compare(int at, double loss, double rate) {
        boolean sameLoss = Double.compare(loss, losses[at]) == 0;
        if (!sameLoss || Double.compare(rate, rates[at]) != 0) {
            step = OptionalLong.of(done);
            difference = sameLoss
                    ? "step %s: learning rate %s, where the run had %s".formatted(done, rate, rates[at])
                    : "step %s: loss %s, where the run had %s".formatted(done, loss, losses[at]);
        }
    }

    @Override
    public boolean stopRequested() {
        return step.isPresent() || done >= steps;
    }
}
