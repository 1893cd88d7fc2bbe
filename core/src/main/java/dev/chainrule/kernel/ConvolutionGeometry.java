package dev.chainrule.kernel;

import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/// The extents of a two-dimensional convolution: x (N, C, H, W), w (F, C, HH, WW), y (N, F, H', W').
///
/// Output pixel (i, j) looks at the input pixels from (i · strideHeight − paddingHeight, j · strideWidth −
/// paddingWidth) on, kernelHeight by kernelWidth of them; those outside of the image count as zero.
///
/// @param examples N, at least 0
/// @param channels C, at least 1
/// @param height H, at least 1
/// @param width W, at least 1
/// @param filters F, at least 1
/// @param kernelHeight HH, from 1 to H + 2 · paddingHeight
/// @param kernelWidth WW, from 1 to W + 2 · paddingWidth
/// @param strideHeight rows from one output pixel to the next, at least 1
/// @param strideWidth columns from one output pixel to the next, at least 1
/// @param paddingHeight rows of zeros above and likewise below the image, at least 0
/// @param paddingWidth columns of zeros left and likewise right of the image, at least 0
public record ConvolutionGeometry(
        int examples,
        int channels,
        int height,
        int width,
        int filters,
        int kernelHeight,
        int kernelWidth,
        int strideHeight,
        int strideWidth,
        int paddingHeight,
        int paddingWidth) {
    private static final String WHERE = "Convolution";

    /// Checks the extents.
    ///
    /// @throws IllegalArgumentException if an extent, stride or padding is too small
    /// @throws ShapeMismatchException if the kernel is larger than the padded image, or if x, w, y or a padded
    /// image has more numbers than fit one tensor
    public ConvolutionGeometry {
        atLeast(0, "examples", examples);
        atLeast(1, "channels", channels);
        atLeast(1, "height", height);
        atLeast(1, "width", width);
        atLeast(1, "filters", filters);
        atLeast(1, "kernel height", kernelHeight);
        atLeast(1, "kernel width", kernelWidth);
        atLeast(1, "row stride", strideHeight);
        atLeast(1, "column stride", strideWidth);
        atLeast(0, "row padding", paddingHeight);
        atLeast(0, "column padding", paddingWidth);
        if (kernelHeight > height + 2L * paddingHeight || kernelWidth > width + 2L * paddingWidth) {
            throw new ShapeMismatchException(
                    "%s: kernel (%s, %s) does not fit image (%s, %s) with padding (%s, %s); expected a kernel of at most (%s, %s). Use a smaller kernel, more padding or larger images"
                            .formatted(
                                    WHERE,
                                    kernelHeight,
                                    kernelWidth,
                                    height,
                                    width,
                                    paddingHeight,
                                    paddingWidth,
                                    height + 2L * paddingHeight,
                                    width + 2L * paddingWidth));
        }
        long down = height + 2L * paddingHeight;
        long across = width + 2L * paddingWidth;
        fitting("image with its padding", "less padding or smaller images", channels, down, across);
        fitting("input", "a smaller batch or smaller images", examples, channels, height, width);
        fitting("weight", "fewer filters or a smaller kernel", filters, channels, kernelHeight, kernelWidth);
        fitting(
                "output",
                "a smaller batch, fewer filters, less padding or larger strides",
                examples,
                filters,
                (down - kernelHeight) / strideHeight + 1,
                (across - kernelWidth) / strideWidth + 1);
    }

    /// Refuses what has more numbers than an array.
    private static void fitting(String what, String remedy, long... extents) {
        if (Shape.elements(extents) > Shape.MOST_ELEMENTS) {
            String text = LongStream.of(extents).mapToObj(Long::toString).collect(Collectors.joining(", ", "(", ")"));
            throw new ShapeMismatchException("%s: %s %s does not fit one tensor; expected at most %s elements. Use %s"
                    .formatted(WHERE, what, text, Shape.MOST_ELEMENTS, remedy));
        }
    }

    /// The geometry of a convolution with the same stride and the same padding both ways.
    ///
    /// @param x the shape (N, C, H, W)
    /// @param w the shape (F, C, HH, WW)
    /// @throws ShapeMismatchException if the shapes do not fit each other
    public static ConvolutionGeometry of(Shape x, Shape w, int stride, int padding) {
        return of(x, w, stride, stride, padding, padding);
    }

    /// The geometry of a convolution.
    ///
    /// @param x the shape (N, C, H, W)
    /// @param w the shape (F, C, HH, WW)
    /// @throws ShapeMismatchException if the shapes do not fit each other
    public static ConvolutionGeometry of(
            Shape x, Shape w, int strideHeight, int strideWidth, int paddingHeight, int paddingWidth) {
        if (w.rank() != 4) {
            throw new ShapeMismatchException(
                    "%s: weight %s does not fit rank 4; expected (F, C, HH, WW)".formatted(WHERE, w));
        }
        if (x.rank() != 4 || x.extent(1) != w.extent(1)) {
            throw ShapeMismatchException.of(WHERE, "input", x, "weight", w, "(N, " + w.extent(1) + ", H, W)");
        }
        return new ConvolutionGeometry(
                x.extent(0),
                x.extent(1),
                x.extent(2),
                x.extent(3),
                w.extent(0),
                w.extent(2),
                w.extent(3),
                strideHeight,
                strideWidth,
                paddingHeight,
                paddingWidth);
    }

    /// H' = ⌊(H + 2 · paddingHeight − HH) / strideHeight⌋ + 1.
    public int outputHeight() {
        return (height + 2 * paddingHeight - kernelHeight) / strideHeight + 1;
    }

    /// W' = ⌊(W + 2 · paddingWidth − WW) / strideWidth⌋ + 1.
    public int outputWidth() {
        return (width + 2 * paddingWidth - kernelWidth) / strideWidth + 1;
    }

    /// The shape of x: (N, C, H, W).
    public Shape inputShape() {
        return Shape.of(examples, channels, height, width);
    }

    /// The shape of w: (F, C, HH, WW).
    public Shape weightShape() {
        return Shape.of(filters, channels, kernelHeight, kernelWidth);
    }

    /// The shape of y: (N, F, H', W').
    public Shape outputShape() {
        return Shape.of(examples, filters, outputHeight(), outputWidth());
    }

    /// Products that one output number sums: C · HH · WW.
    public int terms() {
        return channels * kernelHeight * kernelWidth;
    }

    private static void atLeast(int least, String what, int value) {
        if (value < least) {
            throw new IllegalArgumentException(
                    "%s: %s %s does not fit; expected at least %s".formatted(WHERE, what, value, least));
        }
    }
}
