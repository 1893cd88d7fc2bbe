package dev.chainrule.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.Tensors;
import dev.chainrule.Tolerance;
import dev.chainrule.kernel.ConvolutionAlgorithm;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import dev.chainrule.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class Convolution2dTest implements LayerContract {
    @Override
    public Layer layer(Precision precision) {
        return new Convolution2d(
                weight(precision, 4, 3, 3, 2),
                bias(precision, 4),
                new Convolution2d.Windows(new Size2d(2, 1), new Size2d(1, 2), new Size2d(1, 1)),
                1,
                ConvolutionAlgorithm.DIRECT);
    }

    @Test
    void aDepthwiseLayerHasAWeightAFilterAndItsFanIn() {
        Convolution2d.Settings spec = Convolution2d.Settings.same(8, 3)
                .withGroups(4)
                .withDilation(Size2d.square(2))
                .withWeights(new Initializer.Constant(1));
        Layer layer = spec.build(new Build(Shape.of(1, 4, 7, 7), Precision.FLOAT64, new NumpyRandom(1)));
        assertThat(layer).hasToString("Convolution2d(4 → 8, 3×3, dilation 2×2, groups 4)");
        assertThat(layer.parameters().getFirst().value().shape()).isEqualTo(Shape.of(8, 1, 3, 3));
        assertThat(layer.outputShape(Shape.of(3, 4, 7, 7))).isEqualTo(Shape.of(3, 8, 5, 5));
        assertThatThrownBy(() -> layer.outputShape(Shape.of(3, 8, 7, 7)))
                .hasMessage("Convolution2d: input (3, 8, 7, 7) does not fit 4 groups of weight (8, 1, 3, 3);"
                        + " expected (N, 4, H, W)");
        assertThatThrownBy(() -> spec.withGroups(3)
                        .build(new Build(Shape.of(1, 4, 7, 7), Precision.FLOAT64, new NumpyRandom(1))))
                .hasMessage("Convolution: groups 3 does not fit channels 4 and filters 8; expected a divisor of both");
        assertThatThrownBy(() -> new Convolution2d(
                        weight(Precision.FLOAT64, 4, 3, 3, 3),
                        null,
                        Convolution2d.Windows.of(),
                        3,
                        ConvolutionAlgorithm.FASTEST))
                .hasMessage("Convolution2d: groups 3 does not fit weight (4, 3, 3, 3); expected a divisor of the 4"
                        + " filters");
    }

    /// He's rule sees the channels of a group: a depthwise 3×3 kernel starts with variance 2/9.
    @Test
    void theWeightsOfGroupsStartByTheChannelsOfAGroup() {
        Layer layer = Convolution2d.Settings.same(4000, 3)
                .withGroups(4000)
                .build(new Build(Shape.of(1, 4000, 3, 3), Precision.FLOAT64, new NumpyRandom(1)));
        double[] w = layer.parameters().getFirst().value().toArray();
        assertThat(Arrays.stream(w).map(v -> v * v).average().orElseThrow()).isCloseTo(2.0 / 9, within(0.005));
    }

    @Override
    public List<Shape> inputs() {
        return List.of(Shape.of(2, 3, 5, 4), Shape.of(3, 3, 1, 1), Shape.of(1, 3, 6, 7));
    }

    @Override
    public List<Shape> refused() {
        return List.of(Shape.of(2, 4, 5, 5), Shape.of(3, 5, 5), Shape.of(2, 3));
    }

    @Override
    public int terms() {
        return 100;
    }

    @Test
    void theErrorNamesBothShapes() {
        assertThatThrownBy(() -> layer(Precision.FLOAT32).outputShape(Shape.of(2, 4, 5, 5)))
                .hasMessage("Convolution2d: input (2, 4, 5, 5) does not fit weight (4, 3, 3, 2);"
                        + " expected (N, 3, H, W)");
    }

    @Test
    void aBiasThatDoesNotFitTheWeightIsRefused() {
        Parameter w = weight(Precision.FLOAT32, 4, 3, 3, 3);
        Parameter b = bias(Precision.FLOAT32, 3);
        assertThatThrownBy(() -> new Convolution2d(w, b, 1, 1))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("Convolution2d: bias (3) does not fit weight (4, 3, 3, 3);"
                        + " expected weight (F, C, HH, WW) and bias (F)");
    }

    @Test
    void noGroupsAndNoFiltersAreRefused() {
        assertThatThrownBy(() -> Convolution2d.Settings.same(4, 3).withGroups(0))
                .hasMessageContaining("Convolution2d: groups 0");
        assertThatThrownBy(() -> Convolution2d.Settings.same(0, 3)).hasMessageContaining("Convolution2d: filters 0");
        Parameter w = weight(Precision.FLOAT32, 4, 3, 3, 3);
        assertThatThrownBy(
                        () -> new Convolution2d(w, null, Convolution2d.Windows.of(), 0, ConvolutionAlgorithm.FASTEST))
                .hasMessage("Convolution2d: groups 0 is out of range; expected a whole number of at least 1");
    }

    @Test
    void aKernelWithoutARowIsRefused() {
        assertThatThrownBy(() -> Convolution2d.Settings.of(4, new Size2d(0, 3)))
                .hasMessageContaining("Convolution2d: kernel 0×3");
    }

    @Test
    void aStrideOfZeroIsRefused() {
        Parameter w = weight(Precision.FLOAT32, 4, 3, 3, 3);
        assertThatThrownBy(() -> new Convolution2d(w, null, 0, 1))
                .hasMessageContaining("stride 0×0")
                .hasMessageContaining("expected");
    }

    @Test
    void withoutBiasItIsTheLayerWithABiasOfZero() {
        Parameter w = weight(Precision.FLOAT32, 4, 3, 3, 3);
        Parameter b = new Parameter("b", Parameter.Kind.BIAS, Tensor.zeros(Precision.FLOAT32, Shape.of(4)));
        Convolution2d without = new Convolution2d(w, null, 1, 1);
        Tensor x = Tensors.gaussian(Precision.FLOAT32, 1, 1, 2, 3, 6, 5);
        Mode mode = new Mode.Evaluate();

        Tensor y = without.forward(x, mode).output();

        assertThat(without.parameters()).containsExactly(w);
        assertThat(y.toArray())
                .isEqualTo(
                        new Convolution2d(w, b, 1, 1).forward(x, mode).output().toArray());
    }

    @Test
    void bothAlgorithmsAgree() {
        Parameter w = weight(Precision.FLOAT32, 20, 12, 3, 3);
        Tensor x = Tensors.gaussian(Precision.FLOAT32, 1, 1, 2, 12, 16, 16);
        Tensor dy = Tensors.gaussian(Precision.FLOAT32, 2, 1, 2, 20, 16, 16);
        Layer fastest = new Convolution2d(w, null, 1, 1);
        Layer direct = new Convolution2d(
                w, null, Convolution2d.Windows.of().withPadding(Size2d.square(1)), 1, ConvolutionAlgorithm.DIRECT);
        Pass fast = fastest.forward(x, new Mode.Evaluate());
        Pass exact = direct.forward(x, new Mode.Evaluate());

        Tolerance.assertClose(fast.output(), exact.output(), 2e-5);
        Tolerance.assertClose(fast.backward(dy).input(), exact.backward(dy).input(), 2e-5);
        Tolerance.assertClose(fast.backward(dy).of(w), exact.backward(dy).of(w), 2e-5);
    }

    @Test
    void aLayerOfZerosHasItsParametersInTheirOrder() {
        Convolution2d layer = Convolution2d.zeros(Precision.FLOAT64, 3, 8, 5, 1, 2);
        assertThat(layer.parameters()).extracting(Parameter::name).containsExactly("W", "b");
        assertThat(layer.parameters().getFirst().value().shape()).isEqualTo(Shape.of(8, 3, 5, 5));
        assertThat(layer.outputShape(Shape.of(2, 3, 32, 32))).isEqualTo(Shape.of(2, 8, 32, 32));
        assertThat(layer).hasToString("Convolution2d(3 → 8, 5×5)");
    }

    private static Parameter weight(Precision precision, int... extents) {
        return new Parameter("W1", Parameter.Kind.WEIGHT, Tensors.gaussian(precision, 11, 0.5, extents));
    }

    private static Parameter bias(Precision precision, int filters) {
        return new Parameter("b1", Parameter.Kind.BIAS, Tensors.gaussian(precision, 12, 0.5, filters));
    }
}
