package dev.chainrule.layer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class MaxoutTest implements LayerContract {
    @Override
    public Layer layer(Precision precision) {
        return new Maxout(3);
    }

    @Override
    public List<Shape> inputs() {
        return List.of(Shape.of(5, 6), Shape.of(1, 3), Shape.of(3, 300), Shape.of(2, 12, 4, 5));
    }

    @Override
    public List<Shape> refused() {
        return List.of(Shape.of(5, 7), Shape.of(6), Shape.of(2, 4, 6, 6));
    }

    @Override
    public int terms() {
        return 1;
    }

    @Test
    void theLargestPieceIsTheOutputAndGetsTheGradient() {
        Tensor x = Tensor.of(Precision.FLOAT32, Shape.of(2, 4), 1, 8, 3, 4, 5, 6, 5, 7);
        Pass pass = new Maxout(2).forward(x, new Mode.Evaluate());
        assertThat(pass.output().toArray()).containsExactly(3, 8, 5, 7);
        Tensor dy = Tensor.of(Precision.FLOAT32, Shape.of(2, 2), 10, 20, 30, 40);
        assertThat(pass.backward(dy).input().toArray()).containsExactly(0, 20, 10, 0, 30, 0, 0, 40);
    }

    @Test
    void piecesOfAnImageAreItsChannels() {
        Tensor x = Tensor.zeros(Precision.FLOAT64, Shape.of(1, 4, 2, 2));
        x.set(7, 0, 1, 0, 1);
        x.set(9, 0, 3, 1, 0);
        Tensor y = new Maxout(2).forward(x, new Mode.Evaluate()).output();
        assertThat(y.get(0, 1, 0, 1)).isEqualTo(7);
        assertThat(y.get(0, 1, 1, 0)).isEqualTo(9);
        assertThat(y.get(0, 0, 0, 1)).isZero();
    }
}
