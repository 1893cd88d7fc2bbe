package dev.chainrule.layer;

import dev.chainrule.kernel.Kernels;
import dev.chainrule.kernel.PoolingGeometry;
import dev.chainrule.kernel.PoolingWindow;
import dev.chainrule.settings.Require;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;

/// Average pooling.
///
/// **Forward**, over each window of each channel: `y[n, c, i, j] = mean x[n, c, i·s + u − p, j·s + v − p]`, with zeros
/// in the padding p, or over the pixels of the window that are in the image alone.
///
/// **Backward**: each number of a window gets `dy / area`, or by the number of those pixels, and adds up where windows
/// overlap.
///
/// **Shapes**: x (N, C, H, W), y (N, C, H', W') with `H' = 1 + ⌊(H + 2 · padding − window height) / stride⌋` and W'
/// alike. **Kept**: the shape of x. **Side effects**: none. **Source**: CS231n notes, convolutional networks.
public final class AveragePool implements Layer {
    private final PoolingWindow window;

    /// The settings.
    ///
    /// @param size rows and columns of a window
    /// @param stride pixels from one window to the next; as a rule the size
    /// @param padding rows and columns of zeros on each side of the image; at most half of the size
    /// @param paddingCounts whether the zeros of the padding count in a mean, which PyTorch calls
    /// `count_include_pad`
    public record Settings(Size2d size, Size2d stride, Size2d padding, boolean paddingCounts) implements LayerSpec {
        /// Checks the settings.
        public Settings {
            Require.present(size, "AveragePool", "size", "rows and columns");
            Require.present(stride, "AveragePool", "stride", "rows and columns");
            Require.present(padding, "AveragePool", "padding", "rows and columns");
            size.requirePositive("AveragePool", "size");
            stride.requirePositive("AveragePool", "stride");
            padding.requireAtMostHalf(size, "AveragePool", "padding");
        }

        /// Windows side by side, without padding.
        public static Settings of(Size2d size) {
            return new Settings(size, size, Size2d.square(0), true);
        }

        /// The same with another stride.
        public Settings withStride(Size2d other) {
            return new Settings(size, other, padding, paddingCounts);
        }

        /// The same with another padding.
        public Settings withPadding(Size2d other) {
            return new Settings(size, stride, other, paddingCounts);
        }

        /// The same with means that count the padding or not.
        public Settings withPaddingCounts(boolean other) {
            return new Settings(size, stride, padding, other);
        }

        /// The window and how it moves.
        public PoolingWindow window() {
            return new PoolingWindow(size.height(), size.width(), stride.height(), stride.width())
                    .withPadding(padding.height(), padding.width())
                    .withPaddingCounts(paddingCounts);
        }

        @Override
        public Layer build(Build at) {
            return new AveragePool(window());
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

    /// Where its windows lie.
    public PoolingWindow window() {
        return window;
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
