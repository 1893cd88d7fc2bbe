package dev.chainrule.kernel.vector.convolution;

import static dev.chainrule.kernel.vector.Machine.LANES;

import dev.chainrule.kernel.Convolution;
import dev.chainrule.kernel.ConvolutionGeometry;
import dev.chainrule.kernel.Parallel;
import dev.chainrule.kernel.vector.Machine;
import dev.chainrule.kernel.vector.VectorLayout;
import dev.chainrule.kernel.vector.VectorScratch;
import dev.chainrule.kernel.vector.product.Operand;
import dev.chainrule.kernel.vector.product.VectorGemm;
import dev.chainrule.kernel.vector.product.VectorProduct;
import dev.chainrule.tensor.FloatTensor;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Convolutions in single precision with dilation or groups, group by group: the windows of some output pixels are
/// copied next to each other (the convolution is unrolled), so that what remains is a matrix product with the group's
/// filters.
///
/// Tasks are blocks of output pixels, or whole examples for dx; each sum is in an order that depends on the geometry
/// only.
final class VectorUnrolled {
    /// Numbers of the windows of a block, so that they stay in a second-level cache.
    private static final int MOST_NUMBERS = Machine.SECOND_LEVEL * 3 / 8;

    /// Output pixels of a block, at most.
    private static final int MOST_PIXELS = 512;

    /// Slices that share the sums of the weights' gradient well.
    private static final int SLICES = 16;

    /// What all slices together sum, at most.
    private static final int MOST_SUMS = 1 << 22;

    private final ConvolutionGeometry g;
    private final int pixels;
    private final int terms;
    private final int block;

    private VectorUnrolled(ConvolutionGeometry g) {
        this.g = g;
        pixels = g.examples() * g.outputHeight() * g.outputWidth();
        terms = g.terms();
        block = Math.clamp(MOST_NUMBERS / terms, 1, MOST_PIXELS);
    }

    /// `y` from `x`, `w` and `b`, as [Convolution#forward].
    static void forward(ConvolutionGeometry g, float[] x, float[] w, float @Nullable [] b, float[] y) {
        VectorUnrolled unrolled = new VectorUnrolled(g);
        int of = g.filtersOfGroup();
        unrolled.forEachBlock((first, count, group) -> {
            float[] windows = unrolled.gather(x, first, count, group);
            VectorGemm.multiply(new VectorProduct(
                    count,
                    of,
                    unrolled.terms,
                    new Operand(windows, 0, unrolled.terms),
                    new Operand(w, group * of * unrolled.terms, unrolled.terms, true),
                    new Operand(y, first * g.filters() + group * of, g.filters()),
                    false,
                    b == null ? null : new Operand(b, group * of, 0)));
        });
    }

    /// `dx` from `dy` and `w`, as [Convolution#inputGradient].
    static void inputGradient(ConvolutionGeometry g, float[] dy, float[] w, float[] dx) {
        VectorUnrolled unrolled = new VectorUnrolled(g);
        int size = g.height() * g.width() * g.channels();
        int outputs = g.outputHeight() * g.outputWidth();
        Parallel.current().forEach(g.examples(), n -> {
            Arrays.fill(dx, n * size, (n + 1) * size, 0);
            for (int first = n * outputs; first < (n + 1) * outputs; first += unrolled.block) {
                int count = Math.min(unrolled.block, (n + 1) * outputs - first);
                for (int group = 0; group < g.groups(); group++) {
                    unrolled.scatter(unrolled.windowGradients(dy, w, first, count, group), first, count, group, dx);
                }
            }
        });
    }

    /// `dw` from `x` and `dy`, as [Convolution#weightGradient].
    static void weightGradient(ConvolutionGeometry g, float[] x, float[] dy, float[] dw) {
        VectorUnrolled unrolled = new VectorUnrolled(g);
        int size = dw.length;
        int blocks = Math.ceilDiv(unrolled.pixels, unrolled.block);
        int slices = Math.clamp(blocks, 1, Math.clamp(MOST_SUMS / size, 1, SLICES));
        float[] sums = FloatTensor.dataOf(Tensor.allocate(Precision.FLOAT32, Shape.of(slices * size)));
        Parallel.current().forEach(slices, slice -> {
            int from = (int) ((long) unrolled.pixels * slice / slices);
            int to = (int) ((long) unrolled.pixels * (slice + 1) / slices);
            Arrays.fill(sums, slice * size, (slice + 1) * size, 0);
            for (int first = from; first < to; first += unrolled.block) {
                for (int group = 0; group < g.groups(); group++) {
                    unrolled.addWeightGradient(
                            x, dy, first, Math.min(unrolled.block, to - first), group, sums, slice * size);
                }
            }
        });
        System.arraycopy(sums, 0, dw, 0, size);
        for (int slice = 1; slice < slices; slice++) {
            VectorLayout.add(sums, slice * size, dw, 0, size);
        }
    }

    private interface Block {
        void accept(int first, int count, int group);
    }

    private void forEachBlock(Block body) {
        Parallel.current().forEach(Math.ceilDiv(pixels, block), task -> {
            int first = task * block;
            for (int group = 0; group < g.groups(); group++) {
                body.accept(first, Math.min(block, pixels - first), group);
            }
        });
    }

    /// The gradients of the windows of some output pixels.
    private float[] windowGradients(float[] dy, float[] w, int first, int count, int group) {
        int of = g.filtersOfGroup();
        float[] windows = VectorScratch.current().windows(block * terms + LANES);
        VectorGemm.multiply(new VectorProduct(
                count,
                terms,
                of,
                new Operand(dy, first * g.filters() + group * of, g.filters()),
                new Operand(w, group * of * terms, terms),
                new Operand(windows, 0, terms)));
        return windows;
    }

    private void addWeightGradient(float[] x, float[] dy, int first, int count, int group, float[] sums, int offset) {
        int of = g.filtersOfGroup();
        float[] windows = gather(x, first, count, group);
        VectorGemm.multiply(new VectorProduct(
                of,
                terms,
                count,
                new Operand(dy, first * g.filters() + group * of, g.filters(), true),
                new Operand(windows, 0, terms),
                new Operand(sums, offset + group * of * terms, terms),
                true,
                null));
    }

    /// The row of the first tap of an output pixel's window, which may be above the image.
    private int top(int pixel) {
        return pixel / g.outputWidth() % g.outputHeight() * g.strideHeight() - g.paddingHeight();
    }

    /// The column of the first tap of an output pixel's window, likewise.
    private int left(int pixel) {
        return pixel % g.outputWidth() * g.strideWidth() - g.paddingWidth();
    }

    /// Where the channels of a group begin in an input row.
    private int lineOf(int pixel, int row, int group) {
        int n = pixel / g.outputWidth() / g.outputHeight();
        return (n * g.height() + row) * g.width() * g.channels() + group * g.channelsOfGroup();
    }

    /// Copies the windows of some output pixels next to each other, with zeros for the padding.
    private float[] gather(float[] x, int first, int count, int group) {
        float[] windows = VectorScratch.current().windows(block * terms + LANES);
        int run = g.channelsOfGroup();
        int width = g.kernelWidth();
        int to = 0;
        for (int pixel = first; pixel < first + count; pixel++) {
            int left = left(pixel);
            boolean inside = left >= 0 && left + (width - 1) * g.dilationWidth() < g.width();
            for (int u = 0; u < g.kernelHeight(); u++) {
                int row = top(pixel) + u * g.dilationHeight();
                if (row < 0 || row >= g.height()) {
                    Arrays.fill(windows, to, to + width * run, 0);
                } else if (inside) {
                    int from = lineOf(pixel, row, group) + left * g.channels();
                    VectorWindow.gather(x, from, g.dilationWidth() * g.channels(), width, run, windows, to);
                } else {
                    gatherOverTheEdge(x, lineOf(pixel, row, group), left, windows, to);
                }
                to += width * run;
            }
        }
        return windows;
    }

    private void gatherOverTheEdge(float[] x, int line, int left, float[] windows, int to) {
        int run = g.channelsOfGroup();
        for (int v = 0; v < g.kernelWidth(); v++) {
            int column = left + v * g.dilationWidth();
            if (column < 0 || column >= g.width()) {
                Arrays.fill(windows, to + v * run, to + (v + 1) * run, 0);
            } else {
                System.arraycopy(x, line + column * g.channels(), windows, to + v * run, run);
            }
        }
    }

    /// Adds the gradients of windows to the pixels that these see.
    private void scatter(float[] windows, int first, int count, int group, float[] dx) {
        int run = g.channelsOfGroup();
        for (int p = 0; p < count; p++) {
            int left = left(first + p);
            for (int u = 0; u < g.kernelHeight(); u++) {
                int row = top(first + p) + u * g.dilationHeight();
                int line = row < 0 || row >= g.height() ? -1 : lineOf(first + p, row, group);
                for (int v = 0; v < g.kernelWidth() && line >= 0; v++) {
                    int column = left + v * g.dilationWidth();
                    if (column >= 0 && column < g.width()) {
                        int from = p * terms + (u * g.kernelWidth() + v) * run;
                        VectorLayout.add(windows, from, dx, line + column * g.channels(), run);
                    }
                }
            }
        }
    }
}
