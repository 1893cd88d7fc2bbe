package dev.chainrule.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GeluTest implements LayerContract {
    @Override
    public Layer layer(Precision precision) {
        return new Gelu();
    }

    @Override
    public List<Shape> inputs() {
        return List.of(Shape.of(5, 7), Shape.of(1, 1), Shape.of(3, 130), Shape.of(2, 3, 4, 5));
    }

    @Override
    public List<Shape> refused() {
        return List.of();
    }

    @Override
    public int terms() {
        return 4;
    }

    @ParameterizedTest
    @EnumSource
    void isTheFormWithTheHyperbolicTangent(Precision precision) {
        double[] points = {-8, -3, -1, -0.5, -1e-3, 0, 1e-3, 0.5, 1, 3, 8};
        Tensor x = Tensor.of(precision, Shape.of(points.length), points);
        double[] y = new Gelu().forward(x, new Mode.Evaluate()).output().toArray();
        for (int i = 0; i < points.length; i++) {
            double u = Math.sqrt(2 / Math.PI) * (points[i] + 0.044715 * points[i] * points[i] * points[i]);
            double expected = 0.5 * points[i] * (1 + StrictMath.tanh(u));
            assertThat(y[i]).isCloseTo(expected, within(precision == Precision.FLOAT64 ? 1e-15 : 1e-6));
        }
    }
}
