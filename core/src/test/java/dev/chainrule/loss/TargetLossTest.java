package dev.chainrule.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.Tensors;
import dev.chainrule.check.GradientCheck;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import dev.chainrule.tensor.Workspace;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Losses beside targets, and numbers of NumPy programs that follow the formulas in PyTorch's documentation, in
/// float64.
class TargetLossTest {
    private static final double[] SCORES = {0.5, -1.25, 2, 0.1, -0.75, 0.4, 0.3, -2.5, 3, 1, -0.5, 0.25};
    private static final double[] SHARES = {0.7, 0.1, 0.2, 0, 0.25, 0.25, 0.25, 0.25, 0, 0.5, 0, 0.5};
    private static final double[] NUMBERS = {1.5, -1, 0.5, 0, 0.25, 2, -0.75, -2.5, 2, 1.5, 0, 0.75};
    private static final int[] LABELS = {2, 1, 0};
    private static final List<Double> WEIGHTS = List.of(0.5, 2.0, 1.5, 1.0);

    private static Tensor tensor(Precision precision, double... values) {
        return Tensor.of(precision, Shape.of(3, 4), values);
    }

    private static final SoftmaxCrossEntropy SOFTMAX = SoftmaxCrossEntropy.of();
    private static final SoftmaxCrossEntropy OVER_ALL =
            SoftmaxCrossEntropy.smoothed(0.1).withSmoothingOver(SoftmaxCrossEntropy.Over.ALL_CLASSES);

    /// Loss, targets (none where labels are given), value and first row of the gradient.
    static Stream<Arguments> cases() {
        LogisticLoss logistic = LogisticLoss.of();
        double third = 1.0 / 3;
        return Stream.of(
                of(
                        SOFTMAX,
                        SHARES,
                        2.0537824485957716,
                        -0.18063893484054028,
                        -0.024176419909491497,
                        0.16949324312652245,
                        0.03532211162350934),
                of(
                        SOFTMAX.withClassWeights(WEIGHTS),
                        null,
                        0.7551715197412721,
                        0.07904159773918955,
                        0.013735370135762757,
                        -0.14576013531021634,
                        0.05298316743526401),
                of(
                        OVER_ALL.withClassWeights(WEIGHTS),
                        null,
                        0.9433563405082833,
                        0.07355757111020306,
                        -0.0031602193664999564,
                        -0.1141641330550461,
                        0.04376678131134295),
                of(
                        new SoftmaxCrossEntropy(0.2, SoftmaxCrossEntropy.Over.ALL_CLASSES, WEIGHTS),
                        SHARES,
                        2.4173638173141594,
                        -0.05266087606836914,
                        -0.07815073718249375,
                        0.1146287161076659,
                        0.016182897143197022),
                of(
                        SoftmaxCrossEntropy.smoothed(0.2),
                        SHARES,
                        2.051560226373549,
                        -0.14063893484054027,
                        -0.03750975324282483,
                        0.165048798682078,
                        0.013099889401287118),
                of(SquaredError.of(), NUMBERS, 3.245, -2 * third, -0.5 * third, 1, 0.2 * third),
                of(
                        new SquaredError(MeanOver.NUMBERS),
                        NUMBERS,
                        0.81125,
                        -0.5 * third,
                        -0.125 * third,
                        0.25,
                        0.05 * third),
                of(AbsoluteError.of(), NUMBERS, 3, -third, -third, third, third),
                of(new AbsoluteError(MeanOver.NUMBERS), NUMBERS, 0.75, -third / 4, -third / 4, third / 4, third / 4),
                of(
                        logistic,
                        SHARES,
                        3.793275805689623,
                        -0.02584688959938179,
                        0.04090004627510294,
                        0.22693235932596076,
                        0.17499306249298),
                of(
                        logistic.withClassWeights(WEIGHTS),
                        SHARES,
                        4.249898629081281,
                        -0.012923444799690894,
                        0.08180009255020589,
                        0.3403985389889412,
                        0.17499306249298),
                of(
                        logistic.withMeanOver(MeanOver.NUMBERS),
                        SHARES,
                        0.9483189514224057,
                        -0.02584688959938179 / 4,
                        0.04090004627510294 / 4,
                        0.22693235932596076 / 4,
                        0.17499306249298 / 4),
                of(new AttributeHinge(), null, 2.8333333333333335, third, 0, 0, third));
    }

    private static Arguments of(TargetLoss loss, double[] targets, double value, double... firstRow) {
        return Arguments.of(loss, targets == null ? new double[0] : targets, value, firstRow);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void valueAndGradientAreThoseOfTheFormulaInBothPrecisions(
            TargetLoss loss, double[] targets, double value, double... firstRow) {
        for (Precision precision : Precision.values()) {
            Tensor scores = tensor(precision, SCORES);
            LossPass pass = targets.length == 0
                    ? loss.forward(scores, LABELS)
                    : loss.forward(scores, tensor(precision, targets));
            double tolerance = precision == Precision.FLOAT64 ? 1e-12 : 1e-6;
            assertThat(pass.value()).isCloseTo(value, within(tolerance));
            for (int k = 0; k < firstRow.length; k++) {
                assertThat(pass.dscores().get(0, k)).isCloseTo(firstRow[k], within(tolerance));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theGradientBesideTargetsAgreesWithDifferences(TargetLoss loss) {
        Tensor scores = Tensors.gaussian(Precision.FLOAT64, 5, 1, 3, 4);
        Tensor targets = Tensors.gaussian(Precision.FLOAT64, 6, 1, 3, 4);
        Tensor analytic = loss.forward(scores, targets).dscores();
        var report = GradientCheck.compare(
                "scores", scores, analytic, () -> loss.forward(scores, targets).value());
        assertThat(report.passes(1e-7)).as("%s", report).isTrue();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void labelsAreTargetsOfOneAndZero(TargetLoss loss) {
        for (Precision precision : Precision.values()) {
            Tensor scores = tensor(precision, SCORES);
            Tensor oneHot = tensor(precision, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 0);
            LossPass labels = loss.forward(scores, LABELS);
            LossPass targets = loss.forward(scores, oneHot);
            assertThat(labels.value()).isCloseTo(targets.value(), within(1e-6));
            assertThat(labels.dscores().toArray())
                    .containsExactly(targets.dscores().toArray(), within(1e-7));
        }
    }

    @ParameterizedTest
    @EnumSource
    void logisticLossOfEnormousScoresIsFinite(Precision precision) {
        Tensor scores = Tensor.of(precision, Shape.of(2, 2), 1e30, -1e30, -1e30, 1e4);
        LossPass pass = LogisticLoss.of().forward(scores, new int[] {1, 1});
        assertThat(pass.value()).isCloseTo(1e30, within(1e24));
        assertThat(pass.dscores().toArray()).containsExactly(0.5, -0.5, 0, 0);
    }

    @Test
    void twiceTheWeightsAreTwiceTheLoss() {
        Tensor scores = tensor(Precision.FLOAT64, SCORES);
        List<Double> twice = WEIGHTS.stream().map(weight -> 2 * weight).toList();
        assertThat(SOFTMAX.withClassWeights(twice).forward(scores, LABELS).value())
                .isCloseTo(
                        2
                                * SOFTMAX.withClassWeights(WEIGHTS)
                                        .forward(scores, LABELS)
                                        .value(),
                        within(1e-14));
        double ofPyTorch = 0.566378639805954;
        double weightsOfLabels = 1.5 + 2 + 0.5;
        assertThat(SOFTMAX.withClassWeights(WEIGHTS).forward(scores, LABELS).value() * 3 / weightsOfLabels)
                .isCloseTo(ofPyTorch, within(1e-12));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void targetsOfAnotherShapeAreRefusedByEveryLoss(TargetLoss loss) {
        Tensor scores = Tensor.zeros(Precision.FLOAT64, Shape.of(3, 4));
        Tensor longer = Tensor.zeros(Precision.FLOAT64, Shape.of(4, 4));
        assertThatThrownBy(() -> loss.forward(scores, longer))
                .hasMessage(
                        "%s: scores (3, 4) do not fit targets (4, 4); expected (N, K) both",
                        loss.getClass().getSimpleName());
        Tensor none = Tensor.zeros(Precision.FLOAT64, Shape.of(0, 4));
        assertThatThrownBy(() -> loss.forward(none, none)).hasMessageContaining("scores (0, 4) do not fit a mean");
    }

    @Test
    void targetsOfLabelsAreZeroElsewhereAlsoInAnArrayThatWasUsedBefore() {
        Workspace workspace = new Workspace();
        Tensor scores = tensor(Precision.FLOAT32, SCORES);
        workspace.run(() -> Tensor.allocateLike(scores)).fill(7);
        Tensor targets = workspace.run(() -> TargetLoss.oneHot("here", scores, LABELS));
        assertThat(targets.toArray()).containsExactly(0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 0);
    }

    @Test
    void targetsAndWeightsThatDoNotFitAreRefused() {
        Tensor scores = tensor(Precision.FLOAT64, SCORES);
        Tensor column = Tensor.zeros(Precision.FLOAT64, Shape.of(3, 1));
        assertThatThrownBy(() -> SquaredError.of().forward(scores, column))
                .hasMessage("SquaredError: scores (3, 4) do not fit targets (3, 1); expected (N, K) both");
        assertThatThrownBy(() -> SOFTMAX.withClassWeights(List.of(1.0, 2.0)).forward(scores, LABELS))
                .hasMessage("SoftmaxCrossEntropy: 2 class weights do not fit scores (3, 4); expected 4, one a class");
        assertThatThrownBy(() -> LogisticLoss.of()
                        .withClassWeights(List.of(1.0, 2.0, 1.0, 1.0, 1.0))
                        .forward(scores, LABELS))
                .hasMessage("LogisticLoss: 5 class weights do not fit scores (3, 4); expected 4, one a class");
        assertThatThrownBy(() -> SOFTMAX.withClassWeights(List.of(1.0, -2.0)))
                .hasMessageContaining("classWeights -2.0");
        assertThatThrownBy(() -> SOFTMAX.withClassWeights(Arrays.asList(Double.NaN)))
                .hasMessageContaining("NaN");
        assertThatThrownBy(() -> LogisticLoss.of().withClassWeights(List.of(0.0)))
                .hasMessageContaining("expected at least one above 0");
    }
}
