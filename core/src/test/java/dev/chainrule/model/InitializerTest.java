package dev.chainrule.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.Tensors;
import dev.chainrule.layer.Convolution2d;
import dev.chainrule.layer.Initializer;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Parameter;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import dev.chainrule.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InitializerTest {
    private static final Initializer REST = new Initializer.Normal(0.5);

    private static Tensor dirac(int... extents) {
        Shape shape = Shape.of(extents);
        Tensor weight = Tensors.gaussian(Precision.FLOAT64, 3, 1, extents);
        new Initializer.Dirac(REST).fill(weight, shape.sizePerExample(), shape.extent(0), new NumpyRandom(7));
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
    void diracForAnythingButAConvolutionIsRefused() {
        assertThatThrownBy(() -> dirac(20, 10))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("Dirac: parameter (20, 10) does not fit rank 4; expected the weight (F, C, KH, KW) of a"
                        + " convolution");
    }
}
