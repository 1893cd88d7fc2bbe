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
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Batch, layer and group normalisation: `y = gamma · (x − mean) / sqrt(var + epsilon) + beta`, with the
/// statistics over some grouping of the numbers. The backward pass is written in the closed form, with what the
/// forward pass has kept.
final class NormalizationFormulas extends Formulas {
    private final double epsilon;
    private final BatchNorm.@Nullable Settings batch;
    private final double keep;
    private final Function<Shape, Numbers> grouping;

    /// What the centred numbers are divided by, as functions of the variance.
    ///
    /// @param inverse of it
    /// @param slope −2 times the derivative of the inverse
    private record Divisor(DoubleUnaryOperator inverse, DoubleUnaryOperator slope) {}

    private NormalizationFormulas(
            double epsilon,
            BatchNorm.@Nullable Settings batch,
            Function<Shape, Numbers> grouping,
            List<Function<Shape, Numbers>> wrongGroupings) {
        this.epsilon = epsilon;
        this.batch = batch;
        this.keep = batch == null ? Double.NaN : keep(batch);
        this.grouping = grouping;
        statistics();
        forwardSteps();
        backwardSteps();
        divisorMistakes();
        forwardMistakes();
        wrongGroupings.forEach(other -> forward(WRONG_AXIS, replace("groups", c -> other.apply(shape(c))), NOTHING));
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
        number("running in training", 0);
        number("running in evaluation", 1);
        number("keep", keep);
        step("groups", c -> grouping.apply(shape(c)));
        step("batch mean", c -> c.get("x").meansBy(c.get("groups")));
        step(
                "batch variance",
                c -> square(c.get("x").minus(c.get("batch mean").spreadBy(c.get("groups"))))
                        .meansBy(c.get("groups")));
        for (String name : List.of("mean", "variance")) {
            step(
                    name,
                    c -> usesRunning(c)
                            ? before(c, name).spreadBy(Grouping.features(shape(c)))
                            : c.get("batch " + name).spreadBy(c.get("groups")));
            step("remembered " + name, c -> c.get("batch " + name));
            step("running " + name, c -> {
                Numbers added = c.get("remembered " + name);
                double old = c.number("keep");
                return Double.isNaN(keep) || added.size() != before(c, name).size()
                        ? null
                        : before(c, name).times(old).plus(added.times(1 - old));
            });
        }
    }

    private static Numbers before(Computation c, String name) {
        return new Numbers(c.observed().get("running " + name));
    }

    private boolean usesRunning(Computation c) {
        return batch != null
                && c.observed().has("running mean")
                && c.is(c.training() ? "running in training" : "running in evaluation");
    }

    private void forwardSteps() {
        step("inverse", c -> c.get("variance").map(this::inverse));
        step("centred", c -> c.get("x").minus(c.get("mean")));
        step("normalized", c -> c.get("centred").times(c.get("inverse")));
        step("scale", c -> parameter(c, "gamma", 1));
        step("scaled", c -> c.get("normalized").times(c.get("scale")));
        step("shifted", c -> c.get("scaled").plus(parameter(c, "beta", 0)));
        step(
                "output",
                c -> batch != null
                                && !c.training()
                                && (Double.isNaN(keep) || !c.observed().has("running mean"))
                        ? null
                        : c.get("shifted"));
    }

    private double inverse(double variance) {
        return 1 / Math.sqrt(variance + epsilon);
    }

    private static Numbers square(Numbers numbers) {
        return numbers.times(numbers);
    }

    private Numbers parameter(Computation c, String name, double otherwise) {
        return c.observed().has(name)
                ? c.get(name).spreadBy(Grouping.features(shape(c)))
                : c.get("x").filled(otherwise);
    }

    private void backwardSteps() {
        step("g", c -> c.get("dy").times(c.get("scale")));
        step("mean term", c -> c.get("g").meanBy(c.get("groups")));
        step("variance term", c -> closedVarianceTerm(c, "inverse"));
        step("backward inverse", c -> c.get("inverse"));
        step(
                "dx",
                c -> c.get("g")
                        .minus(c.get("mean term"))
                        .times(c.get("backward inverse"))
                        .minus(c.get("variance term")));
        step(
                SIZE_OF + "dx",
                c -> new Numbers(c.get("inverse").largest()
                        * c.get("dy").largest()
                        * c.get("scale").largest()));
        step("terms of dgamma", c -> c.get("dy").times(c.get("normalized")));
        step("terms of dbeta", c -> c.get("dy"));
        for (String gradient : List.of("dgamma", "dbeta")) {
            step(gradient, c -> c.get("terms of " + gradient).summedBy(Grouping.features(shape(c))));
        }
    }

    private static Numbers closedVarianceTerm(Computation c, String inverse) {
        Numbers normalized = c.get("normalized");
        return normalized
                .times(c.get(inverse))
                .times(c.get("g").times(normalized).meanBy(c.get("groups")));
    }

    /// The derivative of what was really divided by.
    private static Numbers varianceTerm(Computation c, DoubleUnaryOperator slope) {
        return c.get("variance")
                .map(slope)
                .times(c.get("x").minus(c.get("mean")))
                .times(c.get("g").times(c.get("centred")).meanBy(c.get("groups")));
    }

    /// A forward mistake, with a backward pass that follows it, with the closed form and with the right backward
    /// pass.
    private void forward(Mistake mistake, Change change, Change consistent) {
        Change right = replace("dx", c -> c.right("dx")).and(replace("dgamma", c -> c.right("dgamma")));
        mistake(mistake, change.and(consistent), change, change.and(right));
    }

    private void divisorMistakes() {
        Divisor outside = new Divisor(
                v -> 1 / (Math.sqrt(v) + epsilon),
                v -> 1 / (Math.sqrt(v) * (Math.sqrt(v) + epsilon) * (Math.sqrt(v) + epsilon)));
        Divisor without = new Divisor(v -> 1 / Math.sqrt(v), v -> 1 / (v * Math.sqrt(v)));
        Divisor variance = new Divisor(v -> 1 / (v + epsilon), v -> 2 / ((v + epsilon) * (v + epsilon)));
        divisor(EPSILON_OUTSIDE_ROOT, outside);
        divisor(EPSILON_MISSING, without);
        divisor(ROOT_MISSING, variance);
        backwardDivisor(EPSILON_MISSING_IN_BACKWARD, without);
        backwardDivisor(EPSILON_OUTSIDE_ROOT_IN_BACKWARD, outside);
    }

    private void divisor(Mistake mistake, Divisor wrong) {
        Step other = c -> c.get("variance").map(wrong.inverse);
        Step right = c -> c.get("variance").map(this::inverse);
        Change consistent = replace("variance term", c -> varianceTerm(c, wrong.slope));
        forward(mistake, replace("inverse", other), consistent);
        if (batch != null) {
            forward(mistake, replace("inverse", c -> (c.training() ? other : right).of(c)), consistent);
            mistake(mistake, replace("inverse", c -> (c.training() ? right : other).of(c)));
        }
    }

    private void backwardDivisor(Mistake mistake, Divisor wrong) {
        Step inverse = c -> c.get("variance").map(wrong.inverse);
        Change mean = replace("backward inverse", inverse);
        Change variance = replace("variance term", c -> varianceTerm(c, wrong.slope));
        Change scale = replace(
                "terms of dgamma",
                c -> c.get("dy").times(c.get("centred")).times(c.get("variance").map(wrong.inverse)));
        mistake(
                mistake,
                mean.and(variance),
                mean.and(variance).and(scale),
                mean.and(replace("variance term", c -> closedVarianceTerm(c, "backward inverse"))),
                variance,
                mean,
                scale);
    }

    private void forwardMistakes() {
        forward(
                BESSEL,
                after("batch variance", NormalizationFormulas::bessel),
                after("variance term", NormalizationFormulas::bessel));
        forward(
                MEAN_NOT_SUBTRACTED,
                replace("centred", c -> c.get("x")),
                times("mean term", 0)
                        .and(replace("variance term", c -> varianceTerm(c, v -> Math.pow(inverse(v), 3)))));
        forward(SCALE_FORGOTTEN, replace("scaled", c -> c.get("normalized")), replace("g", c -> c.get("dy")));
        forward(SHIFT_FORGOTTEN, replace("shifted", c -> c.get("scaled")), NOTHING);
    }

    private static int groupSize(Computation c) {
        return c.get("x").size() / (1 + (int) c.get("groups").largest());
    }

    private static Numbers bessel(Computation c, Numbers numbers) {
        return numbers.times(groupSize(c) / (groupSize(c) - 1.0));
    }

    private void backwardMistakes() {
        String mean = "mean term";
        String variance = "variance term";
        mistake(MEAN_TERM_MISSING, times(mean, 0));
        mistake(VARIANCE_TERM_MISSING, times(variance, 0));
        mistake(STATISTICS_AS_CONSTANTS, times(mean, 0).and(times(variance, 0)));
        Change besselOfMean = after(mean, NormalizationFormulas::bessel);
        Change besselOfVariance = after(variance, NormalizationFormulas::bessel);
        mistake(BESSEL_IN_BACKWARD, besselOfVariance, besselOfMean.and(besselOfVariance), besselOfMean);
        Change sumOfMean = after(mean, (c, v) -> v.times(groupSize(c)));
        Change sumOfVariance = after(variance, (c, v) -> v.times(groupSize(c)));
        mistake(
                GROUP_SIZE_MISSING,
                sumOfVariance,
                sumOfMean,
                sumOfMean.and(sumOfVariance),
                after("dx", (c, v) -> v.times(groupSize(c))));
        mistake(VARIANCE_TERM_FACTOR, times(variance, 2), times(variance, 0.5));
        mistake(TERM_SIGN, times(variance, -1), times(mean, -1), times(mean, -1).and(times(variance, -1)));
        mistake(SCALE_FORGOTTEN_IN_BACKWARD, replace("g", c -> c.get("dy")));
        if (batch == null) {
            mistake(
                    SCALE_OUTSIDE_SUMS,
                    replace("g", c -> c.get("dy")).and(after("dx", (c, dx) -> dx.times(c.get("scale")))));
        }
    }

    private void parameterMistakes() {
        mistake(SCALE_AND_SHIFT_SWAPPED, swap("dgamma", "dbeta"));
        mistake(
                SCALE_GRADIENT_FROM_INPUT,
                replace("terms of dgamma", c -> c.get("dy").times(c.get("x"))),
                replace("terms of dgamma", c -> c.get("dy").times(c.get("centred"))));
        mistake(
                SCALE_GRADIENT_FROM_OUTPUT,
                replace("terms of dgamma", c -> c.get("dy").times(c.get("output"))));
        sumMistakes(this::shape, "dgamma", "dbeta");
    }

    private void statisticsMistakes(BatchNorm.Settings settings) {
        mistake(BATCH_STATISTICS_IN_EVALUATION, set("running in evaluation", 0));
        forward(
                RUNNING_STATISTICS_IN_TRAINING,
                set("running in training", 1),
                times("mean term", 0).and(times("variance term", 0)));
        mistake(MOMENTUM_SWAPPED, set("keep", 1 - keep));
        Change unbiased = after("remembered variance", NormalizationFormulas::bessel);
        if (settings.variance() == VarianceEstimate.BIASED) {
            mistake(RUNNING_VARIANCE_UNBIASED, unbiased);
        } else {
            change(unbiased);
        }
        mistake(RUNNING_DEVIATION, after("remembered variance", (c, v) -> v.map(Math::sqrt)));
        mistake(RUNNING_NOT_UPDATED, set("keep", 1));
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
