package dev.chainrule.check.mistake;

import static dev.chainrule.check.mistake.Mistake.*;

import dev.chainrule.check.mistake.Computation.Step;
import dev.chainrule.layer.BatchNorm;
import dev.chainrule.layer.EvaluationStatistics.RunningAverage;
import dev.chainrule.layer.EvaluationStatistics.Start;
import dev.chainrule.layer.VarianceEstimate;
import dev.chainrule.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Batch, layer and group normalisation: `y = gamma · (x − mean) / sqrt(var + epsilon) + beta`, with the statistics
/// over some grouping of the numbers. The backward pass is written in the closed form, with what the forward pass has
/// kept.
final class NormalizationFormulas extends Formulas {
    private final BatchNorm.@Nullable Settings batch;
    private final double keep;
    private final Function<Shape, Numbers> grouping;

    private static final String FORWARD = """
        batchMean = means(x, groups)
        batchVariance = means(square(x - spread(batchMean, groups)), groups)
        rememberedMean = batchMean
        rememberedVariance = batchVariance
        inverse = 1 / sqrt(variance + epsilon)
        centred = x - mean
        normalized = centred * inverse
        scaled = normalized * scale
        shifted = scaled + shift
        """;

    private static final String BACKWARD = """
        g = dy * scale
        meanTerm = mean(g, groups)
        varianceTerm = normalized * inverse * mean(g * normalized, groups)
        backwardInverse = inverse
        dx = (g - meanTerm) * backwardInverse - varianceTerm
        `terms of dgamma` = dy * normalized
        `terms of dbeta` = dy
        dgamma = sums(`terms of dgamma`, features)
        dbeta = sums(`terms of dbeta`, features)
        """;

    /// What the centred numbers are divided by, and −2 times the derivative of the inverse with respect to the
    /// variance.
    private record Divisor(String inverse, String slope) {
        static final Divisor EPSILON_OUTSIDE = new Divisor(
                "1 / (sqrt(variance) + epsilon)", "1 / (square(sqrt(variance) + epsilon) * sqrt(variance))");
        static final Divisor NO_EPSILON = new Divisor("1 / sqrt(variance)", "1 / (variance * sqrt(variance))");
        static final Divisor NO_ROOT = new Divisor("1 / (variance + epsilon)", "2 / square(variance + epsilon)");

        /// The derivative of what was really divided by.
        String varianceTerm() {
            return "varianceTerm = %s * (x - mean) * mean(g * centred, groups)".formatted(slope);
        }
    }

    private NormalizationFormulas(
            double epsilon,
            BatchNorm.@Nullable Settings batch,
            Function<Shape, Numbers> grouping,
            List<Function<Shape, Numbers>> wrongGroupings) {
        this.batch = batch;
        this.keep = batch == null ? Double.NaN : keep(batch);
        this.grouping = grouping;
        number("epsilon", epsilon);
        steps(FORWARD);
        statistics();
        steps(BACKWARD);
        forwardMistakes();
        wrongGroupings.forEach(other -> forward(WRONG_AXIS, replace("groups", c -> other.apply(shape(c))), ""));
        backwardMistakes();
        parameterMistakes();
        if (batch != null) {
            statisticsMistakes(batch);
        }
    }

    /// Statistics over the batch, by feature or channel, and `running = keep · running + (1 − keep) · batch`.
    static NormalizationFormulas batch(BatchNorm.Settings settings) {
        return new NormalizationFormulas(
                settings.epsilon(),
                settings,
                Grouping::features,
                List.of(
                        Grouping::examples,
                        Grouping::one,
                        Grouping::positions,
                        Grouping::channels,
                        Grouping::pixelsOfExamples));
    }

    /// The share that running statistics keep; NaN for other statistics of evaluation, which are not compared.
    private static double keep(BatchNorm.Settings settings) {
        return settings.evaluation() instanceof RunningAverage average
                        && (average.start() == Start.ZEROS || average.start() == Start.STANDARD)
                        && settings.per() == BatchNorm.Per.CHANNEL
                ? average.keep()
                : Double.NaN;
    }

    /// Statistics over the D features of an example, or over the C channels of a pixel.
    static NormalizationFormulas layer(double epsilon) {
        return new NormalizationFormulas(
                epsilon,
                null,
                Grouping::pixelsOfExamples,
                List.of(Grouping::features, Grouping::one, Grouping::examples, Grouping::positions));
    }

    /// Statistics over groups of neighbouring channels.
    static NormalizationFormulas group(int groups, double epsilon) {
        NormalizationFormulas formulas = new NormalizationFormulas(
                epsilon,
                null,
                shape -> Grouping.channelGroups(shape, groups),
                List.of(
                        shape -> Grouping.channelGroupsOfBatch(shape, groups),
                        Grouping::features,
                        Grouping::examples,
                        Grouping::channels,
                        Grouping::one));
        formulas.mistake(GROUPS_INTERLEAVED, replace("groups", c -> Grouping.interleavedChannels(c.shape(), groups)));
        return formulas;
    }

    /// Where each pixel is a feature of its own, an image is a row of features.
    private Shape shape(Computation c) {
        return batch != null && batch.per() == BatchNorm.Per.POSITION
                ? Shape.of(c.shape().extent(0), c.shape().sizePerExample())
                : c.shape();
    }

    private void statistics() {
        step("groups", c -> grouping.apply(shape(c)));
        step("features", c -> Grouping.features(shape(c)));
        step("n", c -> new Numbers(groupSize(c)));
        step("bessel", c -> new Numbers(groupSize(c) / (groupSize(c) - 1.0)));
        step("scale", c -> parameter(c, "gamma", 1));
        step("shift", c -> parameter(c, "beta", 0));
        number("running in training", 0);
        number("running in evaluation", 1);
        number("keep", keep);
        for (String name : List.of("Mean", "Variance")) {
            String running = "running " + name.toLowerCase(Locale.ROOT);
            step(
                    name.toLowerCase(Locale.ROOT),
                    c -> usesRunning(c)
                            ? before(c, running).spreadBy(c.get("features"))
                            : c.get("batch" + name).spreadBy(c.get("groups")));
            step(running, c -> {
                Numbers added = c.get("remembered" + name);
                double old = c.number("keep");
                return Double.isNaN(keep) || added.size() != before(c, running).size()
                        ? null
                        : before(c, running).times(old).plus(added.times(1 - old));
            });
        }
        step("output", c -> unknownInEvaluation(c) ? null : c.get("shifted"));
        sizes();
    }

    /// How large the numbers are that cancel.
    private void sizes() {
        step(
                SIZE_OF + "normalized",
                c -> new Numbers(c.get("inverse").largest() * c.get("x").largest()));
        step(
                SIZE_OF + "output",
                c -> c.get(SIZE_OF + "normalized").times(c.get("scale").largest()));
        step(
                SIZE_OF + "dgamma",
                c -> c.get(SIZE_OF + "normalized").times(c.get("dy").largest()));
        step(
                SIZE_OF + "dx",
                c -> new Numbers((1 + c.number(SIZE_OF + "normalized"))
                        * c.get("inverse").largest()
                        * c.get("dy").largest()
                        * c.get("scale").largest()));
    }

    private static Numbers before(Computation c, String running) {
        return new Numbers(c.observed().get(running));
    }

    private boolean usesRunning(Computation c) {
        return batch != null
                && c.observed().has("running mean")
                && c.is(c.training() ? "running in training" : "running in evaluation");
    }

    private boolean unknownInEvaluation(Computation c) {
        return batch != null
                && !c.training()
                && (Double.isNaN(keep) || !c.observed().has("running mean"));
    }

    private static Numbers parameter(Computation c, String name, double otherwise) {
        return c.observed().has(name)
                ? c.get(name).spreadBy(c.get("features"))
                : c.get("x").filled(otherwise);
    }

    private static int groupSize(Computation c) {
        return c.get("x").size() / (1 + (int) c.get("groups").largest());
    }

    /// A forward mistake, with a backward pass that follows it, with the closed form and with the right backward
    /// pass.
    private void forward(Mistake mistake, Change change, String consistent) {
        Change right = replace("dx", c -> c.right("dx")).and(replace("dgamma", c -> c.right("dgamma")));
        mistake(mistake, change.and(Expression.steps(consistent)), change, change.and(right));
    }

    private void forward(Mistake mistake, String change, String consistent) {
        forward(mistake, Expression.steps(change), consistent);
    }

    private void divisor(Mistake mistake, Divisor wrong) {
        Step right = Objects.requireNonNull(step("inverse"));
        Change change = Expression.steps("inverse = " + wrong.inverse);
        forward(mistake, change, wrong.varianceTerm());
        if (batch != null) {
            forward(mistake, change.and(inTraining(true, right)), wrong.varianceTerm());
            mistake(mistake, change.and(inTraining(false, right)));
        }
    }

    /// A wrong divisor in training or in evaluation alone.
    private static Change inTraining(boolean wrongInTraining, Step right) {
        return steps -> {
            Step wrong = Objects.requireNonNull(steps.get("inverse"));
            steps.put("inverse", c -> (c.training() == wrongInTraining ? wrong : right).of(c));
        };
    }

    private void backwardDivisor(Mistake mistake, Divisor wrong) {
        String mean = "backwardInverse = " + wrong.inverse + ";";
        String variance = wrong.varianceTerm() + ";";
        String scale = "`terms of dgamma` = dy * centred * " + wrong.inverse;
        mistake(
                mistake,
                mean + variance,
                mean + variance + scale,
                mean + "varianceTerm = normalized * backwardInverse * mean(g * normalized, groups)",
                variance,
                mean,
                scale);
    }

    private void forwardMistakes() {
        divisor(EPSILON_OUTSIDE_ROOT, Divisor.EPSILON_OUTSIDE);
        divisor(EPSILON_MISSING, Divisor.NO_EPSILON);
        divisor(ROOT_MISSING, Divisor.NO_ROOT);
        forward(BESSEL, "batchVariance = batchVariance * bessel", "varianceTerm = varianceTerm * bessel");
        String slope = "inverse * inverse * inverse";
        forward(MEAN_NOT_SUBTRACTED, "centred = x", "meanTerm = 0;" + new Divisor("", slope).varianceTerm());
        forward(SCALE_FORGOTTEN, "scaled = normalized", "g = dy");
        forward(SHIFT_FORGOTTEN, "shifted = scaled", "");
    }

    private void backwardMistakes() {
        backwardDivisor(EPSILON_MISSING_IN_BACKWARD, Divisor.NO_EPSILON);
        backwardDivisor(EPSILON_OUTSIDE_ROOT_IN_BACKWARD, Divisor.EPSILON_OUTSIDE);
        mistake(MEAN_TERM_MISSING, "meanTerm = 0");
        mistake(VARIANCE_TERM_MISSING, "varianceTerm = 0");
        mistake(STATISTICS_AS_CONSTANTS, "meanTerm = 0; varianceTerm = 0");
        either(BESSEL_IN_BACKWARD, "%1$s = %1$s * bessel");
        either(GROUP_SIZE_MISSING, "%1$s = %1$s * n");
        mistake(GROUP_SIZE_MISSING, "dx = dx * n");
        mistake(VARIANCE_TERM_FACTOR, "varianceTerm = varianceTerm * 2", "varianceTerm = varianceTerm / 2");
        either(TERM_SIGN, "%1$s = -%1$s");
        mistake(SCALE_FORGOTTEN_IN_BACKWARD, "g = dy");
        if (batch == null) {
            mistake(SCALE_OUTSIDE_SUMS, "g = dy; dx = dx * scale");
        }
    }

    /// A mistake in the term of the variance, in that of the mean, or in both.
    private void either(Mistake mistake, String change) {
        String mean = change.formatted("meanTerm");
        String variance = change.formatted("varianceTerm");
        mistake(mistake, variance, mean, mean + ";" + variance);
    }

    private void parameterMistakes() {
        mistake(SCALE_AND_SHIFT_SWAPPED, swap("dgamma", "dbeta"));
        mistake(SCALE_GRADIENT_FROM_INPUT, "`terms of dgamma` = dy * x", "`terms of dgamma` = dy * centred");
        mistake(SCALE_GRADIENT_FROM_OUTPUT, "`terms of dgamma` = dy * output");
        sumMistakes(this::shape, "dgamma", "dbeta");
    }

    private void statisticsMistakes(BatchNorm.Settings settings) {
        mistake(BATCH_STATISTICS_IN_EVALUATION, "`running in evaluation` = 0");
        forward(RUNNING_STATISTICS_IN_TRAINING, "`running in training` = 1", "meanTerm = 0; varianceTerm = 0");
        mistake(MOMENTUM_SWAPPED, "keep = 1 - keep");
        String unbiased = "rememberedVariance = rememberedVariance * bessel";
        if (settings.variance() == VarianceEstimate.BIASED) {
            mistake(RUNNING_VARIANCE_UNBIASED, unbiased);
        } else {
            steps(unbiased);
        }
        mistake(RUNNING_DEVIATION, "rememberedVariance = sqrt(rememberedVariance)");
        mistake(RUNNING_NOT_UPDATED, "keep = 1");
    }

    @Override
    public int groupSize(Shape input) {
        return input.size() / (1 + (int) grouping.apply(input).largest());
    }

    @Override
    public boolean evaluatesOtherwise() {
        return !Double.isNaN(keep);
    }

    /// A batch normalisation that does not show its running statistics can only be asked whether it uses any.
    @Override
    public Optional<Mistake> evident(Observation evaluation, double[] training) {
        boolean same = Arrays.equals(evaluation.outputs().get("output"), training);
        return same && !evaluation.has("running mean") ? Optional.of(BATCH_STATISTICS_IN_EVALUATION) : Optional.empty();
    }
}
