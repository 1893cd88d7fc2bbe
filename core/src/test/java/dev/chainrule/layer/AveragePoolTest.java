package dev.chainrule.layer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.kernel.PoolingWindow;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class AveragePoolTest implements LayerContract {
    @Override
    public Layer layer(Precision precision) {
        return new AveragePool(new PoolingWindow(2, 3, 1, 2).withPadding(1, 0));
    }

    @Override
    public List<Shape> inputs() {
        return List.of(Shape.of(2, 3, 5, 4), Shape.of(1, 1, 2, 3), Shape.of(3, 17, 6, 5));
    }

    @Override
    public List<Shape> refused() {
        return List.of(Shape.of(2, 3, 0, 4), Shape.of(2, 3, 5, 2), Shape.of(2, 60));
    }

    @Override
    public int terms() {
        return 6;
    }

    @Test
    void isTheMeanOfEachWindow() {
        Tensor x = Tensor.of(Precision.FLOAT32, Shape.of(1, 1, 2, 5), 1, 2, 3, 4, 9, 5, 6, 7, 8, 9);
        Tensor y = AveragePool.square(2).forward(x, new Mode.Evaluate()).output();
        assertThat(y.toArray()).containsExactly(3.5, 5.5);
    }
}
