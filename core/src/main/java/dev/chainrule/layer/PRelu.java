package dev.chainrule.layer;

import dev.chainrule.kernel.Activation;
import dev.chainrule.kernel.Kernels;
import dev.chainrule.kernel.Standardization;
import dev.chainrule.settings.Require;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import dev.chainrule.tensor.Tensor;
import java.util.List;

/// The parametric rectified linear unit: a leaky one whose slope left of 0 is trained, one for each channel.
///
/// **Forward**: `y = x` where `x > 0`, else `alpha · x`.
///
/// **Backward**: `dx = dy` where `x > 0`, else `alpha · dy`; `dalpha = Σ dy · min(0, x)` over all elements of a
/// channel.
///
/// **Shapes**: x (N, D) with alpha (D), or images x (N, C, H, W) with alpha (C). **Kept**: x and min(0, x). **Side
/// effects**: none. **Source**: K. He, X. Zhang, S. Ren and J. Sun, *Delving deep into rectifiers*, 2015.
public final class PRelu implements Layer {
    private static final Activation POSITIVE = new Activation.Relu();

    private final Parameter alpha;

    /// The settings.
    ///
    /// @param slope that all channels start with
    public record Settings(double slope) implements LayerSpec.Activation {
        /// Checks the setting.
        public Settings {
            Require.finite("PRelu", "slope", slope);
        }

        /// The paper's start, 0.25.
        public static Settings of() {
            return new Settings(0.25);
        }

        @Override
        public Layer build(Build at) {
            RowsOrImages.require("PRelu", at.input());
            return new PRelu(at.parameter(
                    "alpha" + at.number("alpha"),
                    Parameter.Kind.SCALE,
                    Shape.of(at.input().extent(1)),
                    new Initializer.Constant(slope),
                    1,
                    1));
        }
    }

    /// Creates the layer.
    ///
    /// @param alpha the slopes, one a channel
    public PRelu(Parameter alpha) {
        this.alpha = Require.present(alpha, "PRelu", "alpha", "a parameter (C)");
        Shape slopes = alpha.value().shape();
        if (slopes.rank() != 1) {
            throw new ShapeMismatchException(
                    "PRelu: alpha %s does not fit rank 1; expected (C), a slope a channel".formatted(slopes));
        }
    }

    @Override
    public Pass forward(Tensor x, Mode mode) {
        Tensor y = Tensor.allocate(x.precision(), outputShape(x.shape()));
        Kernels kernels = Kernels.of(x);
        kernels.pointwise().activate(POSITIVE, x, y);
        Tensor negative = Tensor.allocateLike(x);
        negative.copyFrom(x);
        kernels.pointwise().addScaled(y, -1, negative);
        Tensor sloped = Tensor.allocateLike(x);
        kernels.normalization().standardize(negative, scaling(), sloped);
        kernels.pointwise().add(y, sloped, y);
        return new PReluPass(this, x, negative, y);
    }

    /// A multiplication by one number a channel, as a normalisation of mean 0 and variance 1.
    private Standardization scaling() {
        Tensor mean = Tensor.allocate(Precision.FLOAT64, alpha.value().shape());
        mean.fill(0);
        Tensor variance = Tensor.allocateLike(mean);
        variance.fill(1);
        return new Standardization(mean, variance, 0, alpha.value(), null, Standardization.Epilogue.NONE);
    }

    private record PReluPass(PRelu layer, Tensor x, Tensor negative, Tensor output) implements Pass {
        @Override
        public Gradients backward(Tensor dy) {
            Kernels kernels = Kernels.of(dy);
            Tensor dx = Tensor.allocateLike(x);
            Tensor dalpha = Tensor.allocateLike(layer.alpha.value());
            kernels.normalization()
                    .fixedGradients(negative, layer.scaling(), dy, dx, dalpha, Tensor.allocateLike(dalpha));
            Tensor positive = Tensor.allocateLike(x);
            kernels.pointwise().activationGradient(POSITIVE, x, output, dx, positive);
            kernels.pointwise().addScaled(positive, -1, dx);
            kernels.pointwise().activationGradient(POSITIVE, x, output, dy, positive);
            kernels.pointwise().add(dx, positive, dx);
            return Gradients.ofInput(dx).with(layer.alpha, dalpha);
        }
    }

    @Override
    public Shape outputShape(Shape input) {
        int channels = alpha.value().size();
        if ((input.rank() != 2 && input.rank() != 4) || input.extent(1) != channels) {
            throw ShapeMismatchException.of(
                    "PRelu",
                    "input",
                    input,
                    "alpha",
                    alpha.value().shape(),
                    "(N, %1$s) or (N, %1$s, H, W)".formatted(channels));
        }
        return input;
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(alpha);
    }

    @Override
    public String toString() {
        return "PRelu" + alpha.value().shape();
    }
}
