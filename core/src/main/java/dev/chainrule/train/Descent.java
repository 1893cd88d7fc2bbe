package dev.chainrule.train;

import dev.chainrule.optim.GradientClipping;
import dev.chainrule.optim.LearningRate;
import dev.chainrule.optim.MomentumRule;
import dev.chainrule.optim.MomentumSchedule;
import dev.chainrule.optim.Progress;
import dev.chainrule.optim.UpdateRule;
import dev.chainrule.optim.WeightConstraint;
import dev.chainrule.settings.Require;
import java.util.OptionalDouble;

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
/// @param momentumSchedule of each step, for rules with a momentum; it counts from the end of a warm-up
/// @param penaltyAdded whether the gradients of weight penalties are clipped with those of the loss
/// @param constraint what weights are held to after each step
public record Descent(
        UpdateRule optimizer,
        LearningRate learningRate,
        long warmUpSteps,
        GradientClipping clipping,
        double shiftRateFactor,
        MomentumSchedule momentumSchedule,
        PenaltyAdded penaltyAdded,
        WeightConstraint constraint) {
    /// When the gradients of weight penalties are added to those of the loss.
    public enum PenaltyAdded {
        /// Both are clipped together: the penalty is part of the loss, as in the courses.
        BEFORE_CLIPPING,
        /// The gradient of the loss is clipped alone, as with PyTorch's `weight_decay`, which its optimisers
        /// add to gradients that `clip_grad_norm_` has clipped.
        AFTER_CLIPPING
    }

    /// Checks the settings.
    public Descent {
        Require.atLeast(0, "Descent", "warmUpSteps", warmUpSteps);
        Require.positive("Descent", "shiftRateFactor", shiftRateFactor);
        Require.that(
                momentumSchedule instanceof MomentumSchedule.None || optimizer instanceof MomentumRule,
                "Descent",
                "momentumSchedule",
                momentumSchedule,
                "none beside a rule without a momentum to move; momentum, nesterov, adam and adamw have one");
    }

    /// Without warm-up and clipping, all parameters at one rate.
    public static Descent of(UpdateRule optimizer, LearningRate learningRate) {
        return new Descent(
                optimizer,
                learningRate,
                0,
                new GradientClipping.None(),
                1,
                new MomentumSchedule.None(),
                PenaltyAdded.BEFORE_CLIPPING,
                new WeightConstraint.None());
    }

    /// The rate of the step that comes next.
    public double rateAt(Progress progress) {
        double rate = learningRate.at(afterWarmUp(progress));
        return progress.step() < warmUpSteps ? rate * ((progress.step() + 1.0) / warmUpSteps) : rate;
    }

    /// The rule of the step that comes next, with the momentum of that step.
    public UpdateRule ruleAt(Progress progress) {
        OptionalDouble momentum = momentumSchedule.at(afterWarmUp(progress));
        return momentum.isPresent() && optimizer instanceof MomentumRule rule
                ? rule.withMomentum(momentum.getAsDouble())
                : optimizer;
    }

    /// The progress of the run without its warm-up, which stands at its start until that is over.
    private Progress afterWarmUp(Progress progress) {
        if (warmUpSteps == 0) {
            return progress;
        }
        long scheduled = Math.max(1, progress.totalSteps() - warmUpSteps);
        long step = progress.step() - warmUpSteps;
        return step >= 0
                ? new Progress(step, progress.stepsPerEpoch(), scheduled, progress.accuracies())
                : new Progress(0, progress.stepsPerEpoch(), scheduled);
    }

    /// The same with another warm-up.
    public Descent withWarmUpSteps(long steps) {
        return new Descent(
                optimizer, learningRate, steps, clipping, shiftRateFactor, momentumSchedule, penaltyAdded, constraint);
    }

    /// The same with another clipping.
    public Descent withClipping(GradientClipping other) {
        return new Descent(
                optimizer,
                learningRate,
                warmUpSteps,
                other,
                shiftRateFactor,
                momentumSchedule,
                penaltyAdded,
                constraint);
    }

    /// The same with another rate of the shifts of normalisations.
    public Descent withShiftRateFactor(double other) {
        return new Descent(
                optimizer, learningRate, warmUpSteps, clipping, other, momentumSchedule, penaltyAdded, constraint);
    }

    /// The same with another momentum in each step.
    public Descent withMomentumSchedule(MomentumSchedule other) {
        return new Descent(
                optimizer, learningRate, warmUpSteps, clipping, shiftRateFactor, other, penaltyAdded, constraint);
    }

    /// The same with penalties that are clipped or not.
    public Descent withPenaltyAdded(PenaltyAdded other) {
        return new Descent(
                optimizer, learningRate, warmUpSteps, clipping, shiftRateFactor, momentumSchedule, other, constraint);
    }

    /// The same with weights held to something else.
    public Descent withConstraint(WeightConstraint other) {
        return new Descent(
                optimizer, learningRate, warmUpSteps, clipping, shiftRateFactor, momentumSchedule, penaltyAdded, other);
    }
}
