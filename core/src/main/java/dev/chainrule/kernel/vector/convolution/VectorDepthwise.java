package dev.chainrule.kernel.vector.convolution;

import static dev.chainrule.kernel.vector.Machine.LANES;

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
import jdk.incubator.vector.FloatVector;
import org.jspecify.annotations.Nullable;

/// Convolutions in single precision with one channel a group: each filter sees one channel only, so there is no matrix
/// product, and neighbouring channels are the lanes of vectors.
///
/// Where a channel has several filters, it is repeated first, so that it has one again: then the filters are those of
/// the copies, and the gradient of the channel is the sum of theirs.
///
/// Each y and dx is one chain of multiply-adds, each dw four of them for a row of the output, added row by row in
/// slices; all in an order that depends on the geometry only.
final class VectorDepthwise {
    /// Target pixels that are computed together, so that they share what is read of the weights.
    private static final int TOGETHER = 4;

    /// Slices that share the sums of the weights' gradient well.
    private static final int SLICES = 16;

    /// What all slices together sum, at most.
    private static final int MOST_SUMS = 1 << 22;

    private final VectorTaps rows;
    private final VectorTaps columns;
    private final int channels;
    private final int kernelWidth;

    private VectorDepthwise(ConvolutionGeometry g, boolean forward) {
        rows = forward ? VectorTaps.forwardRows(g) : VectorTaps.forwardRows(g).reversed(g.height(), g.outputHeight());
        columns = forward
                ? VectorTaps.forwardColumns(g)
                : VectorTaps.forwardColumns(g).reversed(g.width(), g.outputWidth());
        channels = g.filters();
        kernelWidth = g.kernelWidth();
    }

    /// Whether the geometry can be computed in this way.
    static boolean fits(ConvolutionGeometry g) {
        return g.channelsOfGroup() == 1
                && Shape.elements(g.examples(), g.height(), g.width(), g.filters()) <= Shape.MOST_ELEMENTS;
    }

    /// `y` from `x`, `w` and `b`, as [Convolution#forward].
    static void forward(ConvolutionGeometry g, float[] x, float[] w, float @Nullable [] b, float[] y) {
        float[] bias = b == null ? zeros(g.filters()) : b;
        new VectorDepthwise(g, true).sums(g.examples(), repeated(g, x), byTap(g, w), bias, y);
    }

    /// `dx` from `dy` and `w`, as [Convolution#inputGradient].
    static void inputGradient(ConvolutionGeometry g, float[] dy, float[] w, float[] dx) {
        int copies = g.filtersOfGroup();
        float[] of = copies == 1 ? dx : scratch(g.examples() * g.height() * g.width() * g.filters());
        new VectorDepthwise(g, false).sums(g.examples(), dy, byTap(g, w), zeros(g.filters()), of);
        if (copies > 1) {
            Chunks.forEach(dx.length, copies, (from, to) -> {
                for (int i = from; i < to; i++) {
                    float sum = of[i * copies];
                    for (int copy = 1; copy < copies; copy++) {
                        sum += of[i * copies + copy];
                    }
                    dx[i] = sum;
                }
            });
        }
    }

    /// `dw` from `x` and `dy`, as [Convolution#weightGradient].
    static void weightGradient(ConvolutionGeometry g, float[] x, float[] dy, float[] dw) {
        int size = dw.length;
        int lines = g.examples() * g.outputHeight();
        int slices = Math.clamp(lines, 1, Math.clamp(MOST_SUMS / size, 1, SLICES));
        float[] repeated = repeated(g, x);
        float[] sums = zeros(slices * size);
        VectorDepthwise depthwise = new VectorDepthwise(g, true);
        Parallel.current().forEach(slices, slice -> {
            int end = (int) ((long) lines * (slice + 1) / slices);
            for (int line = (int) ((long) lines * slice / slices); line < end; line++) {
                depthwise.addLine(repeated, dy, line, sums, slice * size);
            }
        });
        for (int slice = 1; slice < slices; slice++) {
            VectorLayout.add(sums, slice * size, sums, 0, size);
        }
        VectorLayout.transpose(sums, 0, g.filters(), size / g.filters(), g.filters(), dw, 0, size / g.filters());
    }

    /// The weights (F, HH·WW) with those of each position of the kernel next to each other.
    private static float[] byTap(ConvolutionGeometry g, float[] w) {
        float[] packed = scratch(w.length);
        int taps = w.length / g.filters();
        VectorLayout.transpose(w, 0, taps, g.filters(), taps, packed, 0, g.filters());
        return packed;
    }

    /// Images in which each channel stands once for each of its filters.
    private static float[] repeated(ConvolutionGeometry g, float[] x) {
        int copies = g.filtersOfGroup();
        if (copies == 1) {
            return x;
        }
        float[] repeated = scratch(x.length * copies);
        Chunks.forEach(x.length, copies, (from, to) -> {
            for (int i = from; i < to; i++) {
                Arrays.fill(repeated, i * copies, (i + 1) * copies, x[i]);
            }
        });
        return repeated;
    }

    private static float[] scratch(int size) {
        return FloatTensor.dataOf(Tensor.allocate(Precision.FLOAT32, Shape.of(size)));
    }

    private static float[] zeros(int size) {
        float[] zeros = scratch(size);
        Arrays.fill(zeros, 0);
        return zeros;
    }

    /// Each target pixel is the sum of the source pixels that it sees, times their weights.
    private void sums(int examples, float[] source, float[] weights, float[] bias, float[] target) {
        int width = columns.targets() * channels;
        Chunks.forEach(examples * rows.targets(), width, (from, to) -> {
            for (int line = from; line < to; line++) {
                for (int column = 0; column < columns.targets(); ) {
                    int at = line * width + column * channels;
                    int step = columns.step(column, TOGETHER) * channels;
                    if (step > 0) {
                        four(line, column, step, source, weights, bias, target, at);
                    } else {
                        one(line, column, source, weights, bias, target, at);
                    }
                    column += step > 0 ? TOGETHER : 1;
                }
            }
        });
    }

    /// Where the source line of a tap begins.
    private int sourceLine(int line, int tap) {
        return (line / rows.targets() * rows.sources() + rows.source(tap)) * columns.sources() * channels;
    }

    private void four(
            int line, int column, int step, float[] source, float[] weights, float[] bias, float[] target, int to) {
        int row = line % rows.targets();
        int c = 0;
        for (; c <= channels - LANES; c += LANES) {
            FloatVector sum0 = Lanes.load(bias, c);
            FloatVector sum1 = sum0;
            FloatVector sum2 = sum0;
            FloatVector sum3 = sum0;
            for (int a = rows.first(row); a < rows.first(row + 1); a++) {
                int from = sourceLine(line, a) + c;
                int tap = rows.tap(a) * kernelWidth;
                for (int b = columns.first(column); b < columns.first(column + 1); b++) {
                    FloatVector w = Lanes.load(weights, (tap + columns.tap(b)) * channels + c);
                    int at = from + columns.source(b) * channels;
                    sum0 = Lanes.load(source, at).fma(w, sum0);
                    sum1 = Lanes.load(source, at + step).fma(w, sum1);
                    sum2 = Lanes.load(source, at + 2 * step).fma(w, sum2);
                    sum3 = Lanes.load(source, at + 3 * step).fma(w, sum3);
                }
            }
            sum0.intoArray(target, to + c);
            sum1.intoArray(target, to + channels + c);
            sum2.intoArray(target, to + 2 * channels + c);
            sum3.intoArray(target, to + 3 * channels + c);
        }
        for (int p = 0; p < TOGETHER && c < channels; p++) {
            rest(line, column + p, c, source, weights, bias, target, to + p * channels);
        }
    }

    private void one(int line, int column, float[] source, float[] weights, float[] bias, float[] target, int to) {
        int row = line % rows.targets();
        int c = 0;
        for (; c <= channels - LANES; c += LANES) {
            FloatVector sum = Lanes.load(bias, c);
            for (int a = rows.first(row); a < rows.first(row + 1); a++) {
                int from = sourceLine(line, a) + c;
                int tap = rows.tap(a) * kernelWidth;
                for (int b = columns.first(column); b < columns.first(column + 1); b++) {
                    sum = Lanes.load(source, from + columns.source(b) * channels)
                            .fma(Lanes.load(weights, (tap + columns.tap(b)) * channels + c), sum);
                }
            }
            sum.intoArray(target, to + c);
        }
        rest(line, column, c, source, weights, bias, target, to);
    }

    /// The channels from `first` on, which do not fill a vector.
    private void rest(
            int line, int column, int first, float[] source, float[] weights, float[] bias, float[] target, int to) {
        int row = line % rows.targets();
        for (int c = first; c < channels; c++) {
            float sum = bias[c];
            for (int a = rows.first(row); a < rows.first(row + 1); a++) {
                int from = sourceLine(line, a) + c;
                int tap = rows.tap(a) * kernelWidth;
                for (int b = columns.first(column); b < columns.first(column + 1); b++) {
                    float w = weights[(tap + columns.tap(b)) * channels + c];
                    sum = Math.fma(source[from + columns.source(b) * channels], w, sum);
                }
            }
            target[to + c] = sum;
        }
    }

    /// Adds what a line of the output gives to the gradients of all weights, which stand by tap.
    private void addLine(float[] x, float[] dy, int line, float[] sums, int offset) {
        int row = line % rows.targets();
        int from = line * columns.targets() * channels;
        for (int a = rows.first(row); a < rows.first(row + 1); a++) {
            for (int v = 0; v < kernelWidth; v++) {
                int first = columns.firstTargetOf(v);
                int end = columns.endTargetOf(v);
                int at = sourceLine(line, a) + columns.sourceOf(v, first) * channels;
                int to = offset + (rows.tap(a) * kernelWidth + v) * channels;
                addProducts(x, at, columns.stride() * channels, dy, from + first * channels, end - first, sums, to);
            }
        }
    }

    /// Adds the sum of the products of some pixels, for each channel.
    private void addProducts(float[] x, int at, int step, float[] dy, int from, int pixels, float[] sums, int to) {
        int fours = pixels / 4 * 4;
        int c = 0;
        for (; c <= channels - LANES; c += LANES) {
            FloatVector sum0 = FloatVector.zero(Lanes.FLOATS);
            FloatVector sum1 = sum0;
            FloatVector sum2 = sum0;
            FloatVector sum3 = sum0;
            int i = at + c;
            int o = from + c;
            for (int p = 0; p < fours; p += 4) {
                sum0 = Lanes.load(x, i).fma(Lanes.load(dy, o), sum0);
                sum1 = Lanes.load(x, i + step).fma(Lanes.load(dy, o + channels), sum1);
                sum2 = Lanes.load(x, i + 2 * step).fma(Lanes.load(dy, o + 2 * channels), sum2);
                sum3 = Lanes.load(x, i + 3 * step).fma(Lanes.load(dy, o + 3 * channels), sum3);
                i += 4 * step;
                o += 4 * channels;
            }
            for (int p = fours; p < pixels; p++) {
                sum0 = Lanes.load(x, i).fma(Lanes.load(dy, o), sum0);
                i += step;
                o += channels;
            }
            sum0.add(sum1).add(sum2.add(sum3)).add(Lanes.load(sums, to + c)).intoArray(sums, to + c);
        }
        for (; c < channels; c++) {
            float[] four = new float[4];
            for (int p = 0; p < pixels; p++) {
                int chain = p < fours ? p % 4 : 0;
                four[chain] = Math.fma(x[at + p * step + c], dy[from + p * channels + c], four[chain]);
            }
            sums[to + c] = four[0] + four[1] + (four[2] + four[3]) + sums[to + c];
        }
    }
}
