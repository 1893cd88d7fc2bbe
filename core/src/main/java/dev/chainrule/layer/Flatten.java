package dev.chainrule.layer;

import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import dev.chainrule.tensor.Tensor;

/// Lays out each example as one row of features.
///
/// **Forward**: `y[n, d] = x[n, …]` with `d` counting in row-major order, so (C, H, W) order for images.
///
/// **Backward**: the gradient in the shape of the input.
///
/// **Shapes**: x (N, …), y (N, D) with D the product of the other extents. **Kept**: the shape of x. **Side
/// effects**: none;
/// unless x is an image, which is stored channels-last, y shares its numbers.
public final class Flatten implements Layer {
    /// Creates the layer; it has no settings.
    public Flatten() {}

    @Override
    public Pass forward(Tensor x, Mode mode) {
        Shape rows = outputShape(x.shape());
        return new FlattenPass(x.shape(), x.shape().rank() == 4 ? reordered(x, rows) : x.withShape(rows));
    }

    private record FlattenPass(Shape input, Tensor output) implements Pass {
        @Override
        public Gradients backward(Tensor dy) {
            return Gradients.ofInput(input.rank() == 4 ? reordered(dy, input) : dy.withShape(input));
        }
    }

    /// Copies between (N, C, H, W) and (N, D), whichever of the two is the image.
    private static Tensor reordered(Tensor from, Shape to) {
        Tensor target = Tensor.allocate(from.precision(), to);
        Shape image = to.rank() == 4 ? to : from.shape();
        for (int i = 0; i < from.size(); i++) {
            int stored = Tensor.storedOffset(image, i);
            if (to.rank() == 4) {
                target.setStored(stored, from.getStored(i));
            } else {
                target.setStored(i, from.getStored(stored));
            }
        }
        return target;
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
