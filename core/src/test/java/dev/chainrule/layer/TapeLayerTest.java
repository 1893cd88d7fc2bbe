package dev.chainrule.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.Tensors;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class TapeLayerTest implements LayerContract {
    private static Parameter slope(Precision precision) {
        return new Parameter("slope", Parameter.Kind.SCALE, Tensors.gaussian(precision, 9, 0.5, 7));
    }

    @Override
    public Layer layer(Precision precision) {
        Parameter slope = slope(precision);
        return TapeLayer.of(given -> given.x().times(given.of(slope)).tanh(), slope);
    }

    @Override
    public List<Shape> inputs() {
        return List.of(Shape.of(5, 7), Shape.of(1, 7));
    }

    @Override
    public List<Shape> refused() {
        return List.of();
    }

    @Override
    public int terms() {
        return 100;
    }

    @Test
    void aFormulaWithoutParametersHasOnlyTheGradientOfItsInput() {
        TapeLayer square = TapeLayer.of(given -> given.x().square());
        Tensor x = Tensor.of(Precision.FLOAT64, Shape.of(1, 2), 3, -5);
        assertThat(square.outputShape(Shape.of(4, 3))).isEqualTo(Shape.of(4, 3));
        Pass pass = square.forward(x, new Mode.Evaluate());
        assertThat(pass.output().toArray()).containsExactly(9, 25);
        Tensor one = Tensor.full(Precision.FLOAT64, x.shape(), 1);
        assertThat(pass.backward(one).input().toArray()).containsExactly(6, -10);
        assertThat(pass.parameterGradients(one).byName()).isEmpty();
    }

    @Test
    void aParameterThatIsNotTheLayersIsNamed() {
        Parameter slope = slope(Precision.FLOAT64);
        TapeLayer forgetful = TapeLayer.of(given -> given.x().times(given.of(slope)));
        assertThatThrownBy(() -> forgetful.outputShape(Shape.of(2, 7)))
                .hasMessage("TapeLayer: parameter slope(7) is not one of the layer's; expected one of []. Name it in"
                        + " TapeLayer.of(formula, parameters)");
    }

    @Test
    void itSaysItsParameters() {
        assertThat(layer(Precision.FLOAT32)).hasToString("TapeLayer[slope(7)]");
    }
}
