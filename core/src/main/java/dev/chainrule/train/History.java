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
    private List<Double> merits = List.of();

    /// Creates a history in which nothing has happened.
    public History() {}

    /// Accuracies measured during training.
    ///
    /// @param step steps done before it
    /// @param epoch whole epochs done before it
    /// @param trainingAccuracy on a sample of the training data; not a number where examples have no class
    /// @param validationAccuracy on the validation data; not a number where examples have no class
    /// @param validationLoss the mean loss on the same data, without penalties; not a number if there is none
    public record Measurement(
            long step, long epoch, double trainingAccuracy, double validationAccuracy, double validationLoss) {
        /// Accuracies alone, where the loss was not measured.
        public Measurement(long step, long epoch, double trainingAccuracy, double validationAccuracy) {
            this(step, epoch, trainingAccuracy, validationAccuracy, Double.NaN);
        }

        /// What measurements are compared by, the higher the better: the validation accuracy, or minus the
        /// validation loss where examples have no class. Not a number if nothing was validated.
        public double merit() {
            return Double.isNaN(validationAccuracy) ? -validationLoss : validationAccuracy;
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
        if (Double.isFinite(measurement.merit())) {
            List<Double> more = new ArrayList<>(merits);
            more.add(measurement.merit());
            merits = List.copyOf(more); // which no further copy copies
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

    /// What measurements after more than so many steps are compared by.
    List<Double> meritsAfter(long steps) {
        return steps == 0
                ? merits
                : measurements.stream()
                        .filter(measurement -> measurement.step() > steps)
                        .map(Measurement::merit)
                        .filter(Double::isFinite)
                        .toList();
    }

    /// The measurement of the highest [Measurement#merit], the first of equals; none if nothing was validated.
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
            double merit = measurements.get(i).merit();
            if (Double.isFinite(merit)
                    && (best < 0 || merit > measurements.get(best).merit())) {
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
        copy.merits = merits;
        return copy;
    }
}
