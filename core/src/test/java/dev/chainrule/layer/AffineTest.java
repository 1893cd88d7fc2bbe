package dev.chainrule.layer;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.Tensors;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class AffineTest implements LayerContract {
    @Override
    public Layer layer(Precision precision) {
        return new Affine(
                new Parameter("W1", Parameter.Kind.WEIGHT, Tensors.gaussian(precision, 11, 0.5, 13, 9)),
                new Parameter("b1", Parameter.Kind.BIAS, Tensors.gaussian(precision, 12, 0.5, 9)));
    }

    @Override
    public List<Shape> inputs() {
        return List.of(Shape.of(6, 13), Shape.of(1, 13), Shape.of(100, 13));
    }

    @Override
    public List<Shape> refused() {
        return List.of(Shape.of(6, 12), Shape.of(13), Shape.of(1, 13, 1, 1));
    }

    @Override
    public int terms() {
        return 100;
    }

    @Test
    void theErrorNamesBothShapes() {
        var x = Tensors.gaussian(Precision.FLOAT32, 1, 1, 8, 7);
        assertThatThrownBy(() -> layer(Precision.FLOAT32).forward(x, new Mode.Evaluate()))
                .hasMessage("Affine: input (8, 7) does not fit weight (13, 9); expected (N, 13)");
    }

    @Test
    void aBiasThatDoesNotFitTheWeightIsRefused() {
        var w = new Parameter("W1", Parameter.Kind.WEIGHT, Tensors.gaussian(Precision.FLOAT32, 1, 1, 3, 4));
        var b = new Parameter("b1", Parameter.Kind.BIAS, Tensors.gaussian(Precision.FLOAT32, 1, 1, 3));
        assertThatThrownBy(() -> new Affine(w, b))
                .hasMessage("Affine: bias (3) does not fit weight (3, 4); expected weight (D, M) and bias (M)");
    }
}
