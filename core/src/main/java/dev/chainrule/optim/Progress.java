package dev.chainrule.optim;

import java.util.List;

/// How far a training run has come, which is all that a schedule may depend on.
///
/// @param step steps done so far, so 0 at the first step
/// @param stepsPerEpoch steps of one epoch
/// @param totalSteps steps of the whole run as planned
/// @param accuracies the validation accuracies measured so far, since the end of a warm-up; minus the validation losses
/// where examples have no class
public record Progress(long step, long stepsPerEpoch, long totalSteps, List<Double> accuracies) {
    /// Checks the numbers.
    public Progress {
        accuracies = List.copyOf(accuracies);
        if (step < 0 || stepsPerEpoch < 1 || totalSteps < 1) {
            throw new IllegalArgumentException(
                    "Progress: step %s, steps per epoch %s and total steps %s are out of range; expected ≥ 0, ≥ 1 and ≥ 1"
                            .formatted(step, stepsPerEpoch, totalSteps));
        }
    }

    /// The progress of a run in which nothing was measured.
    public Progress(long step, long stepsPerEpoch, long totalSteps) {
        this(step, stepsPerEpoch, totalSteps, List.of());
    }

    /// Whole epochs done so far.
    public long epoch() {
        return step / stepsPerEpoch;
    }

    /// Epochs done so far, with the fraction.
    public double epochs() {
        return (double) step / stepsPerEpoch;
    }

    /// The share of the run that is done, at most 1.
    public double share() {
        return Math.min(1, (double) step / totalSteps);
    }
}
