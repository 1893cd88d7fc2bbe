package dev.chainrule.model;

import dev.chainrule.kernel.ConvolutionAlgorithm;
import dev.chainrule.layer.Affine;
import dev.chainrule.layer.AveragePool;
import dev.chainrule.layer.BatchNorm;
import dev.chainrule.layer.Convolution2d;
import dev.chainrule.layer.Dropout;
import dev.chainrule.layer.Flatten;
import dev.chainrule.layer.Gelu;
import dev.chainrule.layer.GlobalAveragePool;
import dev.chainrule.layer.GroupNorm;
import dev.chainrule.layer.Layer;
import dev.chainrule.layer.LayerNorm;
import dev.chainrule.layer.LeakyRelu;
import dev.chainrule.layer.MaxPool;
import dev.chainrule.layer.Parameter;
import dev.chainrule.layer.Relu;
import dev.chainrule.layer.Residual;
import dev.chainrule.layer.Scale;
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

/// Turns settings into layers. Parameters are numbered by layer, `W1`, `b1`, `W2`, … and `gamma1`, `beta1`, …, and
/// drawn in that order, so the course's seeds give the course's weights.
public final class ModelBuilder {
    private final Precision precision;
    private final RandomGenerator random;
    private int place;
    private int number;
    private int normalizations;

    private ModelBuilder(Precision precision, RandomGenerator random) {
        this.precision = precision;
        this.random = random;
    }

    /// Builds a network and draws its parameters.
    ///
    /// @throws ShapeMismatchException if a layer does not fit the one before it, or the last does not yield
    /// one row an example
    /// @throws IllegalArgumentException if a layer is where it cannot be
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
        for (int i = 0; i < specs.size(); i++) {
            Layer layer = layer(specs.get(i), shape);
            if (layer instanceof BatchNorm norm && i + 1 < specs.size() && specs.get(i + 1) instanceof LayerSpec.Relu) {
                // One pass over memory instead of two or three; the outputs have the same bits.
                boolean pooled = i + 2 < specs.size() && specs.get(i + 2).equals(LayerSpec.MaxPool.square(2));
                layer = pooled ? norm.rectifiedAndPooled() : norm.rectified();
                i += pooled ? 2 : 1;
            }
            layers.add(layer);
            shape = layer.outputShape(shape);
        }
        return new Sequential(layers);
    }

    private Layer layer(LayerSpec spec, Shape input) {
        place++;
        return switch (spec) {
            case LayerSpec.Affine affine -> affine(affine, input);
            case LayerSpec.Convolution2d convolution -> convolution(convolution, input);
            case LayerSpec.PatchWhitening whitening -> whitening(whitening, input);
            case LayerSpec.MaxPool pool -> new MaxPool(pool.window(), pool.ties());
            case LayerSpec.AveragePool pool -> new AveragePool(pool.window());
            case LayerSpec.GlobalAveragePool pool -> new GlobalAveragePool();
            case LayerSpec.BatchNorm norm -> new BatchNorm(norm.settings(), precision, input, nextNormalization());
            case LayerSpec.LayerNorm norm -> new LayerNorm(norm.epsilon(), precision, input, nextNormalization());
            case LayerSpec.GroupNorm norm -> new GroupNorm(norm.settings(), precision, input, nextNormalization());
            case LayerSpec.Dropout dropout -> new Dropout(dropout.settings());
            case LayerSpec.Gelu gelu -> new Gelu();
            case LayerSpec.Relu relu -> new Relu();
            case LayerSpec.LeakyRelu leaky -> new LeakyRelu(leaky.slope());
            case LayerSpec.Sigmoid sigmoid -> new Sigmoid();
            case LayerSpec.Tanh tanh -> new Tanh();
            case LayerSpec.Scale scale -> new Scale(scale.factor());
            case LayerSpec.Flatten flatten -> new Flatten();
            case LayerSpec.Sequence sequence -> sequence(sequence.layers(), input);
            case LayerSpec.Residual residual ->
                new Residual(sequence(residual.body(), input), sequence(residual.shortcut(), input));
        };
    }

    private String nextNormalization() {
        normalizations++;
        return String.valueOf(normalizations);
    }

    private Convolution2d convolution(LayerSpec.Convolution2d spec, Shape input) {
        if (input.rank() != 4) {
            throw ShapeMismatchException.of(
                    "Convolution2d", "input", input, "filters", Shape.of(spec.filters()), "(N, C, H, W)");
        }
        number++;
        int area = spec.kernelHeight() * spec.kernelWidth();
        int fanIn = input.extent(1) * area;
        int fanOut = spec.filters() * area;
        Tensor weight = Tensor.zeros(
                precision, Shape.of(spec.filters(), input.extent(1), spec.kernelHeight(), spec.kernelWidth()));
        spec.weight().fill(weight, fanIn, fanOut, random);
        return new Convolution2d(
                new Parameter("W" + number, Parameter.Kind.WEIGHT, weight),
                spec.biased() ? bias(spec.bias(), spec.filters(), fanIn, fanOut) : null,
                spec.strideHeight(),
                spec.strideWidth(),
                spec.paddingHeight(),
                spec.paddingWidth(),
                spec.algorithm());
    }

    /// The filters are zeros until they are computed from the training images.
    private Convolution2d whitening(LayerSpec.PatchWhitening spec, Shape input) {
        if (place > 1) {
            throw new IllegalArgumentException(
                    "PatchWhitening: place %d in the network does not fit a layer that is computed from images; expected place 1, outside of any other layer"
                            .formatted(place));
        }
        if (input.rank() != 4) {
            throw new ShapeMismatchException(
                    "PatchWhitening: input %s does not fit a batch of images; expected (N, C, H, W)".formatted(input));
        }
        number++;
        int kernel = spec.kernel();
        int patch = input.extent(1) * kernel * kernel;
        Tensor weight = Tensor.zeros(precision, Shape.of(2 * patch, input.extent(1), kernel, kernel));
        return new Convolution2d(
                new Parameter("W" + number, Parameter.Kind.FIXED, weight),
                bias(new Initializer.Constant(0), 2 * patch, patch, 2 * patch),
                1,
                1,
                0,
                0,
                ConvolutionAlgorithm.FASTEST);
    }

    private Parameter bias(Initializer start, int outputs, int fanIn, int fanOut) {
        Tensor bias = Tensor.zeros(precision, Shape.of(outputs));
        start.fill(bias, fanIn, fanOut, random);
        return new Parameter("b" + number, Parameter.Kind.BIAS, bias);
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
        return new Affine(
                new Parameter("W" + number, Parameter.Kind.WEIGHT, weight),
                bias(spec.bias(), spec.outputs(), inputs, spec.outputs()));
    }
}
