package dev.chainrule.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.catalogue.Catalogue;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// All activations owe the same, and each has the values of its definition.
@ParameterizedClass
@MethodSource("activations")
class ActivationsTest implements LayerContract {
    private static final double[] POINTS = {-100, -30, -8, -3, -1, -0.5, -1e-3, 0, 1e-3, 0.5, 1, 3, 8, 30, 100};

    @Parameter
    Definition activation;

    /// An activation and what it is by the book.
    record Definition(LayerSpec.Activation settings, DoubleUnaryOperator definition) {
        @Override
        public String toString() {
            return Catalogue.LAYERS.id(settings);
        }
    }

    static List<Definition> activations() {
        return List.of(
                new Definition(new Relu.Settings(), x -> x > 0 ? x : 0),
                new Definition(LeakyRelu.Settings.of(), x -> x > 0 ? x : 0.01 * x),
                new Definition(
                        new Gelu.Settings(),
                        x -> 0.5 * x * (1 + StrictMath.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)))),
                new Definition(new Sigmoid.Settings(), x -> 1 / (1 + StrictMath.exp(-x))),
                new Definition(new Tanh.Settings(), StrictMath::tanh));
    }

    @Test
    void noneOfTheCatalogueIsLeftOut() {
        assertThat(activations())
                .extracting(Definition::toString)
                .containsExactlyInAnyOrderElementsOf(Catalogue.LAYERS.ids(LayerSpec.Activation.class));
    }

    @Test
    void theValuesAreThoseOfTheDefinition() {
        for (Precision precision : Precision.values()) {
            Tensor x = Tensor.of(precision, Shape.of(POINTS.length), POINTS);
            double[] y =
                    layer(precision).forward(x, new Mode.Evaluate()).output().toArray();
            for (int i = 0; i < POINTS.length; i++) {
                double expected = activation.definition.applyAsDouble(x.getStored(i));
                double tolerance = precision == Precision.FLOAT64 ? 1e-15 : 1e-6;
                assertThat(y[i])
                        .as("at %s", POINTS[i])
                        .isCloseTo(expected, within(tolerance * Math.max(1, Math.abs(expected))));
            }
        }
    }

    @Override
    public Layer layer(Precision precision) {
        return activation.settings.build(new Build(Shape.of(1, 1), precision, new NumpyRandom(1)));
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
