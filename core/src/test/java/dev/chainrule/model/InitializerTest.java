package dev.chainrule.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.chainrule.Tensors;
import dev.chainrule.layer.Affine;
import dev.chainrule.layer.Build;
import dev.chainrule.layer.Convolution2d;
import dev.chainrule.layer.Initializer;
import dev.chainrule.layer.Layer;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Parameter;
import dev.chainrule.layer.Relu;
import dev.chainrule.layer.Size2d;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import dev.chainrule.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class InitializerTest {
    private static final Initializer REST = new Initializer.Normal(0.5);

    private static Tensor dirac(int... extents) {
        Shape shape = Shape.of(extents);
        Tensor weight = Tensors.gaussian(Precision.FLOAT64, 3, 1, extents);
        new Initializer.Dirac(REST)
                .fill(weight, shape.sizePerExample(), shape.size() / shape.extent(1), new NumpyRandom(7));
        return weight;
    }

    @ParameterizedTest
    @CsvSource({"5, 3, 3, 3", "3, 5, 3, 3", "4, 4, 1, 1", "6, 2, 5, 3", "3, 2, 2, 4"})
    void diracFiltersAreOneAtTheCentreOfTheirChannelAndTheOthersAreDrawn(int f, int c, int kh, int kw) {
        Tensor weight = dirac(f, c, kh, kw);
        NumpyRandom random = new NumpyRandom(7);
        for (int filter = 0; filter < f; filter++) {
            for (int channel = 0; channel < c; channel++) {
                for (int u = 0; u < kh; u++) {
                    for (int v = 0; v < kw; v++) {
                        double expected = filter >= c
                                ? REST.draw(1, 1, random)
                                : filter == channel && u == kh / 2 && v == kw / 2 ? 1 : 0;
                        assertThat(weight.get(filter, channel, u, v)).isEqualTo(expected);
                    }
                }
            }
        }
    }

    @Test
    void aConvolutionThatStartsAsDiracPassesItsInputOn() {
        Parameter weight = new Parameter("W1", Parameter.Kind.WEIGHT, dirac(6, 4, 3, 3));
        Tensor x = Tensors.gaussian(Precision.FLOAT64, 1, 1, 2, 4, 5, 6);
        Tensor y = new Convolution2d(weight, null, 1, 1)
                .forward(x, new Mode.Evaluate())
                .output();
        for (int n = 0; n < 2; n++) {
            for (int channel = 0; channel < 4; channel++) {
                for (int i = 0; i < 5; i++) {
                    for (int j = 0; j < 6; j++) {
                        assertThat(y.get(n, channel, i, j)).isEqualTo(x.get(n, channel, i, j));
                    }
                }
            }
        }
    }

    @Test
    void diracFiltersOfGroupsPassTheChannelsOfTheirGroup() {
        Layer layer = Convolution2d.Settings.same(6, 3)
                .withGroups(2)
                .withWeights(Initializer.Dirac.of())
                .build(new Build(Shape.of(1, 4, 5, 5), Precision.FLOAT64, new NumpyRandom(1)));
        Tensor x = Tensors.gaussian(Precision.FLOAT64, 1, 1, 1, 4, 5, 5);
        Tensor y = layer.forward(x, new Mode.Evaluate()).output();
        int[] channels = {0, 1, -1, 2, 3, -1};
        for (int filter = 0; filter < channels.length; filter++) {
            if (channels[filter] >= 0) {
                assertThat(y.get(0, filter, 2, 4)).isEqualTo(x.get(0, channels[filter], 2, 4));
            }
        }
    }

    @Test
    void diracForAnythingButAConvolutionIsRefused() {
        assertThatThrownBy(() -> dirac(20, 10))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("Dirac: parameter (20, 10) does not fit rank 4; expected the weight (F, C, KH, KW) of a"
                        + " convolution");
    }

    /// Each rule with the variance that its source says, for layers of other fan-in than fan-out.
    static Stream<Arguments> variances() {
        return Stream.of(
                arguments(new Initializer.He(), 300, 75, 2.0 / 300),
                arguments(new Initializer.Xavier(), 300, 75, 1.0 / 300),
                arguments(new Initializer.Glorot(), 300, 75, 2.0 / 375),
                arguments(new Initializer.FanInUniform(), 300, 75, 1.0 / 900),
                arguments(new Initializer.He(), 27, 144, 2.0 / 27),
                arguments(new Initializer.Xavier(), 27, 144, 1.0 / 27),
                arguments(new Initializer.Glorot(), 27, 144, 2.0 / 171),
                arguments(new Initializer.FanInUniform(), 27, 144, 1.0 / 81),
                arguments(new Initializer.Normal(0.02), 300, 75, 0.0004),
                arguments(new Initializer.Uniform(-0.5, 0.7), 300, 75, 1.44 / 12),
                arguments(new Initializer.Glorot(), Integer.MAX_VALUE, Integer.MAX_VALUE, 1.0 / Integer.MAX_VALUE));
    }

    /// The variance of 40,000 numbers is known within 1 % or so: a factor of √½ or √3 would show fifty times over.
    @ParameterizedTest
    @MethodSource("variances")
    void everyRuleHasTheMeanAndTheVarianceOfItsSource(Initializer rule, int fanIn, int fanOut, double variance) {
        int count = 40_000;
        Tensor values = Tensor.zeros(Precision.FLOAT64, Shape.of(count));
        rule.fill(values, fanIn, fanOut, new NumpyRandom(17));
        double mean = Arrays.stream(values.toArray()).average().orElseThrow();
        double squares = Arrays.stream(values.toArray())
                .map(value -> (value - mean) * (value - mean))
                .average()
                .orElseThrow();
        double middle = rule instanceof Initializer.Uniform uniform ? (uniform.low() + uniform.high()) / 2 : 0;
        assertThat(mean).isCloseTo(middle, within(5 * Math.sqrt(variance / count)));
        assertThat(squares / variance).isCloseTo(1, within(5 * Math.sqrt(2.0 / count)));
    }

    /// The fans that layers hand to their rule: inputs and outputs of a unit, for a convolution times its pixels.
    @Test
    void layersDrawByTheirOwnFans() {
        Build rows = new Build(Shape.of(1, 200), Precision.FLOAT64, new NumpyRandom(3));
        Layer affine = Affine.Settings.of(300)
                .withWeights(new Initializer.Glorot())
                .withBiases(new Initializer.FanInUniform())
                .build(rows);
        assertThat(variance(affine.parameters().get(0))).isCloseTo(2.0 / 500, withinPercentage(3));
        assertThat(variance(affine.parameters().get(1))).isCloseTo(1.0 / 600, withinPercentage(40));
        Build images = new Build(Shape.of(1, 10, 8, 8), Precision.FLOAT64, new NumpyRandom(4));
        Convolution2d.Settings filters = Convolution2d.Settings.of(40, new Size2d(5, 3));
        for (var rule : Map.of(
                        new Initializer.He(), 2.0 / 150,
                        new Initializer.Xavier(), 1.0 / 150,
                        new Initializer.Glorot(), 2.0 / 750,
                        new Initializer.FanInUniform(), 1.0 / 450)
                .entrySet()) {
            Layer convolution = filters.withWeights(rule.getKey()).build(images);
            assertThat(variance(convolution.parameters().getFirst()))
                    .as("%s", rule.getKey())
                    .isCloseTo(rule.getValue(), withinPercentage(10));
        }
    }

    private static double variance(Parameter parameter) {
        return Arrays.stream(parameter.value().toArray())
                .map(value -> value * value)
                .average()
                .orElseThrow();
    }

    /// `He` keeps the size of what rectifiers pass on, `Xavier` that of what goes through linearly, and PyTorch's
    /// shrinks it by √3.
    @Test
    void tenLayersKeepOrLoseTheSizeOfTheirInput() {
        assertThat(sizeBehindTenLayers(new Initializer.He(), true)).isBetween(0.5, 2.0);
        assertThat(sizeBehindTenLayers(new Initializer.Xavier(), true)).isBetween(0.3 / 32, 3.0 / 32);
        assertThat(sizeBehindTenLayers(new Initializer.Xavier(), false)).isBetween(0.5, 2.0);
        assertThat(sizeBehindTenLayers(new Initializer.FanInUniform(), false)).isBetween(0.3 / 243, 3.0 / 243);
    }

    /// The root of the mean square of the last affine layer's outputs, by that of the first one's.
    private static double sizeBehindTenLayers(Initializer rule, boolean rectified) {
        Build build = new Build(Shape.of(1, 256), Precision.FLOAT64, new NumpyRandom(9));
        Tensor x = Tensors.gaussian(Precision.FLOAT64, 5, 1, 32, 256);
        double first = 0;
        double last = 0;
        for (int i = 0; i < 11; i++) {
            Layer affine = Affine.Settings.of(256).withWeights(rule).build(build);
            Tensor y = affine.forward(x, new Mode.Evaluate()).output();
            last = Math.sqrt(
                    Arrays.stream(y.toArray()).map(v -> v * v).average().orElseThrow());
            first = i == 0 ? last : first;
            x = rectified ? new Relu().forward(y, new Mode.Evaluate()).output() : y;
        }
        return last / first;
    }

    @ParameterizedTest
    @CsvSource({"30, 7, 10", "5, 9, 10", "12, 1, 1"})
    void sparseUnitsHaveSoManyConnectionsEach(int inputs, int units, int connections) {
        Tensor weight = Tensor.zeros(Precision.FLOAT64, Shape.of(inputs, units));
        new Initializer.Sparse(connections, 2).fill(weight, inputs, units, new NumpyRandom(3));
        Tensor again = Tensor.zeros(Precision.FLOAT64, weight.shape());
        new Initializer.Sparse(connections, 2).fill(again, inputs, units, new NumpyRandom(3));
        assertThat(again.toArray()).isEqualTo(weight.toArray());
        for (int unit = 0; unit < units; unit++) {
            int connected = 0;
            for (int input = 0; input < inputs; input++) {
                connected += weight.get(input, unit) == 0 ? 0 : 1;
            }
            assertThat(connected).isEqualTo(Math.min(connections, inputs));
        }
    }

    @Test
    void sparseInputsAreAllDrawnAlikeAndWeightsHaveTheirDeviation() {
        Tensor weight = Tensor.zeros(Precision.FLOAT64, Shape.of(8, 4000));
        new Initializer.Sparse(2, 0.5).fill(weight, 8, 4000, new NumpyRandom(5));
        double squares = 0;
        for (int input = 0; input < 8; input++) {
            int units = 0;
            for (int unit = 0; unit < 4000; unit++) {
                units += weight.get(input, unit) == 0 ? 0 : 1;
                squares += weight.get(input, unit) * weight.get(input, unit);
            }
            assertThat(units).isBetween(900, 1100);
        }
        assertThat(squares / 8000).isCloseTo(0.25, withinPercentage(5));
    }

    @Test
    void whatASparseRuleDoesNotDrawIsZeroWhateverWasThere() {
        Tensor weight = Tensor.full(Precision.FLOAT64, Shape.of(30, 2), 7);
        new Initializer.Sparse(4, 1).fill(weight, 30, 2, new NumpyRandom(5));
        assertThat(Arrays.stream(weight.toArray()).filter(w -> w == 0).count()).isEqualTo(2 * 26);
        assertThat(weight.toArray()).doesNotContain(7);
    }

    @Test
    void rulesOutOfRangeAreRefused() {
        assertThatThrownBy(() -> new Initializer.Normal(-1)).hasMessageContaining("Normal: standardDeviation -1.0");
        assertThatThrownBy(() -> new Initializer.Sparse(0, 1)).hasMessageContaining("Sparse: connections 0");
        assertThatThrownBy(() -> new Initializer.Sparse(1, -1)).hasMessageContaining("Sparse: standardDeviation -1.0");
        assertThatThrownBy(() -> new Initializer.Constant(Double.NaN)).hasMessageContaining("Constant: value NaN");
        assertThatThrownBy(() -> new Initializer.Uniform(0.2, 0.1)).hasMessageContaining("Uniform: low 0.2");
        assertThatThrownBy(() -> new Initializer.Uniform(-Double.MAX_VALUE, Double.MAX_VALUE))
                .hasMessageContaining("Uniform: low -1.79");
        assertThat(new Initializer.Uniform(Double.MAX_VALUE, Double.MAX_VALUE).draw(1, 1, new NumpyRandom(1)))
                .isEqualTo(Double.MAX_VALUE);
    }

    @Test
    void sparseFiltersAreUnitsAndBiasesAreRefused() {
        Tensor filters = Tensor.zeros(Precision.FLOAT64, Shape.of(3, 2, 3, 3));
        new Initializer.Sparse(4, 1).fill(filters, 18, 27, new NumpyRandom(3));
        for (int f = 0; f < 3; f++) {
            int connected = 0;
            for (int c = 0; c < 2; c++) {
                for (int i = 0; i < 9; i++) {
                    connected += filters.get(f, c, i / 3, i % 3) == 0 ? 0 : 1;
                }
            }
            assertThat(connected).isEqualTo(4);
        }
        Tensor biases = Tensor.zeros(Precision.FLOAT64, Shape.of(3));
        assertThatThrownBy(() -> Initializer.Sparse.of().fill(biases, 3, 3, new NumpyRandom(3)))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessageContaining("Sparse: parameter (3) does not fit rank 2 or 4");
    }
}
