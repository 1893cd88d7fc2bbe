package dev.chainrule.layer;

import dev.chainrule.kernel.Kernels;
import dev.chainrule.kernel.Pooling;
import dev.chainrule.kernel.PoolingGeometry;
import dev.chainrule.kernel.PoolingWindow;
import dev.chainrule.settings.Require;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;

/// Max pooling.
///
/// **Forward**, over each window of each channel: `y[n, c, i, j] = max x[n, c, i·s + u − p, j·s + v − p]`, where the
/// padding p counts as −∞; not a number if one of them is not.
///
/// **Backward**: `dy` goes to the largest number of its window, and adds up where windows overlap; if several are the
/// largest, to the first of them row by row or to all in equal shares, see [Pooling.Ties].
///
/// **Shapes**: x (N, C, H, W), y (N, C, H', W') with `H' = 1 + ⌊(H + 2 · padding − window height) / stride⌋` and W'
/// alike. **Kept**: x and y. **Side effects**: none. **Source**: CS231n assignment 2, `max_pool_forward_naive` and
/// `max_pool_backward_naive`; of its fast layers the one by `reshape` splits ties, the one by `im2col` takes the first.
public final class MaxPool implements Layer {
    private final PoolingWindow window;
    private final Pooling.Ties ties;

    /// The settings.
    ///
    /// @param size rows and columns of a window
    /// @param stride pixels from one window to the next; as a rule the size
    /// @param padding rows and columns on each side of the image that are less than any number; at most half of the
    /// size
    /// @param ties where the gradient goes if several numbers are the largest
    public record Settings(Size2d size, Size2d stride, Size2d padding, Pooling.Ties ties) implements LayerSpec {
        /// Checks the settings.
        public Settings {
            Require.present(size, "MaxPool", "size", "rows and columns");
            Require.present(stride, "MaxPool", "stride", "rows and columns");
            Require.present(padding, "MaxPool", "padding", "rows and columns");
            Require.present(ties, "MaxPool", "ties", "first or split");
            size.requirePositive("MaxPool", "size");
            stride.requirePositive("MaxPool", "stride");
            padding.requireAtMostHalf(size, "MaxPool", "padding");
        }

        /// Windows side by side, without padding, ties to the first.
        public static Settings of(Size2d size) {
            return new Settings(size, size, Size2d.square(0), Pooling.Ties.FIRST);
        }

        /// The same of square windows.
        public static Settings square(int size) {
            return of(Size2d.square(size));
        }

        /// The same with another stride.
        public Settings withStride(Size2d other) {
            return new Settings(size, other, padding, ties);
        }

        /// The same with another padding.
        public Settings withPadding(Size2d other) {
            return new Settings(size, stride, other, ties);
        }

        /// The same with another way of ties.
        public Settings withTies(Pooling.Ties other) {
            return new Settings(size, stride, padding, other);
        }

        /// The window and how it moves.
        public PoolingWindow window() {
            return new PoolingWindow(size.height(), size.width(), stride.height(), stride.width())
                    .withPadding(padding.height(), padding.width());
        }

        @Override
        public Layer build(Build at) {
            return new MaxPool(window(), ties);
        }
    }

    /// Creates the layer.
    public MaxPool(PoolingWindow window, Pooling.Ties ties) {
        this.window = Require.present(window, "MaxPool", "window", "a window");
        this.ties = Require.present(ties, "MaxPool", "ties", "first or split");
    }

    /// The usual layer: windows of `size` × `size` side by side, ties to the first.
    public static MaxPool square(int size) {
        return new MaxPool(PoolingWindow.square(size, size), Pooling.Ties.FIRST);
    }

    boolean isSquareOfTwo() {
        return window.equals(PoolingWindow.square(2, 2)) && ties == Pooling.Ties.FIRST;
    }

    /// Where its windows lie.
    public PoolingWindow window() {
        return window;
    }

    @Override
    public Pass forward(Tensor x, Mode mode) {
        PoolingGeometry geometry = PoolingGeometry.of("MaxPool", x.shape(), window);
        Tensor y = Tensor.allocate(x.precision(), geometry.output());
        Kernels.of(x).pooling().max(geometry, x, y);
        return new MaxPoolPass(geometry, ties, x, y);
    }

    private record MaxPoolPass(PoolingGeometry geometry, Pooling.Ties ties, Tensor x, Tensor output) implements Pass {
        @Override
        public Gradients backward(Tensor dy) {
            Tensor dx = Tensor.allocateLike(x);
            Kernels.of(dy).pooling().maxGradient(geometry, ties, x, output, dy, dx);
            return Gradients.ofInput(dx);
        }
    }

    @Override
    public Shape outputShape(Shape input) {
        return PoolingGeometry.of("MaxPool", input, window).output();
    }

    @Override
    public String toString() {
        return "MaxPool(" + window + (ties == Pooling.Ties.SPLIT ? ", ties split)" : ")");
    }
}
