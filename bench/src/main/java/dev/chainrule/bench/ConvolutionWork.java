package dev.chainrule.bench;

import dev.chainrule.kernel.ConvolutionGeometry;
import java.util.List;
import java.util.stream.Stream;

/// A convolution without bias, or its gradients.
///
/// @param pass what is computed
/// @param shape of images and filters
record ConvolutionWork(Pass pass, ConvolutionShape shape) implements Work {

    /// What of a convolution is computed.
    enum Pass {
        /// The output.
        FORWARD,
        /// The gradient by the input.
        INPUT,
        /// The gradient by the filters.
        FILTERS
    }

    /// Typical convolutions, each forward and by both gradients.
    static List<ConvolutionWork> all() {
        return Stream.of(
                        "64x64x32x32:64x3x3/1+1",
                        "64x128x16x16:128x3x3/1+1",
                        "64x256x8x8:256x3x3/1+1",
                        "64x32x32x32:32x3x3/1+1",
                        "50x3x32x32:32x7x7/1+3",
                        "64x3x32x32:64x3x3/1+1",
                        "64x64x32x32:128x1x1/1+0",
                        "64x64x32x32:128x3x3/2+1")
                .map(ConvolutionShape::parse)
                .flatMap(shape ->
                        Stream.of(Pass.FORWARD, Pass.INPUT, Pass.FILTERS).map(pass -> new ConvolutionWork(pass, shape)))
                .toList();
    }

    /// Reads what [#toString()] writes, for example `FORWARD/64x64x32x32:128x3x3/2+1`.
    static ConvolutionWork parse(String text) {
        String[] parts = text.split("/", 2);
        return new ConvolutionWork(Pass.valueOf(parts[0]), ConvolutionShape.parse(parts[1]));
    }

    ConvolutionGeometry geometry() {
        return shape.geometry();
    }

    @Override
    public double operations() {
        return 2.0 * geometry().outputShape().size() * geometry().terms();
    }

    @Override
    public String toString() {
        return pass + "/" + shape;
    }
}
