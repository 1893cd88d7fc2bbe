package dev.chainrule.layer;

import dev.chainrule.kernel.Kernels;
import dev.chainrule.settings.Require;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;

/// A multiple of the input, by a factor that is not trained; of scores, a softmax of another temperature.
///
/// **Forward**, on each element: `y = factor · x`.
///
/// **Backward**: `dx = factor · dy`.
///
/// **Shapes**: any. **Kept**: nothing. **Side effects**: none. **Source**: K. Jordan, *94 % on CIFAR-10 in 3.29 seconds
/// on a single GPU*, 2024, with 1/9 on the scores.
public final class Scale implements Layer {
    private final double factor;

    /// The settings.
    ///
    /// @param factor that everything is multiplied by
    public record Settings(double factor) implements LayerSpec {
        /// Checks the setting.
        public Settings {
            Require.finite("Scale", "factor", factor);
        }

        @Override
        public Layer build(Build at) {
            return new Scale(factor);
        }
    }

    /// Creates the layer.
    ///
    /// @param factor that everything is multiplied by
    public Scale(double factor) {
        this.factor = new Settings(factor).factor();
    }

    @Override
    public Pass forward(Tensor x, Mode mode) {
        return new ScalePass(factor, scaled(x, factor));
    }

    private record ScalePass(double factor, Tensor output) implements Pass {
        @Override
        public Gradients backward(Tensor dy) {
            return Gradients.ofInput(scaled(dy, factor));
        }
    }

    /// A copy of `x` times `factor`.
    static Tensor scaled(Tensor x, double factor) {
        Tensor y = Tensor.allocateLike(x);
        y.copyFrom(x);
        Kernels.of(x).pointwise().scale(y, factor);
        return y;
    }

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public String toString() {
        return "Scale(" + factor + ")";
    }
}
