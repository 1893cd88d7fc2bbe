package dev.chainrule.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.catalogue.Catalogue;
import dev.chainrule.kernel.Activation;
import dev.chainrule.kernel.KnownActivation;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.FieldSource;

/// All activations owe the same, and each has the values of its definition.
@ParameterizedClass
@FieldSource("dev.chainrule.kernel.KnownActivation#ALL")
class ActivationsTest implements LayerContract {
    private static final double[] POINTS = {-100, -30, -8, -3, -1, -0.5, -1e-3, 0, 1e-3, 0.5, 1, 3, 8, 30, 100};

    @Parameter
    KnownActivation activation;

    @Test
    void allLayersOfTheCatalogueThatComputeAFunctionAreHere() throws ReflectiveOperationException {
        List<Activation> functions = new ArrayList<>(List.of(new Gelu(Gelu.Form.EXACT).function()));
        for (String id : Catalogue.LAYERS.ids(LayerSpec.Activation.class)) {
            Class<?> type = Catalogue.LAYERS.type(id);
            Object settings = type.getRecordComponents().length == 0
                    ? type.getConstructor().newInstance()
                    : type.getMethod("of").invoke(null);
            Layer layer =
                    ((LayerSpec) settings).build(new Build(Shape.of(1, 1), Precision.FLOAT32, new NumpyRandom(1)));
            if (layer instanceof Elementwise elementwise) {
                functions.add(elementwise.function());
            }
        }
        assertThat(KnownActivation.ALL)
                .extracting(KnownActivation::function)
                .containsExactlyInAnyOrderElementsOf(functions);
    }

    @Test
    void theValuesAreThoseOfTheDefinition() {
        for (Precision precision : Precision.values()) {
            Tensor x = Tensor.of(precision, Shape.of(POINTS.length), POINTS);
            double[] y =
                    layer(precision).forward(x, new Mode.Evaluate()).output().toArray();
            for (int i = 0; i < POINTS.length; i++) {
                double expected = activation.definition().applyAsDouble(x.getStored(i));
                double tolerance = precision == Precision.FLOAT64 ? 1e-15 : 1e-6;
                assertThat(y[i])
                        .as("at %s", POINTS[i])
                        .isCloseTo(expected, within(tolerance * Math.max(1, Math.abs(expected))));
            }
        }
    }

    /// Where a function has two slopes, at 0, it is the one on the left.
    @Test
    void theGradientIsTheSlopeFromTheLeft() {
        double[] at = {-30, -3, -0.5, 0, 0.5, 3, 30};
        double h = 1e-6;
        for (double x : at) {
            double slope = (activation.definition().applyAsDouble(x)
                            - activation.definition().applyAsDouble(x - h))
                    / h;
            Activation function = activation.function();
            assertThat(function.gradient(x, function.value(x), 2))
                    .as("at %s", x)
                    .isCloseTo(2 * slope, within(1e-5));
        }
    }

    @Test
    void anEluOfAnotherAlphaIsScaledWhereItIsNegative() {
        Activation half = new Activation.Elu(0.5);
        assertThat(half.value(-1)).isCloseTo(0.5 * (Math.exp(-1) - 1), within(1e-15));
        assertThat(half.gradient(-1, half.value(-1), 3)).isCloseTo(1.5 * Math.exp(-1), within(1e-15));
        assertThat(half.gradient(0, 0, 3)).isEqualTo(1.5);
        assertThat(half.gradient(1, 1, 3)).isEqualTo(3);
    }

    @Override
    public Layer layer(Precision precision) {
        return new Elementwise(activation.function());
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
}
