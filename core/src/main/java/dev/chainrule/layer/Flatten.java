package dev.chainrule.layer;

import dev.chainrule.kernel.Kernels;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import dev.chainrule.tensor.Tensor;

/// Lays out each example as one row of features.
///
/// **Forward**: `y[n, d] = x[n, …]` with `d` counting in row-major order, so (C, H, W) order for images.
///
/// **Backward**: the gradient in the shape of the input.
///
/// **Shapes**: x (N, …), y (N, D) with D the product of the other extents. **Kept**: the shape of x. **Side effects**:
/// none; unless x is an image, which is stored channels-last, y shares its numbers.
public final class Flatten implements Layer {
    /// Creates the layer.
    public Flatten() {}

    /// The settings: none.
    public record Settings() implements LayerSpec {
        @Override
        public Layer build(Build at) {
            return new Flatten();
        }
    }

    @Override
    public Pass forward(Tensor x, Mode mode) {
        Shape rows = outputShape(x.shape());
        if (x.shape().rank() != 4) {
            return new FlattenPass(x.shape(), x.withShape(rows));
        }
        Tensor y = Tensor.allocate(x.precision(), rows);
        Kernels.of(x).layout().toRows(x, y);
        return new FlattenPass(x.shape(), y);
    }

    private record FlattenPass(Shape input, Tensor output) implements Pass {
        @Override
        public Gradients backward(Tensor dy) {
            if (input.rank() != 4) {
                return Gradients.ofInput(dy.withShape(input));
            }
            Tensor dx = Tensor.allocate(dy.precision(), input);
            Kernels.of(dy).layout().toImages(dy, dx);
            return Gradients.ofInput(dx);
        }
    }

    @Override
    public Shape outputShape(Shape input) {
        if (input.rank() < 2) {
            throw new ShapeMismatchException(
                    "Flatten: input %s does not fit rank 2 or more; expected (N, …)".formatted(input));
        }
        return Shape.of(input.extent(0), input.sizePerExample());
    }

    @Override
    public String toString() {
        return "Flatten";
    }
}
