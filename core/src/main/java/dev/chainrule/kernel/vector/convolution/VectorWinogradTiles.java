package dev.chainrule.kernel.vector.convolution;

import static dev.chainrule.kernel.vector.Lanes.padded;
import static dev.chainrule.kernel.vector.Machine.LANES;

import dev.chainrule.kernel.vector.CacheLines;
import dev.chainrule.kernel.vector.Machine;
import dev.chainrule.kernel.vector.VectorMemory;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// The tiles of a convolution with a 3×3 kernel: squares of 4 by 4 output pixels, numbered along rows, then down the
/// image, then from example to example. Tiles at the right and lower edge may stick out.
///
/// A tile looks at the input pixels from (4 · row − padding, 4 · column − padding) on, 6 by 6 of them. Those outside of
/// the image count as zero.
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

    /// Transformed tiles: number (i, j) of channel c of the k-th of them is at
    /// `first + (6i + j) · plane + k · stride + c / lanes · step + c % lanes`. The numbers after the last channel,
    /// up to a whole vector, are unspecified.
    ///
    /// @param array where they are if it is not empty; else in `numbers`
    @SuppressWarnings("ArrayRecordComponent") // passed from method to method, never compared
    record TransformedTiles(MemorySegment numbers, float[] array, int first, int plane, int stride, int step) {
        private static final float[] NONE = {};

        static TransformedTiles of(VectorMemory.Numbers numbers, int first, int plane, int stride, int step) {
            return new TransformedTiles(numbers.vectors(), numbers.array(), first, plane, stride, step);
        }

        static TransformedTiles of(MemorySegment numbers, int first, int plane, int stride, int step) {
            return new TransformedTiles(numbers, NONE, first, plane, stride, step);
        }
    }

    /// Where the outputs go.
    ///
    /// @param bias one number for each filter, and up to a whole vector more
    @SuppressWarnings("ArrayRecordComponent") // passed from method to method, never compared
    record Outputs(MemorySegment bias, float[] y, int filters) {}

    /// Images to transform: `window` pixels each way of a tile.
    @SuppressWarnings("ArrayRecordComponent") // passed from method to method, never compared
    private record Images(float[] pixels, int height, int width, int channels, int window, int padding) {}

    /// Transforms the input of the tiles from `first` to `end`.
    void transformInput(
            float[] x, int channels, int first, int end, TransformedTiles target, VectorWinogradScratch scratch) {
        transform(new Images(x, height, width, channels, WINDOW, padding), first, end, target, scratch);
    }

    /// Transforms the output's gradient in the same way.
    void transformOutputGradient(
            float[] dy, int filters, int first, int end, TransformedTiles target, VectorWinogradScratch scratch) {
        transform(new Images(dy, outputHeight, outputWidth, filters, SIZE, 0), first, end, target, scratch);
    }

    private void transform(Images images, int first, int end, TransformedTiles target, VectorWinogradScratch scratch) {
        int strip = strip(images.channels);
        MemorySegment rows = scratch.strip(WINDOW * strip);
        for (int tile = first; tile < end; ) {
            int next = endOfRow(tile, end);
            transformRows(images, tile, next, rows, strip, scratch);
            for (int i = 0; i < WINDOW; i++) {
                int to = target.first + i * WINDOW * target.plane + (tile - first) * target.stride;
                transformColumns(images, rows, i * strip, target, to, next - tile);
            }
            tile = next;
        }
    }

    /// The second step, for one row of each tile.
    private static void transformColumns(
            Images images, MemorySegment rows, int from, TransformedTiles target, int to, int tiles) {
        int channels = images.channels;
        int advance = SIZE * channels;
        int count = padded(channels);
        MemorySegment numbers = target.numbers;
        int plane = target.plane;
        int step = target.step;
        int stride = target.stride;
        if (images.window == WINDOW && target.array.length > 0) {
            VectorWinogradTransforms.inputColumnsIntoArray(
                    rows, from, channels, advance, target.array, to, plane, step, stride, tiles, count);
        } else if (images.window == WINDOW) {
            VectorWinogradTransforms.inputColumns(
                    rows, from, channels, advance, numbers, to, plane, step, stride, tiles, count);
        } else {
            VectorWinogradTransforms.outputGradientColumns(
                    rows, from, channels, advance, numbers, to, plane, step, stride, tiles, count);
        }
    }

    private int endOfRow(int tile, int end) {
        return Math.min(end, (tile / across + 1) * across);
    }

    /// The first step: transforms the columns of pixels that some tiles next to each other look at.
    private void transformRows(
            Images images, int tile, int next, MemorySegment target, int strip, VectorWinogradScratch scratch) {
        int channels = images.channels;
        int row = tile / across % down * SIZE - images.padding;
        int column = tile % across * SIZE - images.padding;
        int columns = (next - tile - 1) * SIZE + images.window;
        int firstColumn = Math.clamp(column, 0, images.width);
        int endColumn = Math.clamp(column + columns, firstColumn, images.width);
        // Padding may be so wide that some of the tiles, or all, lie left or right of the image.
        int left = Math.clamp((long) firstColumn - column, 0, columns) * channels;
        int count = (endColumn - firstColumn) * channels;

        float[] source = images.pixels;
        int offset = ((tile / across / down * images.height + row) * images.width + firstColumn) * channels;
        int stride = images.width * channels;
        for (int i = images.window - SIZE; i < images.window; i++) { // the rows above are those of the tiles above
            if (row + i >= 0 && row + i < images.height) {
                CacheLines.fetch(source, offset + i * stride, offset + i * stride + count);
            }
        }
        if (row < 0 || row + images.window > images.height || count % LANES != 0) {
            source = scratch.array(WINDOW * strip);
            copyRows(images, row, offset, count, source, strip);
            offset = 0;
            stride = strip;
        }
        // Whole vectors: from left to right, each may spill over into what comes next.
        for (int i = 0; i < WINDOW; i++) {
            VectorMemory.clear(target, i * strip, left);
        }
        if (images.window == WINDOW) {
            VectorWinogradTransforms.inputRows(source, offset, stride, target, left, strip, padded(count));
        } else {
            VectorWinogradTransforms.outputGradientRows(source, offset, stride, target, left, strip, padded(count));
        }
        for (int i = 0; i < WINDOW; i++) {
            VectorMemory.clear(target, i * strip + left + count, columns * channels - left - count);
        }
    }

    /// Copies parts of rows of pixels, with zeros where there are none.
    private static void copyRows(Images images, int row, int offset, int count, float[] target, int strip) {
        for (int i = 0; i < images.window; i++) {
            if (row + i >= 0 && row + i < images.height) {
                int from = offset + i * images.width * images.channels;
                System.arraycopy(images.pixels, from, target, i * strip, count);
            } else {
                Arrays.fill(target, i * strip, i * strip + count, 0);
            }
        }
    }

    /// Writes the outputs of the tiles from `first` to `end`.
    ///
    /// @param source transformed outputs
    void transformOutput(TransformedTiles source, int first, int end, Outputs target, VectorWinogradScratch scratch) {
        int most = Math.max(1, GROUP / (SIZE * WINDOW * source.stride));
        MemorySegment strip = scratch.strip(SIZE * WINDOW * most * source.stride);
        for (int tile = first; tile < end; ) {
            int column = tile % across * SIZE;
            // Whole tiles of whole vectors go where they belong, others aside first.
            boolean whole = outputWidth - column >= SIZE && target.filters == padded(target.filters);
            int tiles = whole ? Math.min(Math.min(most, end - tile), (outputWidth - column) / SIZE) : 1;
            int width = tiles * source.stride;
            for (int j = 0; j < WINDOW; j++) {
                int from = source.first + j * source.plane + (tile - first) * source.stride;
                VectorWinogradTransforms.outputRows(
                        source.numbers, from, WINDOW * source.plane, strip, j * width, WINDOW * width, width);
            }
            outputColumns(strip, source.stride, tile, tiles, whole, target, scratch);
            tile += tiles;
        }
    }

    /// The second step.
    ///
    /// @param whole whether the tiles go where they belong
    private void outputColumns(
            MemorySegment strip,
            int stride,
            int tile,
            int tiles,
            boolean whole,
            Outputs target,
            VectorWinogradScratch scratch) {
        int row = tile / across % down * SIZE;
        int column = tile % across * SIZE;
        int filters = target.filters;
        int width = tiles * stride;
        int padded = padded(filters);
        float[] aside = scratch.array(SIZE * padded);
        int place = ((tile / across / down * outputHeight + row) * outputWidth + column) * filters;
        for (int i = 0; i < Math.min(SIZE, outputHeight - row); i++) {
            int to = place + i * outputWidth * filters;
            VectorWinogradTransforms.outputColumns(
                    strip,
                    i * WINDOW * width,
                    width,
                    stride,
                    target.bias,
                    whole ? target.y : aside,
                    whole ? to : 0,
                    whole ? filters : padded,
                    SIZE * filters,
                    tiles,
                    padded);
            for (int j = 0; !whole && j < Math.min(SIZE, outputWidth - column); j++) {
                System.arraycopy(aside, j * padded, target.y, to + j * filters, filters);
            }
        }
    }
}
