package dev.chainrule.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.Tensors;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContrastNormalizationTest implements LayerContract {
    @Override
    public Layer layer(Precision precision) {
        return new ContrastNormalization(new ContrastNormalization.Settings(0.1));
    }

    @Override
    public List<Shape> inputs() {
        return List.of(Shape.of(4, 7), Shape.of(1, 3), Shape.of(3, 3, 5, 4), Shape.of(2, 1, 1, 9));
    }

    @Override
    public List<Shape> refused() {
        return List.of(Shape.of(4), Shape.of(4, 1), Shape.of(2, 3, 4), Shape.of(2, 1, 1, 1));
    }

    @Override
    public int terms() {
        return 60;
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-8, 1})
    void eachImageIsBroughtToMeanZeroAndVarianceOneByItself(double epsilon) {
        Tensor x = Tensors.gaussian(Precision.FLOAT64, 3, 4, 5, 3, 4, 4);
        Tensor y = new ContrastNormalization(new ContrastNormalization.Settings(epsilon))
                .forward(x, new Mode.Evaluate())
                .output();
        for (int n = 0; n < 5; n++) {
            double[] image = Arrays.copyOfRange(x.toArray(), 48 * n, 48 * n + 48);
            double[] out = Arrays.copyOfRange(y.toArray(), 48 * n, 48 * n + 48);
            double mean = Arrays.stream(image).average().orElseThrow();
            double variance = Arrays.stream(image)
                    .map(v -> (v - mean) * (v - mean))
                    .average()
                    .orElseThrow();
            for (int i = 0; i < 48; i++) {
                assertThat(out[i]).isCloseTo((image[i] - mean) / Math.sqrt(variance + epsilon), within(1e-12));
            }
        }
    }

    @Test
    void anImageOfOneColourBecomesZeros() {
        Tensor x = Tensor.full(Precision.FLOAT32, Shape.of(2, 3, 4, 4), 255);
        assertThat(layer(Precision.FLOAT32)
                        .forward(x, new Mode.Evaluate())
                        .output()
                        .toArray())
                .containsOnly(0);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void anEpsilonOutOfRangeIsRefused(double epsilon) {
        assertThatThrownBy(() -> new ContrastNormalization.Settings(epsilon))
                .hasMessage("ContrastNormalization: epsilon " + epsilon
                        + " is out of range; expected a finite number above 0");
    }

    @Test
    void examplesOfTwoNumbersAreTheSmallest() {
        Tensor x = Tensor.of(Precision.FLOAT64, Shape.of(1, 2), 3, 5);
        double[] y = new ContrastNormalization(new ContrastNormalization.Settings(3))
                .forward(x, new Mode.Evaluate())
                .output()
                .toArray();
        assertThat(y).containsExactly(new double[] {-0.5, 0.5}, within(1e-15));
    }

    @Test
    void itIsBuiltForImagesAndForRows() {
        for (Shape shape : List.of(Shape.of(1, 3, 4, 4), Shape.of(1, 48))) {
            Layer layer =
                    ContrastNormalization.Settings.of().build(new Build(shape, Precision.FLOAT32, new NumpyRandom(0)));
            assertThat(layer.outputShape(shape)).isEqualTo(shape);
            assertThat(layer.parameters()).isEmpty();
            assertThat(layer).hasToString("ContrastNormalization(10.0)");
        }
    }
}
