package dev.chainrule.model;

import dev.chainrule.layer.Affine;
import dev.chainrule.layer.Flatten;
import dev.chainrule.layer.Layer;
import dev.chainrule.layer.LeakyRelu;
import dev.chainrule.layer.Parameter;
import dev.chainrule.layer.Relu;
import dev.chainrule.layer.Sequential;
import dev.chainrule.layer.Sigmoid;
import dev.chainrule.layer.Tanh;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Turns settings into layers. Parameters are numbered by layer, `W1`, `b1`, `W2`, …, and drawn in that
/// order, so the course's
/// seeds give the course's weights.
public final class ModelBuilder {
    private final Precision precision;
    private final RandomGenerator random;
    private int number;

    private ModelBuilder(Precision precision, RandomGenerator random) {
        this.precision = precision;
        this.random = random;
    }

    /// Builds a network and draws its parameters.
    ///
    /// @throws ShapeMismatchException if a layer does not fit the one before it, or the last does not yield
    /// one row an example
    public static Model build(ModelSpec spec, RandomGenerator random) {
        ModelBuilder builder = new ModelBuilder(spec.precision(), random);
        Sequential network = builder.sequence(spec.layers(), spec.input().batchOf(1));
        Shape scores = network.outputShape(spec.input().batchOf(1));
        if (scores.rank() != 2) {
            throw new ShapeMismatchException(
                    "Model %s: scores %s do not fit rank 2; expected (N, K). Flatten before the last layers"
                            .formatted(spec.name(), scores));
        }
        return new Model(spec, network);
    }

    private Sequential sequence(List<LayerSpec> specs, Shape input) {
        List<Layer> layers = new ArrayList<>();
        Shape shape = input;
        for (LayerSpec spec : specs) {
            Layer layer = layer(spec, shape);
            layers.add(layer);
            shape = layer.outputShape(shape);
        }
        return new Sequential(layers);
    }

    private Layer layer(LayerSpec spec, Shape input) {
        return switch (spec) {
            case LayerSpec.Affine affine -> affine(affine, input);
            case LayerSpec.Relu relu -> new Relu();
            case LayerSpec.LeakyRelu leaky -> new LeakyRelu(leaky.slope());
            case LayerSpec.Sigmoid sigmoid -> new Sigmoid();
            case LayerSpec.Tanh tanh -> new Tanh();
            case LayerSpec.Flatten flatten -> new Flatten();
            case LayerSpec.Sequence sequence -> sequence(sequence.layers(), input);
        };
    }

    private Affine affine(LayerSpec.Affine spec, Shape input) {
        if (input.rank() != 2) {
            throw ShapeMismatchException.of(
                    "Affine",
                    "input",
                    input,
                    "outputs",
                    Shape.of(spec.outputs()),
                    "(N, D). Put a flatten layer before it");
        }
        int inputs = input.extent(1);
        number++;
        Tensor weight = Tensor.zeros(precision, Shape.of(inputs, spec.outputs()));
        spec.weight().fill(weight, inputs, spec.outputs(), random);
        Tensor bias = Tensor.zeros(precision, Shape.of(spec.outputs()));
        spec.bias().fill(bias, inputs, spec.outputs(), random);
        return new Affine(
                new Parameter("W" + number, Parameter.Kind.WEIGHT, weight),
                new Parameter("b" + number, Parameter.Kind.BIAS, bias));
    }
}
