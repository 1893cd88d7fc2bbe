package dev.chainrule.train;

import dev.chainrule.optim.Progress;

/// Told what happens in a run. Nothing that a listener does changes the run, but that it may ask for its end.
public interface TrainingListener {

    /// After each step.
    ///
    /// @param progress steps done, this one included
    /// @param loss of this step's batch, penalties included
    /// @param rate the learning rate of this step
    default void stepped(Progress progress, double loss, double rate) {}

    /// After each measurement of accuracy.
    default void measured(History.Measurement measurement) {}

    /// Asked after each step, and after the measurement that follows it, if one does: whether the run shall end
    /// here.
    default boolean stopRequested() {
        return false;
    }

    /// Whether accuracy is measured where it asked for the end, if it was not just measured there: the best weights
    /// may then be those of that moment. A run that goes on from its state knows nothing of it.
    default boolean isMeasuredWhereStopped() {
        return false;
    }

    /// When no step follows, before a mean of weights or the best ones take the place of the last: a listener may
    /// ask for [Trainer#state] here once more. Not called where a loss was not finite, after which none can go on.
    default void ending() {}

    /// A listener that hears nothing.
    static TrainingListener none() {
        return new TrainingListener() {};
    }
}
