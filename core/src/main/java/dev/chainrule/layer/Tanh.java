package dev.chainrule.layer;

import dev.chainrule.kernel.Kernels;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;

/// The hyperbolic tangent.
///
/// **Forward**, on each element: `y = tanh(x)`.
///
/// **Backward**: `dx = dy · (1 − y²)`, which vanishes for large `|x|`.
///
/// **Shapes**: any. **Kept**: y. **Side effects**: none. **Source**: CS231n notes, neural networks 1.
public final class Tanh implements Layer {
    /// Creates the layer.
    public Tanh() {}

    /// The settings: none.
    public record Settings() implements LayerSpec.Activation {
        @Override
        public Layer build(Build at) {
            return new Tanh();
        }
    }

    @Override
    public Pass forward(Tensor x, Mode mode) {
        Tensor y = Tensor.allocateLike(x);
        Kernels.of(x).pointwise().tanh(x, y);
        return new TanhPass(y);
    }

    private record TanhPass(Tensor output) implements Pass {
        @Override
        public Gradients backward(Tensor dy) {
            Tensor dx = Tensor.allocateLike(dy);
            Kernels.of(dy).pointwise().tanhGradient(output, dy, dx);
            return Gradients.ofInput(dx);
        }
    }

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public String toString() {
        return "Tanh";
    }
}
