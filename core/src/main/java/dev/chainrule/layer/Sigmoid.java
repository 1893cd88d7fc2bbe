package dev.chainrule.layer;

import dev.chainrule.kernel.Kernels;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;

/// The logistic function.
///
/// **Forward**, on each element: `y = 1 / (1 + exp(−x))`.
///
/// **Backward**: `dx = dy · y · (1 − y)`, which vanishes for large `|x|`.
///
/// **Shapes**: any. **Kept**: y. **Side effects**: none. **Source**: CS231n notes, neural networks 1.
public final class Sigmoid implements Layer {
    /// Creates the layer.
    public Sigmoid() {}

    /// The settings: none.
    public record Settings() implements LayerSpec.Activation {
        @Override
        public Layer build(Build at) {
            return new Sigmoid();
        }
    }

    @Override
    public Pass forward(Tensor x, Mode mode) {
        Tensor y = Tensor.allocateLike(x);
        Kernels.of(x).pointwise().sigmoid(x, y);
        return new SigmoidPass(y);
    }

    private record SigmoidPass(Tensor output) implements Pass {
        @Override
        public Gradients backward(Tensor dy) {
            Tensor dx = Tensor.allocateLike(dy);
            Kernels.of(dy).pointwise().sigmoidGradient(output, dy, dx);
            return Gradients.ofInput(dx);
        }
    }

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public String toString() {
        return "Sigmoid";
    }
}
