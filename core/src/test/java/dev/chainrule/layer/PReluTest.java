package dev.chainrule.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.Tensors;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import dev.chainrule.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class PReluTest implements LayerContract {
    @Override
    public Layer layer(Precision precision) {
        Tensor alpha = Tensors.gaussian(precision, 9, 0.5, 6);
        return new PRelu(new Parameter("alpha", Parameter.Kind.SCALE, alpha));
    }

    @Override
    public List<Shape> inputs() {
        return List.of(Shape.of(5, 6), Shape.of(1, 6), Shape.of(700, 6), Shape.of(2, 6, 4, 5));
    }

    @Override
    public List<Shape> refused() {
        return List.of(Shape.of(5, 7), Shape.of(6), Shape.of(2, 4, 6, 6));
    }

    @Override
    public int terms() {
        return 700;
    }

    @Test
    void eachChannelHasASlopeOfItsOwn() {
        Tensor alpha = Tensor.of(Precision.FLOAT32, Shape.of(3), 0.5, -2, 0);
        Parameter parameter = new Parameter("alpha", Parameter.Kind.SCALE, alpha);
        Tensor x = Tensor.of(Precision.FLOAT32, Shape.of(3, 3), 1, 2, 3, -1, -2, -3, 0, 0, -4);
        Pass pass = new PRelu(parameter).forward(x, new Mode.Evaluate());
        assertThat(pass.output().toArray()).containsExactly(1, 2, 3, -0.5, 4, 0, 0, 0, 0);

        Tensor dy = Tensor.of(Precision.FLOAT32, Shape.of(3, 3), 1, 1, 1, 10, 10, 10, 100, 100, 100);
        Gradients gradients = pass.backward(dy);
        assertThat(gradients.input().toArray()).containsExactly(1, 1, 1, 5, -20, 0, 50, -200, 0);
        assertThat(gradients.of(parameter).toArray()).containsExactly(-10, -20, -430);
    }

    @Test
    void slopesStartWhereTheSettingsSay() {
        Build at = new Build(Shape.of(1, 2, 5, 5), Precision.FLOAT64, new NumpyRandom(1));
        Parameter alpha = PRelu.Settings.of().build(at).parameters().getFirst();
        assertThat(alpha).hasToString("alpha1(2)");
        assertThat(alpha.value().toArray()).containsExactly(0.25, 0.25);
        assertThatThrownBy(
                        () -> PRelu.Settings.of().build(new Build(Shape.of(4), Precision.FLOAT64, new NumpyRandom(1))))
                .isInstanceOf(ShapeMismatchException.class);
    }
}
