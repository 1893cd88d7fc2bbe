package dev.chainrule.kernel;

import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;

/// How a pooling window moves over a batch of images. There is no padding; rows and columns that the last window does
/// not reach are left out.
///
/// @param input (N, C, H, W)
/// @param window at most H × W
public record PoolingGeometry(Shape input, PoolingWindow window) {
    /// Checks that the window fits the images.
    ///
    /// @throws ShapeMismatchException if the input is no batch of images or smaller than the window
    public PoolingGeometry {
        check("Pooling", input, window);
    }

    private static void check(String where, Shape input, PoolingWindow window) {
        if (input.rank() != 4 || input.extent(2) < window.height() || input.extent(3) < window.width()) {
            throw new ShapeMismatchException(
                    "%s: input %s does not fit window %s; expected (N, C, H, W) with H at least %s and W at least %s"
                            .formatted(where, input, window, window.height(), window.width()));
        }
    }

    /// The geometry of a layer's input.
    ///
    /// @param where the layer's name, for the error
    /// @throws ShapeMismatchException if the input is no batch of images or smaller than the window
    public static PoolingGeometry of(String where, Shape input, PoolingWindow window) {
        check(where, input, window);
        return new PoolingGeometry(input, window);
    }

    /// N, the number of images.
    public int examples() {
        return input.extent(0);
    }

    /// C, the number of channels.
    public int channels() {
        return input.extent(1);
    }

    /// H, the rows of an input image.
    public int height() {
        return input.extent(2);
    }

    /// W, the columns of an input image.
    public int width() {
        return input.extent(3);
    }

    /// `H' = 1 + ⌊(H − window height) / stride⌋`.
    public int outputHeight() {
        return 1 + (height() - window.height()) / window.strideHeight();
    }

    /// `W' = 1 + ⌊(W − window width) / stride⌋`.
    public int outputWidth() {
        return 1 + (width() - window.width()) / window.strideWidth();
    }

    /// (N, C, H', W').
    public Shape output() {
        return Shape.of(examples(), channels(), outputHeight(), outputWidth());
    }

    /// Where the input stores the first channel of a pixel.
    public int inputOffset(int n, int row, int column) {
        return ((n * height() + row) * width() + column) * channels();
    }

    /// Where the output stores the first channel of a pixel.
    public int outputOffset(int n, int row, int column) {
        return ((n * outputHeight() + row) * outputWidth() + column) * channels();
    }
}
