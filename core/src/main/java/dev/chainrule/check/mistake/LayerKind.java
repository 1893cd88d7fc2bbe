package dev.chainrule.check.mistake;

/// What a layer means to be. A check that knows it compares the output with the specification, too, and names
/// mistakes.
///
/// Parameters are told by their [dev.chainrule.layer.Parameter.Kind], running statistics by the words `mean`
/// and `var` in the names of the [dev.chainrule.layer.Buffer]s.
public sealed interface LayerKind {

    /// `y = x · W + b` with x (N, D), W (D, M), b (M).
    record Affine() implements LayerKind {}

    /// `y = max(0, x)`; the gradient at 0 is 0.
    record Relu() implements LayerKind {}

    /// `y = x` where `x > 0`, else `slope · x`.
    ///
    /// @param slope of the negative side
    record LeakyRelu(double slope) implements LayerKind {}

    /// `y = 1 / (1 + exp(−x))`.
    record Sigmoid() implements LayerKind {}

    /// `y = tanh(x)`.
    record Tanh() implements LayerKind {}

    /// Batch normalisation of (N, D) or, with one mean a channel, of (N, C, H, W); biased variance
    /// everywhere.
    ///
    /// @param epsilon under the root
    /// @param momentum the share of the running statistics that is kept
    record BatchNorm(double epsilon, double momentum) implements LayerKind {}

    /// Layer normalisation: over the D features of an example, or over the C channels of a pixel.
    ///
    /// @param epsilon under the root
    record LayerNorm(double epsilon) implements LayerKind {}

    /// Group normalisation of (N, C) or (N, C, H, W) in groups of neighbouring channels; gamma and beta have
    /// one number a channel.
    ///
    /// @param groups the number of groups G, which divides C
    /// @param epsilon under the root
    record GroupNorm(int groups, double epsilon) implements LayerKind {}

    /// Dropout.
    ///
    /// @param keep the probability to keep a number
    /// @param inverted whether kept numbers are divided by `keep` in training; else all are multiplied by it
    /// in evaluation
    record Dropout(double keep, boolean inverted) implements LayerKind {}

    /// Convolution (a correlation) of (N, C, H, W) with W (F, C, HH, WW) and b (F).
    ///
    /// @param stride of the windows
    /// @param padding zeros on each side
    record Convolution2d(int stride, int padding) implements LayerKind {}

    /// Max pooling of (N, C, H, W), without padding.
    ///
    /// @param size of the windows, along both sides
    /// @param stride of the windows
    /// @param ties which of equal maxima gets the gradient
    record MaxPool(int size, int stride, Ties ties) implements LayerKind {}

    /// What happens to the gradient of a window with several equal maxima.
    enum Ties {
        /// The first one, row by row, gets all of it.
        FIRST,
        /// They get equal shares.
        SPLIT
    }

    /// An affine layer.
    static LayerKind affine() {
        return new Affine();
    }

    /// A rectified linear unit.
    static LayerKind relu() {
        return new Relu();
    }

    /// A leaky rectified linear unit.
    static LayerKind leakyRelu(double slope) {
        return new LeakyRelu(slope);
    }

    /// A logistic function.
    static LayerKind sigmoid() {
        return new Sigmoid();
    }

    /// A hyperbolic tangent.
    static LayerKind tanh() {
        return new Tanh();
    }

    /// Batch normalisation with momentum 0.9.
    static LayerKind batchNorm(double epsilon) {
        return new BatchNorm(epsilon, 0.9);
    }

    /// Layer normalisation.
    static LayerKind layerNorm(double epsilon) {
        return new LayerNorm(epsilon);
    }

    /// Group normalisation.
    static LayerKind groupNorm(int groups, double epsilon) {
        return new GroupNorm(groups, epsilon);
    }

    /// Inverted dropout.
    static LayerKind dropout(double keep) {
        return new Dropout(keep, true);
    }

    /// A convolution.
    static LayerKind convolution2d(int stride, int padding) {
        return new Convolution2d(stride, padding);
    }

    /// Max pooling whose gradient goes to the first of equal maxima.
    static LayerKind maxPool(int size, int stride) {
        return new MaxPool(size, stride, Ties.FIRST);
    }
}
