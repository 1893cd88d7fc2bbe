package dev.chainrule.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.Tensors;
import dev.chainrule.check.CheckSettings.Formula;
import dev.chainrule.check.CheckSettings.Upstream;
import dev.chainrule.kernel.Parallel;
import dev.chainrule.layer.Affine;
import dev.chainrule.layer.BatchNorm;
import dev.chainrule.layer.Initializer;
import dev.chainrule.layer.Layer;
import dev.chainrule.layer.MaxPool;
import dev.chainrule.layer.Relu;
import dev.chainrule.layer.Sequential;
import dev.chainrule.layer.Size2d;
import dev.chainrule.layer.Tanh;
import dev.chainrule.loss.LossPass;
import dev.chainrule.loss.MulticlassHinge;
import dev.chainrule.loss.Penalised;
import dev.chainrule.loss.SoftmaxCrossEntropy;
import dev.chainrule.loss.WeightPenalty;
import dev.chainrule.model.Model;
import dev.chainrule.model.ModelBuilder;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import dev.chainrule.zoo.HiddenLayer;
import dev.chainrule.zoo.Models;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GradientCheckTest {

    private static Affine affine() {
        Affine affine = Affine.zeros(Precision.FLOAT64, 4, 3);
        affine.parameters()
                .forEach(parameter -> parameter
                        .value()
                        .copyFrom(Samples.gaussian(
                                parameter.value(),
                                RandomKey.of(3).child(parameter.name()).generator())));
        return affine;
    }

    private static Model net() {
        return ModelBuilder.build(Models.kthNet(6, List.of(5, 4), 3), new NumpyRandom(1));
    }

    private static Tensor batch() {
        return Tensors.gaussian(Precision.FLOAT32, 2, 1, 4, 6);
    }

    @ParameterizedTest
    @EnumSource
    void aRightLayerPassesWithEitherFormula(Formula formula) {
        CheckReport report = GradientCheck.of(affine())
                .as(Affine.Settings.of(3))
                .with(CheckSettings.defaults().withFormula(formula))
                .run(Shape.of(5, 4));
        assertThat(report.passed()).as("%s", report).isTrue();
        assertThat(report.sections()).hasSize(4);
        assertThat(report.tensors()).allMatch(tensor -> tensor.checked() == tensor.elements());
        assertThat(report.toString()).startsWith("PASSED").contains("W (4, 3)", "tolerance");
    }

    @Test
    void aKinkIsSkippedAndCountedEvenWhereTheInputLiesOnIt() {
        Tensor x = Tensor.of(Precision.FLOAT64, Shape.of(1, 4), 0, 1e-7, -2, 3);
        CheckReport report = GradientCheck.of(new Relu())
                .as(new Relu.Settings())
                .with(CheckSettings.defaults().withScales(1))
                .run(x);
        assertThat(report.passed()).as("%s", report).isTrue();
        assertThat(report.tensors().getFirst().skipped()).isEqualTo(2);
        assertThat(report.toString()).contains("2 skipped at kinks");
    }

    @Test
    void theWorstElementIsNamedByItsCoordinates() {
        Tensor x = Tensors.gaussian(Precision.FLOAT64, 1, 1, 2, 3, 2, 2);
        Tensor wrong = Samples.scaled(x, 2);
        wrong.set(77, 1, 2, 0, 1);
        GradientReport report = GradientCheck.compare("x", x, wrong, () -> {
            double sum = 0;
            for (double value : x.toArray()) {
                sum += value * value;
            }
            return sum;
        });
        assertThat(report.passes()).isFalse();
        assertThat(report.worst()).containsExactly(1, 2, 0, 1);
        assertThat(report.analytic()).isEqualTo(77);
        assertThat(report.toString()).contains("[1, 2, 0, 1]", "analytic 77.0");
    }

    @Test
    void aNotANumberIsAMistakeAndStaysTheWorst() {
        Tensor x = Tensors.gaussian(Precision.FLOAT64, 1, 1, 3);
        Tensor wrong = Samples.scaled(x, 1);
        wrong.set(Double.NaN, 0);
        GradientReport report = GradientCheck.compare(
                "x", x, wrong, () -> x.get(0) * x.get(0) / 2 + x.get(1) * x.get(1) / 2 + x.get(2) * x.get(2) / 2);
        assertThat(report.passes()).isFalse();
        assertThat(report.worst()).containsExactly(0);
    }

    @Test
    void aFunctionThatIsNotANumberIsNotTakenForAKink() {
        Tensor x = Tensors.gaussian(Precision.FLOAT64, 1, 1, 3);
        GradientReport report = GradientCheck.compare("x", x, x.copy(), () -> Math.sqrt(-1));
        assertThat(report.passes()).isFalse();
        assertThat(report.skipped()).isZero();
    }

    @Test
    void upstreamOnesAreSaidToHideAMistakeAfterANormalisation() {
        CheckReport ones = GradientCheck.of(new StudentBatchNorms.GammaForgotten())
                .with(CheckSettings.defaults().withUpstream(Upstream.ONES))
                .run(Shape.of(7, 5));
        assertThat(ones.passed()).isFalse();
        assertThat(ones.toString())
                .contains("the upstream gradient (all ones) hides mistakes", "gradient by input is 0");
        CheckReport given = GradientCheck.of(new StudentBatchNorms.GammaForgotten())
                .upstream(StudentLayer.filled(2, 7, 5))
                .run(Shape.of(7, 5));
        assertThat(given.toString()).contains("the upstream gradient (as given) hides mistakes");
    }

    @Test
    void aSampledCheckLooksAtSoManyElementsAndAlwaysTheSame() {
        CheckSettings few = CheckSettings.defaults().withSamples(3);
        CheckReport report = GradientCheck.of(affine()).with(few).run(Shape.of(5, 4));
        assertThat(report.tensors()).allMatch(tensor -> tensor.checked() == 3);
        assertThat(GradientCheck.of(affine()).with(few).run(Shape.of(5, 4))).isEqualTo(report);
    }

    @Test
    void anyNumberOfThreadsGivesTheSameReport() {
        CheckReport once = GradientCheck.of(affine()).run(Shape.of(5, 4));
        Model net = net();
        CheckReport whole = null;
        for (int threads : new int[] {1, 2, 3, 8}) {
            try (Parallel parallel = Parallel.ofThreads(threads)) {
                List<CheckReport> reports = new ArrayList<>();
                Parallel.with(parallel, () -> {
                    reports.add(GradientCheck.of(GradientCheckTest::affine).run(Shape.of(5, 4)));
                    return reports.add(model(net).run(batch(), 0, 1, 2, 0));
                });
                assertThat(reports.getFirst().sections()).isEqualTo(once.sections());
                whole = whole == null ? reports.getLast() : whole;
                assertThat(reports.getLast()).isEqualTo(whole);
            }
        }
    }

    private static ModelCheck model(Model net) {
        return GradientCheck.of(
                net,
                SoftmaxCrossEntropy.of(),
                List.of(new WeightPenalty.HalfL2(0.1, Penalised.ALL), WeightPenalty.L1.of(0.01)));
    }

    @Test
    void aWholeNetIsCheckedTermByTermAndAfterTraining() {
        Model net = net();
        List<double[]> before =
                net.parameters().stream().map(each -> each.value().toArray()).toList();
        List<Long> progress = new ArrayList<>();
        CheckReport report = model(net)
                .reporting((done, total) -> progress.add(total - done))
                .run(batch(), 0, 1, 2, 0);
        assertThat(report.passed()).as("%s", report).isTrue();
        assertThat(report.sections().stream().map(CheckReport.Section::title))
                .containsExactly(
                        "data term, input × 1.0",
                        "data term, input × 0.01",
                        "data term, after 10 training steps",
                        "penalties [HalfL2[strength=0.1, of=ALL], L1[strength=0.01, of=WEIGHTS]]");
        assertThat(report.worst().orElseThrow().error()).isPositive().isLessThan(CheckSettings.TOLERANCE);
        assertThat(progress.getLast()).isZero();
        assertThat(net.parameters().stream().map(each -> each.value().toArray()))
                .usingRecursiveComparison()
                .isEqualTo(before);
    }

    @Test
    void lossesAreCheckedWithTheirKind() {
        Tensor scores = Tensors.gaussian(Precision.FLOAT64, 1, 1, 3, 5);
        assertThat(GradientCheck.of(SoftmaxCrossEntropy.smoothed(0.1))
                        .as(SoftmaxCrossEntropy.smoothed(0.1))
                        .run(scores, 0, 4, 2)
                        .passed())
                .isTrue();
        assertThat(GradientCheck.of(new MulticlassHinge(1, true))
                        .as(new MulticlassHinge(1, true))
                        .run(scores, 0, 4, 2)
                        .passed())
                .isTrue();
        CheckReport other = GradientCheck.of(SoftmaxCrossEntropy.smoothed(0.1))
                .as(SoftmaxCrossEntropy.of())
                .run(scores, 0, 4, 2);
        assertThat(other.passed()).isFalse();
        assertThat(other.diagnoses()).isEmpty();
    }

    @Test
    void aLayerThatIsNotTheSameTwiceCannotBeChecked() {
        Layer restless = new StudentLayers.Dropout() {
            private int runs;

            @Override
            Np forward(Np x) {
                return x.times(++runs);
            }

            @Override
            Np backward(Np dy) {
                return dy;
            }
        };
        CheckReport report = GradientCheck.of(restless).run(Shape.of(2, 2));
        assertThat(report.passed()).isFalse();
        assertThat(report.toString()).contains("two forward passes in the same mode give different outputs");
    }

    @Test
    void whatCannotBeCheckedIsRefused() {
        assertThatThrownBy(() -> GradientCheck.of(new Relu()).run(Tensor.zeros(Precision.FLOAT32, Shape.of(2))))
                .hasMessageContaining("FLOAT32 (2) does not fit differences; expected FLOAT64");
        assertThatThrownBy(() ->
                        GradientCheck.of(new Relu()).as(Affine.Settings.of(2)).run(Shape.of(2, 2)))
                .hasMessageContaining("parameters [] do not fit Affine[outputs=2", "expected one of kind WEIGHT");
        assertThatThrownBy(() -> GradientCheck.of(new Relu())
                        .as(MaxPool.Settings.square(2).withStride(Size2d.square(2)))
                        .run(Shape.of(2, 2)))
                .hasMessageContaining("expected (N, C, H, W) with H at least 2 and W at least 2");
        assertThatThrownBy(() -> CheckSettings.defaults().withSamples(0)).hasMessageContaining("0 samples");
        assertThatThrownBy(() -> CheckSettings.defaults().withStep(0)).hasMessageContaining("step 0.0 is out of range");
    }

    @Test
    void parametersAndStatisticsAreLeftAsTheyWere() {
        var layer = new StudentBatchNorms.MomentumSwapped();
        double[] before = layer.gammas.toArray();
        GradientCheck.of(layer).as(BatchNorm.Settings.of().withEpsilon(1e-5)).run(Shape.of(7, 5));
        assertThat(layer.gammas.toArray()).isEqualTo(before);
        assertThat(layer.runningVar.toArray()).containsOnly(0);
    }

    @Test
    void aCompositionIsCheckedAsALayer() {
        CheckReport report =
                GradientCheck.of(Sequential.of(affine(), new Relu())).run(Shape.of(5, 4));
        assertThat(report.passed()).as("%s", report).isTrue();
    }

    /// A hinge whose mask is ignored in backward is right as long as every margin is violated.
    private static LossPass hingeWithoutMask(Tensor scores, int[] labels, boolean squared) {
        int classes = scores.shape().extent(1);
        double value = new MulticlassHinge(1, squared).forward(scores, labels).value();
        Tensor dscores = Tensor.zeros(Precision.FLOAT64, scores.shape());
        for (int n = 0; n < labels.length; n++) {
            double sum = 0;
            for (int k = 0; k < classes; k++) {
                double term = scores.get(n, k) - scores.get(n, labels[n]) + 1;
                double slope = (squared ? 2 * term : 1) / labels.length;
                if (k != labels[n]) {
                    dscores.set(slope, n, k);
                    sum += slope;
                }
            }
            dscores.set(-sum, n, labels[n]);
        }
        return new LossPass(value, dscores);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aHingeWithoutItsMaskIsFoundAtTheCoursesScaleOfWeights(boolean squared) {
        Model small = ModelBuilder.build(Models.twoLayerNet(6, 8, 4, 1e-3), new NumpyRandom(231));
        CheckReport wrong = GradientCheck.of(
                        small, (scores, labels) -> hingeWithoutMask(scores, labels, squared), List.of())
                .run(10);
        assertThat(wrong.passed()).as("%s", wrong).isFalse();
        CheckReport right = GradientCheck.of(small, new MulticlassHinge(1, squared), List.of())
                .run(10);
        assertThat(right.passed()).as("%s", right).isTrue();
        assertThat(right.toString())
                .contains("note: 100.0 % of the margins of the hinge are violated before the training steps")
                .contains("a wrong mask shows where some are and some are not")
                .doesNotContain("hardly tested");
    }

    @Test
    void aHingeWhoseMarginsAreAllViolatedIsSaidToBeHardlyTested() {
        Model small = ModelBuilder.build(Models.twoLayerNet(6, 8, 4, 1e-3), new NumpyRandom(231));
        CheckReport report = GradientCheck.of(small, MulticlassHinge.of(), List.of())
                .with(CheckSettings.defaults().withBurnIn(0))
                .run(10);
        assertThat(report.toString())
                .contains("note: 100.0 % of the margins of the hinge are violated, so its mask was hardly tested");
        assertThat(GradientCheck.of(small, SoftmaxCrossEntropy.of(), List.of())
                        .run(10)
                        .toString())
                .doesNotContain("margins")
                .contains("after 10 training steps");
    }

    @Test
    void aWrongGradientWithoutADeclaredKindSaysHowItIsNamed() {
        CheckReport layer = GradientCheck.of(new StudentMistakes.Strange()).run(Shape.of(7, 5));
        assertThat(layer.passed()).isFalse();
        assertThat(layer.toString())
                .contains("note: the mistake was not looked for: say what this means to be,"
                        + " .as(BatchNorm.Settings.of())");
        CheckReport loss = GradientCheck.of((scores, labels) -> StudentLosses.notDivided(scores, labels))
                .run(Shape.of(5, 4));
        assertThat(loss.passed()).isFalse();
        assertThat(loss.toString()).contains("say what this means to be, .as(SoftmaxCrossEntropy.of())");
        assertThat(GradientCheck.of(new Tanh()).run(Shape.of(7, 5)).toString()).doesNotContain("not looked for");
    }

    @Test
    void aNormalisationInPlaceOfAnActivationIsNoted() {
        Model linear = Model.of(
                "linear",
                Shape.of(6),
                Precision.FLOAT64,
                Affine.zeros(Precision.FLOAT64, 6, 5),
                new BatchNorm(BatchNorm.Settings.of(), Precision.FLOAT64, Shape.of(1, 5), "1"),
                Affine.zeros(Precision.FLOAT64, 5, 4));
        assertThat(GradientCheck.of(linear, SoftmaxCrossEntropy.of(), List.of())
                        .run(8)
                        .toString())
                .contains("note: between Affine(6 → 5) and Affine(5 → 4) there is BatchNorm")
                .contains("but no activation; a normalisation does not take its place");
        Model usual = ModelBuilder.build(
                Models.network(
                        "usual",
                        6,
                        List.of(5, 5),
                        4,
                        HiddenLayer.rectified(new Initializer.He()).withNormalization(BatchNorm.Settings.of())),
                new NumpyRandom(1));
        assertThat(GradientCheck.of(usual, SoftmaxCrossEntropy.of(), List.of())
                        .run(8)
                        .toString())
                .doesNotContain("no activation");
    }
}
