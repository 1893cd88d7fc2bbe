package dev.chainrule.layer;

import dev.chainrule.kernel.Kernels;
import dev.chainrule.settings.Require;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;

/// The rectified linear unit with a small slope for negative inputs.
///
/// **Forward**, on each element: `y = x` where `x > 0`, else `slope · x`.
///
/// **Backward**: `dx = dy` where `x > 0`, else `slope · dy`.
///
/// **Shapes**: any. **Kept**: x. **Side effects**: none. **Source**: KTH DD2424 reports, with slope 0.01.
public final class LeakyRelu implements Layer {
    private final double slope;

    /// The settings.
    ///
    /// @param slope of the line left of 0; 0.01 is usual
    public record Settings(double slope) implements LayerSpec.Activation {
        /// Checks the setting.
        public Settings {
            Require.finite("LeakyRelu", "slope", slope);
        }

        /// The usual slope.
        public static Settings of() {
            return new Settings(0.01);
        }

        @Override
        public Layer build(Build at) {
            return new LeakyRelu(slope);
        }
    }

    /// Creates the layer.
    ///
    /// @param slope of the line left of 0; 0.01 is usual
    public LeakyRelu(double slope) {
        this.slope = new Settings(slope).slope();
    }

    @Override
    public Pass forward(Tensor x, Mode mode) {
        Tensor y = Tensor.allocateLike(x);
        Kernels.of(x).pointwise().leakyRelu(x, slope, y);
        return new LeakyReluPass(slope, x, y);
    }

    private record LeakyReluPass(double slope, Tensor x, Tensor output) implements Pass {
        @Override
        public Gradients backward(Tensor dy) {
            Tensor dx = Tensor.allocateLike(dy);
            Kernels.of(dy).pointwise().leakyReluGradient(x, slope, dy, dx);
            return Gradients.ofInput(dx);
        }
    }

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public String toString() {
        return "LeakyRelu(" + slope + ")";
    }
}
