package dev.chainrule.layer;

import dev.chainrule.kernel.Kernels;
import dev.chainrule.settings.Require;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import dev.chainrule.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The affine (fully-connected, dense, linear) layer.
///
/// **Forward**, over each example: `y = x · w + b`.
///
/// **Backward**: `dx = dy · wᵀ`, `dw = xᵀ · dy`, `db = Σ_N dy`.
///
/// **Shapes**: x (N, D), w (D, M), b (M) or none, y (N, M).
///
/// **Kept**: x. **Side effects**: none. **Source**: CS231n assignment 2, `affine_forward` and `affine_backward`, with
/// [Flatten] before it where the input is an image.
public final class Affine implements Layer {
    private final Parameter weight;
    private final @Nullable Parameter bias;

    /// The settings.
    ///
    /// @param outputs number of outputs M; the number of inputs follows from the layer before
    /// @param bias whether there is a bias; superfluous before batch normalisation
    /// @param weights how the weights start
    /// @param biases how the biases start, if there are any
    public record Settings(int outputs, boolean bias, Initializer weights, Initializer biases) implements LayerSpec {
        /// Checks the settings.
        public Settings {
            Require.atLeast(1, "Affine", "outputs", outputs);
            Require.present(weights, "Affine", "weights", "an initializer");
            Require.present(biases, "Affine", "biases", "an initializer, which counts for nothing without a bias");
        }

        /// Weights by He's rule, biases 0.
        public static Settings of(int outputs) {
            return new Settings(outputs, true, new Initializer.He(), new Initializer.Constant(0));
        }

        /// The same with or without a bias.
        public Settings withBias(boolean other) {
            return new Settings(outputs, other, weights, biases);
        }

        /// The same with weights that start otherwise.
        public Settings withWeights(Initializer other) {
            return new Settings(outputs, bias, other, biases);
        }

        /// The same with biases that start otherwise.
        public Settings withBiases(Initializer other) {
            return new Settings(outputs, bias, weights, other);
        }

        @Override
        public Layer build(Build at) {
            if (at.input().rank() != 2) {
                throw ShapeMismatchException.of(
                        "Affine",
                        "input",
                        at.input(),
                        "outputs",
                        Shape.of(outputs),
                        "(N, D). Put a flatten layer before it");
            }
            int inputs = at.input().extent(1);
            int number = at.number("W");
            return new Affine(
                    at.parameter(
                            "W" + number, Parameter.Kind.WEIGHT, Shape.of(inputs, outputs), weights, inputs, outputs),
                    bias
                            ? at.parameter(
                                    "b" + number, Parameter.Kind.BIAS, Shape.of(outputs), biases, inputs, outputs)
                            : null);
        }
    }

    /// Creates the layer from its parameters.
    ///
    /// @param weight of shape (D, M)
    /// @param bias of shape (M), or null for none
    public Affine(Parameter weight, @Nullable Parameter bias) {
        Require.present(weight, "Affine", "weight", "a parameter (D, M)");
        Shape w = weight.value().shape();
        if (w.rank() != 2) {
            throw new ShapeMismatchException("Affine: weight %s does not fit rank 2; expected (D, M)".formatted(w));
        }
        if (bias != null && !bias.value().shape().equals(Shape.of(w.extent(1)))) {
            throw ShapeMismatchException.of(
                    "Affine", "bias", bias.value().shape(), "weight", w, "weight (D, M) and bias (M)");
        }
        this.weight = weight;
        this.bias = bias;
    }

    /// A layer of zeros, named `W` and `b`, for inputs of `inputs` features.
    public static Affine zeros(Precision precision, int inputs, int outputs) {
        return new Affine(
                new Parameter("W", Parameter.Kind.WEIGHT, Tensor.zeros(precision, Shape.of(inputs, outputs))),
                new Parameter("b", Parameter.Kind.BIAS, Tensor.zeros(precision, Shape.of(outputs))));
    }

    @Override
    public Pass forward(Tensor x, Mode mode) {
        Tensor y = Tensor.allocate(x.precision(), outputShape(x.shape()));
        if (bias == null) {
            Kernels.of(x).gemm().multiply(x, false, weight.value(), false, y);
        } else {
            Kernels.of(x).gemm().affine(x, weight.value(), bias.value(), y);
        }
        return new AffinePass(this, x, y);
    }

    private record AffinePass(Affine layer, Tensor x, Tensor output) implements Pass {
        @Override
        public Gradients backward(Tensor dy) {
            Tensor dx = Tensor.allocateLike(x);
            Kernels.of(dy).gemm().multiply(dy, false, layer.weight.value(), true, dx);
            return parameterGradients(dy, Gradients.ofInput(dx));
        }

        @Override
        public Gradients parameterGradients(Tensor dy) {
            return parameterGradients(dy, Gradients.withoutInput());
        }

        private Gradients parameterGradients(Tensor dy, Gradients gradients) {
            Kernels kernels = Kernels.of(dy);
            if (!layer.weight.isFrozen()) {
                Tensor dw = Tensor.allocateLike(layer.weight.value());
                kernels.gemm().multiply(x, true, dy, false, dw);
                gradients.with(layer.weight, dw);
            }
            Parameter bias = layer.bias;
            if (bias == null || bias.isFrozen()) {
                return gradients;
            }
            Tensor db = Tensor.allocateLike(bias.value());
            kernels.pointwise().sumRows(dy, db);
            return gradients.with(bias, db);
        }
    }

    @Override
    public Shape outputShape(Shape input) {
        Shape w = weight.value().shape();
        if (input.rank() != 2 || input.extent(1) != w.extent(0)) {
            throw ShapeMismatchException.of("Affine", "input", input, "weight", w, "(N, " + w.extent(0) + ")");
        }
        return Shape.of(input.extent(0), w.extent(1));
    }

    @Override
    public List<Parameter> parameters() {
        return bias == null ? List.of(weight) : List.of(weight, bias);
    }

    @Override
    public String toString() {
        Shape w = weight.value().shape();
        return "Affine(%s → %s)".formatted(w.extent(0), w.extent(1));
    }
}
