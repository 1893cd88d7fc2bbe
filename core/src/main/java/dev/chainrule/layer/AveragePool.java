package dev.chainrule.layer;

import dev.chainrule.kernel.Kernels;
import dev.chainrule.kernel.PoolingGeometry;
import dev.chainrule.kernel.PoolingWindow;
import dev.chainrule.settings.Require;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;

/// Average pooling.
///
/// **Forward**, over each window of each channel: `y[n, c, i, j] = mean x[n, c, i·s + u, j·s + v]`.
///
/// **Backward**: each number of a window gets `dy / area`, and adds up where windows overlap.
///
/// **Shapes**: x (N, C, H, W), y (N, C, H', W') with `H' = 1 + ⌊(H − window height) / stride⌋` and W' alike; no
/// padding. **Kept**: the shape of x. **Side effects**: none. **Source**: CS231n notes, convolutional networks.
public final class AveragePool implements Layer {
    private final PoolingWindow window;

    /// The settings.
    ///
    /// @param size rows and columns of a window
    /// @param stride pixels from one window to the next; as a rule the size
    public record Settings(Size2d size, Size2d stride) implements LayerSpec {
        /// Checks the settings.
        public Settings {
            Require.present(size, "AveragePool", "size", "rows and columns");
            Require.present(stride, "AveragePool", "stride", "rows and columns");
            size.requirePositive("AveragePool", "size");
            stride.requirePositive("AveragePool", "stride");
        }

        /// Windows side by side.
        public static Settings of(Size2d size) {
            return new Settings(size, size);
        }

        @Override
        public Layer build(Build at) {
            return new AveragePool(new PoolingWindow(size.height(), size.width(), stride.height(), stride.width()));
        }
    }

    /// Creates the layer.
    public AveragePool(PoolingWindow window) {
        this.window = Require.present(window, "AveragePool", "window", "a window");
    }

    /// The usual layer: windows of `size` × `size` side by side.
    public static AveragePool square(int size) {
        return new AveragePool(PoolingWindow.square(size, size));
    }

    @Override
    public Pass forward(Tensor x, Mode mode) {
        PoolingGeometry geometry = PoolingGeometry.of("AveragePool", x.shape(), window);
        Tensor y = Tensor.allocate(x.precision(), geometry.output());
        Kernels.of(x).pooling().average(geometry, x, y);
        return new AveragePoolPass(geometry, y);
    }

    private record AveragePoolPass(PoolingGeometry geometry, Tensor output) implements Pass {
        @Override
        public Gradients backward(Tensor dy) {
            Tensor dx = Tensor.allocate(dy.precision(), geometry.input());
            Kernels.of(dy).pooling().averageGradient(geometry, dy, dx);
            return Gradients.ofInput(dx);
        }
    }

    @Override
    public Shape outputShape(Shape input) {
        return PoolingGeometry.of("AveragePool", input, window).output();
    }

    @Override
    public String toString() {
        return "AveragePool(" + window + ")";
    }
}
