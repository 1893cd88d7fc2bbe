package dev.chainrule.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScaleTest implements LayerContract {
    @Override
    public Layer layer(Precision precision) {
        return new Scale(-0.3);
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
        return 1;
    }

    @Test
    void multipliesByTheFactorBothWays() {
        Tensor x = Tensor.of(Precision.FLOAT64, Shape.of(2, 2), 1, -2, 0, 8);
        Pass pass = new Scale(0.25).forward(x, new Mode.Evaluate());
        assertThat(pass.output().toArray()).containsExactly(0.25, -0.5, 0, 2);
        assertThat(pass.backward(x).input().toArray()).containsExactly(0.25, -0.5, 0, 2);
    }

    @Test
    void aFactorThatIsNotFiniteIsRefused() {
        assertThatThrownBy(() -> new Scale(Double.NaN))
                .hasMessage("Scale: factor NaN is out of range; expected a finite number");
    }
}
