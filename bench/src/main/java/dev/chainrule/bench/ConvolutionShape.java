package dev.chainrule.bench;

import dev.chainrule.kernel.ConvolutionGeometry;
import java.util.Arrays;

/// A convolution as text: `64x3x32x32:32x7x7/1+3` has 64 images of 3 channels and 32 × 32 pixels, and 32 filters of 7 ×
/// 7 with stride 1 and padding 3. Behind that may stand a dilation and groups: `64x64x32x32:64x3x3/1+2*2@64`.
///
/// @param geometry the extents, with the same stride, padding and dilation both ways
record ConvolutionShape(ConvolutionGeometry geometry) {

    /// Reads what [#toString()] writes.
    static ConvolutionShape parse(String text) {
        int[] n = Arrays.stream((text.contains("*") ? text : text + "*1@1").split("[x:/+*@]"))
                .mapToInt(Integer::parseInt)
                .toArray();
        return new ConvolutionShape(new ConvolutionGeometry(
                n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7], n[7], n[8], n[8], n[9], n[9], n[10]));
    }

    @Override
    public String toString() {
        ConvolutionGeometry g = geometry;
        return "%dx%dx%dx%d:%dx%dx%d/%d+%d%s"
                .formatted(
                        g.examples(),
                        g.channels(),
                        g.height(),
                        g.width(),
                        g.filters(),
                        g.kernelHeight(),
                        g.kernelWidth(),
                        g.strideHeight(),
                        g.paddingHeight(),
                        g.isDense() ? "" : "*%d@%d".formatted(g.dilationHeight(), g.groups()));
    }
}
