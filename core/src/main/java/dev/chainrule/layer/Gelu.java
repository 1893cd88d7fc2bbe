package dev.chainrule.layer;

import dev.chainrule.kernel.Kernels;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;

/// The Gaussian error linear unit, in its form with the hyperbolic tangent; `x·Φ(x)` with the exact normal
/// distribution Φ differs from it by less than 5e-4.
///
/// **Forward**, on each element: `y = ½·x·(1 + tanh u)` with `u = √(2/π)·(x + 0.044715·x³)`.
///
/// **Backward**: `dx = dy · (½·(1 + tanh u) + ½·x·(1 − tanh² u)·u')` with `u' = √(2/π)·(1 + 0.134145·x²)`.
///
/// **Shapes**: any. **Kept**: x. **Side effects**: none. **Source**: Hendrycks and Gimpel, Gaussian Error Linear
/// Units, 2016.
public final class Gelu implements Layer {
    /// Creates the layer.
    public Gelu() {}

    /// The settings: none.
    public record Settings() implements LayerSpec.Activation {
        @Override
        public Layer build(Build at) {
            return new Gelu();
        }
    }

    @Override
    public Pass forward(Tensor x, Mode mode) {
        Tensor y = Tensor.allocateLike(x);
        Kernels.of(x).pointwise().gelu(x, y);
        return new GeluPass(x, y);
    }

    private record GeluPass(Tensor x, Tensor output) implements Pass {
        @Override
        public Gradients backward(Tensor dy) {
            Tensor dx = Tensor.allocateLike(dy);
            Kernels.of(dy).pointwise().geluGradient(x, dy, dx);
            return Gradients.ofInput(dx);
        }
    }

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public String toString() {
        return "Gelu";
    }
}
