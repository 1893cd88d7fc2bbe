package dev.chainrule.kernel;

import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;

/// How a pooling window moves over a batch of images. Rows and columns that the last window does not reach are left
/// out. Every window has a pixel of the image, because the padding is at most half of it.
///
/// @param input (N, C, H, W)
/// @param window at most the image with its padding
public record PoolingGeometry(Shape input, PoolingWindow window) {
    /// Checks that the window fits the images.
    ///
    /// @throws ShapeMismatchException if the input is no batch of images or smaller than the window
    public PoolingGeometry {
        check("Pooling", input, window);
    }

    private static void check(String where, Shape input, PoolingWindow window) {
        int down = Math.max(1, window.height() - 2 * window.paddingHeight());
        int across = Math.max(1, window.width() - 2 * window.paddingWidth());
        if (input.rank() != 4 || input.extent(2) < down || input.extent(3) < across) {
            throw new ShapeMismatchException(
                    "%s: input %s does not fit window %s; expected (N, C, H, W) with H at least %s and W at least %s"
                            .formatted(where, input, window, down, across));
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

    /// `H' = 1 + ⌊(H + 2 · padding − window height) / stride⌋`.
    public int outputHeight() {
        return 1 + (height() - (window.height() - 2 * window.paddingHeight())) / window.strideHeight();
    }

    /// `W' = 1 + ⌊(W + 2 · padding − window width) / stride⌋`.
    public int outputWidth() {
        return 1 + (width() - (window.width() - 2 * window.paddingWidth())) / window.strideWidth();
    }

    /// The first row of the windows in a row of the output, which may be one of the padding.
    public int top(int row) {
        return row * window.strideHeight() - window.paddingHeight();
    }

    /// The first column of the windows in a column of the output, likewise.
    public int left(int column) {
        return column * window.strideWidth() - window.paddingWidth();
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
