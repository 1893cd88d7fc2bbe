package dev.chainrule.layer;

import dev.chainrule.kernel.Kernels;
import dev.chainrule.kernel.PoolingGeometry;
import dev.chainrule.kernel.PoolingWindow;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import dev.chainrule.tensor.Tensor;

/// The mean of each channel of an image, which makes a row of features of images of any size.
///
/// **Forward**: `y[n, c] = mean x[n, c, h, w]` over all `h`, `w`.
///
/// **Backward**: `dx[n, c, h, w] = dy[n, c] / (H·W)`.
///
/// **Shapes**: x (N, C, H, W), y (N, C). **Kept**: the shape of x. **Side effects**: none. **Source**: Lin, Chen and
/// Yan, Network in Network, 2014.
public final class GlobalAveragePool implements Layer {
    /// Creates the layer.
    public GlobalAveragePool() {}

    /// The settings: none.
    public record Settings() implements LayerSpec {
        @Override
        public Layer build(Build at) {
            return new GlobalAveragePool();
        }
    }

    @Override
    public Pass forward(Tensor x, Mode mode) {
        PoolingGeometry geometry = wholeImage(x.shape());
        Tensor y = Tensor.allocate(x.precision(), outputShape(x.shape()));
        Kernels.of(x).pooling().average(geometry, x, y);
        return new GlobalAveragePoolPass(geometry, y);
    }

    private record GlobalAveragePoolPass(PoolingGeometry geometry, Tensor output) implements Pass {
        @Override
        public Gradients backward(Tensor dy) {
            Tensor dx = Tensor.allocate(dy.precision(), geometry.input());
            Kernels.of(dy).pooling().averageGradient(geometry, dy, dx);
            return Gradients.ofInput(dx);
        }
    }

    @Override
    public Shape outputShape(Shape input) {
        PoolingGeometry geometry = wholeImage(input);
        return Shape.of(geometry.examples(), geometry.channels());
    }

    private static PoolingGeometry wholeImage(Shape input) {
        if (input.rank() != 4 || input.extent(2) == 0 || input.extent(3) == 0) {
            throw new ShapeMismatchException(
                    "GlobalAveragePool: input %s does not fit a batch of images; expected (N, C, H, W) with H and W at"
                                    .formatted(input)
                            + " least 1");
        }
        return new PoolingGeometry(input, new PoolingWindow(input.extent(2), input.extent(3), 1, 1));
    }

    @Override
    public String toString() {
        return "GlobalAveragePool";
    }
}
