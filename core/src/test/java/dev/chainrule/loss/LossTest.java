package dev.chainrule.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.Tensors;
import dev.chainrule.Tolerance;
import dev.chainrule.check.Examples;
import dev.chainrule.check.GradientCheck;
import dev.chainrule.check.GradientReport;
import dev.chainrule.check.Penalty;
import dev.chainrule.layer.Gradients;
import dev.chainrule.layer.Parameter;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class LossTest {
    private static final int[] LABELS = {3, 0, 9, 1, 1, 7};

    static Stream<Loss> losses() {
        return Stream.of(
                SoftmaxCrossEntropy.of(),
                SoftmaxCrossEntropy.smoothed(0.1),
                new MulticlassHinge(1, false),
                new MulticlassHinge(1, true),
                new MulticlassHinge(0.3, false),
                SquaredError.of(),
                AbsoluteError.of(),
                LogisticLoss.of(),
                new AttributeHinge());
    }

    @ParameterizedTest
    @MethodSource("losses")
    void theGradientAgreesWithDifferencesAtTwoScales(Loss loss) {
        for (double scale : new double[] {1, 0.01}) {
            Tensor scores = Tensors.gaussian(Precision.FLOAT64, 5, scale, LABELS.length, 10);
            GradientReport report = GradientCheck.loss(loss, scores, LABELS);
            assertThat(report.passes(Tolerance.GRADIENT))
                    .as("%s at scale %s", report, scale)
                    .isTrue();
            assertThat(report.skipped()).isLessThanOrEqualTo(3);
        }
    }

    @ParameterizedTest
    @MethodSource("losses")
    void float32AgreesWithFloat64(Loss loss) {
        Tensor scores = Tensors.gaussian(Precision.FLOAT32, 6, 2, LABELS.length, 10);
        LossPass fast = loss.forward(scores, LABELS);
        LossPass exact = loss.forward(Tensors.converted(scores, Precision.FLOAT64), LABELS);
        assertThat(fast.value()).isCloseTo(exact.value(), within(1e-6 * Math.abs(exact.value())));
        Tolerance.assertClose(fast.dscores(), exact.dscores(), Tolerance.float32(10));
    }

    @ParameterizedTest
    @MethodSource("losses")
    void labelsThatDoNotFitAreRefusedWithTheirRow(Loss loss) {
        Tensor scores = Tensor.zeros(Precision.FLOAT32, Shape.of(2, 4));
        assertThatThrownBy(() -> loss.forward(scores, new int[] {0, 4}))
                .hasMessageContaining("label 4 of row 1 does not fit scores (2, 4); expected 0 to 3");
        assertThatThrownBy(() -> loss.forward(scores, new int[] {-1, 0})).hasMessageContaining("label -1 of row 0");
        assertThatThrownBy(() -> loss.forward(scores, new int[] {0}))
                .hasMessageContaining("scores (2, 4) do not fit 1 labels; expected (1, K)");
        Tensor none = Tensor.zeros(Precision.FLOAT32, Shape.of(0, 4));
        assertThatThrownBy(() -> loss.forward(none, new int[0]))
                .hasMessageContaining("scores (0, 4) do not fit a mean; expected (N, K) with N and K at least 1");
    }

    @Test
    void aPenaltyThatWouldPushWeightsAwayFromZeroIsRefused() {
        assertThatThrownBy(() -> WeightPenalty.HalfL2.of(-1)).hasMessageContaining("HalfL2: strength -1.0");
        assertThatThrownBy(() -> WeightPenalty.FullL2.of(-1)).hasMessageContaining("FullL2: strength -1.0");
        assertThatThrownBy(() -> WeightPenalty.L1.of(-1)).hasMessageContaining("L1: strength -1.0");
    }

    @Test
    void untrainedScoresGiveTheChanceLoss() {
        Tensor zero = Tensor.zeros(Precision.FLOAT32, Shape.of(LABELS.length, 10));
        assertThat(SoftmaxCrossEntropy.of().forward(zero, LABELS).value()).isCloseTo(Math.log(10), within(1e-6));
        assertThat(SoftmaxCrossEntropy.smoothed(0.1).forward(zero, LABELS).value())
                .isCloseTo(Math.log(10), within(1e-6));
        assertThat(new MulticlassHinge(1, false).forward(zero, LABELS).value()).isCloseTo(9, within(1e-6));
    }

    @Test
    void theWorkedExampleOfTheNotesComesOut() {
        Tensor scores = Tensor.of(Precision.FLOAT64, Shape.of(1, 3), -2.85, 0.86, 0.28);
        assertThat(new MulticlassHinge(1, false).forward(scores, new int[] {2}).value())
                .isCloseTo(1.58, within(0.005));
        assertThat(SoftmaxCrossEntropy.of().forward(scores, new int[] {2}).value())
                .isCloseTo(1.04, within(0.005));
    }

    @Test
    void crossEntropyOfEnormousScoresIsFinite() {
        for (Precision precision : Precision.values()) {
            Tensor scores = Tensor.of(precision, Shape.of(2, 3), 1e30, -1e30, 0, -1e30, 1e30, 1e4);
            LossPass pass = SoftmaxCrossEntropy.of().forward(scores, new int[] {1, 1});
            assertThat(pass.value()).isFinite().isGreaterThan(1e29);
            for (double gradient : pass.dscores().toArray()) {
                assertThat(gradient).isBetween(-0.5, 0.5);
            }
        }
    }

    @Test
    void addingTheSameToAllScoresOfARowChangesNothing() {
        Tensor scores = Tensors.gaussian(Precision.FLOAT64, 1, 1, 4, 5);
        Tensor shifted = scores.copy();
        for (int i = 0; i < shifted.size(); i++) {
            shifted.setStored(i, shifted.getStored(i) + 1000);
        }
        int[] labels = {0, 1, 2, 3};
        assertThat(SoftmaxCrossEntropy.of().forward(shifted, labels).value())
                .isCloseTo(SoftmaxCrossEntropy.of().forward(scores, labels).value(), within(1e-12));
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> SoftmaxCrossEntropy.smoothed(1))
                .hasMessageContaining("expected a number of at least 0 and below 1");
        assertThatThrownBy(() -> SoftmaxCrossEntropy.smoothed(Double.NaN)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> new MulticlassHinge(-1, false)).hasMessageContaining("margin -1.0");
        assertThatThrownBy(() -> WeightPenalty.HalfL2.of(-1)).hasMessageContaining("strength -1.0");
    }

    static Stream<WeightPenalty> penalties() {
        return Stream.of(WeightPenalty.HalfL2.of(0.7), WeightPenalty.FullL2.of(0.7), WeightPenalty.L1.of(0.7));
    }

    @ParameterizedTest
    @MethodSource("penalties")
    void aPenaltysGradientAgreesWithDifferences(WeightPenalty penalty) {
        Tensor w = Tensors.gaussian(Precision.FLOAT64, 3, 0.5, 7, 5);
        Tensor gradient = Tensor.zeros(Precision.FLOAT64, w.shape());
        penalty.addGradient(w, gradient);
        GradientReport report = GradientCheck.compare("W", w, gradient, () -> penalty.value(w));
        assertThat(report.passes(Tolerance.GRADIENT)).as("%s", report).isTrue();
    }

    @Test
    void theTwoConventionsDifferByTheFactorTwoTheyAreNamedFor() {
        Tensor w = Tensors.gaussian(Precision.FLOAT64, 3, 0.5, 7, 5);
        assertThat(WeightPenalty.HalfL2.of(0.1).value(w))
                .isCloseTo(WeightPenalty.FullL2.of(0.05).value(w), within(1e-15));
    }

    @Test
    void onlyWeightsArePenalised() {
        var weight = new Parameter("W1", Parameter.Kind.WEIGHT, Tensors.gaussian(Precision.FLOAT64, 1, 1, 3, 3));
        var bias = new Parameter("b1", Parameter.Kind.BIAS, Tensors.gaussian(Precision.FLOAT64, 2, 1, 3));
        Gradients gradients = Gradients.withoutInput()
                .with(weight, Tensor.zeros(Precision.FLOAT64, weight.value().shape()))
                .with(bias, Tensor.zeros(Precision.FLOAT64, bias.value().shape()));
        List<WeightPenalty> penalties = List.of(WeightPenalty.FullL2.of(1), WeightPenalty.L1.of(1));
        double value = WeightPenalty.total(penalties, List.of(weight, bias));
        WeightPenalty.addGradients(penalties, List.of(weight, bias), gradients);
        double expected = 0;
        for (double w : weight.value().toArray()) {
            expected += w * w + Math.abs(w);
        }
        assertThat(value).isCloseTo(expected, within(1e-12));
        assertThat(gradients.of(bias).toArray()).containsOnly(0);
        assertThat(gradients.of(weight).get(0, 0))
                .isCloseTo(
                        2 * weight.value().get(0, 0)
                                + Math.signum(weight.value().get(0, 0)),
                        within(1e-12));
    }

    /// Each value and each gradient beside formulas written apart from the penalties, and beside differences.
    @ParameterizedTest
    @MethodSource("penalties")
    void aPenaltyIsOnWhatItSays(WeightPenalty usual) {
        for (Penalised of : Penalised.values()) {
            WeightPenalty penalty = switch (usual) {
                case WeightPenalty.HalfL2 half -> new WeightPenalty.HalfL2(half.strength(), of);
                case WeightPenalty.FullL2 full -> new WeightPenalty.FullL2(full.strength(), of);
                case WeightPenalty.L1 l1 -> new WeightPenalty.L1(l1.strength(), of);
                default -> throw new AssertionError(usual);
            };
            assertThat(penalty.equals(usual)).isEqualTo(of == Penalised.WEIGHTS);
            List<Parameter> parameters = Examples.parameters(1);
            assertThat(GradientCheck.penalty(Penalty.of(List.of(penalty)), penalty, parameters)
                            .passed())
                    .isTrue();
            List<String> moved = parameters.stream()
                    .filter(parameter -> {
                        Gradients gradients = Gradients.withoutInput();
                        parameters.forEach(each -> gradients.with(
                                each,
                                Tensor.zeros(Precision.FLOAT64, each.value().shape())));
                        WeightPenalty.addGradients(List.of(penalty), parameters, gradients);
                        return Arrays.stream(gradients.of(parameter).toArray()).anyMatch(d -> d != 0);
                    })
                    .map(Parameter::name)
                    .toList();
            assertThat(moved)
                    .containsExactly(
                            switch (of) {
                                case WEIGHTS -> new String[] {"W"};
                                case WEIGHTS_AND_BIASES -> new String[] {"W", "b"};
                                case ALL -> new String[] {"W", "b", "gamma", "beta"};
                            });
        }
    }

    @Test
    void weightsThatAreNotTrainedAreNeverPenalised() {
        var fixed = new Parameter("W1", Parameter.Kind.FIXED, Tensors.gaussian(Precision.FLOAT64, 1, 1, 3, 3));
        List<WeightPenalty> all = List.of(new WeightPenalty.HalfL2(1, Penalised.ALL));
        assertThat(WeightPenalty.total(all, List.of(fixed))).isZero();
    }

    /// log p = (−0.16985, −2.16985, −3.16985) of scores (2, 0, −1), by hand.
    @ParameterizedTest
    @EnumSource
    void whatASmoothedLabelGivesUpGoesToOthersOrToAll(Precision precision) {
        Tensor scores = Tensor.of(precision, Shape.of(1, 3), 2, 0, -1);
        SoftmaxCrossEntropy others = SoftmaxCrossEntropy.smoothed(0.1);
        SoftmaxCrossEntropy all = others.withSmoothingOver(SoftmaxCrossEntropy.Over.ALL_CLASSES);
        assertThat(others.forward(scores, new int[] {0}).value()).isCloseTo(0.41985, within(5e-6));
        assertThat(all.forward(scores, new int[] {0}).value()).isCloseTo(0.33651, within(1e-5));

        double[] p = {Math.exp(2) / 8.756935540, 1 / 8.756935540, Math.exp(-1) / 8.756935540};
        double[] gradient = all.forward(scores, new int[] {0}).dscores().toArray();
        assertThat(gradient[0]).isCloseTo(p[0] - (0.9 + 0.1 / 3), within(1e-6));
        assertThat(gradient[1]).isCloseTo(p[1] - 0.1 / 3, within(1e-6));
        assertThat(gradient[2]).isCloseTo(p[2] - 0.1 / 3, within(1e-6));
        assertThat(others.shareOfOthers(10)).isEqualTo(0.1);
        assertThat(all.shareOfOthers(10)).isCloseTo(0.09, within(1e-15));
        assertThat(all.shareOfOthers(1)).isZero();
        assertThat(others.shareOfOthers(1)).isZero();
    }
}
