package dev.chainrule.kernel.vector.convolution;

import static dev.chainrule.kernel.vector.Machine.LANES;

import dev.chainrule.kernel.ConvolutionGeometry;
import dev.chainrule.kernel.vector.CacheLines;
import dev.chainrule.kernel.vector.Machine;
import dev.chainrule.kernel.vector.VectorScratch;
import dev.chainrule.kernel.vector.product.Operand;
import dev.chainrule.kernel.vector.product.VectorGemm;
import dev.chainrule.kernel.vector.product.VectorProduct;

/// The sums of [VectorFilterGradient] as the product of all windows, transposed, with dy: with few registers, where the
/// lines of a window are long. The windows of some hundred output pixels are copied next to each other at a time.
final class VectorWindowsCopied implements VectorFilterGradient.Way {
    /// Output pixels whose windows are copied at a time, at least and at most.
    private static final int FEWEST_PIXELS = 256;

    private static final int MOST_PIXELS = 2048;

    /// Numbers that are copied at a time, unless the fewest pixels have more, so that they stay in a cache.
    private static final int MOST_GATHERED = Machine.SECOND_LEVEL * 3 / 8;

    /// Numbers that are copied at a time at all.
    private static final int MOST_WINDOWS = 1 << 28;

    /// Numbers of a window that are copied at a time, at least one row of the kernel.
    private static final int PART = 600;

    private final ConvolutionGeometry g;
    private final float[] x;
    private final VectorWindow.Images images;
    private final float[] dy;
    private final int filters;
    private final int outputHeight;
    private final int outputWidth;

    VectorWindowsCopied(ConvolutionGeometry g, float[] x, float[] dy) {
        this.g = g;
        this.x = x;
        images = new VectorWindow.Images(x, g.height(), g.width(), g.channels());
        this.dy = dy;
        filters = g.filters();
        outputHeight = g.outputHeight();
        outputWidth = g.outputWidth();
    }

    @Override
    public void sum(int first, int end, VectorFilterGradient.Sums sums) {
        int run = g.kernelWidth() * g.channels();
        int rows = Math.clamp(PART / run, 1, g.kernelHeight());
        boolean windowsAreThere = g.kernelHeight() == 1
                && g.kernelWidth() == 1
                && g.strideHeight() == 1
                && g.strideWidth() == 1
                && g.paddingHeight() == 0
                && g.paddingWidth() == 0;
        int block = Math.clamp(MOST_GATHERED / (rows * run), FEWEST_PIXELS, MOST_PIXELS);
        block = Math.clamp(MOST_WINDOWS / (rows * run), 1, block);
        for (int pixel = first; pixel < end; pixel += block) {
            int count = Math.min(block, end - pixel);
            for (int row = 0; row < g.kernelHeight(); row += rows) {
                int part = Math.min(rows, g.kernelHeight() - row) * run;
                float[] windows = x;
                if (windowsAreThere) {
                    CacheLines.fetch(x, pixel * part, (pixel + count) * part);
                    CacheLines.fetch(dy, pixel * filters, (pixel + count) * filters);
                } else {
                    windows = VectorScratch.current().windows(block * part + LANES);
                    gather(pixel, count, row, Math.min(rows, g.kernelHeight() - row), windows);
                }
                VectorGemm.multiply(new VectorProduct(
                        part,
                        filters,
                        count,
                        new Operand(windows, windowsAreThere ? pixel * part : 0, part, true),
                        new Operand(dy, pixel * filters, filters),
                        new Operand(sums.numbers(), sums.row(row * run), sums.stride()),
                        pixel > first,
                        null));
            }
        }
    }

    /// Copies some rows of the windows of some output pixels, those of a few rows of one example at a time.
    private void gather(int first, int count, int firstRow, int rows, float[] windows) {
        int size = rows * g.kernelWidth() * g.channels();
        long apart = (long) g.strideHeight() * reachedColumns() * g.channels();
        int most = (int) Math.max(1, MOST_GATHERED / apart);
        int end;
        for (int pixel = first; pixel < first + count; pixel = end) {
            int row = pixel / outputWidth;
            int next = Math.min(row + most, (row / outputHeight + 1) * outputHeight);
            end = (int) Math.min(first + count, (long) next * outputWidth);
            gatherOfExample(pixel, end, firstRow, rows, windows, (pixel - first) * size);
        }
    }

    /// The columns that the windows of a row reach.
    private int reachedColumns() {
        return (outputWidth - 1) * g.strideWidth() + g.kernelWidth();
    }

    /// Copies those of pixels of one example: from the image where no window reaches over its edge, else from a
    /// copy of what they reach.
    private void gatherOfExample(int first, int end, int firstRow, int rows, float[] windows, int targetOffset) {
        int n = first / outputWidth / outputHeight;
        int i = first / outputWidth % outputHeight;
        int last = (end - 1) / outputWidth % outputHeight;
        int top = i * g.strideHeight() - g.paddingHeight() + firstRow;
        int run = g.kernelWidth() * g.channels();
        float[] source = x;
        int offset = (n * g.height() + top) * g.width() * g.channels();
        int columns = g.width();
        if (g.paddingHeight() > 0 || g.paddingWidth() > 0) {
            columns = reachedColumns();
            int height = (last - i) * g.strideHeight() + rows;
            source = VectorScratch.current()
                    .image(Math.multiplyExact(height, Math.multiplyExact(columns, g.channels())));
            offset = 0;
            VectorWindow.copy(images, n, top, height, -g.paddingWidth(), columns, source, 0);
        }
        VectorWindow.Form form = new VectorWindow.Form(rows, run, columns * g.channels());
        int move = g.strideWidth() * g.channels();
        int to = targetOffset;
        int next;
        for (int pixel = first; pixel < end; pixel = next) {
            int j = pixel % outputWidth;
            next = Math.min(end, pixel - j + outputWidth);
            VectorWindow.gather(source, offset + j * move, move, next - pixel, form, windows, to);
            to += (next - pixel) * rows * run;
            offset += g.strideHeight() * form.distance();
        }
    }
}
