package dev.chainrule.train;

import dev.chainrule.optim.GradientClipping;
import dev.chainrule.optim.LearningRate;
import dev.chainrule.optim.Progress;
import dev.chainrule.optim.UpdateRule;
import dev.chainrule.settings.Require;

/// How parameters move along their gradients.
///
/// @param optimizer how a gradient moves a parameter
/// @param learningRate of each step
/// @param warmUpSteps over so many first steps the rate rises linearly to the first one of the schedule: step t, from
/// 0, has `(t + 1) / warmUpSteps` of it. Then the whole schedule follows, over the steps that are left; epochs and
/// measurements count from there. Cyclic and one-cycle schedules start low and rise by themselves. 0 for none; fewer
/// than the steps of the run
/// @param clipping of gradients before a step
/// @param shiftRateFactor how many times as fast as all else the shifts of normalisations learn; 1 is usual
public record Descent(
        UpdateRule optimizer,
        LearningRate learningRate,
        long warmUpSteps,
        GradientClipping clipping,
        double shiftRateFactor) {
    /// Checks the settings.
    public Descent {
        Require.atLeast(0, "Descent", "warmUpSteps", warmUpSteps);
        Require.positive("Descent", "shiftRateFactor", shiftRateFactor);
    }

    /// Without warm-up and clipping, all parameters at one rate.
    public static Descent of(UpdateRule optimizer, LearningRate learningRate) {
        return new Descent(optimizer, learningRate, 0, new GradientClipping.None(), 1);
    }

    /// The rate of the step that comes next.
    public double rateAt(Progress progress) {
        if (warmUpSteps == 0) {
            return learningRate.at(progress);
        }
        long scheduled = Math.max(1, progress.totalSteps() - warmUpSteps);
        long step = progress.step() - warmUpSteps;
        if (step >= 0) {
            return learningRate.at(new Progress(step, progress.stepsPerEpoch(), scheduled, progress.accuracies()));
        }
        double first = learningRate.at(new Progress(0, progress.stepsPerEpoch(), scheduled));
        return first * ((progress.step() + 1.0) / warmUpSteps);
    }

    /// The same with another warm-up.
    public Descent withWarmUpSteps(long steps) {
        return new Descent(optimizer, learningRate, steps, clipping, shiftRateFactor);
    }

    /// The same with another clipping.
    public Descent withClipping(GradientClipping other) {
        return new Descent(optimizer, learningRate, warmUpSteps, other, shiftRateFactor);
    }

    /// The same with another rate of the shifts of normalisations.
    public Descent withShiftRateFactor(double other) {
        return new Descent(optimizer, learningRate, warmUpSteps, clipping, other);
    }
}
