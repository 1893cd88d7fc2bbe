package dev.chainrule.bench;

/// A layer of a [Net].
sealed interface NetLayer {

    /// A convolution of stride 1 that keeps the size of the image.
    ///
    /// @param size height and width of the image
    /// @param kernel height and width of a filter, odd
    /// @param biased whether there is a bias
    record Convolution(int channels, int size, int filters, int kernel, boolean biased) implements NetLayer {
        int padding() {
            return kernel / 2;
        }
    }

    /// Batch normalisation of the units before it, or of the channels of images.
    record BatchNorm(int features, boolean ofImages) implements NetLayer {}

    /// max(x, 0).
    record Relu() implements NetLayer {}

    /// The largest of each 2 × 2 pixels.
    record Pool() implements NetLayer {}

    /// Images into rows, in the order (C, H, W).
    record Flatten() implements NetLayer {}

    /// A fully-connected layer with bias.
    record Affine(int inputs, int outputs) implements NetLayer {}

    /// The numbers that one output of the layer sums, 0 for a layer without weights.
    default int terms() {
        return switch (this) {
            case Convolution c -> c.channels * c.kernel * c.kernel;
            case Affine a -> a.inputs;
            case BatchNorm _, Relu _, Pool _, Flatten _ -> 0;
        };
    }

    /// How many numbers the layer's weight has, 0 for a layer without weights.
    default int weights() {
        return switch (this) {
            case Convolution c -> c.terms() * c.filters;
            case Affine a -> a.inputs * a.outputs;
            case BatchNorm _, Relu _, Pool _, Flatten _ -> 0;
        };
    }

    /// How often each weight is used for one example.
    default int uses() {
        return this instanceof Convolution c ? c.size * c.size : 1;
    }
}
