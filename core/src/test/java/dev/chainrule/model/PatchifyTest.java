package dev.chainrule.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.Tensors;
import dev.chainrule.Tolerance;
import dev.chainrule.check.CheckReport;
import dev.chainrule.check.CheckSettings;
import dev.chainrule.check.GradientCheck;
import dev.chainrule.layer.Affine;
import dev.chainrule.layer.Convolution2d;
import dev.chainrule.layer.Flatten;
import dev.chainrule.layer.Gradients;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Parameter;
import dev.chainrule.layer.Pass;
import dev.chainrule.layer.Relu;
import dev.chainrule.layer.Size2d;
import dev.chainrule.loss.LossPass;
import dev.chainrule.loss.SoftmaxCrossEntropy;
import dev.chainrule.loss.WeightPenalty;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// DD2424's assignment 3 since 2025: a convolution whose patches do not overlap, a hidden layer, smoothed labels.
class PatchifyTest {
    private static final Shape IMAGE = Shape.of(3, 16, 16);
    private static final int[] LABELS = {3, 0, 9};

    /// The patch, filters and hidden units of the assignment's five nets, here on images of half the size.
    static Stream<Arguments> nets() {
        return Stream.of(
                Arguments.of(2, 3, 50),
                Arguments.of(4, 10, 50),
                Arguments.of(8, 40, 50),
                Arguments.of(16, 160, 50),
                Arguments.of(4, 40, 300));
    }

    private static ModelSpec net(int patch, int filters, int hidden) {
        return new ModelSpec(
                "Patchify",
                IMAGE,
                Precision.FLOAT64,
                List.of(
                        Convolution2d.Settings.of(filters, Size2d.square(patch)).withStride(Size2d.square(patch)),
                        new Relu.Settings(),
                        new Flatten.Settings(),
                        Affine.Settings.of(hidden),
                        new Relu.Settings(),
                        Affine.Settings.of(10)));
    }

    private static Tensor images(Precision precision) {
        return Tensors.gaussian(precision, 2, 1, LABELS.length, 3, 16, 16);
    }

    @ParameterizedTest
    @MethodSource("nets")
    void gradientsWithSmoothedLabelsAndAPenaltyAgreeWithDifferences(int patch, int filters, int hidden) {
        CheckReport report = GradientCheck.of(
                        ModelBuilder.build(net(patch, filters, hidden), new NumpyRandom(1)),
                        SoftmaxCrossEntropy.smoothed(0.1),
                        List.of(WeightPenalty.FullL2.of(0.003)))
                .with(CheckSettings.defaults().withScales(1).withSamples(3))
                .run(images(Precision.FLOAT64), LABELS);
        assertThat(report.passed()).as("%s", report).isTrue();
    }

    /// The scores, the loss of smoothed labels by its formula, and the gradients of all parameters.
    @ParameterizedTest
    @MethodSource("nets")
    void theFastKernelsComputeWhatTheFormulasDo(int patch, int filters, int hidden) {
        List<Tensor> exact = step(net(patch, filters, hidden), Precision.FLOAT64);
        List<Tensor> fast = step(net(patch, filters, hidden), Precision.FLOAT32);

        assertThat(exact.getFirst().shape()).isEqualTo(Shape.of(LABELS.length, 10));
        assertThat(exact).hasSize(8).hasSameSizeAs(fast);
        assertThat(exact.get(1).getStored(0)).isCloseTo(loss(exact.getFirst()), within(1e-12));
        for (int i = 0; i < exact.size(); i++) {
            Tolerance.assertClose(fast.get(i), exact.get(i), Tolerance.float32(IMAGE.size()));
        }
    }

    private static List<Tensor> step(ModelSpec spec, Precision precision) {
        Model model = ModelBuilder.build(spec.withPrecision(precision), new NumpyRandom(1));
        Pass pass = model.forward(images(precision), new Mode.Train(RandomKey.of(3)));
        LossPass loss = SoftmaxCrossEntropy.smoothed(0.1).forward(pass.output(), LABELS);
        Gradients gradients = pass.parameterGradients(loss.dscores());
        List<Tensor> results =
                new ArrayList<>(List.of(pass.output(), Tensor.of(Precision.FLOAT64, Shape.of(1), loss.value())));
        for (Parameter parameter : model.parameters()) {
            results.add(gradients.of(parameter));
        }
        return results;
    }

    /// −Σ yₖ log pₖ with 0.9 for the label and 0.1 / 9 for each other class, in the mean over the examples.
    private static double loss(Tensor scores) {
        double sum = 0;
        for (int n = 0; n < LABELS.length; n++) {
            double total = 0;
            for (int k = 0; k < 10; k++) {
                total += Math.exp(scores.get(n, k));
            }
            for (int k = 0; k < 10; k++) {
                double share = k == LABELS[n] ? 0.9 : 0.1 / 9;
                sum -= share * (scores.get(n, k) - Math.log(total));
            }
        }
        return sum / LABELS.length;
    }
}
