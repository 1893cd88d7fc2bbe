package dev.chainrule.layer;

import dev.chainrule.kernel.Kernels;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;

/// The rectified linear unit.
///
/// **Forward**, on each element: `y = max(0, x)`; a not-a-number stays one.
///
/// **Backward**: `dx = dy` where `x > 0`, else 0 (also at 0).
///
/// **Shapes**: any. **Kept**: x. **Side effects**: none. **Source**: CS231n assignment 2, `relu_forward` and
/// `relu_backward`.
public final class Relu implements Layer {
    /// Creates the layer.
    public Relu() {}

    /// The settings: none.
    public record Settings() implements LayerSpec.Activation {
        @Override
        public Layer build(Build at) {
            return new Relu();
        }
    }

    @Override
    public Pass forward(Tensor x, Mode mode) {
        Tensor y = Tensor.allocateLike(x);
        Kernels.of(x).pointwise().relu(x, y);
        return new ReluPass(x, y);
    }

    private record ReluPass(Tensor x, Tensor output) implements Pass {
        @Override
        public Gradients backward(Tensor dy) {
            Tensor dx = Tensor.allocateLike(dy);
            Kernels.of(dy).pointwise().reluGradient(x, dy, dx);
            return Gradients.ofInput(dx);
        }
    }

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public String toString() {
        return "Relu";
    }
}
