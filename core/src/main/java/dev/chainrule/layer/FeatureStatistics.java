package dev.chainrule.layer;

import dev.chainrule.layer.EvaluationStatistics.CurrentBatch;
import dev.chainrule.layer.EvaluationStatistics.LastBatches;
import dev.chainrule.layer.EvaluationStatistics.Precise;
import dev.chainrule.layer.EvaluationStatistics.RunningAverage;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.List;

/// The means and variances that a batch normalisation remembers for evaluation, always in float64.
final class FeatureStatistics {
    private final EvaluationStatistics settings;
    private final VarianceEstimate estimate;
    private final int features;

    /// One row of features each; with [LastBatches] one row a batch, the oldest of which is overwritten next.
    private final Tensor means;

    private final Tensor variances;

    /// How many batches were seen.
    private final Tensor batches = Tensor.zeros(Precision.FLOAT64, Shape.of(1));

    private final List<Buffer> buffers;
    private boolean frozen;

    FeatureStatistics(EvaluationStatistics settings, VarianceEstimate estimate, int features, String suffix) {
        this.settings = settings;
        this.estimate = estimate;
        this.features = features;
        int rows = settings instanceof LastBatches last ? last.batches() : 1;
        Shape shape = rows == 1 ? Shape.of(features) : Shape.of(rows, features);
        this.means = Tensor.zeros(Precision.FLOAT64, shape);
        this.variances = Tensor.zeros(Precision.FLOAT64, shape);
        if (settings instanceof RunningAverage average && average.start() == EvaluationStatistics.Start.STANDARD) {
            variances.fill(1);
        }
        this.buffers = settings instanceof CurrentBatch
                ? List.of()
                : List.of(
                        new Buffer("running_mean" + suffix, means),
                        new Buffer("running_var" + suffix, variances),
                        new Buffer("running_batches" + suffix, batches, true));
    }

    /// Frozen ones never change, so a mean of several is the latest of them.
    List<Buffer> buffers() {
        return frozen
                ? buffers.stream()
                        .map(buffer -> new Buffer(buffer.name(), buffer.value(), true))
                        .toList()
                : buffers;
    }

    void freeze() {
        frozen = true;
    }

    boolean isFrozen() {
        return frozen;
    }

    /// Takes in the statistics of a training batch.
    ///
    /// @param values how many values each of them is of
    void observe(Tensor mean, Tensor variance, int values) {
        double share = estimate == VarianceEstimate.UNBIASED ? values / (values - 1.0) : 1;
        double seen = batches.getStored(0);
        switch (settings) {
            case RunningAverage average -> {
                boolean first = seen == 0 && average.start() == EvaluationStatistics.Start.FIRST_BATCH;
                blend(first ? 0 : average.keep(), mean, variance, share);
            }
            case LastBatches last -> {
                int row = ((int) (seen % last.batches())) * features;
                for (int d = 0; d < features; d++) {
                    means.setStored(row + d, mean.getStored(d));
                    variances.setStored(row + d, variance.getStored(d) * share);
                }
            }
            case Precise precise -> {
                return;
            }
            case CurrentBatch current -> {
                return;
            }
        }
        batches.setStored(0, seen + 1);
    }

    private void blend(double keep, Tensor mean, Tensor variance, double share) {
        for (int d = 0; d < features; d++) {
            means.setStored(d, keep * means.getStored(d) + (1 - keep) * mean.getStored(d));
            variances.setStored(d, keep * variances.getStored(d) + (1 - keep) * share * variance.getStored(d));
        }
    }

    /// Takes in one batch of a precise pass; the first begins it anew. All batches count alike, and the variance is
    /// that of all values together: the mean of the variances and the variance of the means.
    void calibrate(Mode.Calibrate pass, Tensor mean, Tensor variance, int values) {
        boolean wanted = settings instanceof Precise || pass.running();
        if (!wanted || settings instanceof CurrentBatch) {
            return;
        }
        int batch = pass.batch();
        double share = estimate == VarianceEstimate.UNBIASED ? values / (values - 1.0) : 1;
        double weight = 1.0 / (batch + 1);
        for (int d = 0; d < features; d++) {
            double distance = mean.getStored(d) - means.getStored(d);
            double before = batch == 0 ? 0 : variances.getStored(d);
            double between = batch == 0 ? 0 : distance * distance * weight * (1 - weight);
            means.setStored(d, batch == 0 ? mean.getStored(d) : means.getStored(d) + weight * distance);
            variances.setStored(d, (1 - weight) * before + weight * share * variance.getStored(d) + between);
        }
        batches.setStored(0, seenAfter(batch + 1));
    }

    /// A running average that has seen much needs no correction; of the last batches the first row is all there is.
    private double seenAfter(int passed) {
        return switch (settings) {
            case RunningAverage average -> Math.max(batches.getStored(0), passed);
            case LastBatches last -> 1;
            case Precise precise -> passed;
            case CurrentBatch current -> 0;
        };
    }

    /// Writes what evaluation uses.
    ///
    /// @return whether there is anything; if not, the evaluated batch serves itself
    boolean recall(Tensor mean, Tensor variance) {
        switch (settings) {
            case RunningAverage average -> recall(average, mean, variance);
            case LastBatches last -> recallMeanOf(last.batches(), mean, variance);
            case Precise precise -> recallMeanOf(1, mean, variance);
            case CurrentBatch current -> {
                return false;
            }
        }
        return true;
    }

    private void recall(RunningAverage average, Tensor mean, Tensor variance) {
        switch (average.start()) {
            case ZEROS, STANDARD -> {
                mean.copyFrom(means);
                variance.copyFrom(variances);
            }
            case FIRST_BATCH -> recallMeanOf(1, mean, variance);
            case ZEROS_CORRECTED -> {
                recallMeanOf(1, mean, variance);
                double reached = 1 - StrictMath.pow(average.keep(), batches.getStored(0));
                for (int d = 0; d < features && batches.getStored(0) > 0; d++) {
                    mean.setStored(d, mean.getStored(d) / reached);
                    variance.setStored(d, variance.getStored(d) / reached);
                }
            }
        }
    }

    /// The mean of the rows that are filled, `most` at the most; before the first batch mean 0 and variance 1.
    private void recallMeanOf(int most, Tensor mean, Tensor variance) {
        int rows = (int) Math.min(most, batches.getStored(0));
        average(means, rows, 0, mean);
        average(variances, rows, 1, variance);
    }

    /// The mean of the first rows of `all`, or `otherwise` if there are none.
    private void average(Tensor all, int rows, double otherwise, Tensor result) {
        for (int d = 0; d < features; d++) {
            double sum = 0;
            for (int row = 0; row < rows; row++) {
                sum += all.getStored(row * features + d);
            }
            result.setStored(d, rows == 0 ? otherwise : sum / rows);
        }
    }
}
