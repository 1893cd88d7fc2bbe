package dev.chainrule.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.data.Batch;
import dev.chainrule.layer.Affine;
import dev.chainrule.layer.Gradients;
import dev.chainrule.layer.Layer;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Parameter;
import dev.chainrule.layer.ParameterNames;
import dev.chainrule.layer.Pass;
import dev.chainrule.layer.Relu;
import dev.chainrule.layer.Residual;
import dev.chainrule.layer.Sequential;
import dev.chainrule.loss.SoftmaxCrossEntropy;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import dev.chainrule.train.LocalGradientSource;
import dev.chainrule.zoo.ConvNets;
import dev.chainrule.zoo.Models;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ParameterNamesTest {
    private static Model threeLayers() {
        return ModelBuilder.build(
                Models.fullyConnectedNet(6, List.of(5, 4), 3, 0.1).withPrecision(Precision.FLOAT64),
                new NumpyRandom(1));
    }

    private static Affine affine() {
        return Affine.zeros(Precision.FLOAT64, 3, 3);
    }

    @Test
    void parametersHaveTheCoursesNames() {
        Model model = threeLayers();
        assertThat(model.parametersByName().keySet()).containsExactly("W1", "b1", "W2", "b2", "W3", "b3");
        assertThat(model.parameter("W2").value().shape()).isEqualTo(Shape.of(5, 4));
        assertThat(model.parametersByName().get("b3")).isSameAs(model.parameter("b3"));
        assertThat(model.parameter("0.W1")).isSameAs(model.parameter("W1"));
        assertThatThrownBy(() -> model.parametersByName().remove("W1"))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void note14KeysAreIteratedAloneOrWithTheirValues() {
        Model model = threeLayers();
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            keys.add("b%d".formatted(i + 1));
            model.parameter("b%d".formatted(i + 1)).value().fill(i);
        }
        assertThat(model.parametersByName().keySet()).containsAll(keys);
        double sum = 0;
        for (Map.Entry<String, Parameter> entry : model.parametersByName().entrySet()) {
            sum += entry.getKey().startsWith("b")
                    ? entry.getValue().value().sum().get()
                    : 0;
        }
        assertThat(sum).isEqualTo(0 * 5 + 1 * 4 + 2 * 3);
    }

    @Test
    void gradientsHaveTheSameNames() {
        Model model = threeLayers();
        Tensor x = Tensor.gaussian(Precision.FLOAT64, Shape.of(4, 6), new NumpyRandom(2));
        Gradients gradients = new LocalGradientSource(SoftmaxCrossEntropy.of(), List.of())
                .of(model, new Batch(x, new int[] {0, 1, 2, 0}), new Mode.Evaluate())
                .gradients();
        assertThat(gradients.byName().keySet())
                .containsExactlyInAnyOrderElementsOf(model.parametersByName().keySet());
        model.parametersByName()
                .forEach((name, parameter) ->
                        assertThat(gradients.byName().get(name)).isSameAs(gradients.of(parameter)));
    }

    @Test
    void builtNetsHaveOneNameForEachParameterAlsoInsideOfBlocks() {
        Model model = ModelBuilder.build(ConvNets.resNet(Shape.of(3, 8, 8), List.of(4, 8), 1, 3), new NumpyRandom(1));
        assertThat(model.parametersByName()).hasSameSizeAs(model.parameters());
        assertThat(model.parametersByName().keySet())
                .contains("W1", "gamma1", "beta1", "W4")
                .allMatch(name -> name.matches("[a-zA-Z]+\\d+"));
    }

    @Test
    void layersMadeOneByOneAreToldApartByTheirPlaces() {
        Affine[] affine = {affine(), affine(), affine(), affine()};
        Model model = Model.of(
                "mine",
                Shape.of(3),
                Precision.FLOAT64,
                affine[0],
                new Relu(),
                new Residual(Sequential.of(new Relu(), affine[1]), affine[2]),
                affine[3]);
        assertThat(model.parametersByName().keySet())
                .containsExactly("0.W", "0.b", "2.0.1.W", "2.0.1.b", "2.1.W", "2.1.b", "3.W", "3.b");
        assertThat(model.parameter("2.1.W")).isSameAs(affine[2].parameters().getFirst());
        assertThatThrownBy(() -> model.parameter("W"))
                .hasMessage("Parameters: name 'W' does not fit this network; expected one of 0.W, 2.0.1.W, 2.1.W, 3.W");
    }

    @Test
    void aSharedParameterHasOneName() {
        Affine shared = affine();
        Model model = Model.of("mine", Shape.of(3), Precision.FLOAT64, shared, new Relu(), shared);
        assertThat(model.parametersByName().keySet()).containsExactly("W", "b");
    }

    @Test
    void unknownNamesAreAnsweredWithKnownOnes() {
        Model model = threeLayers();
        assertThatThrownBy(() -> model.parameter("w7"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Parameters: name 'w7' does not fit this network; expected one of W1, W2, W3");
        assertThatThrownBy(() -> model.parameter("gamma1"))
                .hasMessage(
                        "Parameters: name 'gamma1' does not fit this network; expected one of W1, b1, W2, b2, W3, b3");
        Model deep =
                ModelBuilder.build(Models.fullyConnectedNet(2, Collections.nCopies(20, 2), 2, 1), new NumpyRandom(1));
        assertThatThrownBy(() -> deep.parameter("x")).message().endsWith("W6, b6, … (42 in all)");
        Model six =
                ModelBuilder.build(Models.fullyConnectedNet(2, Collections.nCopies(5, 2), 2, 1), new NumpyRandom(1));
        assertThatThrownBy(() -> six.parameter("x")).message().endsWith("W6, b6");
        assertThatThrownBy(() -> ParameterNames.of(new Relu()).get("W1"))
                .hasMessage("Parameters: name 'W1' does not fit a network without parameters; expected none");
    }

    @Test
    void twoOfOneNameInOneLayerAreRefused() {
        Parameter w = new Parameter("W", Parameter.Kind.WEIGHT, Tensor.of(1));
        Parameter other = new Parameter("W", Parameter.Kind.WEIGHT, Tensor.of(1));
        Layer layer = new Layer() {
            @Override
            public Pass forward(Tensor x, Mode mode) {
                return Pass.of(x, Gradients::ofInput);
            }

            @Override
            public Shape outputShape(Shape input) {
                return input;
            }

            @Override
            public List<Parameter> parameters() {
                return List.of(w, other);
            }
        };
        assertThatThrownBy(() -> ParameterNames.of(layer))
                .hasMessage("Parameters: two of one layer are named W; expected a name each");
        Gradients gradients = Gradients.withoutInput().with(w, Tensor.of(1)).with(other, Tensor.of(2));
        assertThat(gradients.of(other).get(0)).isEqualTo(2);
        assertThatThrownBy(gradients::byName)
                .hasMessage(
                        "Gradients: two parameters are named W; expected a name each. Ask by parameter, with of(…)");
    }
}
