package dev.chainrule.kernel;

import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/// The extents of a two-dimensional convolution: x (N, C, H, W), w (F, C / groups, HH, WW), y (N, F, H', W').
///
/// Output pixel (i, j) looks at the input pixels from (i · strideHeight − paddingHeight, j · strideWidth −
/// paddingWidth) on, kernelHeight by kernelWidth of them, which are dilationHeight and dilationWidth apart; those
/// outside of the image count as zero. The channels and the filters are split into groups of neighbours; each filter
/// sees the channels of its group only.
///
/// @param examples N, at least 0
/// @param channels C, at least 1
/// @param height H, at least 1
/// @param width W, at least 1
/// @param filters F, at least 1
/// @param kernelHeight HH, at least 1; (HH − 1) · dilationHeight + 1 is at most H + 2 · paddingHeight
/// @param kernelWidth WW, likewise
/// @param strideHeight rows from one output pixel to the next, at least 1
/// @param strideWidth columns from one output pixel to the next, at least 1
/// @param paddingHeight rows of zeros above and likewise below the image, at least 0
/// @param paddingWidth columns of zeros left and likewise right of the image, at least 0
/// @param dilationHeight rows from one weight of the kernel to the next, at least 1
/// @param dilationWidth columns from one weight of the kernel to the next, at least 1
/// @param groups at least 1, a divisor of C and of F
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
        int paddingWidth,
        int dilationHeight,
        int dilationWidth,
        int groups) {
    private static final String WHERE = "Convolution";

    /// Checks the extents.
    ///
    /// @throws IllegalArgumentException if an extent, stride or padding is too small
    /// @throws ShapeMismatchException if the groups do not divide channels and filters, if the kernel is larger
    /// than the padded image, or if x, w, y or a padded image has more numbers than fit one tensor
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
        atLeast(1, "row dilation", dilationHeight);
        atLeast(1, "column dilation", dilationWidth);
        atLeast(1, "groups", groups);
        requireDivisor(groups, channels, filters);
        long rows = (kernelHeight - 1L) * dilationHeight + 1;
        long columns = (kernelWidth - 1L) * dilationWidth + 1;
        long down = height + 2L * paddingHeight;
        long across = width + 2L * paddingWidth;
        if (rows > down || columns > across) {
            throw tooLarge(
                    List.of(kernelHeight, kernelWidth),
                    List.of(rows, columns),
                    "image (%s, %s) with padding (%s, %s)".formatted(height, width, paddingHeight, paddingWidth),
                    List.of(down, across));
        }
        fitting("image with its padding", "less padding or smaller images", channels, down, across);
        fitting("input", "a smaller batch or smaller images", examples, channels, height, width);
        fitting("weight", "fewer filters or a smaller kernel", filters, channels / groups, kernelHeight, kernelWidth);
        fitting(
                "output",
                "a smaller batch, fewer filters, less padding or larger strides",
                examples,
                filters,
                (down - rows) / strideHeight + 1,
                (across - columns) / strideWidth + 1);
    }

    private static void requireDivisor(int groups, int channels, int filters) {
        if (channels % groups != 0 || filters % groups != 0) {
            throw new ShapeMismatchException(
                    "%s: groups %s does not fit channels %s and filters %s; expected a divisor of both"
                            .formatted(WHERE, groups, channels, filters));
        }
    }

    private static ShapeMismatchException tooLarge(
            List<Integer> kernel, List<Long> dilated, String image, List<Long> most) {
        boolean hasGaps = dilated.get(0) > kernel.get(0) || dilated.get(1) > kernel.get(1);
        return new ShapeMismatchException(
                "%s: kernel (%s, %s)%s does not fit %s; expected a kernel of at most (%s, %s). Use a smaller kernel, %smore padding or larger images"
                        .formatted(
                                WHERE,
                                kernel.get(0),
                                kernel.get(1),
                                hasGaps ? ", dilated to (%s, %s),".formatted(dilated.get(0), dilated.get(1)) : "",
                                image,
                                most.get(0),
                                most.get(1),
                                hasGaps ? "less dilation, " : ""));
    }

    /// A convolution without dilation, in which each filter sees all channels.
    public ConvolutionGeometry(
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
        this(
                examples,
                channels,
                height,
                width,
                filters,
                kernelHeight,
                kernelWidth,
                strideHeight,
                strideWidth,
                paddingHeight,
                paddingWidth,
                1,
                1,
                1);
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

    /// Whether each filter sees all channels, and neighbouring pixels of them.
    public boolean isDense() {
        return groups == 1 && (dilationHeight == 1 || kernelHeight == 1) && (dilationWidth == 1 || kernelWidth == 1);
    }

    /// C / groups, the channels that a filter sees.
    public int channelsOfGroup() {
        return channels / groups;
    }

    /// F / groups, the filters that see a channel.
    public int filtersOfGroup() {
        return filters / groups;
    }

    /// H' = ⌊(H + 2 · paddingHeight − (HH − 1) · dilationHeight − 1) / strideHeight⌋ + 1.
    public int outputHeight() {
        return (height + 2 * paddingHeight - (kernelHeight - 1) * dilationHeight - 1) / strideHeight + 1;
    }

    /// W' = ⌊(W + 2 · paddingWidth − (WW − 1) · dilationWidth − 1) / strideWidth⌋ + 1.
    public int outputWidth() {
        return (width + 2 * paddingWidth - (kernelWidth - 1) * dilationWidth - 1) / strideWidth + 1;
    }

    /// The shape of x: (N, C, H, W).
    public Shape inputShape() {
        return Shape.of(examples, channels, height, width);
    }

    /// The shape of w: (F, C, HH, WW).
    public Shape weightShape() {
        return Shape.of(filters, channels / groups, kernelHeight, kernelWidth);
    }

    /// The shape of y: (N, F, H', W').
    public Shape outputShape() {
        return Shape.of(examples, filters, outputHeight(), outputWidth());
    }

    /// Products that one output number sums: C / groups · HH · WW.
    public int terms() {
        return channelsOfGroup() * kernelHeight * kernelWidth;
    }

    private static void atLeast(int least, String what, int value) {
        if (value < least) {
            throw new IllegalArgumentException(
                    "%s: %s %s does not fit; expected at least %s".formatted(WHERE, what, value, least));
        }
    }
}
