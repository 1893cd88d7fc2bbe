package dev.chainrule.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What was measured during a run, step by step.
public final class History {
    private double[] losses = new double[64];
    private double[] rates = new double[64];
    private int steps;
    private final List<Measurement> measurements = new ArrayList<>();

    /// Creates a history in which nothing has happened.
    public History() {}

    /// Accuracies measured during training.
    ///
    /// @param step steps done before it
    /// @param epoch whole epochs done before it
    /// @param trainingAccuracy on a sample of the training data
    /// @param validationAccuracy on the validation data
    public record Measurement(long step, long epoch, double trainingAccuracy, double validationAccuracy) {}

    /// Adds a step.
    ///
    /// @param loss of its batch, penalties included
    /// @param rate its learning rate
    public void add(double loss, double rate) {
        if (steps == losses.length) {
            losses = Arrays.copyOf(losses, 2 * steps);
            rates = Arrays.copyOf(rates, 2 * steps);
        }
        losses[steps] = loss;
        rates[steps++] = rate;
    }

    /// Adds a measurement.
    public void add(Measurement measurement) {
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

    /// The learning rate of each step, as a new array.
    public double[] rates() {
        return Arrays.copyOf(rates, steps);
    }

    /// The measurements, in order.
    public List<Measurement> measurements() {
        return List.copyOf(measurements);
    }

    /// The measurement of the highest validation accuracy, the first of equals; none if there was no accuracy.
    public Optional<Measurement> best() {
        Measurement best = null;
        for (Measurement measurement : measurements) {
            boolean better = best == null || measurement.validationAccuracy() > best.validationAccuracy();
            if (better && Double.isFinite(measurement.validationAccuracy())) {
                best = measurement;
            }
        }
        return Optional.ofNullable(best);
    }
}
