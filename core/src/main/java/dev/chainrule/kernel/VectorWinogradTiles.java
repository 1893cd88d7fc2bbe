package dev.chainrule.kernel;

import java.lang.foreign.MemorySegment;

/// The tiles of a convolution with a 3×3 kernel: squares of 4 by 4 output pixels, numbered along rows, then
/// down the image, then from example to example. Tiles at the right and lower edge may stick out.
///
/// A tile looks at the input pixels from (4 · row − padding, 4 · column − padding) on, 6 by 6 of them. Those
/// outside of the image count as zero.
final class VectorWinogradTiles {
    /// Output pixels of a tile each way.
    static final int SIZE = 4;

    /// Input pixels of a tile each way, and numbers of a transformed tile each way.
    static final int WINDOW = 6;

    /// Numbers of a transformed tile for each channel.
    static final int PLANES = WINDOW * WINDOW;

    /// Floats between the two steps of the output transform, which stay in the first-level cache.
    private static final int GROUP = 6144;

    private static final int LANES = Lanes.COUNT;

    final int examples;
    final int height;
    final int width;
    final int padding;
    final int outputHeight;
    final int outputWidth;

    private final int down;
    private final int across;

    /// @param padding may be negative
    VectorWinogradTiles(int examples, int height, int width, int padding) {
        this.examples = examples;
        this.height = height;
        this.width = width;
        this.padding = padding;
        outputHeight = height + 2 * padding - 2;
        outputWidth = width + 2 * padding - 2;
        down = Math.ceilDiv(outputHeight, SIZE);
        across = Math.ceilDiv(outputWidth, SIZE);
    }

    int count() {
        return examples * down * across;
    }

    /// The distance between the rows of what is between the two steps of a transform.
    private int strip(int channels) {
        return Math.ceilDiv((across * SIZE + 2) * channels, LANES) * LANES + 2 * LANES;
    }

    /// Transforms the input of the tiles from `first` to `end`, so that number (i, j) of channel c of the
    /// k-th of them is at `(6i + j) · plane + k · stride + c / lanes · step + c % lanes`. The numbers after
    /// the last channel, up to a whole vector, are unspecified.
    void transformInput(
            float[] x,
            int channels,
            int first,
            int end,
            MemorySegment target,
            int plane,
            int stride,
            int step,
            VectorWinogradScratch scratch) {
        int strip = strip(channels);
        MemorySegment strips = scratch.strip(WINDOW * strip);
        VectorWinogradRows rows = scratch.rows;
        for (int tile = first; tile < end; ) {
            int next = endOfRow(tile, end);
            rows.find(
                    x,
                    height,
                    width,
                    channels,
                    tile / across / down,
                    tile / across % down * SIZE - padding,
                    tile % across * SIZE - padding,
                    WINDOW,
                    (next - tile - 1) * SIZE + WINDOW,
                    strip,
                    scratch);
            VectorWinogradTransforms.inputRows(
                    rows.source, rows.offset, rows.stride, strips, strip, rows.left, rows.count, rows.right);
            VectorWinogradTransforms.inputColumns(
                    strips,
                    0,
                    channels,
                    strip,
                    SIZE * channels,
                    target,
                    (tile - first) * stride,
                    plane,
                    step,
                    stride,
                    next - tile,
                    padded(channels));
            tile = next;
        }
    }

    /// Transforms the output's gradient in the same way, into panels of some filters each: number (i, j) of
    /// filter f of the k-th tile is at `(6i + j) · plane + f / panel · panel · tiles + k · width + f %
    /// panel`, where the width of the last panel is what is left of `stride`.
    void transformOutputGradient(
            float[] dy,
            int filters,
            int first,
            int end,
            MemorySegment target,
            int plane,
            int stride,
            int panel,
            VectorWinogradScratch scratch) {
        int strip = strip(filters);
        MemorySegment strips = scratch.strip(WINDOW * strip);
        VectorWinogradRows rows = scratch.rows;
        for (int tile = first; tile < end; ) {
            int next = endOfRow(tile, end);
            rows.find(
                    dy,
                    outputHeight,
                    outputWidth,
                    filters,
                    tile / across / down,
                    tile / across % down * SIZE,
                    tile % across * SIZE,
                    SIZE,
                    (next - tile - 1) * SIZE + SIZE,
                    strip,
                    scratch);
            VectorWinogradTransforms.outputGradientRows(
                    rows.source, rows.offset, rows.stride, strips, strip, rows.left, rows.count, rows.right);
            for (int f = 0; f < stride; f += panel) {
                int width = Math.min(panel, stride - f);
                VectorWinogradTransforms.outputGradientColumns(
                        strips,
                        f,
                        filters,
                        strip,
                        SIZE * filters,
                        target,
                        f * (end - first) + (tile - first) * width,
                        plane,
                        LANES,
                        width,
                        next - tile,
                        Math.min(width, padded(filters) - f));
            }
            tile = next;
        }
    }

    /// A number of channels rounded up to whole vectors.
    static int padded(int channels) {
        return Math.ceilDiv(channels, LANES) * LANES;
    }

    private int endOfRow(int tile, int end) {
        return Math.min(end, (tile / across + 1) * across);
    }

    /// Writes the outputs of the tiles from `first` to `end` for some filters. Number (i, j) of the k-th of
    /// the filters of the l-th of the tiles, transformed, is at `(6i + j) · plane + l · stride + k`.
    ///
    /// @param bias one number for each filter, and up to a whole vector more
    void transformOutput(
            MemorySegment source,
            int plane,
            int stride,
            int first,
            int end,
            MemorySegment bias,
            float[] y,
            int filters,
            int firstFilter,
            int count,
            VectorWinogradScratch scratch) {
        int most = Math.max(1, GROUP / (SIZE * WINDOW * stride));
        int padded = padded(count);
        MemorySegment strip = scratch.strip(SIZE * WINDOW * most * stride);
        float[] aside = scratch.array(SIZE * SIZE * padded);
        for (int tile = first; tile < end; ) {
            int row = tile / across % down * SIZE;
            int column = tile % across * SIZE;
            int columns = Math.min(SIZE, outputWidth - column);
            // Whole tiles of whole vectors go where they belong, others aside first.
            boolean whole = columns == SIZE && count == padded;
            int tiles = whole ? Math.min(Math.min(most, end - tile), (outputWidth - column) / SIZE) : 1;
            int width = tiles * stride;
            VectorWinogradTransforms.outputRows(
                    source, (tile - first) * stride, WINDOW * plane, strip, 0, WINDOW * width, width);
            int place = ((tile / across / down * outputHeight + row) * outputWidth + column) * filters + firstFilter;
            int lines = Math.min(SIZE, outputHeight - row);
            VectorWinogradTransforms.outputColumns(
                    strip,
                    0,
                    width,
                    stride,
                    bias,
                    firstFilter,
                    whole ? y : aside,
                    whole ? place : 0,
                    whole ? filters : padded,
                    whole ? outputWidth * filters : SIZE * padded,
                    SIZE * filters,
                    lines,
                    tiles,
                    padded);
            for (int pixel = 0; !whole && pixel < lines * SIZE; pixel++) {
                if (pixel % SIZE < columns) {
                    int to = place + (pixel / SIZE * outputWidth + pixel % SIZE) * filters;
                    System.arraycopy(aside, pixel * padded, y, to, count);
                }
            }
            tile += tiles;
        }
    }
}
