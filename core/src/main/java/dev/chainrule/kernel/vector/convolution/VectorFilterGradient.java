package dev.chainrule.kernel.vector.convolution;

import dev.chainrule.kernel.Convolution;
import dev.chainrule.kernel.ConvolutionGeometry;
import dev.chainrule.kernel.Parallel;
import dev.chainrule.kernel.vector.Chunks;
import dev.chainrule.kernel.vector.Lanes;
import dev.chainrule.kernel.vector.VectorLayout;
import dev.chainrule.tensor.FloatTensor;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.Arrays;

/// The gradient of a convolution with respect to its weights in single precision: for each number of a window, the sum
/// over all output pixels of that number times the gradients of the pixel's filters.
///
/// The pixels are split into slices whose number depends on the geometry only; each has sums of its own, one chain of
/// multiply-adds each in the order of the pixels, which are added in their order at the end.
final class VectorFilterGradient {
    /// The pixels of a slice, at least.
    private static final int FEWEST_PIXELS = 256;

    /// Slices that share the work well.
    private static final int SLICES = 16;

    /// Numbers that all slices together sum, at most.
    private static final int MOST_SUMS = 1 << 22;

    private VectorFilterGradient() {}

    /// The sums of some pixels: a row for each number of a window, from `offset` on, with a column for each filter.
    ///
    /// @param stride from row to row: as many filters as whole vectors hold
    @SuppressWarnings("ArrayRecordComponent") // passed from method to method, never compared
    record Sums(float[] numbers, int offset, int stride) {

        /// Where the row of a number of a window begins.
        int row(int number) {
            return offset + number * stride;
        }
    }

    /// A way to sum.
    interface Way {
        /// Sums the output pixels from `first` up to `end`.
        void sum(int first, int end, Sums sums);
    }

    /// `dw` from `x` and `dy`, as [Convolution#weightGradient].
    static void compute(ConvolutionGeometry g, float[] x, float[] dy, float[] dw) {
        if (g.examples() == 0) {
            Arrays.fill(dw, 0);
            return;
        }
        Way way = VectorWindowsInPlace.fits(g) ? new VectorWindowsInPlace(g, x, dy) : new VectorWindowsCopied(g, x, dy);
        int terms = g.terms();
        int pixels = g.examples() * g.outputHeight() * g.outputWidth();
        int most = Math.clamp(MOST_SUMS / ((long) terms * g.filters()), 1, SLICES);
        int slices = Math.clamp(Math.ceilDiv(pixels, FEWEST_PIXELS), 1, most);
        int stride = Lanes.padded(g.filters());
        int size = terms * stride;
        float[] sums = FloatTensor.dataOf(Tensor.allocate(Precision.FLOAT32, Shape.of(slices * size)));
        Parallel.current().forEach(slices, slice -> {
            int first = (int) ((long) pixels * slice / slices);
            int end = (int) ((long) pixels * (slice + 1) / slices);
            way.sum(first, end, new Sums(sums, slice * size, stride));
        });
        Chunks.forEach(size, 1, (from, to) -> {
            for (int slice = 1; slice < slices; slice++) {
                VectorLayout.add(sums, slice * size + from, sums, from, to - from);
            }
        });
        VectorLayout.transpose(sums, 0, stride, terms, g.filters(), dw, 0, terms);
    }
}
