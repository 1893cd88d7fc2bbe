package dev.chainrule.kernel;

/// The window of a pooling layer, the steps by which it moves, and how far it reaches over the edges, in pixels.
///
/// @param height rows of the window, at least 1
/// @param width columns of the window, at least 1
/// @param strideHeight rows from one window to the next, at least 1; less than `height` where windows overlap
/// @param strideWidth columns from one window to the next, at least 1
/// @param paddingHeight rows above and likewise below the image that windows reach, at most half of the window
/// @param paddingWidth columns left and likewise right of the image, at most half of the window
/// @param paddingCounts whether a mean is one over the whole window, with zeros for the padding, or over the pixels of
/// the window that are in the image
public record PoolingWindow(
        int height,
        int width,
        int strideHeight,
        int strideWidth,
        int paddingHeight,
        int paddingWidth,
        boolean paddingCounts) {

    /// Checks the extents.
    ///
    /// @throws IllegalArgumentException if one is too small, or the padding more than half of the window
    public PoolingWindow {
        requirePositive("height", height);
        requirePositive("width", width);
        requirePositive("vertical stride", strideHeight);
        requirePositive("horizontal stride", strideWidth);
        requireAtMostHalf("vertical padding", paddingHeight, height);
        requireAtMostHalf("horizontal padding", paddingWidth, width);
    }

    /// A window that stays in the image.
    public PoolingWindow(int height, int width, int strideHeight, int strideWidth) {
        this(height, width, strideHeight, strideWidth, 0, 0, true);
    }

    /// A square window that moves by the same stride down and across.
    public static PoolingWindow square(int size, int stride) {
        return new PoolingWindow(size, size, stride, stride);
    }

    /// The same with another padding.
    public PoolingWindow withPadding(int down, int across) {
        return new PoolingWindow(height, width, strideHeight, strideWidth, down, across, paddingCounts);
    }

    /// The same with means that count the padding or not.
    public PoolingWindow withPaddingCounts(boolean other) {
        return new PoolingWindow(height, width, strideHeight, strideWidth, paddingHeight, paddingWidth, other);
    }

    /// Pixels of a window.
    public long area() {
        return (long) height * width;
    }

    /// What the sum of a window is divided by for its mean.
    ///
    /// @param pixels of the window that are in the image
    public long divisor(int pixels) {
        return paddingCounts ? area() : pixels;
    }

    private static void requirePositive(String what, int actual) {
        if (actual < 1) {
            throw new IllegalArgumentException(
                    "PoolingWindow: %s %s does not fit a window; expected at least 1".formatted(what, actual));
        }
    }

    private static void requireAtMostHalf(String what, int actual, int extent) {
        if (actual < 0 || actual > extent / 2) {
            throw new IllegalArgumentException(
                    "PoolingWindow: %s %s does not fit a window of %s; expected at least 0 and at most half of the window, %s"
                            .formatted(what, actual, extent, extent / 2));
        }
    }

    @Override
    public String toString() {
        String stride = strideHeight == strideWidth ? "" + strideHeight : strideHeight + "×" + strideWidth;
        String padding = paddingHeight == paddingWidth ? "" + paddingHeight : paddingHeight + "×" + paddingWidth;
        return "%s×%s, stride %s%s%s"
                .formatted(
                        height,
                        width,
                        stride,
                        padding.equals("0") ? "" : ", padding " + padding,
                        paddingCounts ? "" : " that does not count");
    }
}
