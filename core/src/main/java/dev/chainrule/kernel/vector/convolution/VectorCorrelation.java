package dev.chainrule.kernel.vector.convolution;

import static dev.chainrule.kernel.vector.Machine.LANES;

import dev.chainrule.kernel.Convolution;
import dev.chainrule.kernel.ConvolutionGeometry;
import dev.chainrule.kernel.Parallel;
import dev.chainrule.kernel.vector.CacheLines;
import dev.chainrule.kernel.vector.Lanes;
import dev.chainrule.kernel.vector.Machine;
import dev.chainrule.kernel.vector.VectorScratch;
import dev.chainrule.kernel.vector.convolution.VectorPhases.Phase;
import dev.chainrule.kernel.vector.convolution.VectorWindowProducts.Windows;
import dev.chainrule.tensor.FloatTensor;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A convolution in single precision as sums over windows: each pixel of the target is the product of a window of the
/// source with a matrix.
///
/// The forward pass is one such sum, the gradient with respect to the input one for each of its [VectorPhases].
///
/// Images are channels-last, so a window is a few lines of consecutive numbers, and the matrix product reads it where
/// it is: nothing is unrolled. If lines are short and registers few, they are copied so that those of a window follow
/// each other, one column of windows after the other, in which neighbours share all but a few lines. What reaches over
/// the edge is read from a copy, with zeros around, of the few source rows that a task needs. Each sum is one chain of
/// multiply-adds, in an order that depends on the geometry only.
final class VectorCorrelation {
    /// Numbers of a task's copy, so that it stays in a second-level cache.
    private static final int LARGEST_COPY = Machine.SECOND_LEVEL * 3 / 8;

    /// The pixels of a task, at least and at most, where there are as many.
    private static final int FEWEST_PIXELS = 256;

    private static final int MOST_PIXELS = 8192;

    /// The tasks that share the work well, if they have enough pixels.
    private static final int TASKS = 32;

    /// Pixels computed with one panel of the matrix after another.
    private static final int BLOCK = 384;

    /// Numbers of windows that are fetched at a time, so that they stay in a second-level cache.
    private static final int MOST_FETCHED = Machine.SECOND_LEVEL / 2;

    /// Pixels that are whole tiles of each height.
    private static final int SOME = 24;

    /// Consecutive numbers of a window that are worth a pass of their own over the target, on few registers: a tile
    /// that goes through several lines needs more of them, which the sums have.
    private static final int SHORT_LINE = 64;

    /// Numbers of gathered lines, so that they stay in a second-level cache.
    private static final int MOST_GATHERED = Machine.SECOND_LEVEL * 3 / 16;

    private final float[] source;
    private final int examples;
    private final int height;
    private final int width;
    private final int channels;
    private final float[] target;
    private final int targetHeight;
    private final int targetWidth;
    private final int targetChannels;
    private final VectorPhases phases;
    private final float[] bias;
    private final VectorWindowProducts products;
    private final boolean reachesOver;

    private VectorCorrelation(
            ConvolutionGeometry g,
            boolean forward,
            VectorPhases phases,
            float[] source,
            float[] target,
            float @Nullable [] bias) {
        this.phases = phases;
        this.source = source;
        this.target = target;
        examples = g.examples();
        height = forward ? g.height() : g.outputHeight();
        width = forward ? g.width() : g.outputWidth();
        channels = forward ? g.channels() : g.filters();
        targetHeight = forward ? g.outputHeight() : g.height();
        targetWidth = forward ? g.outputWidth() : g.width();
        targetChannels = forward ? g.filters() : g.channels();
        int padded = Lanes.padded(targetChannels);
        this.bias = FloatTensor.dataOf(Tensor.allocate(Precision.FLOAT32, Shape.of(padded)));
        Arrays.fill(this.bias, 0);
        if (bias != null) {
            System.arraycopy(bias, 0, this.bias, 0, targetChannels);
        }
        products = new VectorWindowProducts(phases.matrices(), this.bias, target, targetChannels);
        reachesOver =
                phases.firstColumn < 0 || phases.endColumn > width || phases.firstRow < 0 || phases.endRow > height;
    }

    /// `y` from `x`, `w` and `b`, as [Convolution#forward].
    static void forward(ConvolutionGeometry g, float[] x, float[] w, float @Nullable [] b, float[] y) {
        new VectorCorrelation(g, true, VectorPhases.forward(g, w), x, y, b).compute();
    }

    /// `dx` from `dy` and `w`, as [Convolution#inputGradient].
    static void inputGradient(ConvolutionGeometry g, float[] dy, float[] w, float[] dx) {
        new VectorCorrelation(g, false, VectorPhases.inputGradient(g, w), dy, dx, null).compute();
    }

    /// Splits the target into groups of whole examples, or an example into strips of rows.
    private void compute() {
        int pixels = targetHeight * targetWidth;
        int least = Math.max(FEWEST_PIXELS, Math.ceilDiv(examples * pixels, TASKS));
        long copied = reachesOver
                ? (long) phases.sourceRows(0, targetHeight) * (phases.endColumn - phases.firstColumn) * channels
                : 0;
        if (pixels <= least && copied <= LARGEST_COPY) {
            int group = Math.min(least / pixels, Math.max(1, LARGEST_COPY / (int) Math.max(1, copied)));
            group = Math.min(group, Math.max(1, MOST_PIXELS / pixels));
            int size = group;
            Parallel.current().forEach(Math.ceilDiv(examples, size), task -> {
                int first = task * size;
                compute(first, Math.min(first + size, examples), 0, targetHeight);
            });
            return;
        }
        int strips = Math.clamp(Math.ceilDiv(pixels, Math.min(least, MOST_PIXELS)), 1, targetHeight);
        long copies = copied / LARGEST_COPY + 1;
        int rows = Math.ceilDiv(targetHeight, Math.max(strips, (int) Math.min(targetHeight, copies)));
        int count = Math.ceilDiv(targetHeight, rows);
        Parallel.current().forEach(examples * count, task -> {
            int example = task / count;
            int row = task % count * rows;
            compute(example, example + 1, row, Math.min(row + rows, targetHeight));
        });
    }

    /// Where windows are read from: the source, or a copy of a part of it with zeros around.
    ///
    /// @param offset where the first example begins, whose first row and column are `top` and `left`
    @SuppressWarnings("ArrayRecordComponent") // passed from method to method, never compared
    private record Part(float[] image, int offset, int top, int left, int rows, int columns) {

        /// The number of a row of the source, counted through the examples of the part.
        int row(int example, int row) {
            return example * rows + row - top;
        }

        /// Where a pixel of such a row begins.
        int place(int row, int column, int channels) {
            return offset + (row * columns + column - left) * channels;
        }
    }

    /// What the windows of some rows of some examples reach.
    private Part part(VectorScratch scratch, int firstExample, int endExample, int firstRow, int endRow) {
        if (!reachesOver) {
            return new Part(source, firstExample * height * width * channels, 0, 0, height, width);
        }
        int top = phases.sourceRow(firstRow, endRow);
        int rows = phases.sourceRows(firstRow, endRow);
        int columns = phases.endColumn - phases.firstColumn;
        int size = Math.multiplyExact(Math.multiplyExact(rows, columns), channels);
        float[] image = scratch.image((endExample - firstExample) * size);
        VectorWindow.Images images = new VectorWindow.Images(source, height, width, channels);
        for (int n = firstExample; n < endExample; n++) {
            VectorWindow.copy(images, n, top, rows, phases.firstColumn, columns, image, (n - firstExample) * size);
        }
        return new Part(image, 0, top, phases.firstColumn, rows, columns);
    }

    /// Computes some rows of some examples.
    private void compute(int firstExample, int endExample, int firstRow, int endRow) {
        Part part = part(VectorScratch.current(), firstExample, endExample, firstRow, endRow);
        for (Phase phase : phases.all) {
            Area area = new Area(
                    phase,
                    firstExample,
                    endExample,
                    phase.rows().from(firstRow),
                    phase.rows().from(endRow));
            if (phase.steps(channels) == 0) {
                start(area);
            } else if (gathers(phase)) {
                for (int n = firstExample; n < endExample && area.height() > 0; n++) {
                    gathered(area, n, part);
                }
            } else {
                inPlace(area, part);
            }
        }
    }

    /// The windows of a phase from row `first` up to `end` of some examples.
    private record Area(Phase phase, int firstExample, int endExample, int first, int end) {
        int height() {
            return end - first;
        }

        int pixels() {
            return (endExample - firstExample) * height() * phase.columns().count();
        }
    }

    /// Where the sums of a window go.
    private int target(Phase phase, int example, int i, int j) {
        int row =
                example * targetHeight + phase.rows().first() + i * phase.rows().every();
        int column = phase.columns().first() + j * phase.columns().every();
        return (row * targetWidth + column) * targetChannels;
    }

    /// Windows that reach nothing of the source.
    private void start(Area area) {
        for (int n = area.firstExample; n < area.endExample; n++) {
            for (int i = area.first; i < area.end; i++) {
                for (int j = 0; j < area.phase.columns().count(); j++) {
                    System.arraycopy(bias, 0, target, target(area.phase, n, i, j), targetChannels);
                }
            }
        }
    }

    /// Computes pixels from windows that are read where they are, row by row.
    private void inPlace(Area area, Part part) {
        Phase phase = area.phase;
        VectorScratch scratch = VectorScratch.current();
        int pixels = area.pixels();
        int[] places = scratch.places(pixels);
        int[] targets = scratch.targets(pixels);
        int pixel = 0;
        for (int n = area.firstExample; n < area.endExample; n++) {
            for (int i = area.first; i < area.end; i++) {
                int row = part.row(n - area.firstExample, phase.rows().startOf(i));
                for (int j = 0; j < phase.columns().count(); j++) {
                    places[pixel] = part.place(row, phase.columns().startOf(j), channels);
                    targets[pixel] = target(phase, n, i, j);
                    pixel++;
                }
            }
        }
        Windows windows = new Windows(
                part.image, phase.rows().taps(), phase.columns().taps() * channels, part.columns * channels);
        boolean fetches = CacheLines.isFar(part.image)
                && !phase.overlaps()
                && (!Machine.FEW_REGISTERS || phase.rows().taps() == 1);
        int block = fetches ? SOME * Math.clamp(MOST_FETCHED / windows.steps() / SOME, 1, BLOCK / SOME) : BLOCK;
        for (int p = 0; p < pixels; p += block) {
            int count = Math.min(block, pixels - p);
            if (fetches) {
                windows.fetch(places, p, p + count);
            }
            products.compute(windows, phase.packed(), p, count);
        }
    }

    /// Computes an example from copies in which the lines of each window follow each other, some columns of pixels
    /// at a time: what the windows of a column reach is copied once, line after line, and each of them is a part of
    /// that.
    private void gathered(Area area, int example, Part part) {
        Phase phase = area.phase;
        int start = phase.rows().startOf(area.first);
        int reached = phase.rows().endOf(area.end - 1) - start;
        int run = phase.columns().taps() * channels;
        int most =
                Math.clamp(MOST_GATHERED / (reached * run), 1, phase.columns().count());
        VectorWindow.Form form = new VectorWindow.Form(reached, run, part.columns * channels);
        VectorScratch scratch = VectorScratch.current();
        float[] copy = scratch.windows(most * reached * run + LANES);
        int[] places = scratch.places(most * area.height());
        int[] targets = scratch.targets(most * area.height());
        for (int column = 0; column < phase.columns().count(); column += most) {
            int count = Math.min(most, phase.columns().count() - column);
            int row = part.row(example - area.firstExample, start);
            int from = part.place(row, phase.columns().startOf(column), channels);
            VectorWindow.gather(part.image, from, phase.columns().move() * channels, count, form, copy, 0);
            int pixel = 0;
            for (int j = 0; j < count; j++) {
                for (int i = area.first; i < area.end; i++) {
                    places[pixel] = (j * reached + phase.rows().startOf(i) - start) * run;
                    targets[pixel] = target(phase, example, i, column + j);
                    pixel++;
                }
            }
            products.compute(new Windows(copy, 1, phase.steps(channels), 0), phase.packed(), 0, pixel);
        }
    }

    /// Whether the lines are so short that it pays to copy those of a window next to each other.
    private boolean gathers(Phase phase) {
        return Machine.FEW_REGISTERS
                && phase.rows().taps() > 1
                && phase.columns().taps() * channels < SHORT_LINE;
    }
}
