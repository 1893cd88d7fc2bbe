package dev.chainrule.course;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.fixture.Case;
import dev.chainrule.fixture.Draws;
import dev.chainrule.fixture.ExpectedValues;
import dev.chainrule.fixture.Numbers;
import dev.chainrule.kernel.BackwardForm;
import dev.chainrule.layer.BatchNorm;
import dev.chainrule.layer.EvaluationStatistics;
import dev.chainrule.layer.EvaluationStatistics.RunningAverage;
import dev.chainrule.layer.EvaluationStatistics.Start;
import dev.chainrule.layer.Gradients;
import dev.chainrule.layer.GroupNorm;
import dev.chainrule.layer.GroupNorm.ScaleShape;
import dev.chainrule.layer.Layer;
import dev.chainrule.layer.LayerNorm;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Pass;
import dev.chainrule.layer.VarianceEstimate;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Batch, layer and group normalisation against the numbers of CS231n's `BatchNormalization` and
/// `ConvolutionalNetworks` notebooks.
class NormalizationCasesTest {
    private static final Mode TRAIN = new Mode.Train(RandomKey.of(0));
    private static final Mode EVALUATE = new Mode.Evaluate();

    @ParameterizedTest
    @EnumSource
    void batchNormGivesFeaturesTheCoursesMeansAndDeviations(Precision precision) {
        Case example = ExpectedValues.named("batchnorm_forward_train");
        Numbers a = activations(example.draws());
        Agreement agreement = Agreement.recomputed(precision, 200);
        Moments before = Moments.ofColumns(a);
        agreement.check("means before", before.means(), example.expected("before_mean"));
        agreement.check("deviations before", before.deviations(), example.expected("before_std"));

        BatchNorm layer = new BatchNorm(BatchNorm.Settings.of(), precision, Shape.of(a.shape()), "");
        Moments plain = Moments.ofColumns(output(layer, agreement, a, TRAIN));
        assertVanishes(agreement, example, plain.means());
        agreement.check("deviations", plain.deviations(), example.expected("gamma1_beta0/std"));

        set(layer, agreement, row(1, 2, 3), row(11, 12, 13));
        Moments scaled = Moments.ofColumns(output(layer, agreement, a, TRAIN));
        agreement.check("shifted means", scaled.means(), example.expected("gamma[1,2,3]_beta[11,12,13]/mean"));
        agreement.check("scaled deviations", scaled.deviations(), example.expected("gamma[1,2,3]_beta[11,12,13]/std"));
    }

    @ParameterizedTest
    @EnumSource
    void afterFiftyBatchesTheRunningAverageFromZerosIsTheCourses(Precision precision) {
        Evaluated evaluated = afterFiftyBatches(precision, BatchNorm.Settings.of());
        evaluated.check("", "running_mean", "running_var");
    }

    @ParameterizedTest
    @EnumSource
    void afterFiftyBatchesTheRunningAverageFromTheFirstBatchIsTheExpected(Precision precision) {
        Evaluated evaluated = afterFiftyBatches(
                precision, settings(new RunningAverage(0.9, Start.FIRST_BATCH), VarianceEstimate.BIASED));
        evaluated.check("variants_own_extension/kth_ema_first_batch_init_alpha0.9/", "running_mean", "running_var");
    }

    @ParameterizedTest
    @EnumSource
    void theMeanOverTheLastTenBatchesIsTheExpected(Precision precision) {
        Evaluated evaluated = afterFiftyBatches(
                precision, settings(new EvaluationStatistics.LastBatches(10), VarianceEstimate.BIASED));
        evaluated.check("variants_own_extension/expectation_of_last_10_batches/", "mean_stat", "var_stat");
    }

    @ParameterizedTest
    @EnumSource
    void theMeanOverTheLastTenBatchesWithTheUnbiasedVarianceIsTheExpected(Precision precision) {
        Evaluated evaluated = afterFiftyBatches(
                precision, settings(new EvaluationStatistics.LastBatches(10), VarianceEstimate.UNBIASED));
        String path = "variants_own_extension/expectation_last_10_unbiased_m~1(m-1)/";
        evaluated.checkOutput(path);
        evaluated.checkStatistic(1, path + "var_stat");
    }

    @ParameterizedTest
    @EnumSource
    void aPrecisePassOverTheLastTenBatchesHasTheirTotalVariance(Precision precision) {
        Evaluated evaluated =
                afterFiftyBatches(precision, settings(new EvaluationStatistics.Precise(10), VarianceEstimate.BIASED));
        String path = "variants_own_extension/expectation_last_10_total_variance/";
        evaluated.checkOutput(path);
        evaluated.checkStatistic(1, path + "var_stat");
    }

    static Stream<Arguments> backwardForms() {
        return Stream.concat(
                Arrays.stream(BackwardForm.values()).map(form -> Arguments.of(form, Precision.FLOAT64)),
                Stream.of(Arguments.of(BackwardForm.SIMPLIFIED, Precision.FLOAT32)));
    }

    @ParameterizedTest
    @MethodSource("backwardForms")
    void batchNormBackwardIsTheCoursesInEachForm(BackwardForm form, Precision precision) {
        Case example = ExpectedValues.named("batchnorm_backward");
        Agreement agreement = Agreement.recomputed(precision, 4);
        BatchNorm.Settings settings = BatchNorm.Settings.of().withBackward(form);

        checkBackward(example, agreement, new BatchNorm(settings, precision, Shape.of(4, 5), ""));
    }

    @ParameterizedTest
    @EnumSource
    void layerNormGivesExamplesTheCoursesMeansAndDeviations(Precision precision) {
        Case example = ExpectedValues.named("layernorm_forward");
        Numbers a = activations(example.draws());
        Agreement agreement = Agreement.recomputed(precision, 3);
        Moments before = Moments.ofRows(a);
        agreement.check("means before", before.means(), example.expected("before_mean_axis1"));
        agreement.check("deviations before", before.deviations(), example.expected("before_std_axis1"));

        LayerNorm layer = new LayerNorm(example.parameter("eps"), precision, Shape.of(a.shape()), "");
        Moments plain = Moments.ofRows(output(layer, agreement, a, TRAIN));
        assertVanishes(agreement, example, plain.means());
        agreement.check("deviations", plain.deviations(), example.expected("gamma1/std"));

        set(layer, agreement, row(3, 3, 3), row(5, 5, 5));
        Moments scaled = Moments.ofRows(output(layer, agreement, a, EVALUATE));
        agreement.check("shifted means", scaled.means(), example.expected("gamma3_beta5/mean"));
        agreement.check("scaled deviations", scaled.deviations(), example.expected("gamma3_beta5/std"));
    }

    @ParameterizedTest
    @EnumSource
    void layerNormBackwardIsTheCourses(Precision precision) {
        Case example = ExpectedValues.named("layernorm_backward");

        checkBackward(
                example,
                Agreement.recomputed(precision, 5),
                new LayerNorm(example.parameter("eps"), precision, Shape.of(4, 5), ""));
    }

    @ParameterizedTest
    @EnumSource
    void spatialBatchNormGivesChannelsTheCoursesMeansAndDeviations(Precision precision) {
        Case example = ExpectedValues.named("spatial_batchnorm_forward");
        Numbers x = example.draws().all().get("x");
        Agreement agreement = Agreement.recomputed(precision, 40);
        Moments before = Moments.ofChannels(x);
        agreement.check("means before", before.means(), example.expected("before_mean"));
        agreement.check("deviations before", before.deviations(), example.expected("before_std"));

        BatchNorm layer = new BatchNorm(BatchNorm.Settings.of(), precision, Shape.of(x.shape()), "");
        Tensor y = layer.forward(agreement.tensor(x), TRAIN).output();
        Moments plain = Moments.ofChannels(Moments.numbers(y));
        assertVanishes(agreement, example, plain.means());
        agreement.check("deviations", plain.deviations(), example.expected("gamma1_std"));
        agreement.check("out", y, example.expectedDigest("out"));

        set(layer, agreement, row(3, 4, 5), row(6, 7, 8));
        Moments scaled = Moments.ofChannels(output(layer, agreement, x, TRAIN));
        agreement.check("shifted means", scaled.means(), example.expected("gamma[3,4,5]_beta[6,7,8]/mean"));
        agreement.check("scaled deviations", scaled.deviations(), example.expected("gamma[3,4,5]_beta[6,7,8]/std"));
    }

    @ParameterizedTest
    @EnumSource
    void afterFiftyBatchesOfImagesTheRunningAverageIsTheCourses(Precision precision) {
        Case example = ExpectedValues.named("spatial_batchnorm_test");
        Agreement agreement = Agreement.recomputed(precision, 1320);
        BatchNorm layer = new BatchNorm(BatchNorm.Settings.of(), precision, Shape.of(10, 4, 11, 12), "");
        Draws draws = example.draws();
        for (int batch = 0; batch < 50; batch++) {
            layer.forward(agreement.tensor(draws.line(0).get("x")), TRAIN);
        }

        Moments moments =
                Moments.ofChannels(output(layer, agreement, draws.line(1).get("x"), EVALUATE));

        agreement.withTermsUpTo(4).check("means", moments.means(), example.expected("mean"));
        agreement.check("deviations", moments.deviations(), example.expected("std"));
        agreement.check("running mean", statistic(layer, 0), example.expected("running_mean"));
        agreement.check("running variance", statistic(layer, 1), example.expected("running_var"));
    }

    @ParameterizedTest
    @EnumSource
    void groupNormGivesGroupsTheCoursesMeansAndDeviations(Precision precision) {
        Case example = ExpectedValues.named("spatial_groupnorm_forward");
        Numbers x = example.draws().all().get("x");
        int groups = (int) example.parameter("G");
        Agreement agreement = Agreement.recomputed(precision, 60);
        Moments before = Moments.ofGroups(x, groups);
        agreement.check("means before", before.means(), example.expected("before_group_mean"));
        agreement.check("deviations before", before.deviations(), example.expected("before_group_std"));

        GroupNorm layer = groupNorm(example, ScaleShape.IMAGE, agreement, x);
        Tensor y = layer.forward(agreement.tensor(x), TRAIN).output();
        Moments after = Moments.ofGroups(Moments.numbers(y), groups);

        assertVanishes(agreement, example, after.means());
        agreement.check("deviations", after.deviations(), example.expected("after_group_std"));
        agreement.check("out", y, example.expectedDigest("out"));
    }

    @ParameterizedTest
    @EnumSource
    void groupNormBackwardIsTheCourses(Precision precision) {
        checkGroupNormBackward("spatial_groupnorm_backward", ScaleShape.IMAGE, precision);
    }

    @ParameterizedTest
    @EnumSource
    void groupNormOfOneGroupHasTheExpectedGradients(Precision precision) {
        checkGroupNormBackward("groupnorm_backward_G1", ScaleShape.CHANNELS, precision);
    }

    private static void checkGroupNormBackward(String name, ScaleShape scale, Precision precision) {
        Case example = ExpectedValues.named(name);
        Map<String, Numbers> drawn = example.draws().all();
        Agreement agreement = Agreement.recomputed(precision, 120);
        GroupNorm layer = groupNorm(example, scale, agreement, drawn.get("x"));
        set(layer, agreement, drawn.get("gamma"), drawn.get("beta"));

        Pass pass = layer.forward(agreement.tensor(drawn.get("x")), TRAIN);
        Gradients gradients = pass.backward(agreement.tensor(drawn.get("dout")));

        int[] shape = drawn.get("gamma").shape();
        agreement.check("out", pass.output(), example.expectedDigest("out"));
        agreement.check("dx", gradients.input(), example.expectedDigest("dx"));
        agreement.check(
                "dgamma",
                gradients.of(layer.parameters().getFirst()),
                example.expected("dgamma").reshape(shape));
        agreement.check(
                "dbeta",
                gradients.of(layer.parameters().getLast()),
                example.expected("dbeta").reshape(shape));
    }

    private static GroupNorm groupNorm(Case example, ScaleShape scale, Agreement agreement, Numbers x) {
        return new GroupNorm(
                new GroupNorm.Settings((int) example.parameter("G"), example.parameter("eps"), scale),
                agreement.precision(),
                Shape.of(x.shape()),
                "");
    }

    private static void checkBackward(Case example, Agreement agreement, Layer layer) {
        Map<String, Numbers> drawn = example.draws().all();
        set(layer, agreement, drawn.get("gamma"), drawn.get("beta"));

        Pass pass = layer.forward(agreement.tensor(drawn.get("x")), TRAIN);
        Gradients gradients = pass.backward(agreement.tensor(drawn.get("dout")));

        agreement.check("out", pass.output(), example.expected("out"));
        agreement.check("dx", gradients.input(), example.expected("dx"));
        agreement.check("dgamma", gradients.of(layer.parameters().getFirst()), example.expected("dgamma"));
        agreement.check("dbeta", gradients.of(layer.parameters().getLast()), example.expected("dbeta"));
    }

    private static BatchNorm.Settings settings(EvaluationStatistics evaluation, VarianceEstimate variance) {
        return BatchNorm.Settings.of().withEvaluation(evaluation).withVariance(variance);
    }

    /// A layer that has seen the notebook's fifty batches, and what it makes of the fifty-first.
    private record Evaluated(Agreement agreement, Case example, BatchNorm layer, Moments output) {
        void check(String path, String mean, String variance) {
            checkOutput(path);
            checkStatistic(0, path + mean);
            checkStatistic(1, path + variance);
        }

        void checkOutput(String path) {
            // The mean is what is left of numbers of up to 4 deviations.
            agreement.withTermsUpTo(4).check("means", output.means(), example.expected(path + "mean"));
            agreement.check("deviations", output.deviations(), example.expected(path + "std"));
        }

        void checkStatistic(int buffer, String path) {
            agreement.check(path, statistic(layer, buffer), example.expected(path));
        }
    }

    private static Evaluated afterFiftyBatches(Precision precision, BatchNorm.Settings settings) {
        Case example = ExpectedValues.named("batchnorm_forward_test");
        Agreement agreement = Agreement.recomputed(precision, 200);
        BatchNorm layer = new BatchNorm(settings, precision, Shape.of(200, 3), "");
        Draws draws = example.draws();
        Numbers w1 = draws.line(0).get("W1");
        Numbers w2 = draws.line(1).get("W2");
        List<Tensor> batches = new ArrayList<>();
        for (int batch = 0; batch < 50; batch++) {
            Tensor a = agreement.tensor(activations(draws.line(2).get("X"), w1, w2));
            layer.forward(a, TRAIN);
            batches.add(a);
        }
        if (settings.evaluation() instanceof EvaluationStatistics.Precise precise) {
            for (int batch = 0; batch < precise.batches(); batch++) {
                layer.forward(batches.get(50 - precise.batches() + batch), new Mode.Calibrate(batch));
            }
        }
        Numbers a = activations(draws.line(3).get("X"), w1, w2);
        return new Evaluated(agreement, example, layer, Moments.ofColumns(output(layer, agreement, a, EVALUATE)));
    }

    /// What a layer remembers, averaged over the batches if it remembers several.
    private static Numbers statistic(BatchNorm layer, int buffer) {
        Numbers all = Moments.numbers(layer.buffers().get(buffer).value());
        int[] shape = all.shape();
        return shape.length == 1 ? all : Moments.ofColumns(all).means();
    }

    /// The notebook's two-layer network: `max(0, X·W1)·W2`.
    private static Numbers activations(Draws draws) {
        return activations(
                draws.line(0).get("X"), draws.line(1).get("W1"), draws.line(2).get("W2"));
    }

    private static Numbers activations(Numbers x, Numbers w1, Numbers w2) {
        Numbers hidden = product(x, w1);
        return product(Numbers.fill(i -> Math.max(0, hidden.values()[i]), hidden.shape()), w2);
    }

    private static Numbers product(Numbers a, Numbers b) {
        int inner = b.shape()[0];
        int columns = b.shape()[1];
        return Numbers.fill(
                i -> {
                    double sum = 0;
                    for (int k = 0; k < inner; k++) {
                        sum += a.values()[i / columns * inner + k] * b.values()[k * columns + i % columns];
                    }
                    return sum;
                },
                a.shape()[0],
                columns);
    }

    private static Numbers output(Layer layer, Agreement agreement, Numbers x, Mode mode) {
        return Moments.numbers(layer.forward(agreement.tensor(x), mode).output());
    }

    private static void set(Layer layer, Agreement agreement, Numbers gamma, Numbers beta) {
        layer.parameters().getFirst().value().copyFrom(agreement.tensor(gamma));
        layer.parameters().getLast().value().copyFrom(agreement.tensor(beta));
    }

    private static Numbers row(double... values) {
        return new Numbers(values, values.length);
    }

    /// The notebooks print means of 1e-17 to 1e-16, which is rounding.
    private static void assertVanishes(Agreement agreement, Case example, Numbers means) {
        double bound = agreement.precision() == Precision.FLOAT64 ? example.tolerance("abs") : 1e-6;
        assertThat(means.values()).containsExactly(new double[means.values().length], within(bound));
    }
}
