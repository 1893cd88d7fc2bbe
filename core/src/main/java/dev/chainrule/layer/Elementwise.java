package dev.chainrule.layer;

import dev.chainrule.kernel.Activation;
import dev.chainrule.kernel.Kernels;
import dev.chainrule.settings.Require;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;

/// A function of each element by itself.
///
/// **Forward**: `y = f(x)`. **Backward**: `dx = dy · f'(x)`. **Shapes**: any. **Kept**: x and y. **Side effects**:
/// none.
public class Elementwise implements Layer {
    private final Activation function;

    /// Creates the layer of a function, which may be one of your own.
    public Elementwise(Activation function) {
        this.function = Require.present(function, "Elementwise", "function", "an activation");
    }

    /// The function.
    public final Activation function() {
        return function;
    }

    @Override
    public final Pass forward(Tensor x, Mode mode) {
        Tensor y = Tensor.allocateLike(x);
        Kernels.of(x).pointwise().activate(function, x, y);
        return new ElementwisePass(function, x, y);
    }

    private record ElementwisePass(Activation function, Tensor x, Tensor output) implements Pass {
        @Override
        public Gradients backward(Tensor dy) {
            Tensor dx = Tensor.allocateLike(dy);
            Kernels.of(dy).pointwise().activationGradient(function, x, output, dy, dx);
            return Gradients.ofInput(dx);
        }
    }

    @Override
    public final Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public String toString() {
        return getClass().getSimpleName();
    }
}
