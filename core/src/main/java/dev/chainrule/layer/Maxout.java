package dev.chainrule.layer;

import dev.chainrule.kernel.Kernels;
import dev.chainrule.kernel.Pooling;
import dev.chainrule.kernel.PoolingGeometry;
import dev.chainrule.kernel.PoolingWindow;
import dev.chainrule.settings.Require;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import dev.chainrule.tensor.Tensor;

/// The largest of several features: behind an affine layer or a convolution, a unit that learns its own activation as
/// the maximum of linear pieces.
///
/// **Forward**, with k pieces and M = C / k: `y[n, m, …] = max_j x[n, j·M + m, …]` over j from 0 to k − 1; so the first
/// M features are the first pieces of all units.
///
/// **Backward**: `dy` goes to the largest piece, the first of equals.
///
/// **Shapes**: x (N, C), y (N, C / k), or images (N, C, H, W) and (N, C / k, H, W). **Kept**: x and y. **Side
/// effects**: none. **Source**: I. Goodfellow et al., *Maxout networks*, 2013.
public final class Maxout implements Layer {
    private final int pieces;

    /// The settings.
    ///
    /// @param pieces k, a divisor of the number of features
    public record Settings(int pieces) implements LayerSpec {
        /// Checks the setting.
        public Settings {
            Require.atLeast(1, "Maxout", "pieces", pieces);
        }

        @Override
        public Layer build(Build at) {
            return new Maxout(pieces);
        }
    }

    /// Creates the layer.
    ///
    /// @param pieces k, a divisor of the number of features
    public Maxout(int pieces) {
        this.pieces = new Settings(pieces).pieces();
    }

    @Override
    public Pass forward(Tensor x, Mode mode) {
        Tensor y = Tensor.allocate(x.precision(), outputShape(x.shape()));
        PoolingGeometry geometry = geometry(x.shape());
        Kernels.of(x).pooling().max(geometry, x, y);
        return new MaxoutPass(geometry, x, y);
    }

    /// Each row of features, or each pixel, as an image of M channels, k rows and one column, which is stored
    /// alike.
    private PoolingGeometry geometry(Shape input) {
        int units = input.extent(1) / pieces;
        int rows = input.size() / input.extent(1);
        return new PoolingGeometry(Shape.of(rows, units, pieces, 1), new PoolingWindow(pieces, 1, 1, 1));
    }

    private record MaxoutPass(PoolingGeometry geometry, Tensor x, Tensor output) implements Pass {
        @Override
        public Gradients backward(Tensor dy) {
            Tensor dx = Tensor.allocateLike(x);
            Kernels.of(dy).pooling().maxGradient(geometry, Pooling.Ties.FIRST, x, output, dy, dx);
            return Gradients.ofInput(dx);
        }
    }

    @Override
    public Shape outputShape(Shape input) {
        RowsOrImages.require("Maxout", input);
        if (input.extent(1) % pieces != 0) {
            throw new ShapeMismatchException(
                    "Maxout: input %s does not fit %s pieces; expected (N, C) or (N, C, H, W) with C divisible by %2$s"
                            .formatted(input, pieces));
        }
        int[] extents = input.toArray();
        extents[1] /= pieces;
        return Shape.of(extents);
    }

    @Override
    public String toString() {
        return "Maxout(%s pieces)".formatted(pieces);
    }
}
