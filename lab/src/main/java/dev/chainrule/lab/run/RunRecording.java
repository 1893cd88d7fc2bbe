package dev.chainrule.lab.run;

import dev.chainrule.optim.Progress;
import dev.chainrule.train.History;
import dev.chainrule.train.TrainingListener;
import java.util.List;

/// What goes on with each step of a run: its progress moves on, those who watch are told, and its state is kept.
final class RunRecording implements TrainingListener {
    private final SpanProgress progress;
    private final StateKeeping keeping;
    private final List<TrainingListener> told;
    private double best;

    /// @param told in this order
    RunRecording(SpanProgress progress, StateKeeping keeping, List<TrainingListener> told) {
        this.progress = progress;
        this.keeping = keeping;
        this.told = told;
        this.best = progress.span()
                .from()
                .flatMap(saved -> saved.state().history().best())
                .map(History.Measurement::merit)
                .orElse(Double.NEGATIVE_INFINITY);
    }

    @Override
    public void stepped(Progress step, double loss, double rate) {
        progress.done(step.step());
        told.forEach(each -> each.stepped(step, loss, rate));
        if (!progress.isSpanDone()) {
            keeping.stepped(step.step());
        }
    }

    @Override
    public void measured(History.Measurement measurement) {
        told.forEach(each -> each.measured(measurement));
        if (measurement.merit() > best) {
            best = measurement.merit();
            keeping.measuredBest();
        }
    }

    @Override
    public boolean stopRequested() {
        return progress.isPause()
                || progress.isStopRequested()
                || told.stream().anyMatch(TrainingListener::stopRequested);
    }

    @Override
    public boolean isMeasuredWhereStopped() {
        return progress.isPause();
    }

    @Override
    public void ending() {
        if (!progress.span().isPart()) {
            keeping.ending();
        }
        told.forEach(TrainingListener::ending);
    }
}
