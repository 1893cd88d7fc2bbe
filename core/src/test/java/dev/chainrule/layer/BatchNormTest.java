package dev.chainrule.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.Tensors;
import dev.chainrule.Tolerance;
import dev.chainrule.check.GradientCheck;
import dev.chainrule.check.GradientReport;
import dev.chainrule.kernel.BackwardForm;
import dev.chainrule.layer.EvaluationStatistics.CurrentBatch;
import dev.chainrule.layer.EvaluationStatistics.LastBatches;
import dev.chainrule.layer.EvaluationStatistics.Precise;
import dev.chainrule.layer.EvaluationStatistics.RunningAverage;
import dev.chainrule.layer.EvaluationStatistics.Start;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class BatchNormTest {
    private static final BatchNorm.Settings SETTINGS = BatchNorm.Settings.of();
    private static final Mode TRAIN = new Mode.Train(RandomKey.of(0));
    private static final Mode EVALUATE = new Mode.Evaluate();

    static BatchNorm layer(BatchNorm.Settings settings, Precision precision, int... input) {
        BatchNorm layer = new BatchNorm(settings, precision, Shape.of(input), "1");
        int seed = 90;
        for (Parameter parameter : layer.parameters()) {
            parameter
                    .value()
                    .copyFrom(Tensors.gaussian(
                            precision, seed++, 1, parameter.value().shape().toArray()));
        }
        return layer;
    }

    private static BatchNorm.Settings evaluating(EvaluationStatistics statistics) {
        return SETTINGS.withEvaluation(statistics);
    }

    @Nested
    class OnFeatures implements LayerContract {
        @Override
        public Layer layer(Precision precision) {
            return BatchNormTest.layer(SETTINGS, precision, 1, 37);
        }

        @Override
        public List<Shape> inputs() {
            return List.of(Shape.of(5, 37), Shape.of(50, 37));
        }

        @Override
        public List<Shape> refused() {
            return List.of(Shape.of(5, 36), Shape.of(37), Shape.of(1, 37), Shape.of(5, 3, 4, 4));
        }

        @Override
        public int terms() {
            return 100;
        }
    }

    @Nested
    class OnChannels implements LayerContract {
        @Override
        public Layer layer(Precision precision) {
            return BatchNormTest.layer(SETTINGS, precision, 1, 19, 1, 1);
        }

        @Override
        public List<Shape> inputs() {
            return List.of(Shape.of(2, 19, 3, 4), Shape.of(1, 19, 5, 1), Shape.of(9, 19, 1, 1));
        }

        @Override
        public List<Shape> refused() {
            return List.of(Shape.of(2, 18, 3, 4), Shape.of(1, 19, 1, 1));
        }

        @Override
        public int terms() {
            return 100;
        }
    }

    @Nested
    class OnPositions implements LayerContract {
        @Override
        public Layer layer(Precision precision) {
            return BatchNormTest.layer(SETTINGS.withPer(BatchNorm.Per.POSITION), precision, 1, 3, 4, 5);
        }

        @Override
        public List<Shape> inputs() {
            return List.of(Shape.of(6, 3, 4, 5));
        }

        @Override
        public List<Shape> refused() {
            return List.of(Shape.of(6, 3, 5, 4), Shape.of(1, 3, 4, 5));
        }

        @Override
        public int terms() {
            return 100;
        }
    }

    @Nested
    class WithoutGammaAndBeta implements LayerContract {
        @Override
        public Layer layer(Precision precision) {
            return BatchNormTest.layer(SETTINGS.withAffine(false).withEpsilon(0), precision, 1, 7);
        }

        @Override
        public List<Shape> inputs() {
            return List.of(Shape.of(9, 7));
        }

        @Override
        public List<Shape> refused() {
            return List.of();
        }

        @Override
        public int terms() {
            return 100;
        }

        @Test
        void hasNoParameters() {
            assertThat(layer(Precision.FLOAT32).parameters()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyBackwardFormGivesTheSameGradients(BackwardForm form) {
        for (boolean rectified : new boolean[] {false, true}) {
            for (double scale : new double[] {1, 0.01, 100}) {
                Tensor x = Tensors.gaussian(Precision.FLOAT64, 1, scale, 30, 11);
                Tensor dy = Tensors.gaussian(Precision.FLOAT64, 2, 1, 30, 11);
                Gradients simplified = gradients(BackwardForm.SIMPLIFIED, rectified, x, dy);
                Gradients other = gradients(form, rectified, x, dy);
                Tolerance.assertClose(other.input(), simplified.input(), 1e-12);
            }
        }
    }

    private static Gradients gradients(BackwardForm form, boolean rectified, Tensor x, Tensor dy) {
        BatchNorm layer = layer(SETTINGS.withBackward(form), Precision.FLOAT64, 1, 11);
        return (rectified ? layer.rectified() : layer).forward(x, TRAIN).backward(dy);
    }

    @Test
    void float32KnowsOnlyTheSimplifiedForm() {
        Tensor x = Tensors.gaussian(Precision.FLOAT32, 1, 1, 4, 3);
        Pass pass = layer(SETTINGS.withBackward(BackwardForm.GRAPH), Precision.FLOAT32, 1, 3)
                .forward(x, TRAIN);
        assertThatThrownBy(() -> pass.backward(x)).hasMessageContaining("GRAPH does not fit FLOAT32");
    }

    @Test
    void gradientsAgreeWithDifferencesInEvaluationToo() {
        Layer layer = layer(SETTINGS, Precision.FLOAT64, 1, 6);
        layer.forward(Tensors.gaussian(Precision.FLOAT64, 1, 1, 9, 6), TRAIN);
        Tensor x = Tensors.gaussian(Precision.FLOAT64, 2, 1, 4, 6);
        for (GradientReport report : GradientCheck.layer(layer, x, EVALUATE, new NumpyRandom(3))) {
            assertThat(report.passes(Tolerance.GRADIENT)).as("%s", report).isTrue();
        }
    }

    @Test
    void twoValuesPerFeatureAreRightToTheToleranceOfTwoValues() {
        Tensor x = Tensors.gaussian(Precision.FLOAT64, 4, 1, 2, 5);
        for (GradientReport report :
                GradientCheck.layer(layer(SETTINGS, Precision.FLOAT64, 1, 5), x, TRAIN, new NumpyRandom(3))) {
            assertThat(report.passes(2e-6)).as("%s", report).isTrue();
        }
    }

    @Test
    void oneValuePerFeatureIsRefusedWithAdvice() {
        Tensor x = Tensors.gaussian(Precision.FLOAT32, 4, 1, 1, 5);
        BatchNorm layer = layer(SETTINGS, Precision.FLOAT32, 1, 5);
        assertThatThrownBy(() -> layer.forward(x, TRAIN))
                .hasMessage("BatchNorm 1: input (1, 5) does not fit training, because it has one value per feature,"
                        + " whose variance is 0; expected 2 or more. Use larger batches, or layer or group"
                        + " normalisation");
        assertThat(layer.forward(x, EVALUATE).output().shape()).isEqualTo(x.shape());
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 5000, 100_000})
    void aLargeMeanCostsNoDigits(int rows) {
        Tensor x = Tensors.gaussian(Precision.FLOAT32, 4, 1e-3, rows, 18);
        for (int i = 0; i < x.size(); i++) {
            x.setStored(i, x.getStored(i) + 1000);
        }
        Tensor exact = Tensor.of(Precision.FLOAT64, x.shape(), x.toArray());
        BatchNorm.Settings settings =
                SETTINGS.withEvaluation(new RunningAverage(0, Start.ZEROS)).withEpsilon(0);
        BatchNorm fast = layer(settings, Precision.FLOAT32, 1, 18);
        BatchNorm reference = layer(settings, Precision.FLOAT64, 1, 18);
        Tensor y = fast.forward(x, TRAIN).output();
        Tensor expected = reference.forward(exact, TRAIN).output();

        Tolerance.assertClose(y, expected, 1e-6);
        for (int buffer = 0; buffer < 2; buffer++) {
            double[] found = fast.buffers().get(buffer).value().toArray();
            double[] wanted = reference.buffers().get(buffer).value().toArray();
            for (int d = 0; d < found.length; d++) {
                assertThat(found[d]).isPositive().isCloseTo(wanted[d], within(1e-6 * wanted[d]));
            }
        }
    }

    @Test
    void aConstantFeatureStaysFinite() {
        for (Precision precision : Precision.values()) {
            for (double epsilon : new double[] {1e-5, 0x1p-52}) {
                Tensor x = Tensor.zeros(precision, Shape.of(50, 17));
                x.fill(123.456);
                BatchNorm layer = layer(SETTINGS.withEpsilon(epsilon), precision, 1, 17);
                Pass pass = layer.forward(x, TRAIN);
                double[] beta = layer.parameters().get(1).value().toArray();
                for (int d = 0; d < 17; d++) {
                    assertThat(pass.output().get(49, d)).isCloseTo(beta[d], within(1e-4));
                }
                for (double dx : pass.backward(pass.output()).input().toArray()) {
                    assertThat(dx).isFinite();
                }
            }
        }
    }

    @Nested
    class EvaluationTakesItsStatistics {
        private final Tensor first = Tensors.gaussian(Precision.FLOAT64, 1, 2, 8, 3);
        private final Tensor second = Tensors.gaussian(Precision.FLOAT64, 2, 3, 8, 3);
        private final Tensor third = Tensors.gaussian(Precision.FLOAT64, 3, 5, 8, 3);

        private double variance(Tensor x, int feature) {
            double mean = 0;
            for (int n = 0; n < 8; n++) {
                mean += x.get(n, feature) / 8;
            }
            double variance = 0;
            for (int n = 0; n < 8; n++) {
                variance += (x.get(n, feature) - mean) * (x.get(n, feature) - mean) / 8;
            }
            return variance;
        }

        /// What one evaluation divides by, found out from two inputs that are 1 apart.
        private double recalled(EvaluationStatistics statistics, VarianceEstimate estimate, Tensor... batches) {
            BatchNorm layer = new BatchNorm(
                    SETTINGS.withEvaluation(statistics)
                            .withVariance(estimate)
                            .withEpsilon(0)
                            .withAffine(false),
                    Precision.FLOAT64,
                    Shape.of(1, 3),
                    "");
            for (Tensor batch : batches) {
                layer.forward(batch, TRAIN);
            }
            Tensor y = layer.forward(Tensor.of(Precision.FLOAT64, Shape.of(2, 3), 0, 0, 0, 1, 1, 1), EVALUATE)
                    .output();
            double slope = y.get(1, 2) - y.get(0, 2);
            return 1 / (slope * slope);
        }

        private void assertRecalled(double expected, EvaluationStatistics statistics, Tensor... batches) {
            assertThat(recalled(statistics, VarianceEstimate.BIASED, batches))
                    .isCloseTo(expected, within(1e-9 * expected));
        }

        @Test
        void fromARunningAverageThatStartsAtZeros() {
            assertRecalled(
                    0.9 * 0.1 * variance(first, 2) + 0.1 * variance(second, 2),
                    new RunningAverage(0.9, Start.ZEROS),
                    first,
                    second);
        }

        @Test
        void fromARunningAverageCorrectedForItsStart() {
            double uncorrected = 0.9 * 0.1 * variance(first, 2) + 0.1 * variance(second, 2);
            assertRecalled(uncorrected / (1 - 0.81), new RunningAverage(0.9, Start.ZEROS_CORRECTED), first, second);
        }

        @Test
        void fromARunningAverageThatStartsAtTheFirstBatch() {
            assertRecalled(
                    0.9 * variance(first, 2) + 0.1 * variance(second, 2),
                    new RunningAverage(0.9, Start.FIRST_BATCH),
                    first,
                    second);
        }

        @Test
        void fromAnAverageWithPytorchsMeaningOfMomentum() {
            assertThat(recalled(RunningAverage.ofPyTorch(0.1), VarianceEstimate.UNBIASED, first))
                    .isCloseTo(0.9 + 0.1 * variance(first, 2) * 8 / 7, within(1e-9));
        }

        @Test
        void fromTheLastBatches() {
            assertRecalled((variance(second, 2) + variance(third, 2)) / 2, new LastBatches(2), first, second, third);
            assertRecalled(variance(first, 2), new LastBatches(5), first);
        }

        @Test
        void fromTheLastBatchesWithThePapersFactor() {
            assertThat(recalled(new LastBatches(2), VarianceEstimate.UNBIASED, second, third))
                    .isCloseTo((variance(second, 2) + variance(third, 2)) / 2 * 8 / 7, within(1e-9));
        }

        @Test
        void fromAPreciseWholePassOverTheData() {
            BatchNorm layer = layer(evaluating(new Precise(2)), Precision.FLOAT64, 1, 3);
            layer.forward(third, TRAIN);
            layer.forward(third, new Mode.Calibrate(0));
            layer.forward(first, new Mode.Calibrate(0));
            layer.forward(second, new Mode.Calibrate(1));
            Tensor both = Tensor.zeros(Precision.FLOAT64, Shape.of(16, 3));
            for (int i = 0; i < 24; i++) {
                both.setStored(i, first.getStored(i));
                both.setStored(24 + i, second.getStored(i));
            }
            Tensor asOneBatch = layer.forward(both, TRAIN).output();
            Tolerance.assertClose(layer.forward(both, EVALUATE).output(), asOneBatch, 1e-12);
        }

        /// 8 / 7 is the factor of an unbiased variance of 8 values.
        @Test
        void fromAPassThatForgetsTheTrainingIfOneIsAsked() {
            var settings = SETTINGS.withEvaluation(new RunningAverage(0.9, Start.FIRST_BATCH))
                    .withVariance(VarianceEstimate.UNBIASED);
            BatchNorm layer = layer(settings, Precision.FLOAT64, 1, 3);
            layer.forward(third, TRAIN);
            layer.forward(first, new Mode.Calibrate(0));
            assertThat(runningVariance(layer)).isCloseTo(variance(third, 2) * 8 / 7, within(1e-9));
            layer.forward(first, new Mode.Calibrate(0, true));
            assertThat(runningVariance(layer)).isCloseTo(variance(first, 2) * 8 / 7, within(1e-9));
        }

        private double runningVariance(BatchNorm layer) {
            return layer.buffers().get(1).value().getStored(2);
        }

        /// After one batch the average that starts at zeros, corrected, is that batch: its mean is taken off.
        @Test
        void fromACorrectedAverageOfMeansToo() {
            BatchNorm layer = new BatchNorm(
                    evaluating(new RunningAverage(0.9, Start.ZEROS_CORRECTED)), Precision.FLOAT64, Shape.of(1, 3), "");
            Tensor trained = layer.forward(first, TRAIN).output();
            Tolerance.assertClose(layer.forward(first, EVALUATE).output(), trained, 1e-12);
        }

        @Test
        void fromTheCurrentBatch() {
            BatchNorm layer = layer(evaluating(new CurrentBatch()), Precision.FLOAT64, 1, 3);
            layer.forward(third, TRAIN);
            assertThat(layer.forward(first, EVALUATE).output().toArray())
                    .isEqualTo(layer.forward(first, TRAIN).output().toArray());
            assertThat(layer.buffers()).isEmpty();
        }

        @Test
        void fromNothingBeforeTheFirstBatch() {
            for (EvaluationStatistics statistics : List.of(
                    new LastBatches(3),
                    new Precise(3),
                    new RunningAverage(0.9, Start.FIRST_BATCH),
                    new RunningAverage(0.9, Start.ZEROS_CORRECTED))) {
                assertThat(recalled(statistics, VarianceEstimate.BIASED)).isEqualTo(1);
            }
        }
    }

    @Test
    void onlyPreciseStatisticsOfALayerThatIsNotFrozenAskForBatches() {
        BatchNorm precise = layer(evaluating(new Precise(7)), Precision.FLOAT32, 1, 3);
        assertThat(precise.calibrationBatches()).isEqualTo(7);
        assertThat(layer(SETTINGS, Precision.FLOAT32, 1, 3).calibrationBatches())
                .isZero();
        precise.freeze();
        assertThat(precise.calibrationBatches()).isZero();
    }

    @Test
    void anAverageOfWeightsTakesFrozenStatisticsAsTheyAre() {
        BatchNorm layer = layer(SETTINGS, Precision.FLOAT32, 1, 3);
        assertThat(layer.buffers()).extracting(Buffer::latest).containsExactly(false, false, true);
        List<Tensor> values = layer.buffers().stream().map(Buffer::value).toList();
        layer.freeze();
        assertThat(layer.buffers()).extracting(Buffer::latest).containsExactly(true, true, true);
        assertThat(layer.buffers()).extracting(Buffer::value).containsExactlyElementsOf(values);
    }

    @Test
    void settingsThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> SETTINGS.withEpsilon(-1)).hasMessageContaining("epsilon -1.0");
        assertThatThrownBy(() -> SETTINGS.withEpsilon(Double.NaN)).hasMessageContaining("epsilon NaN");
        assertThatThrownBy(() -> new RunningAverage(1, Start.ZEROS)).hasMessageContaining("RunningAverage: keep 1.0");
        assertThatThrownBy(() -> new LastBatches(0)).hasMessageContaining("LastBatches: batches 0");
        assertThatThrownBy(() -> new Precise(0)).hasMessageContaining("Precise: batches 0");
    }
}
