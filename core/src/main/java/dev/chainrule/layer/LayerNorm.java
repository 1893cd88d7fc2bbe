package dev.chainrule.layer;

import dev.chainrule.kernel.GroupGeometry;
import dev.chainrule.settings.Require;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import dev.chainrule.tensor.Tensor;
import java.util.List;

/// Layer normalisation: each example, or each pixel of an image, is brought to mean 0 and deviation 1 over its own
/// features, then each feature is scaled and shifted by what training learns. Training and evaluation do the same.
///
/// **Forward**, over the D features of a row: `μ = Σ x / D`, `v = Σ (x − μ)² / D`, `x̂ = (x − μ) / sqrt(v + epsilon)`,
/// `y = gamma · x̂ + beta`.
///
/// **Backward**, with g = dy · gamma: `dx = (g − Σ g / D − x̂ · Σ (g · x̂) / D) / sqrt(v + epsilon)` with sums over the
/// row; `dgamma = Σ dy · x̂`, `dbeta = Σ dy` with sums over all rows, because a scale belongs to a feature and is
/// shared by all rows.
///
/// **Shapes**: x (N, D) with gamma and beta (D); or an image x (N, C, H, W) with gamma and beta (C), normalised at each
/// pixel over its channels. Over all numbers of an image it is [GroupNorm] with one group.
///
/// **Kept**: x, μ and v. **Side effects**: none. **Source**: J. L. Ba, J. R. Kiros and G. E. Hinton, *Layer
/// normalization*, 2016; CS231n assignment 2, `layernorm_forward` and `layernorm_backward`.
public final class LayerNorm implements Layer {
    private final double epsilon;
    private final Parameter gamma;
    private final Parameter beta;

    /// The settings.
    ///
    /// @param epsilon added to the variance, inside the root; 1e-5 as a rule, may be 0
    public record Settings(double epsilon) implements LayerSpec.Normalization {
        /// Checks the setting.
        public Settings {
            Require.nonNegative("LayerNorm", "epsilon", epsilon);
        }

        /// The usual epsilon.
        public static Settings of() {
            return new Settings(1e-5);
        }

        @Override
        public Layer build(Build at) {
            return new LayerNorm(epsilon, at.precision(), at.input(), String.valueOf(at.number("gamma")));
        }
    }

    /// Creates the layer with gamma 1 and beta 0.
    ///
    /// @param epsilon added to the variance, inside the root; 1e-5 as a rule
    /// @param input the shape of an input; the number of examples does not matter
    /// @param suffix what the names of the parameters end in, for example `1` for `gamma1`
    public LayerNorm(double epsilon, Precision precision, Shape input, String suffix) {
        this.epsilon = new Settings(epsilon).epsilon();
        Require.present(precision, "LayerNorm", "precision", "float32 or float64");
        Require.present(input, "LayerNorm", "input", "the shape of an input");
        Require.present(suffix, "LayerNorm", "suffix", "what the names of its parameters end in; may be empty");
        RowsOrImages.require("LayerNorm", input);
        Tensor ones = Tensor.zeros(precision, Shape.of(input.extent(1)));
        ones.fill(1);
        this.gamma = new Parameter("gamma" + suffix, Parameter.Kind.SCALE, ones);
        this.beta = new Parameter("beta" + suffix, Parameter.Kind.SHIFT, Tensor.zeros(precision, ones.shape()));
        outputShape(input);
    }

    @Override
    public Pass forward(Tensor x, Mode mode) {
        Shape shape = outputShape(x.shape());
        int features = gamma.value().size();
        return GroupNormPass.forward(
                x, new GroupGeometry(shape.size() / features, 1, features, 1), epsilon, gamma, beta);
    }

    @Override
    public Shape outputShape(Shape input) {
        int features = gamma.value().size();
        if ((input.rank() != 2 && input.rank() != 4) || input.extent(1) != features) {
            throw ShapeMismatchException.of(
                    "LayerNorm",
                    "input",
                    input,
                    "gamma",
                    gamma.value().shape(),
                    "(N, %1$s) or (N, %1$s, H, W)".formatted(features));
        }
        if (features == 1) {
            throw new ShapeMismatchException(
                    "LayerNorm: input %s has one feature, whose variance is 0; expected 2 or more features"
                            .formatted(input));
        }
        return input;
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(gamma, beta);
    }

    @Override
    public String toString() {
        return "LayerNorm" + gamma.value().shape();
    }
}
