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
    private List<Double> accuracies = List.of();

    /// Creates a history in which nothing has happened.
    public History() {}

    /// Accuracies measured during training.
    ///
    /// @param step steps done before it
    /// @param epoch whole epochs done before it
    /// @param trainingAccuracy on a sample of the training data
    /// @param validationAccuracy on the validation data
    /// @param validationLoss the mean loss on the same data, without penalties; not a number if there is none
    public record Measurement(
            long step, long epoch, double trainingAccuracy, double validationAccuracy, double validationLoss) {
        /// Accuracies alone, where the loss was not measured.
        public Measurement(long step, long epoch, double trainingAccuracy, double validationAccuracy) {
            this(step, epoch, trainingAccuracy, validationAccuracy, Double.NaN);
        }
    }

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
        if (Double.isFinite(measurement.validationAccuracy())) {
            List<Double> more = new ArrayList<>(accuracies);
            more.add(measurement.validationAccuracy());
            accuracies = List.copyOf(more); // which no further copy copies
        }
    }

    /// The number of steps done.
    public int steps() {
        return steps;
    }

    double lastLoss() {
        return losses[steps - 1];
    }

    double lastRate() {
        return rates[steps - 1];
    }

    /// The number of steps before the last measurement; 0 if there was none.
    long lastMeasuredStep() {
        return measurements.isEmpty() ? 0 : measurements.getLast().step();
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

    /// The validation accuracies, in order, where there were examples to measure them on.
    public List<Double> validationAccuracies() {
        return accuracies;
    }

    /// The same of measurements after more than so many steps.
    List<Double> validationAccuraciesAfter(long steps) {
        return steps == 0
                ? accuracies
                : measurements.stream()
                        .filter(measurement -> measurement.step() > steps)
                        .map(Measurement::validationAccuracy)
                        .filter(Double::isFinite)
                        .toList();
    }

    /// The measurement of the highest validation accuracy, the first of equals; none if there was no accuracy.
    public Optional<Measurement> best() {
        int best = indexOfBest();
        return best < 0 ? Optional.empty() : Optional.of(measurements.get(best));
    }

    /// The number of measurements since the best one; 0 if there is none, because nothing was validated.
    public int measurementsSinceBest() {
        int best = indexOfBest();
        return best < 0 ? 0 : measurements.size() - 1 - best;
    }

    private int indexOfBest() {
        int best = -1;
        for (int i = 0; i < measurements.size(); i++) {
            double accuracy = measurements.get(i).validationAccuracy();
            if (Double.isFinite(accuracy)
                    && (best < 0 || accuracy > measurements.get(best).validationAccuracy())) {
                best = i;
            }
        }
        return best;
    }

    /// A copy that this history's further steps do not change.
    public History copy() {
        History copy = new History();
        copy.losses = losses.clone();
        copy.rates = rates.clone();
        copy.steps = steps;
        copy.measurements.addAll(measurements);
        copy.accuracies = accuracies;
        return copy;
    }
}
