package dev.chainrule.layer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.Tensors;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlattenTest implements LayerContract {
    @Override
    public Layer layer(Precision precision) {
        return new Flatten();
    }

    @Override
    public List<Shape> inputs() {
        return List.of(
                Shape.of(2, 3, 4, 5),
                Shape.of(2, 6),
                Shape.of(3, 2, 2),
                Shape.of(1, 1, 1, 1),
                Shape.of(3, 17, 5, 7),
                Shape.of(2, 33, 6, 6),
                Shape.of(5, 3, 16, 16));
    }

    @Override
    public List<Shape> refused() {
        return List.of(Shape.of(4), Shape.of());
    }

    @Override
    public int terms() {
        return 1;
    }

    @Test
    void theOrderIsChannelsThenRowsThenColumns() {
        for (Precision precision : Precision.values()) {
            Tensor x = Tensors.gaussian(precision, 1, 1, 3, 18, 5, 9);
            Pass pass = layer(precision).forward(x, new Mode.Evaluate());
            assertThat(pass.output().toArray()).isEqualTo(x.toArray());
            Tensor dy = Tensors.gaussian(precision, 2, 1, 3, 18 * 5 * 9);
            assertThat(pass.backward(dy).input().toArray()).isEqualTo(dy.toArray());
        }
    }
}
