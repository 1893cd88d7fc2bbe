package dev.chainrule.model;

import dev.chainrule.kernel.ConvolutionAlgorithm;
import dev.chainrule.kernel.Pooling;
import dev.chainrule.kernel.PoolingWindow;
import java.util.List;

/// The settings of a layer, without its parameters.
public sealed interface LayerSpec {

    /// Settings of [dev.chainrule.layer.Affine].
    ///
    /// @param outputs number of outputs M; the number of inputs follows from the layer before
    /// @param weight how the weights start
    /// @param bias how the biases start
    record Affine(int outputs, Initializer weight, Initializer bias) implements LayerSpec {
        /// Checks the settings.
        public Affine {
            if (outputs < 1) {
                throw new IllegalArgumentException("Affine: " + outputs + " outputs are too few; expected 1 or more");
            }
        }
    }

    /// Settings of [dev.chainrule.layer.Convolution2d].
    ///
    /// @param filters number of filters F; the number of channels follows from the layer before
    /// @param kernelHeight rows of a filter
    /// @param kernelWidth columns of a filter
    /// @param strideHeight rows from one window to the next
    /// @param strideWidth columns from one window to the next
    /// @param paddingHeight rows of zeros above and below the image
    /// @param paddingWidth columns of zeros left and right of the image
    /// @param biased whether there is a bias; superfluous before batch normalisation
    /// @param weight how the weights start
    /// @param bias how the biases start, if there are any
    /// @param algorithm whether float32 may trade digits for speed
    record Convolution2d(
            int filters,
            int kernelHeight,
            int kernelWidth,
            int strideHeight,
            int strideWidth,
            int paddingHeight,
            int paddingWidth,
            boolean biased,
            Initializer weight,
            Initializer bias,
            ConvolutionAlgorithm algorithm)
            implements LayerSpec {
        /// Checks the settings.
        public Convolution2d {
            require(filters, 1, "filters");
            require(kernelHeight, 1, "kernel rows");
            require(kernelWidth, 1, "kernel columns");
            require(strideHeight, 1, "rows of stride");
            require(strideWidth, 1, "columns of stride");
            require(paddingHeight, 0, "rows of padding");
            require(paddingWidth, 0, "columns of padding");
        }

        /// Square filters that keep the size of the image: stride 1 and padding (kernel − 1) / 2.
        ///
        /// @param kernel rows and columns of a filter; odd
        public static Convolution2d same(int filters, int kernel, boolean biased, Initializer weight) {
            int padding = (kernel - 1) / 2;
            return new Convolution2d(
                    filters,
                    kernel,
                    kernel,
                    1,
                    1,
                    padding,
                    padding,
                    biased,
                    weight,
                    new Initializer.Constant(0),
                    ConvolutionAlgorithm.FASTEST);
        }

        /// The same with biases that start otherwise than at 0.
        public Convolution2d withBias(Initializer start) {
            return new Convolution2d(
                    filters,
                    kernelHeight,
                    kernelWidth,
                    strideHeight,
                    strideWidth,
                    paddingHeight,
                    paddingWidth,
                    true,
                    weight,
                    start,
                    algorithm);
        }

        /// The same with another stride both ways.
        public Convolution2d withStride(int stride) {
            return new Convolution2d(
                    filters,
                    kernelHeight,
                    kernelWidth,
                    stride,
                    stride,
                    paddingHeight,
                    paddingWidth,
                    biased,
                    weight,
                    bias,
                    algorithm);
        }

        private static void require(int actual, int least, String what) {
            if (actual < least) {
                throw new IllegalArgumentException(
                        "Convolution2d: %d %s are too few; expected %d or more".formatted(actual, what, least));
            }
        }
    }

    /// A [dev.chainrule.layer.Convolution2d] of square filters, without padding, whose outputs are uncorrelated and
    /// of variance 1: the first layer of a network, of 2·C·kernel² filters. They are computed from the training
    /// images before training and then stay as they are: the eigenvectors of the covariance of all patches, each
    /// divided by `√(eigenvalue + epsilon)`, and the same negated, so that a rectifier behind them loses nothing.
    /// The bias starts at 0 and is trained.
    ///
    /// Source: K. Jordan, *94 % on CIFAR-10 in 3.29 seconds on a single GPU*, 2024.
    ///
    /// @param kernel rows and columns of a patch; 2 is usual
    /// @param epsilon keeps directions in which patches hardly differ from being blown up; 5e-4 is usual
    record PatchWhitening(int kernel, double epsilon) implements LayerSpec {
        /// Checks the settings.
        public PatchWhitening {
            if (kernel < 1 || !(epsilon > 0 && Double.isFinite(epsilon))) {
                throw new IllegalArgumentException(
                        "PatchWhitening: kernel %d and epsilon %s are out of range; expected a kernel of at least 1 and a finite epsilon above 0"
                                .formatted(kernel, epsilon));
            }
        }
    }

    /// Settings of [dev.chainrule.layer.MaxPool].
    ///
    /// @param window its size and stride
    /// @param ties where the gradient goes if several numbers are the largest
    record MaxPool(PoolingWindow window, Pooling.Ties ties) implements LayerSpec {
        /// Square windows side by side, ties to the first.
        public static MaxPool square(int size) {
            return new MaxPool(PoolingWindow.square(size, size), Pooling.Ties.FIRST);
        }
    }

    /// Settings of [dev.chainrule.layer.AveragePool].
    ///
    /// @param window its size and stride
    record AveragePool(PoolingWindow window) implements LayerSpec {}

    /// Settings of [dev.chainrule.layer.GlobalAveragePool].
    record GlobalAveragePool() implements LayerSpec {}

    /// A layer that normalises.
    sealed interface Normalization extends LayerSpec {}

    /// Settings of [dev.chainrule.layer.BatchNorm].
    ///
    /// @param settings the layer's own
    record BatchNorm(dev.chainrule.layer.BatchNorm.Settings settings) implements Normalization {}

    /// Settings of [dev.chainrule.layer.LayerNorm].
    ///
    /// @param epsilon added to the variance, inside the root
    record LayerNorm(double epsilon) implements Normalization {}

    /// Settings of [dev.chainrule.layer.GroupNorm].
    ///
    /// @param settings the layer's own
    record GroupNorm(dev.chainrule.layer.GroupNorm.Settings settings) implements Normalization {}

    /// Settings of [dev.chainrule.layer.Dropout].
    ///
    /// @param settings the layer's own
    record Dropout(dev.chainrule.layer.Dropout.Settings settings) implements LayerSpec {}

    /// Settings of [dev.chainrule.layer.Gelu].
    record Gelu() implements LayerSpec {}

    /// Settings of [dev.chainrule.layer.Relu].
    record Relu() implements LayerSpec {}

    /// Settings of [dev.chainrule.layer.LeakyRelu].
    ///
    /// @param slope of the line left of 0
    record LeakyRelu(double slope) implements LayerSpec {}

    /// Settings of [dev.chainrule.layer.Sigmoid].
    record Sigmoid() implements LayerSpec {}

    /// Settings of [dev.chainrule.layer.Tanh].
    record Tanh() implements LayerSpec {}

    /// Settings of [dev.chainrule.layer.Scale].
    ///
    /// @param factor that everything is multiplied by
    record Scale(double factor) implements LayerSpec {}

    /// Settings of [dev.chainrule.layer.Flatten].
    record Flatten() implements LayerSpec {}

    /// Settings of [dev.chainrule.layer.Sequential].
    ///
    /// @param layers first to last
    record Sequence(List<LayerSpec> layers) implements LayerSpec {
        /// Copies the list.
        public Sequence {
            layers = List.copyOf(layers);
        }
    }

    /// Settings of [dev.chainrule.layer.Residual].
    ///
    /// @param body first to last
    /// @param shortcut first to last; none is the identity
    record Residual(List<LayerSpec> body, List<LayerSpec> shortcut) implements LayerSpec {
        /// Copies the lists.
        public Residual {
            body = List.copyOf(body);
            shortcut = List.copyOf(shortcut);
        }
    }
}
