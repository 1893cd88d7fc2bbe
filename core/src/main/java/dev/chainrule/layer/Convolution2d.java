package dev.chainrule.layer;

import dev.chainrule.kernel.Convolution;
import dev.chainrule.kernel.ConvolutionAlgorithm;
import dev.chainrule.kernel.ConvolutionGeometry;
import dev.chainrule.kernel.Kernels;
import dev.chainrule.settings.Inlined;
import dev.chainrule.settings.Require;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import dev.chainrule.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The two-dimensional convolution layer.
///
/// **Forward**, over each example, with xp the zero-padded x and s, t the strides of rows and columns:
/// `y[n, f, i, j] = b[f] + Σ_{c,u,v} w[f, c, u, v] · xp[n, c, i·s + u, j·t + v]`. The kernel is not flipped.
///
/// **Backward**: `dw[f, c, u, v] = Σ_{n,i,j} dy[n, f, i, j] · xp[n, c, i·s + u, j·t + v]`,
/// `dxp[n, c, i·s + u, j·t + v] += dy[n, f, i, j] · w[f, c, u, v]`, dx is dxp without the padding,
/// `db = Σ_{N,H',W'} dy`.
///
/// With a dilation (d, e), u and v become u·d and v·e in xp. With G groups, channels and filters are split into G
/// groups of neighbours, and a filter sees the C/G channels of its group; with C groups that is a depthwise
/// convolution.
///
/// **Shapes**: x (N, C, H, W), w (F, C/G, HH, WW), b (F) or none, y (N, F, H', W') with
/// `H' = ⌊(H + 2 · padding − (HH − 1) · dilation − 1) / stride⌋ + 1`, and W' likewise.
///
/// **Kept**: x. **Side effects**: none. **Source**: CS231n assignment 2, `conv_forward_naive` and
/// `conv_backward_naive`.
public final class Convolution2d implements Layer {
    private final Parameter weight;
    private final @Nullable Parameter bias;
    private final Windows windows;
    private final int groups;
    private final ConvolutionAlgorithm algorithm;

    /// How the windows lie on the image.
    ///
    /// @param stride pixels from one window to the next
    /// @param padding rows and columns of zeros on each side of the image
    /// @param dilation pixels from one weight of a filter to the next; 1 without gaps
    public record Windows(Size2d stride, Size2d padding, Size2d dilation) {
        /// Checks the sizes.
        public Windows {
            Require.present(stride, "Convolution2d", "stride", "rows and columns");
            Require.present(padding, "Convolution2d", "padding", "rows and columns");
            Require.present(dilation, "Convolution2d", "dilation", "rows and columns");
            stride.requirePositive("Convolution2d", "stride");
            dilation.requirePositive("Convolution2d", "dilation");
        }

        /// Stride 1, no padding, no gaps.
        public static Windows of() {
            return new Windows(Size2d.square(1), Size2d.square(0), Size2d.square(1));
        }

        /// The same with another stride.
        public Windows withStride(Size2d other) {
            return new Windows(other, padding, dilation);
        }

        /// The same with another padding.
        public Windows withPadding(Size2d other) {
            return new Windows(stride, other, dilation);
        }

        /// The same with another dilation.
        public Windows withDilation(Size2d other) {
            return new Windows(stride, padding, other);
        }
    }

    /// The settings.
    ///
    /// @param filters number of filters F; the number of channels follows from the layer before
    /// @param kernel rows and columns of a filter
    /// @param windows how the windows lie on the image
    /// @param groups of channels and of filters, of which each filter sees its own; a divisor of both numbers
    /// @param bias whether there is a bias; superfluous before batch normalisation
    /// @param weights how the weights start
    /// @param biases how the biases start, if there are any
    /// @param algorithm whether float32 may trade digits for speed
    public record Settings(
            int filters,
            Size2d kernel,
            @Inlined Windows windows,
            int groups,
            boolean bias,
            Initializer weights,
            Initializer biases,
            ConvolutionAlgorithm algorithm)
            implements LayerSpec {
        /// Checks the settings.
        public Settings {
            Require.atLeast(1, "Convolution2d", "filters", filters);
            Require.present(kernel, "Convolution2d", "kernel", "rows and columns");
            Require.present(windows, "Convolution2d", "windows", "stride, padding and dilation");
            Require.atLeast(1, "Convolution2d", "groups", groups);
            Require.present(weights, "Convolution2d", "weights", "an initializer");
            Require.present(
                    biases, "Convolution2d", "biases", "an initializer, which counts for nothing without a bias");
            Require.present(algorithm, "Convolution2d", "algorithm", "fastest or direct");
            kernel.requirePositive("Convolution2d", "kernel");
        }

        /// Stride 1, no padding, no dilation, one group, weights by He's rule and biases 0.
        public static Settings of(int filters, Size2d kernel) {
            return new Settings(
                    filters,
                    kernel,
                    Windows.of(),
                    1,
                    true,
                    new Initializer.He(),
                    new Initializer.Constant(0),
                    ConvolutionAlgorithm.FASTEST);
        }

        /// Square filters that keep the size of the image: stride 1 and padding (kernel − 1) / 2.
        ///
        /// @param kernel rows and columns of a filter; odd
        public static Settings same(int filters, int kernel) {
            return of(filters, Size2d.square(kernel)).withPadding(Size2d.square((kernel - 1) / 2));
        }

        /// Pixels from one window to the next.
        public Size2d stride() {
            return windows.stride();
        }

        /// Rows and columns of zeros on each side of the image.
        public Size2d padding() {
            return windows.padding();
        }

        /// Pixels from one weight of a filter to the next.
        public Size2d dilation() {
            return windows.dilation();
        }

        /// The same with another stride.
        public Settings withStride(Size2d other) {
            return withWindows(windows.withStride(other));
        }

        /// The same with another padding.
        public Settings withPadding(Size2d other) {
            return withWindows(windows.withPadding(other));
        }

        /// The same with another dilation.
        public Settings withDilation(Size2d other) {
            return withWindows(windows.withDilation(other));
        }

        private Settings withWindows(Windows other) {
            return new Settings(filters, kernel, other, groups, bias, weights, biases, algorithm);
        }

        /// The same with so many groups.
        public Settings withGroups(int other) {
            return new Settings(filters, kernel, windows, other, bias, weights, biases, algorithm);
        }

        /// The same with or without a bias.
        public Settings withBias(boolean other) {
            return new Settings(filters, kernel, windows, groups, other, weights, biases, algorithm);
        }

        /// The same with weights that start otherwise.
        public Settings withWeights(Initializer other) {
            return new Settings(filters, kernel, windows, groups, bias, other, biases, algorithm);
        }

        /// The same with biases that start otherwise.
        public Settings withBiases(Initializer other) {
            return new Settings(filters, kernel, windows, groups, bias, weights, other, algorithm);
        }

        /// The same with another algorithm.
        public Settings withAlgorithm(ConvolutionAlgorithm other) {
            return new Settings(filters, kernel, windows, groups, bias, weights, biases, other);
        }

        /// The extents of this convolution of images.
        ///
        /// @param input (N, C, H, W)
        /// @throws ShapeMismatchException if it does not fit them
        public ConvolutionGeometry geometry(Shape input) {
            if (input.rank() != 4) {
                throw ShapeMismatchException.of(
                        "Convolution2d", "input", input, "filters", Shape.of(filters), "(N, C, H, W)");
            }
            return Convolution2d.geometry(input, filters, kernel, windows, groups);
        }

        @Override
        public Layer build(Build at) {
            ConvolutionGeometry geometry = geometry(at.input());
            Shape shape = geometry.weightShape();
            int fanIn = geometry.terms();
            int fanOut = Math.toIntExact(geometry.filtersOfGroup() * kernel.area()); // at most what the weight has
            int number = at.number("W");
            return new Convolution2d(
                    at.parameter("W" + number, Parameter.Kind.WEIGHT, shape, weights, fanIn, fanOut),
                    bias
                            ? at.parameter("b" + number, Parameter.Kind.BIAS, Shape.of(filters), biases, fanIn, fanOut)
                            : null,
                    windows,
                    groups,
                    algorithm);
        }
    }

    private static ConvolutionGeometry geometry(Shape x, int filters, Size2d kernel, Windows windows, int groups) {
        return new ConvolutionGeometry(
                x.extent(0),
                x.extent(1),
                x.extent(2),
                x.extent(3),
                filters,
                kernel.height(),
                kernel.width(),
                windows.stride.height(),
                windows.stride.width(),
                windows.padding.height(),
                windows.padding.width(),
                windows.dilation.height(),
                windows.dilation.width(),
                groups);
    }

    /// Creates the layer from its parameters, with the same stride and padding both ways.
    ///
    /// @param weight of shape (F, C, HH, WW)
    /// @param bias of shape (F), or null for none
    /// @param stride pixels from one window to the next, at least 1
    /// @param padding rows and columns of zeros on each side of the image, at least 0
    public Convolution2d(Parameter weight, @Nullable Parameter bias, int stride, int padding) {
        this(
                weight,
                bias,
                Windows.of().withStride(Size2d.square(stride)).withPadding(Size2d.square(padding)),
                1,
                ConvolutionAlgorithm.FASTEST);
    }

    /// Creates the layer from its parameters.
    ///
    /// @param weight of shape (F, C / groups, HH, WW)
    /// @param bias of shape (F), or null for none
    /// @param windows how the windows lie on the image
    /// @param groups of channels and of filters, at least 1, a divisor of F
    /// @param algorithm whether float32 may trade digits for speed
    public Convolution2d(
            Parameter weight, @Nullable Parameter bias, Windows windows, int groups, ConvolutionAlgorithm algorithm) {
        Require.present(weight, "Convolution2d", "weight", "a parameter (F, C / groups, HH, WW)");
        Require.present(windows, "Convolution2d", "windows", "stride, padding and dilation");
        Require.atLeast(1, "Convolution2d", "groups", groups);
        Require.present(algorithm, "Convolution2d", "algorithm", "fastest or direct");
        Shape w = weight.value().shape();
        if (w.rank() != 4) {
            throw new ShapeMismatchException(
                    "Convolution2d: weight %s does not fit rank 4; expected (F, C, HH, WW)".formatted(w));
        }
        if (bias != null && !bias.value().shape().equals(Shape.of(w.extent(0)))) {
            throw ShapeMismatchException.of(
                    "Convolution2d", "bias", bias.value().shape(), "weight", w, "weight (F, C, HH, WW) and bias (F)");
        }
        if (w.extent(0) % groups != 0) {
            throw new ShapeMismatchException(
                    "Convolution2d: groups %s does not fit weight %s; expected a divisor of the %s filters"
                            .formatted(groups, w, w.extent(0)));
        }
        this.weight = weight;
        this.bias = bias;
        this.windows = windows;
        this.groups = groups;
        this.algorithm = algorithm;
    }

    /// A layer of zeros, named `W` and `b`, with square kernels of `kernel` by `kernel` pixels.
    public static Convolution2d zeros(
            Precision precision, int channels, int filters, int kernel, int stride, int padding) {
        Shape w = Shape.of(filters, channels, kernel, kernel);
        return new Convolution2d(
                new Parameter("W", Parameter.Kind.WEIGHT, Tensor.zeros(precision, w)),
                new Parameter("b", Parameter.Kind.BIAS, Tensor.zeros(precision, Shape.of(filters))),
                stride,
                padding);
    }

    @Override
    public Pass forward(Tensor x, Mode mode) {
        ConvolutionGeometry geometry = geometry(x.shape());
        Tensor y = Tensor.allocate(x.precision(), geometry.outputShape());
        convolution(x).forward(geometry, x, weight.value(), bias == null ? null : bias.value(), y);
        return new ConvolutionPass(this, geometry, x, y);
    }

    private record ConvolutionPass(Convolution2d layer, ConvolutionGeometry geometry, Tensor x, Tensor output)
            implements Pass {
        @Override
        public Gradients backward(Tensor dy) {
            Tensor dx = Tensor.allocateLike(x);
            layer.convolution(dy).inputGradient(geometry, dy, layer.weight.value(), dx);
            return withBias(dy, withWeight(dy, Gradients.ofInput(dx)));
        }

        /// The gradient of a fixed weight is left out: nothing asks for it where training begins.
        @Override
        public Gradients parameterGradients(Tensor dy) {
            Gradients none = Gradients.withoutInput();
            return withBias(dy, layer.weight.isTrained() ? withWeight(dy, none) : none);
        }

        private Gradients withWeight(Tensor dy, Gradients gradients) {
            if (layer.weight.isFrozen()) {
                return gradients;
            }
            Tensor dw = Tensor.allocateLike(layer.weight.value());
            layer.convolution(dy).weightGradient(geometry, x, dy, dw);
            return gradients.with(layer.weight, dw);
        }

        private Gradients withBias(Tensor dy, Gradients gradients) {
            Parameter bias = layer.bias;
            if (bias == null || bias.isFrozen()) {
                return gradients;
            }
            Tensor db = Tensor.allocateLike(bias.value());
            layer.convolution(dy).biasGradient(dy, db);
            return gradients.with(bias, db);
        }
    }

    private Convolution convolution(Tensor tensor) {
        return Kernels.of(tensor).convolution().with(algorithm);
    }

    /// How its windows lie on images of a shape.
    ///
    /// @param input (N, C, H, W)
    /// @throws ShapeMismatchException if it does not fit
    public ConvolutionGeometry geometry(Shape input) {
        Shape w = weight.value().shape();
        if (input.rank() != 4 || input.extent(1) != channels()) {
            throw ShapeMismatchException.of(
                    "Convolution2d",
                    "input",
                    input,
                    groups == 1 ? "weight" : "%s groups of weight".formatted(groups),
                    w,
                    "(N, " + channels() + ", H, W)");
        }
        return geometry(input, w.extent(0), new Size2d(w.extent(2), w.extent(3)), windows, groups);
    }

    private long channels() {
        return (long) weight.value().shape().extent(1) * groups;
    }

    @Override
    public Shape outputShape(Shape input) {
        return geometry(input).outputShape();
    }

    @Override
    public List<Parameter> parameters() {
        return bias == null ? List.of(weight) : List.of(weight, bias);
    }

    @Override
    public String toString() {
        Shape w = weight.value().shape();
        return "Convolution2d(%s → %s, %s×%s%s%s)"
                .formatted(
                        channels(),
                        w.extent(0),
                        w.extent(2),
                        w.extent(3),
                        windows.dilation.equals(Size2d.square(1)) ? "" : ", dilation " + windows.dilation,
                        groups == 1 ? "" : ", groups " + groups);
    }
}
