package dev.chainrule.kernel;

/// The window of a pooling layer and the steps by which it moves, in pixels.
///
/// @param height rows of the window, at least 1
/// @param width columns of the window, at least 1
/// @param strideHeight rows from one window to the next, at least 1; less than `height` where windows overlap
/// @param strideWidth columns from one window to the next, at least 1
public record PoolingWindow(int height, int width, int strideHeight, int strideWidth) {

    /// Checks the extents.
    ///
    /// @throws IllegalArgumentException if one is below 1
    public PoolingWindow {
        requirePositive("height", height);
        requirePositive("width", width);
        requirePositive("vertical stride", strideHeight);
        requirePositive("horizontal stride", strideWidth);
    }

    /// A square window that moves by the same stride down and across.
    public static PoolingWindow square(int size, int stride) {
        return new PoolingWindow(size, size, stride, stride);
    }

    /// Pixels of a window.
    public long area() {
        return (long) height * width;
    }

    private static void requirePositive(String what, int actual) {
        if (actual < 1) {
            throw new IllegalArgumentException(
                    "PoolingWindow: %s %s does not fit a window; expected at least 1".formatted(what, actual));
        }
    }

    @Override
    public String toString() {
        String size = height + "×" + width;
        return strideHeight == strideWidth
                ? "%s, stride %s".formatted(size, strideHeight)
                : "%s, stride %s×%s".formatted(size, strideHeight, strideWidth);
    }
}
