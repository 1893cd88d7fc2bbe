package dev.chainrule.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.Tensors;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import dev.chainrule.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class WhiteningTest {
    private static Whitening whitening(Whitening.Settings settings, Precision precision, Shape input) {
        Whitening layer = (Whitening) settings.build(new Build(input, precision, new NumpyRandom(0)));
        Tensor matrix = layer.matrix().value();
        matrix.copyFrom(Tensors.gaussian(precision, 5, 1, matrix.shape().toArray()));
        layer.mean()
                .value()
                .copyFrom(
                        Tensors.gaussian(Precision.FLOAT64, 6, 1, matrix.shape().extent(0)));
        return layer;
    }

    @Nested
    class Rotated implements LayerContract {
        @Override
        public Layer layer(Precision precision) {
            return whitening(
                    Whitening.Settings.of(Whitening.Kind.PCA).withComponents(5), precision, Shape.of(1, 2, 3, 2));
        }

        @Override
        public List<Shape> inputs() {
            return List.of(Shape.of(4, 2, 3, 2), Shape.of(3, 12), Shape.of(1, 12));
        }

        @Override
        public List<Shape> refused() {
            return List.of(Shape.of(3, 11), Shape.of(12), Shape.of(1, 2, 3, 3), Shape.of(1, 2, 6));
        }

        @Override
        public int terms() {
            return 12;
        }
    }

    @Nested
    class RotatedBack implements LayerContract {
        @Override
        public Layer layer(Precision precision) {
            return whitening(Whitening.Settings.of(Whitening.Kind.ZCA_WHITENING), precision, Shape.of(1, 2, 3, 2));
        }

        @Override
        public List<Shape> inputs() {
            return List.of(Shape.of(4, 2, 3, 2), Shape.of(3, 12));
        }

        @Override
        public List<Shape> refused() {
            return List.of(Shape.of(3, 11), Shape.of(1, 2, 3, 3));
        }

        @Override
        public int terms() {
            return 12;
        }
    }

    @Test
    void eachOutputIsASumOverChannelsRowsAndColumnsInThatOrder() {
        Whitening layer =
                whitening(Whitening.Settings.of(Whitening.Kind.ZCA_WHITENING), Precision.FLOAT64, Shape.of(1, 2, 3, 2));
        Tensor x = Tensors.gaussian(Precision.FLOAT64, 1, 1, 2, 2, 3, 2);
        Tensor y = layer.forward(x, new Mode.Evaluate()).output();
        assertThat(y.shape()).isEqualTo(x.shape());
        double[] pixels = x.toArray();
        double[] mean = layer.mean().value().toArray();
        for (int n = 0; n < 2; n++) {
            for (int j = 0; j < 12; j++) {
                double sum = 0;
                for (int i = 0; i < 12; i++) {
                    sum += (pixels[12 * n + i] - mean[i])
                            * layer.matrix().value().get(i, j);
                }
                assertThat(y.get(n, j / 6, j / 2 % 3, j % 2)).isCloseTo(sum, within(1e-12));
            }
        }
    }

    @Test
    void rowsAndImagesOfTheSameNumbersGiveTheSame() {
        Whitening layer =
                whitening(Whitening.Settings.of(Whitening.Kind.ZCA_WHITENING), Precision.FLOAT32, Shape.of(1, 2, 3, 2));
        Tensor images = Tensors.gaussian(Precision.FLOAT32, 1, 1, 2, 2, 3, 2);
        Tensor rows = Tensor.of(Precision.FLOAT32, Shape.of(2, 12), images.toArray());
        assertThat(layer.forward(images, new Mode.Evaluate()).output().toArray())
                .isEqualTo(layer.forward(rows, new Mode.Evaluate()).output().toArray());
    }

    @ParameterizedTest
    @EnumSource(Whitening.Kind.class)
    void itStartsAsZerosThatAreSavedAndNotTrained(Whitening.Kind kind) {
        Layer layer = Whitening.Settings.of(kind)
                .withComponents(4)
                .build(new Build(Shape.of(1, 6), Precision.FLOAT32, new NumpyRandom(0)));
        Parameter matrix = layer.parameters().getFirst();
        assertThat(matrix.value().shape())
                .isEqualTo(kind == Whitening.Kind.ZCA_WHITENING ? Shape.of(6, 6) : Shape.of(6, 4));
        assertThat(matrix.isTrained()).isFalse();
        assertThat(matrix.isUnfitted()).isTrue();
        assertThat(layer.buffers()).extracting(Buffer::name).containsExactly("mean1");
        assertThat(layer.toString()).endsWith("4 of 6 components)");
    }

    @Test
    void trainingAsksForNoGradientOfIt() {
        Whitening layer = whitening(Whitening.Settings.of(Whitening.Kind.PCA), Precision.FLOAT64, Shape.of(1, 6));
        Affine affine = Affine.zeros(Precision.FLOAT64, 6, 2);
        Pass pass = Sequential.of(layer, affine)
                .forward(Tensors.gaussian(Precision.FLOAT64, 1, 1, 3, 6), new Mode.Evaluate());
        Gradients gradients = pass.parameterGradients(Tensors.gaussian(Precision.FLOAT64, 2, 1, 3, 2));
        assertThat(gradients.byName()).containsOnlyKeys("W", "b");
        assertThat(pass.backward(Tensors.gaussian(Precision.FLOAT64, 2, 1, 3, 2))
                        .byName())
                .containsKeys("W", "b", "whitening1");
    }

    @Test
    void moreComponentsThanNumbersAreRefusedWithTheMost() {
        assertThatThrownBy(() -> whitening(
                        Whitening.Settings.of(Whitening.Kind.PCA).withComponents(13),
                        Precision.FLOAT32,
                        Shape.of(1, 2, 3, 2)))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("Whitening: components 13 do not fit examples of 12 numbers; expected at most 12, or all");
        Whitening.Settings pca = Whitening.Settings.of(Whitening.Kind.PCA);
        assertThat(pca.withComponents(12).componentsOf(12)).isEqualTo(12);
        assertThat(pca.componentsOf(12)).isEqualTo(12);
        assertThatThrownBy(() -> pca.withComponents(0)).hasMessageContaining("Whitening: components 0");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1e-5, Double.NaN, Double.POSITIVE_INFINITY})
    void anEpsilonOutOfRangeIsRefused(double epsilon) {
        assertThatThrownBy(() -> Whitening.Settings.of(Whitening.Kind.PCA).withEpsilon(epsilon))
                .hasMessage("Whitening: epsilon " + epsilon + " is out of range; expected a finite number above 0");
    }

    @Test
    void imagesWhoseMatrixIsNoTensorAreRefused() {
        assertThatThrownBy(() -> Whitening.Settings.of(Whitening.Kind.ZCA_WHITENING)
                        .build(new Build(Shape.of(1, 3, 160, 160), Precision.FLOAT32, new NumpyRandom(0))))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("Whitening: input (1, 3, 160, 160) does not fit a matrix of 76800 × 76800 numbers; expected"
                        + " smaller images");
    }
}
