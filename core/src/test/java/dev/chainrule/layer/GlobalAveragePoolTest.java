package dev.chainrule.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class GlobalAveragePoolTest implements LayerContract {
    @Override
    public Layer layer(Precision precision) {
        return new GlobalAveragePool();
    }

    @Override
    public List<Shape> inputs() {
        return List.of(Shape.of(2, 3, 5, 4), Shape.of(1, 1, 1, 1), Shape.of(3, 17, 2, 3));
    }

    @Override
    public List<Shape> refused() {
        return List.of(Shape.of(2, 60), Shape.of(2, 3, 0, 4));
    }

    @Override
    public int terms() {
        return 20;
    }

    @Test
    void keepsSixDigitsOfManySmallNumbers() {
        Tensor x = Tensor.zeros(Precision.FLOAT32, Shape.of(1, 9, 256, 256));
        x.fill(0.1);
        Tensor y = new GlobalAveragePool().forward(x, new Mode.Evaluate()).output();
        assertThat(y.shape()).isEqualTo(Shape.of(1, 9));
        for (double mean : y.toArray()) {
            assertThat(mean).isCloseTo(0.1, within(1e-6));
        }
    }
}
