package dev.chainrule.bench;

import dev.chainrule.kernel.ConvolutionGeometry;
import dev.chainrule.tensor.Precision;
import java.util.List;
import java.util.stream.Stream;

/// A convolution without bias, or its gradients.
///
/// @param pass what is computed
/// @param precision FLOAT32, or FLOAT64 for this library's reference kernel
/// @param shape of images and filters
record ConvolutionWork(Pass pass, Precision precision, ConvolutionShape shape) implements Work {

    /// What of a convolution is computed.
    enum Pass {
        /// The output.
        FORWARD,
        /// The gradient by the input.
        INPUT,
        /// The gradient by the filters.
        FILTERS,
        /// Both gradients.
        BACKWARD
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
                .flatMap(shape -> Stream.of(Pass.FORWARD, Pass.INPUT, Pass.FILTERS)
                        .map(pass -> new ConvolutionWork(pass, Precision.FLOAT32, shape)))
                .toList();
    }

    /// The convolution by which the course compares its naive with its fast layers: each pass naive, then fast.
    static List<ConvolutionWork> course() {
        ConvolutionShape shape = ConvolutionShape.parse("100x3x31x31:25x3x3/2+1");
        return Stream.of(Pass.FORWARD, Pass.BACKWARD)
                .flatMap(pass -> Stream.of(Precision.FLOAT64, Precision.FLOAT32)
                        .map(precision -> new ConvolutionWork(pass, precision, shape)))
                .toList();
    }

    /// Reads what [#toString()] writes, for example `FORWARD/FLOAT32/64x64x32x32:128x3x3/2+1`.
    static ConvolutionWork parse(String text) {
        String[] parts = text.split("/", 3);
        return new ConvolutionWork(
                Pass.valueOf(parts[0]), Precision.valueOf(parts[1]), ConvolutionShape.parse(parts[2]));
    }

    ConvolutionGeometry geometry() {
        return shape.geometry();
    }

    @Override
    public double operations() {
        double one = 2.0 * geometry().outputShape().size() * geometry().terms();
        return pass == Pass.BACKWARD ? 2 * one : one;
    }

    @Override
    public String toString() {
        return pass + "/" + precision + "/" + shape;
    }
}
