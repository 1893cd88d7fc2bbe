package dev.chainrule.kernel.vector.convolution;

import static dev.chainrule.kernel.vector.Machine.LANES;

import dev.chainrule.kernel.vector.Machine;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

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
    private static final int GROUP = Machine.FIRST_LEVEL * 3 / 4;

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

    /// Transforms the input of the tiles from `first` to `end`, so that number (i, j) of channel c of the k-th of
    /// them is at `(6i + j) · plane + k · stride + c / lanes · step + c % lanes`. The numbers after the last
    /// channel, up to a whole vector, are unspecified.
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
        MemorySegment rows = scratch.strip(WINDOW * strip);
        for (int tile = first; tile < end; ) {
            int next = endOfRow(tile, end);
            transformRows(x, height, width, channels, tile, next, WINDOW, padding, rows, strip, scratch);
            for (int i = 0; i < WINDOW; i++) {
                VectorWinogradTransforms.inputColumns(
                        rows,
                        i * strip,
                        channels,
                        SIZE * channels,
                        target,
                        i * WINDOW * plane + (tile - first) * stride,
                        plane,
                        step,
                        stride,
                        next - tile,
                        padded(channels));
            }
            tile = next;
        }
    }

    /// Transforms the output's gradient in the same way.
    void transformOutputGradient(
            float[] dy,
            int filters,
            int first,
            int end,
            MemorySegment target,
            int plane,
            int stride,
            int step,
            VectorWinogradScratch scratch) {
        int strip = strip(filters);
        MemorySegment rows = scratch.strip(WINDOW * strip);
        for (int tile = first; tile < end; ) {
            int next = endOfRow(tile, end);
            transformRows(dy, outputHeight, outputWidth, filters, tile, next, SIZE, 0, rows, strip, scratch);
            for (int i = 0; i < WINDOW; i++) {
                VectorWinogradTransforms.outputGradientColumns(
                        rows,
                        i * strip,
                        filters,
                        SIZE * filters,
                        target,
                        i * WINDOW * plane + (tile - first) * stride,
                        plane,
                        step,
                        stride,
                        next - tile,
                        padded(filters));
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

    /// The first step: transforms the columns of pixels that some tiles next to each other look at.
    private void transformRows(
            float[] image,
            int height,
            int width,
            int channels,
            int tile,
            int next,
            int window,
            int padding,
            MemorySegment target,
            int strip,
            VectorWinogradScratch scratch) {
        int example = tile / across / down;
        int row = tile / across % down * SIZE - padding;
        int column = tile % across * SIZE - padding;
        int columns = (next - tile - 1) * SIZE + window;
        int firstColumn = Math.clamp(column, 0, width);
        int endColumn = Math.clamp(column + columns, firstColumn, width);
        int left = (firstColumn - column) * channels;
        int count = (endColumn - firstColumn) * channels;

        float[] source = image;
        int offset = ((example * height + row) * width + firstColumn) * channels;
        int stride = width * channels;
        if (row < 0 || row + window > height || count % LANES != 0) {
            source = scratch.array(WINDOW * strip);
            for (int i = 0; i < window; i++) {
                if (row + i >= 0 && row + i < height) {
                    System.arraycopy(image, offset + i * stride, source, i * strip, count);
                } else {
                    Arrays.fill(source, i * strip, i * strip + count, 0);
                }
            }
            offset = 0;
            stride = strip;
        }
        // Whole vectors: from left to right, each may spill over into what comes next.
        for (int i = 0; i < WINDOW; i++) {
            VectorWinogradTransforms.clear(target, i * strip, left);
        }
        if (window == WINDOW) {
            VectorWinogradTransforms.inputRows(source, offset, stride, target, left, strip, padded(count));
        } else {
            VectorWinogradTransforms.outputGradientRows(source, offset, stride, target, left, strip, padded(count));
        }
        for (int i = 0; i < WINDOW; i++) {
            VectorWinogradTransforms.clear(target, i * strip + left + count, columns * channels - left - count);
        }
    }

    /// Writes the outputs of the tiles from `first` to `end` for some filters. Number (i, j) of the k-th of the
    /// filters of the l-th of the tiles, transformed, is at `(6i + j) · plane + l · stride + k`.
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
        float[] aside = scratch.array(SIZE * padded);
        for (int tile = first; tile < end; ) {
            int row = tile / across % down * SIZE;
            int column = tile % across * SIZE;
            int columns = Math.min(SIZE, outputWidth - column);
            // Whole tiles of whole vectors go where they belong, others aside first.
            boolean whole = columns == SIZE && count == padded;
            int tiles = whole ? Math.min(Math.min(most, end - tile), (outputWidth - column) / SIZE) : 1;
            int width = tiles * stride;
            for (int j = 0; j < WINDOW; j++) {
                int from = j * plane + (tile - first) * stride;
                VectorWinogradTransforms.outputRows(
                        source, from, WINDOW * plane, strip, j * width, WINDOW * width, width);
            }
            int place = ((tile / across / down * outputHeight + row) * outputWidth + column) * filters + firstFilter;
            for (int i = 0; i < Math.min(SIZE, outputHeight - row); i++) {
                int to = place + i * outputWidth * filters;
                VectorWinogradTransforms.outputColumns(
                        strip,
                        i * WINDOW * width,
                        width,
                        stride,
                        bias,
                        firstFilter,
                        whole ? y : aside,
                        whole ? to : 0,
                        whole ? filters : padded,
                        SIZE * filters,
                        tiles,
                        padded);
                for (int j = 0; !whole && j < columns; j++) {
                    System.arraycopy(aside, j * padded, y, to + j * filters, count);
                }
            }
            tile += tiles;
        }
    }
}
