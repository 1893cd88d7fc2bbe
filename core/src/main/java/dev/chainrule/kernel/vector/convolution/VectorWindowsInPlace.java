package dev.chainrule.kernel.vector.convolution;

import static dev.chainrule.kernel.vector.Machine.LANES;

import dev.chainrule.kernel.ConvolutionGeometry;
import dev.chainrule.kernel.vector.CacheLines;
import dev.chainrule.kernel.vector.Lanes;
import dev.chainrule.kernel.vector.Machine;
import dev.chainrule.kernel.vector.VectorScratch;
import dev.chainrule.kernel.vector.product.Operand;
import dev.chainrule.kernel.vector.product.VectorGemmTile;
import dev.chainrule.kernel.vector.product.VectorPanels;
import java.util.Arrays;

/// The sums of [VectorFilterGradient] from windows that are read where they are: with few registers where their lines
/// are short, as in a net's first layer.
///
/// Images are channels-last, so neighbours' windows are equally far apart: some numbers of a window by some filters are
/// summed in registers while the window moves along lines of pixels, whose gradients are packed in a panel or, with few
/// registers, read where they are. What reaches over the edge is read from a copy, with zeros around, of the rows that
/// a block of pixels needs.
final class VectorWindowsInPlace implements VectorFilterGradient.Way {
    /// Consecutive numbers of a window, at most, with few registers: from longer lines on, those of neighbours
    /// share so few sets of a cache that a product of copies is faster.
    private static final int SHORT_LINE = 64;

    /// The pixels of a block, at most: so many that the gradients of a tile's filters stay in a first-level cache.
    private static final int BLOCK = Machine.FEW_REGISTERS ? 128 : 256;

    /// Numbers that are copied for a block, unless one pixel needs more.
    private static final int MOST_COPIED = Machine.SECOND_LEVEL * 3 / 8;

    /// Numbers of a window's line from which on tiles share them out, so that none reads what is behind.
    private static final int SHARED_OUT = 21;

    private static final ThreadLocal<VectorPanels> PANEL = ThreadLocal.withInitial(VectorPanels::near);

    private final ConvolutionGeometry g;
    private final VectorWindow.Images images;
    private final Operand gradients;
    private final int filters;
    private final int outputs;

    /// The numbers of a line of a window.
    private final int run;

    /// The columns that the windows of a line of pixels reach.
    private final int reachedColumns;

    private final boolean copies;
    private final int block;

    /// The filters, filled up to whole vectors.
    private final int padded;

    VectorWindowsInPlace(ConvolutionGeometry g, float[] x, float[] dy) {
        this.g = g;
        images = new VectorWindow.Images(x, g.height(), g.width(), g.channels());
        gradients = new Operand(dy, 0, g.filters());
        filters = g.filters();
        outputs = g.outputHeight() * g.outputWidth();
        run = g.kernelWidth() * g.channels();
        reachedColumns = (g.outputWidth() - 1) * g.strideWidth() + g.kernelWidth();
        copies = g.paddingHeight() > 0 || g.paddingWidth() > 0 || run < SHARED_OUT;
        long copied = (long) reachedRows(g.outputHeight()) * reachedColumns * g.channels();
        padded = Lanes.padded(filters);
        int most = Math.min(BLOCK, Machine.FIRST_LEVEL / Math.min(padded, VectorPanels.WIDTH));
        block = copies ? Math.clamp(MOST_COPIED * (long) outputs / copied, 1, most) : most;
    }

    /// The rows that the windows of some lines of pixels reach.
    private int reachedRows(int lines) {
        return (lines - 1) * g.strideHeight() + g.kernelHeight();
    }

    /// Whether the geometry is computed faster in this way.
    static boolean fits(ConvolutionGeometry g) {
        return !Machine.FEW_REGISTERS || g.kernelWidth() * g.channels() < SHORT_LINE;
    }

    @Override
    public void sum(int first, int end, VectorFilterGradient.Sums sums) {
        Arrays.fill(sums.numbers(), sums.offset(), sums.row(g.terms()), 0);
        for (int pixel = first; pixel < end; pixel += block) {
            int count = Math.min(block, end - pixel);
            Lines lines = lines(pixel, pixel + count);
            if (!copies && g.kernelHeight() <= g.strideHeight()) {
                fetch(lines);
            }
            add(pixel, count, lines, sums);
        }
    }

    /// Brings what the windows of some lines of pixels reach into the caches.
    private void fetch(Lines lines) {
        for (int line = 0; line < lines.count; line++) {
            int reached = (lines.sizes[line] - 1) * g.strideWidth() * g.channels() + run;
            for (int row = 0; row < g.kernelHeight(); row++) {
                int from = lines.places[line] + row * lines.distance;
                CacheLines.fetch(lines.image, from, from + reached);
            }
        }
    }

    private void add(int first, int pixels, Lines lines, VectorFilterGradient.Sums sums) {
        int vectors;
        for (int column = 0; column < padded; column += vectors * LANES) {
            vectors = VectorGemmTile.vectors((padded - column) / LANES);
            pack(first, pixels, column, vectors * LANES);
            for (int row = 0; row < g.kernelHeight(); row++) {
                add(lines, row, column, vectors, sums);
            }
        }
    }

    /// Packs the gradients of some filters, with many registers.
    private void pack(int first, int pixels, int column, int width) {
        if (!Machine.FEW_REGISTERS) {
            VectorPanels panel = PANEL.get();
            panel.makeRoom(pixels * width);
            panel.pack(gradients, first, pixels, column, Math.min(width, filters - column), 0, width);
        }
    }

    /// Adds to the sums of a row of the kernel and some filters.
    private void add(Lines lines, int row, int column, int vectors, VectorFilterGradient.Sums sums) {
        VectorPanels panel = PANEL.get();
        int height;
        for (int r = 0; r < run; r += height) {
            height = VectorFilterGradientTile.height(vectors, run - r);
            VectorFilterGradientTile.run(
                    height,
                    vectors,
                    lines.count,
                    lines.places,
                    lines.sizes,
                    lines.image,
                    row * lines.distance + r,
                    g.strideWidth() * g.channels(),
                    panel.memory(),
                    lines.gradients,
                    lines.dy,
                    column,
                    padded,
                    Math.min(height, run - r),
                    sums.numbers(),
                    sums.row(row * run + r) + column,
                    padded);
        }
    }

    /// Lines of neighbouring pixels.
    ///
    /// @param sizes the pixels of each line
    /// @param image what the windows are read from: that of the first pixel of each line from one of the `places`
    /// on,
    ///     with `distance` from one of its rows to the next
    /// @param dy what the gradients are read from, those of the first pixel of each line likewise
    @SuppressWarnings("ArrayRecordComponent") // passed from method to method, never compared
    private record Lines(
            int count, int[] sizes, float[] image, int[] places, int distance, float[] dy, int[] gradients) {}

    /// Some pixels.
    private Lines lines(int first, int end) {
        VectorScratch scratch = VectorScratch.current();
        int width = copies ? reachedColumns : g.width();
        int distance = width * g.channels();
        float[] image = copies ? copy(scratch, first, end) : images.pixels();
        int[] places = scratch.places(block);
        int[] starts = scratch.targets(block);
        int[] sizes = scratch.sizes(block);
        int count = 0;
        int next;
        int top = 0;
        for (int pixel = first; pixel < end; pixel = next) {
            int row = pixel / g.outputWidth();
            next = Math.min(end, (row + 1) * g.outputWidth());
            int n = row / g.outputHeight();
            if (!copies) {
                top = n * g.height() + row % g.outputHeight() * g.strideHeight();
            }
            places[count] = (top * width + pixel % g.outputWidth() * g.strideWidth()) * g.channels();
            starts[count] = filters == padded ? pixel * filters : (pixel - first) * padded;
            sizes[count] = next - pixel;
            count++;
            top += next % outputs == 0 ? g.kernelHeight() : g.strideHeight();
        }
        float[] dyOfLines = filters == padded || !Machine.FEW_REGISTERS ? gradients.data() : pad(scratch, first, end);
        return new Lines(count, sizes, image, places, distance, dyOfLines, starts);
    }

    /// The rows that the windows of some pixels reach, one example after the other.
    private float[] copy(VectorScratch scratch, int first, int end) {
        int width = g.outputWidth();
        int size = reachedColumns * g.channels();
        int examples = (end - 1) / outputs - first / outputs + 1;
        int lines = (end - 1) / width - first / width + 1;
        int rows = (lines - examples) * g.strideHeight() + examples * g.kernelHeight();
        float[] image = scratch.image(Math.multiplyExact(rows, size) + SHARED_OUT);
        int next;
        int to = 0;
        for (int pixel = first; pixel < end; pixel = next) {
            int n = pixel / outputs;
            next = Math.min(end, (n + 1) * outputs);
            int line = pixel / width;
            int reached = reachedRows((next - 1) / width - line + 1);
            int top = line % g.outputHeight() * g.strideHeight() - g.paddingHeight();
            VectorWindow.copy(images, n, top, reached, -g.paddingWidth(), reachedColumns, image, to);
            to += reached * size;
        }
        return image;
    }

    /// The gradients of some pixels, filled up with zeros to whole vectors.
    private float[] pad(VectorScratch scratch, int first, int end) {
        float[] target = scratch.windows(block * padded);
        for (int pixel = first; pixel < end; pixel++) {
            int to = (pixel - first) * padded;
            System.arraycopy(gradients.data(), pixel * filters, target, to, filters);
            Arrays.fill(target, to + filters, to + padded, 0);
        }
        return target;
    }
}
