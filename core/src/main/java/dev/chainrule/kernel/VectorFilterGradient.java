package dev.chainrule.kernel;

import static dev.chainrule.kernel.VectorGemmTile.LANES;
import static dev.chainrule.kernel.VectorGemmTile.VECTORS;

import dev.chainrule.tensor.FloatTensor;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.Arrays;

/// The gradient of a convolution by its weights in single precision: the product of all windows, transposed, with dy.
///
/// Windows are read where they are, as in [VectorCorrelation]. The examples are split into slices whose number
/// depends on the geometry only; each has sums of its own, which are added in their order at the end.
final class VectorFilterGradient {
    /// Output pixels whose part of dy stays in a first-level cache.
    private static final int BLOCK = 128;

    /// Tasks that share the work well: slices by groups of filters.
    private static final int TASKS = 16;

    /// The filters of a group for that purpose, independent of the length of vectors.
    private static final int GROUP = 64;

    private final ConvolutionGeometry g;
    private final float[] x;
    private final float[] dy;
    private final int filters;
    private final int terms;
    private final int outputHeight;
    private final int outputWidth;
    private final int slices;

    /// The sums of each slice: its panels of filters, in each a row for each weight of a filter.
    private final float[] sums;

    private final int sliceSize;

    /// Output rows and columns that are computed at once.
    private final int blockRows;

    private final int blockColumns;
    private final boolean reachesOver;

    private VectorFilterGradient(ConvolutionGeometry g, float[] x, float[] dy) {
        this.g = g;
        this.x = x;
        this.dy = dy;
        filters = g.filters();
        terms = g.terms();
        outputHeight = g.outputHeight();
        outputWidth = g.outputWidth();
        slices = Math.clamp(Math.ceilDiv(TASKS, Math.ceilDiv(filters, GROUP)), 1, Math.max(1, g.examples()));
        sliceSize = terms * Math.ceilDiv(filters, LANES) * LANES;
        sums = FloatTensor.dataOf(Tensor.allocate(Precision.FLOAT32, Shape.of(slices * sliceSize)));
        blockColumns = Math.ceilDiv(outputWidth, Math.ceilDiv(outputWidth, BLOCK));
        blockRows = Math.min(outputHeight, BLOCK / blockColumns);
        reachesOver = g.paddingHeight() > 0 || g.paddingWidth() > 0;
    }

    /// `dw` from `x` and `dy`, as [Convolution#weightGradient].
    static void compute(ConvolutionGeometry g, float[] x, float[] dy, float[] dw) {
        if (g.examples() == 0) {
            Arrays.fill(dw, 0);
            return;
        }
        VectorFilterGradient gradient = new VectorFilterGradient(g, x, dy);
        int panels = Math.ceilDiv(gradient.filters, VECTORS * LANES);
        Parallel.current().forEach(gradient.slices * panels, task -> gradient.slice(task / panels, task % panels));
        gradient.addSlices(dw);
    }

    /// Sums a slice of the examples for a panel of filters.
    private void slice(int slice, int panel) {
        int column = panel * VECTORS * LANES;
        int columns = Math.min(VECTORS * LANES, filters - column);
        int vectors = Math.ceilDiv(columns, LANES);
        int to = slice * sliceSize + terms * column;
        int first = (int) ((long) g.examples() * slice / slices);
        int end = (int) ((long) g.examples() * (slice + 1) / slices);
        boolean starts = true;
        for (int n = first; n < end; n++) {
            for (int row = 0; row < outputHeight; row += blockRows) {
                int rows = Math.min(blockRows, outputHeight - row);
                for (int left = 0; left < outputWidth; left += blockColumns) {
                    int across = Math.min(blockColumns, outputWidth - left);
                    block(n, row, rows, left, across, column, columns, vectors, to, starts);
                    starts = false;
                }
            }
        }
    }

    /// Adds the products of a block of output pixels.
    private void block(
            int n,
            int row,
            int rows,
            int left,
            int across,
            int column,
            int columns,
            int vectors,
            int to,
            boolean starts) {
        VectorScratch scratch = VectorScratch.current();
        int wide = vectors * LANES;
        float[] right = scratch.panel(BLOCK * VECTORS * LANES + LANES);
        for (int i = 0; i < rows; i++) {
            int from = ((n * outputHeight + row + i) * outputWidth + left) * filters + column;
            VectorPacking.copy(dy, from, filters, columns, across, right, i * across * wide, wide);
        }
        int channels = g.channels();
        int step = g.strideWidth() * channels;
        float[] image = x;
        int imageWidth = g.width();
        int offset = ((n * g.height() + row * g.strideHeight()) * imageWidth + left * g.strideWidth()) * channels;
        if (reachesOver) {
            imageWidth = (across - 1) * g.strideWidth() + g.kernelWidth();
            int imageHeight = (rows - 1) * g.strideHeight() + g.kernelHeight();
            image = scratch.image(imageHeight * imageWidth * channels);
            VectorWindow.copy(
                    x,
                    n,
                    g.height(),
                    g.width(),
                    channels,
                    row * g.strideHeight() - g.paddingHeight(),
                    imageHeight,
                    left * g.strideWidth() - g.paddingWidth(),
                    imageWidth,
                    image,
                    0);
            offset = 0;
        }
        int run = g.kernelWidth() * channels;
        int[] places = scratch.places(terms);
        for (int u = 0; u < g.kernelHeight(); u++) {
            for (int i = 0; i < run; i++) {
                places[u * run + i] = u * imageWidth * channels + i;
            }
        }
        for (int k = 0; k < terms; k += VectorFilterGradientTile.ROWS) {
            VectorFilterGradientTile.run(
                    vectors,
                    rows,
                    across,
                    Math.min(VectorFilterGradientTile.ROWS, terms - k),
                    image,
                    offset,
                    step,
                    g.strideHeight() * imageWidth * channels,
                    places,
                    k,
                    right,
                    0,
                    starts,
                    sums,
                    to + k * wide);
        }
    }

    /// Adds up the slices, and turns the sums, a column for each filter, into rows.
    private void addSlices(float[] dw) {
        int wide = VECTORS * LANES;
        Parallel.current().forEach(Math.ceilDiv(filters, wide), panel -> {
            int column = panel * wide;
            int columns = Math.min(wide, filters - column);
            int width = Math.ceilDiv(columns, LANES) * LANES;
            int from = terms * column;
            int size = terms * width;
            for (int slice = 1; slice < slices; slice++) {
                VectorLayout.add(sums, slice * sliceSize + from, sums, from, size);
            }
            float[] square = VectorScratch.current().square();
            VectorLayout.transpose(sums, from, width, terms, columns, dw, column * terms, terms, square);
        });
    }
}
