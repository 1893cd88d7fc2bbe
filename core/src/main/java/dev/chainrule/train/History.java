package dev.chainrule.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What was measured during a run, step by step.
///
/// Losses and rates of [#MOST] steps are kept one by one. Of a longer run every second step is kept, of one that is
/// twice as long every fourth, and so on, see [#stride()]; so a run of any length has room for its history.
public final class History {
    /// So many losses and as many rates are kept at most, 64 MiB.
    public static final int MOST = 1 << 22;

    private double[] losses = new double[64];
    private double[] rates = new double[64];
    private int kept;
    private long stride = 1;
    private long steps;
    private double lastLoss = Double.NaN;
    private double lastRate = Double.NaN;
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

    /// A history of so many steps, in which nothing was measured yet.
    ///
    /// @param losses as [#losses()] has them after those steps
    /// @param rates likewise
    /// @throws IllegalArgumentException if there are more or fewer
    public static History of(long steps, double[] losses, double[] rates) {
        History history = new History();
        while (steps / history.stride > MOST) {
            history.stride *= 2;
        }
        long expected = steps / history.stride;
        if (losses.length != expected || rates.length != expected) {
            throw new IllegalArgumentException(
                    "History: %s losses and %s rates do not fit %s steps; expected %s of each"
                            .formatted(losses.length, rates.length, steps, expected));
        }
        history.steps = steps;
        history.kept = losses.length;
        if (losses.length > 0) {
            history.lastLoss = losses[losses.length - 1];
            history.lastRate = rates[losses.length - 1];
        }
        history.losses = Arrays.copyOf(losses, Math.max(64, losses.length));
        history.rates = Arrays.copyOf(rates, Math.max(64, rates.length));
        return history;
    }

    /// Adds a step.
    ///
    /// @param loss of its batch, penalties included
    /// @param rate its learning rate
    public void add(double loss, double rate) {
        add(1, loss, rate);
    }

    /// Adds steps of which only the last is known, as they are in what was kept of a long run.
    ///
    /// @param count at least 1; at most so many that no step is left out that this history would keep, except at
    /// its beginning
    /// @throws IllegalArgumentException if there are more or fewer
    public void add(long count, double loss, double rate) {
        if (steps == 0 && Long.bitCount(count) == 1) {
            stride = Math.abs(count);
        }
        long most = stride - steps % stride;
        if (count < 1 || count > most) {
            throw new IllegalArgumentException("History: %s steps at once do not fit a history of %s; expected 1 to %s"
                    .formatted(count, steps, most));
        }
        steps += count;
        lastLoss = loss;
        lastRate = rate;
        if (steps % stride == 0) {
            if (kept == MOST) {
                thinOut();
            } else {
                keep(loss, rate);
            }
        }
    }

    private void keep(double loss, double rate) {
        if (kept == losses.length) {
            losses = Arrays.copyOf(losses, 2 * kept);
            rates = Arrays.copyOf(rates, 2 * kept);
        }
        losses[kept] = loss;
        rates[kept++] = rate;
    }

    /// Keeps every second of those that are kept; the step that is one too many is none of them.
    private void thinOut() {
        kept /= 2;
        for (int i = 0; i < kept; i++) {
            losses[i] = losses[2 * i + 1];
            rates[i] = rates[2 * i + 1];
        }
        stride *= 2;
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
    public long steps() {
        return steps;
    }

    /// How many steps lie from one loss that is kept to the next: 1 up to [#MOST] steps, then a power of 2. The
    /// first one is that of step `stride`, counted from 1.
    public long stride() {
        return stride;
    }

    /// The loss of the last step, or of the last that is known; not a number before the first.
    public double lastLoss() {
        return lastLoss;
    }

    /// The learning rate of that step.
    public double lastRate() {
        return lastRate;
    }

    /// The number of steps before the last measurement; 0 if there was none.
    long lastMeasuredStep() {
        return measurements.isEmpty() ? 0 : measurements.getLast().step();
    }

    /// The loss of each step that is kept, as a new array.
    public double[] losses() {
        return Arrays.copyOf(losses, kept);
    }

    /// The learning rate of each step that is kept, as a new array.
    public double[] rates() {
        return Arrays.copyOf(rates, kept);
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
        copy.kept = kept;
        copy.stride = stride;
        copy.steps = steps;
        copy.lastLoss = lastLoss;
        copy.lastRate = lastRate;
        copy.measurements.addAll(measurements);
        copy.merits = merits;
        return copy;
    }
}
