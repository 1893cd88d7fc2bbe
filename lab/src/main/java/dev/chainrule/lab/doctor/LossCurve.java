package dev.chainrule.lab.doctor;

import dev.chainrule.lab.page.Curve;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/// The losses of a run, asked whether they fell. Batches differ, so a mean is compared with another one, and the
/// difference with what batches differ by.
@SuppressWarnings("ArrayRecordComponent") // inside one judgement only
record LossCurve(long steps, double[] losses, double[] rates) {
    /// Fewer steps say nothing about a trend.
    private static final int FEWEST = 10;

    /// A smaller share of the loss is no fall.
    private static final double LEAST_FALL = 0.02;

    /// A difference of so many standard errors is no accident.
    private static final double CLEAR = 4;

    double first() {
        return losses[0];
    }

    /// Whether there are enough steps to speak of a trend.
    boolean isLong() {
        return losses.length >= FEWEST;
    }

    boolean isFinite() {
        return Arrays.stream(losses).allMatch(Double::isFinite);
    }

    /// The first losses: a tenth of them, at most a hundred.
    double before() {
        return mean(0, Math.min(100, tenth()));
    }

    /// The last losses: a tenth of them.
    double after() {
        return mean(losses.length - tenth(), losses.length);
    }

    /// The mean loss of the first half.
    double firstHalf() {
        return mean(0, losses.length / 2);
    }

    /// The mean loss of the second half.
    double secondHalf() {
        return mean(losses.length / 2, losses.length);
    }

    private int tenth() {
        return Math.max(1, losses.length / 10);
    }

    private double mean(int from, int to) {
        return Arrays.stream(losses, from, to)
                .filter(Double::isFinite)
                .average()
                .orElse(Double.NaN);
    }

    /// The standard deviation from batch to batch in the last half, by differences of neighbours, which a trend
    /// does not change.
    double noise() {
        double sum = 0;
        int from = Math.max(1, losses.length / 2);
        for (int i = from; i < losses.length; i++) {
            double difference = losses[i] - losses[i - 1];
            sum += difference * difference;
        }
        return StrictMath.sqrt(sum / (2.0 * Math.max(1, losses.length - from)));
    }

    /// What the difference of a mean of `count` losses and [#after] may be by accident.
    private double accident(int count) {
        return CLEAR * noise() * StrictMath.sqrt(1.0 / count + 1.0 / tenth());
    }

    /// Whether the last losses are clearly below the first ones, of whichever beginning: a long run may have fallen
    /// in its first few steps.
    boolean fell() {
        for (int count = 1; count <= Math.max(1, losses.length / 3); count *= 3) {
            double fall = mean(0, count) - after();
            if (fall > accident(count) && fall > LEAST_FALL * Math.abs(mean(0, count))) {
                return true;
            }
        }
        return false;
    }

    /// Whether the last losses are clearly above the first ones, and far above what guessing costs.
    boolean grew(double guessing) {
        double growth = after() - before();
        return growth > accident(Math.min(100, tenth())) && after() > 1.2 * before() && after() > 1.2 * guessing;
    }

    /// The highest learning rate.
    double highestRate() {
        return Arrays.stream(rates).max().orElse(Double.NaN);
    }

    double lastRate() {
        return rates[rates.length - 1];
    }

    /// The largest learning rate up to the step of the lowest loss, if the loss had clearly fallen by then and the
    /// rate was clearly smaller than a given one.
    OptionalDouble rateThatWorked(double tooLarge) {
        int window = Math.max(3, losses.length / 50) | 1;
        if (losses.length < 3 * window) {
            return OptionalDouble.empty();
        }
        double[] smooth = Curve.smoothed(losses, window);
        int lowest = IntStream.range(0, smooth.length)
                .filter(i -> Double.isFinite(smooth[i]))
                .reduce((a, b) -> smooth[b] < smooth[a] ? b : a)
                .orElse(0);
        if (lowest < window || !(smooth[lowest] < 0.9 * smooth[0])) {
            return OptionalDouble.empty();
        }
        double rate = Arrays.stream(rates, 0, lowest + 1).max().orElseThrow();
        return rate < 0.9 * tooLarge ? OptionalDouble.of(rate) : OptionalDouble.empty();
    }
}
