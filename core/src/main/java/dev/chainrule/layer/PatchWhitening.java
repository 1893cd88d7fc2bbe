package dev.chainrule.layer;

import dev.chainrule.settings.Require;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import dev.chainrule.tensor.Tensor;
import java.util.List;

/// A [Convolution2d] of square filters, without padding, whose outputs are uncorrelated and of variance 1: the first
/// layer of a network, of 2·C·kernel² filters. They are computed from the training images before training and then stay
/// as they are: the eigenvectors of the covariance of all patches, each divided by `√(eigenvalue + epsilon)`, and the
/// same negated, so that a rectifier behind them loses nothing. The bias starts at 0 and is trained.
///
/// **Forward**, **backward**: those of the convolution. **Shapes**: x (N, C, H, W), y (N, 2·C·kernel², H − kernel + 1,
/// W − kernel + 1). **Kept**: x. **Side effects**: none. **Source**: K. Jordan, *94 % on CIFAR-10 in 3.29 seconds on a
/// single GPU*, 2024.
public final class PatchWhitening implements Layer {
    private final Settings settings;
    private final Parameter filters;
    private final Convolution2d convolution;

    /// The settings.
    ///
    /// @param kernel rows and columns of a patch; 2 is usual
    /// @param epsilon keeps directions in which patches hardly differ from being blown up; 5e-4 is usual
    public record Settings(int kernel, double epsilon) implements LayerSpec {
        /// Checks the settings.
        public Settings {
            Require.atLeast(1, "PatchWhitening", "kernel", kernel);
            Require.positive("PatchWhitening", "epsilon", epsilon);
        }

        /// Patches of 2 × 2 pixels, epsilon 5e-4.
        public static Settings of() {
            return new Settings(2, 5e-4);
        }

        @Override
        public Layer build(Build at) {
            if (at.place() > 0) {
                throw new IllegalArgumentException(
                        "PatchWhitening: place %s in the network does not fit a layer that is computed from images; expected place 1, outside of any other layer"
                                .formatted(at.place() + 1));
            }
            return new PatchWhitening(this, at);
        }
    }

    /// The filters are zeros until they are computed from the training images.
    private PatchWhitening(Settings settings, Build at) {
        Shape input = at.input();
        if (input.rank() != 4) {
            throw new ShapeMismatchException(
                    "PatchWhitening: input %s does not fit a batch of images; expected (N, C, H, W)".formatted(input));
        }
        int kernel = settings.kernel();
        long numbers = Shape.elements(input.extent(1), kernel, kernel);
        if (kernel > Math.min(input.extent(2), input.extent(3))
                || Shape.elements(2, numbers, numbers) > Shape.MOST_ELEMENTS) {
            throw new ShapeMismatchException(
                    "PatchWhitening: kernel %s does not fit input %s; expected at most the image, and 2·(C·kernel²)² numbers that fit one tensor. 2 is usual"
                            .formatted(kernel, input));
        }
        int patch = (int) numbers;
        int number = at.number("W");
        Initializer zero = new Initializer.Constant(0);
        this.settings = settings;
        this.filters = at.parameter(
                "W" + number, Parameter.Kind.FIXED, Shape.of(2 * patch, input.extent(1), kernel, kernel), zero, 1, 1);
        this.convolution = new Convolution2d(
                filters, at.parameter("b" + number, Parameter.Kind.BIAS, Shape.of(2 * patch), zero, 1, 1), 1, 0);
    }

    /// The settings.
    public Settings settings() {
        return settings;
    }

    /// The filters (2·C·kernel², C, kernel, kernel), to be computed from images.
    public Parameter filters() {
        return filters;
    }

    @Override
    public Pass forward(Tensor x, Mode mode) {
        return convolution.forward(x, mode);
    }

    @Override
    public Shape outputShape(Shape input) {
        return convolution.outputShape(input);
    }

    @Override
    public List<Layer> children() {
        return List.of(convolution);
    }

    @Override
    public String toString() {
        return "PatchWhitening(%s×%s)".formatted(settings.kernel(), settings.kernel());
    }
}
