package dev.chainrule.layer;

import dev.chainrule.kernel.GroupGeometry;
import dev.chainrule.settings.Require;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import dev.chainrule.tensor.Tensor;
import java.util.List;

/// Group normalisation: the channels of each example are split into G groups of neighbours, each group is brought to
/// mean 0 and deviation 1 over its own numbers, then each channel is scaled and shifted by what training learns.
/// Training and evaluation do the same.
///
/// **Forward**, over the M = C/G·H·W numbers of a group: `μ = Σ x / M`, `v = Σ (x − μ)² / M`,
/// `x̂ = (x − μ) / sqrt(v + epsilon)`, `y = gamma · x̂ + beta`.
///
/// **Backward**, with g = dy · gamma: `dx = (g − Σ g / M − x̂ · Σ (g · x̂) / M) / sqrt(v + epsilon)` with sums over the
/// group; `dgamma = Σ dy · x̂`, `dbeta = Σ dy` with sums over N, H and W.
///
/// **Shapes**: x (N, C, H, W) or (N, C), gamma and beta (C) or (1, C, 1, 1). G = 1 is layer normalisation over (C, H,
/// W), G = C is instance normalisation.
///
/// **Kept**: x, μ and v. **Side effects**: none. **Source**: Y. Wu and K. He, *Group normalization*, 2018; CS231n
/// assignment 2, `spatial_groupnorm_forward` and `spatial_groupnorm_backward`.
public final class GroupNorm implements Layer {
    private final Settings settings;
    private final Parameter gamma;
    private final Parameter beta;

    /// The settings of a group normalisation.
    ///
    /// @param groups G, a divisor of the number of channels
    /// @param epsilon added to the variance, inside the root; 1e-5 as a rule
    /// @param scale the shape of gamma and beta
    public record Settings(int groups, double epsilon, ScaleShape scale) implements LayerSpec.Normalization {
        /// Checks the settings.
        public Settings {
            Require.atLeast(1, "GroupNorm", "groups", groups);
            Require.nonNegative("GroupNorm", "epsilon", epsilon);
            Require.present(scale, "GroupNorm", "scale", "channels or image");
        }

        /// The usual epsilon, one gamma a channel.
        public static Settings of(int groups) {
            return new Settings(groups, 1e-5, ScaleShape.CHANNELS);
        }

        /// The same with another epsilon.
        public Settings withEpsilon(double other) {
            return new Settings(groups, other, scale);
        }

        /// The same with gamma and beta of another shape.
        public Settings withScale(ScaleShape other) {
            return new Settings(groups, epsilon, other);
        }

        @Override
        public Layer build(Build at) {
            return new GroupNorm(this, at.precision(), at.input(), String.valueOf(at.number("gamma")));
        }
    }

    /// The shape of gamma and beta; the numbers are the same.
    public enum ScaleShape {
        /// (C)
        CHANNELS,
        /// (1, C, 1, 1), as CS231n's notebook has it
        IMAGE
    }

    /// Creates the layer with gamma 1 and beta 0.
    ///
    /// @param input the shape of an input; the number of examples does not matter
    /// @param suffix what the names of the parameters end in, for example `1` for `gamma1`
    public GroupNorm(Settings settings, Precision precision, Shape input, String suffix) {
        this.settings = Require.present(settings, "GroupNorm", "settings", "a record of them");
        Require.present(precision, "GroupNorm", "precision", "float32 or float64");
        Require.present(input, "GroupNorm", "input", "the shape of an input");
        Require.present(suffix, "GroupNorm", "suffix", "what the names of its parameters end in; may be empty");
        RowsOrImages.require("GroupNorm", input);
        int channels = input.extent(1);
        Shape shape = switch (settings.scale()) {
            case CHANNELS -> Shape.of(channels);
            case IMAGE -> Shape.of(1, channels, 1, 1);
        };
        Tensor ones = Tensor.zeros(precision, shape);
        ones.fill(1);
        this.gamma = new Parameter("gamma" + suffix, Parameter.Kind.SCALE, ones);
        this.beta = new Parameter("beta" + suffix, Parameter.Kind.SHIFT, Tensor.zeros(precision, shape));
        outputShape(input);
    }

    @Override
    public Pass forward(Tensor x, Mode mode) {
        return GroupNormPass.forward(x, geometry(outputShape(x.shape())), settings.epsilon(), gamma, beta);
    }

    private GroupGeometry geometry(Shape x) {
        int channels = gamma.value().size();
        int pixels = x.sizePerExample() / channels;
        return new GroupGeometry(x.extent(0), pixels, channels, settings.groups());
    }

    @Override
    public Shape outputShape(Shape input) {
        int channels = gamma.value().size();
        if ((input.rank() != 2 && input.rank() != 4) || input.extent(1) != channels) {
            throw ShapeMismatchException.of(
                    "GroupNorm",
                    "input",
                    input,
                    "gamma",
                    gamma.value().shape(),
                    "(N, %1$s, H, W) or (N, %1$s)".formatted(channels));
        }
        int values = geometry(input).sizeOfGroup();
        if (values < 2) {
            throw new ShapeMismatchException("GroupNorm: input %s has %s; expected 2 or more. Use fewer groups than %s"
                    .formatted(
                            input,
                            values == 1 ? "one value per group, whose variance is 0" : "no value per group",
                            settings.groups()));
        }
        return input;
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(gamma, beta);
    }

    @Override
    public String toString() {
        return "GroupNorm(%s groups of %s channels)"
                .formatted(settings.groups(), gamma.value().size());
    }
}
