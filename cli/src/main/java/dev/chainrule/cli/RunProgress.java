package dev.chainrule.cli;

import dev.chainrule.optim.Progress;
import dev.chainrule.train.History;
import dev.chainrule.train.TrainingPlan;
import java.util.Optional;
import java.util.function.LongSupplier;

/// How far a run is, how fast, and how long it will take: what every display of it shows.
///
/// The time left is that of the steps to come and of the measurements to come, each as long as those before took in the
/// mean; the first step, which warms up, counts only while there is no other.
final class RunProgress {
    private final long stepsPerEpoch;
    private final long totalSteps;
    private final TrainingPlan plan;
    private final LongSupplier nanos;
    private final long start;
    private long last;
    private long lastFigures;

    private long step;
    private long firstStepNanos;
    private long stepNanos;
    private long steps;
    private long measuringNanos;
    private long measurements;
    private double loss = Double.NaN;
    private double rate = Double.NaN;
    private boolean epochEnded;
    private Optional<History.Measurement> latest = Optional.empty();

    RunProgress(TrainingPlan plan, long stepsPerEpoch, LongSupplier nanos) {
        this.plan = plan;
        this.stepsPerEpoch = stepsPerEpoch;
        this.totalSteps = stepsPerEpoch * plan.epochs();
        this.nanos = nanos;
        this.start = nanos.getAsLong();
        this.last = start;
        this.lastFigures = start;
    }

    /// Notes a step.
    ///
    /// @return the figures of the epoch before, if it ended without a measurement
    Optional<EpochFigures> stepped(Progress progress, double stepLoss, double stepRate) {
        Optional<EpochFigures> unmeasured = unmeasured();
        long taken = sinceLast();
        if (steps++ == 0) {
            firstStepNanos = taken;
        } else {
            stepNanos += taken;
        }
        step = progress.step();
        loss = stepLoss;
        rate = stepRate;
        epochEnded = step % stepsPerEpoch == 0;
        return unmeasured;
    }

    /// Notes a measurement.
    EpochFigures measured(History.Measurement measurement) {
        measuringNanos += sinceLast();
        measurements++;
        epochEnded = false;
        latest = Optional.of(measurement);
        return figures(measurement);
    }

    /// The figures of an epoch that ended without a measurement, once.
    Optional<EpochFigures> unmeasured() {
        if (!epochEnded) {
            return Optional.empty();
        }
        epochEnded = false;
        return Optional.of(figures(new History.Measurement(step, step / stepsPerEpoch, Double.NaN, Double.NaN)));
    }

    private EpochFigures figures(History.Measurement measurement) {
        long now = nanos.getAsLong();
        double seconds = (now - lastFigures) / 1e9;
        lastFigures = now;
        return new EpochFigures(measurement, plan.epochs(), loss, rate, seconds, (now - start) / 1e9);
    }

    private long sinceLast() {
        long now = nanos.getAsLong();
        long taken = now - last;
        last = now;
        return taken;
    }

    /// Steps done.
    long step() {
        return step;
    }

    /// Steps of the whole plan.
    long totalSteps() {
        return totalSteps;
    }

    /// Epochs of the whole plan.
    long epochs() {
        return plan.epochs();
    }

    /// The number of the epoch that goes on, from 1.
    long epoch() {
        return Math.min(step / stepsPerEpoch + 1, plan.epochs());
    }

    /// The share of the plan that is done.
    double share() {
        return (double) step / totalSteps;
    }

    /// The loss of the last step; not a number before the first.
    double loss() {
        return loss;
    }

    /// The last measurement.
    Optional<History.Measurement> latest() {
        return latest;
    }

    /// Training images a second from the start until the last step; not a number before the first.
    double imagesPerSecond() {
        long taken = last - start;
        return steps == 0 ? Double.NaN : steps * plan.batchSize() / Math.max(1e-9, taken / 1e9);
    }

    /// What is left, if nothing stops the run early; not a number before the first step.
    double secondsLeft() {
        if (steps == 0) {
            return Double.NaN;
        }
        double aStep = steps == 1 ? firstStepNanos : (double) stepNanos / (steps - 1);
        long every = stepsPerEpoch * plan.evaluation().everyEpochs();
        long stepsToCome = totalSteps - step;
        long measurementsToCome = (totalSteps + every - 1) / every - step / every;
        double aMeasurement = measurements == 0 ? 0 : (double) measuringNanos / measurements;
        return (stepsToCome * aStep + measurementsToCome * aMeasurement) / 1e9;
    }
}
