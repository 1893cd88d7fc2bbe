package dev.chainrule.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.Tensors;
import dev.chainrule.Tolerance;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class LayerNormTest {
    private static LayerNorm layer(Precision precision, int... input) {
        LayerNorm layer = new LayerNorm(1e-5, precision, Shape.of(input), "1");
        layer.parameters().get(0).value().copyFrom(Tensors.gaussian(precision, 90, 1, input[1]));
        layer.parameters().get(1).value().copyFrom(Tensors.gaussian(precision, 91, 1, input[1]));
        return layer;
    }

    @Nested
    class OnFeatures implements LayerContract {
        @Override
        public Layer layer(Precision precision) {
            return LayerNormTest.layer(precision, 1, 37);
        }

        @Override
        public List<Shape> inputs() {
            return List.of(Shape.of(5, 37), Shape.of(1, 37), Shape.of(30, 37));
        }

        @Override
        public List<Shape> refused() {
            return List.of(Shape.of(5, 36), Shape.of(37));
        }

        @Override
        public int terms() {
            return 100;
        }
    }

    @Nested
    class OnPixels implements LayerContract {
        @Override
        public Layer layer(Precision precision) {
            return LayerNormTest.layer(precision, 1, 18, 4, 5);
        }

        @Override
        public List<Shape> inputs() {
            return List.of(Shape.of(2, 18, 4, 5), Shape.of(1, 18, 1, 1));
        }

        @Override
        public List<Shape> refused() {
            return List.of(Shape.of(2, 17, 4, 5));
        }

        @Override
        public int terms() {
            return 100;
        }
    }

    @Test
    void aLargeMeanCostsNoDigits() {
        Tensor x = Tensors.gaussian(Precision.FLOAT32, 4, 1e-3, 6, 500);
        for (int i = 0; i < x.size(); i++) {
            x.setStored(i, x.getStored(i) + 1000);
        }
        Tensor exact = Tensor.of(Precision.FLOAT64, x.shape(), x.toArray());
        Tolerance.assertClose(
                layer(Precision.FLOAT32, 1, 500).forward(x, new Mode.Evaluate()).output(),
                layer(Precision.FLOAT64, 1, 500)
                        .forward(exact, new Mode.Evaluate())
                        .output(),
                1e-6);
    }

    @Test
    void trainingAndEvaluationAreTheSame() {
        Tensor x = Tensors.gaussian(Precision.FLOAT32, 4, 3, 6, 20);
        LayerNorm layer = layer(Precision.FLOAT32, 1, 20);
        assertThat(layer.forward(x, new Mode.Evaluate()).output().toArray())
                .isEqualTo(layer.forward(x, new Mode.Train(RandomKey.of(1)))
                        .output()
                        .toArray());
    }

    @Test
    void aSingleFeatureIsRefused() {
        assertThatThrownBy(() -> layer(Precision.FLOAT32, 1, 1)).hasMessageContaining("has one feature");
    }
}
