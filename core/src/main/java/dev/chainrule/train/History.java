package dev.chainrule.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What was measured during a run, step by step.
public final class History {
    private double[] losses = new double[64];
    private int steps;
    private final List<Measurement> measurements = new ArrayList<>();

    History() {}

    /// Accuracies measured during training.
    ///
    /// @param step steps done before it
    /// @param epoch whole epochs done before it
    /// @param trainingAccuracy on a sample of the training data
    /// @param validationAccuracy on the validation data
    public record Measurement(long step, long epoch, double trainingAccuracy, double validationAccuracy) {}

    void add(double loss) {
        if (steps == losses.length) {
            losses = Arrays.copyOf(losses, 2 * steps);
        }
        losses[steps++] = loss;
    }

    void add(Measurement measurement) {
        measurements.add(measurement);
    }

    /// The number of steps done.
    public int steps() {
        return steps;
    }

    /// The loss of each step, as a new array.
    public double[] losses() {
        return Arrays.copyOf(losses, steps);
    }

    /// The measurements, in order.
    public List<Measurement> measurements() {
        return List.copyOf(measurements);
    }

    /// The measurement of the highest validation accuracy, the first of equals.
    public Optional<Measurement> best() {
        Measurement best = null;
        for (Measurement measurement : measurements) {
            if (best == null || measurement.validationAccuracy() > best.validationAccuracy()) {
                best = measurement;
            }
        }
        return Optional.ofNullable(best);
    }
}
