package dev.chainrule.kernel.vector.convolution;

import static dev.chainrule.kernel.vector.Lanes.FLOATS;
import static dev.chainrule.kernel.vector.Lanes.padded;
import static dev.chainrule.kernel.vector.Machine.LANES;
import static dev.chainrule.kernel.vector.VectorMemory.at;
import static dev.chainrule.kernel.vector.convolution.VectorWinogradTiles.PLANES;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import dev.chainrule.kernel.Parallel;
import dev.chainrule.kernel.vector.Machine;
import dev.chainrule.kernel.vector.VectorMemory;
import dev.chainrule.kernel.vector.convolution.VectorWinogradTiles.TransformedTiles;
import dev.chainrule.kernel.vector.product.VectorGemmTile;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;

/// The gradient of the weights by [VectorWinograd]: 36 matrices of sums over all tiles, channels by filters, which a
/// last transform turns into dw.
///
/// Small matrices stay in a task's second-level cache: each of a fixed number of tasks adds up some of the tiles, a
/// block at a time, and what the tasks found is added up in their order. Large matrices would pass through memory once
/// for each block. There, all tasks together transform a great many tiles, and then each computes whole matrices. Both
/// ways depend on the shapes alone, so the bits do, too.
final class VectorWinogradSums {

    /// Floats of the matrices up to which a task has its own.
    private static final int OWN = Machine.SECOND_LEVEL * 8 / 3;

    /// Tasks with matrices of their own, at most.
    private static final int PARTS = 4;

    /// Floats of the tiles that are transformed together.
    private static final int TOGETHER = Machine.LAST_LEVEL;

    /// Tiles that a task transforms then.
    private static final int TASK = 16;

    /// Tiles over which a product is summed at once: what it reads of them stays in the first-level cache.
    private static final int STEPS = 128;

    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    private final VectorWinogradTiles tiles;
    private final int channels;
    private final int filters;

    /// The distance from one row of a matrix to the next, and from one matrix to the next.
    private final int stride;

    private final int plane;

    VectorWinogradSums(VectorWinogradTiles tiles, int channels, int filters) {
        this.tiles = tiles;
        this.channels = channels;
        this.filters = filters;
        stride = Math.ceilDiv(filters, 2 * LANES) * 2 * LANES;
        plane = channels * stride + LANES;
    }

    /// dw (filters, 3, 3, channels) from x and dy.
    void compute(float[] x, float[] dy, float[] dw) {
        int count = tiles.count();
        int part = PLANES * plane;
        boolean together = part > OWN;
        int tilesOfPart = together ? count : Math.ceilDiv(count, Math.min(PARTS, Math.ceilDiv(count, 8)));
        int parts = Math.ceilDiv(count, tilesOfPart);
        MemorySegment sums = VectorWinogradScratch.ofThread().weights(parts * part);
        if (together) {
            sumTogether(x, dy, sums);
        } else {
            sumInParts(x, dy, sums, tilesOfPart);
        }
        VectorWinogradWeights weights = new VectorWinogradWeights(channels, filters);
        VectorWinograd.inTasks(
                channels,
                VectorWinograd.WEIGHT_ROWS,
                (first, end) -> weights.gradient(
                        new Parts(sums, stride, plane, part, parts), first, end, dw, VectorWinogradScratch.ofThread()));
    }

    private void sumInParts(float[] x, float[] dy, MemorySegment sums, int tilesOfPart) {
        int most =
                Math.clamp(VectorWinograd.BLOCK / (PLANES * (padded(channels) + stride)), 8, VectorWinograd.MOST_TILES);
        int size = Math.ceilDiv(tilesOfPart, Math.ceilDiv(tilesOfPart, most));
        VectorWinograd.inTasks(tiles.count(), tilesOfPart, (first, end) -> {
            VectorWinogradScratch scratch = VectorWinogradScratch.ofThread();
            int to = first / tilesOfPart * PLANES * plane;
            for (int tile = first; tile < end; tile += size) {
                Block block = new Block(Math.min(size, end - tile), scratch);
                block.transform(x, dy, tile, 0, block.size, scratch);
                for (int xi = 0; xi < PLANES; xi++) {
                    block.addProduct(xi, sums, to + xi * plane, tile > first, scratch);
                }
            }
        });
    }

    private void sumTogether(float[] x, float[] dy, MemorySegment sums) {
        int count = tiles.count();
        int most = Math.max(STEPS, TOGETHER / (PLANES * (padded(channels) + stride)));
        int size = Math.ceilDiv(count, Math.ceilDiv(count, most));
        for (int tile = 0; tile < count; tile += size) {
            int first = tile;
            Block block = new Block(Math.min(size, count - first), VectorWinogradScratch.ofThread());
            VectorWinograd.inTasks(
                    block.size,
                    TASK,
                    (from, to) -> block.transform(x, dy, first, from, to, VectorWinogradScratch.ofThread()));
            Parallel.current()
                    .forEach(
                            PLANES,
                            xi -> block.addProduct(xi, sums, xi * plane, first > 0, VectorWinogradScratch.ofThread()));
        }
    }

    /// Transformed tiles: of x in groups of a vector's channels, one tile after the other in each; of dy one tile
    /// after the other, with all filters.
    private final class Block {
        private final int size;
        private final int inputPlane;
        private final int outputPlane;
        private final VectorMemory.Numbers input;
        private final MemorySegment output;

        Block(int size, VectorWinogradScratch owner) {
            this.size = size;
            inputPlane = size * padded(channels) + LANES;
            outputPlane = size * stride + LANES;
            input = owner.input(PLANES * inputPlane);
            output = owner.output(PLANES * outputPlane);
        }

        /// Transforms the tiles of the block from `from` to `to`; its first is number `first` of all.
        void transform(float[] x, float[] dy, int first, int from, int to, VectorWinogradScratch scratch) {
            tiles.transformInput(
                    x,
                    channels,
                    first + from,
                    first + to,
                    TransformedTiles.of(input, from * LANES, inputPlane, LANES, size * LANES),
                    scratch);
            tiles.transformOutputGradient(
                    dy,
                    filters,
                    first + from,
                    first + to,
                    TransformedTiles.of(output, from * stride, outputPlane, stride, LANES),
                    scratch);
        }

        /// Puts product xi of the block into a matrix, or adds it to what is there.
        void addProduct(int xi, MemorySegment sums, int matrix, boolean adds, VectorWinogradScratch scratch) {
            int panel = VectorGemmTile.VECTORS * LANES;
            MemorySegment tile = scratch.tile(VectorWinogradTile.groupedRows(2) * panel);
            for (int step = 0; step < size; step += STEPS) {
                int steps = Math.min(STEPS, size - step);
                for (int column = 0; column < stride; column += panel) {
                    int width = Math.min(panel, stride - column);
                    int most = VectorWinogradTile.groupedRows(width / LANES);
                    for (int row = 0; row < channels; row += most) {
                        int to = matrix + row * stride + column;
                        int height = Math.min(most, channels - row);
                        boolean aside = adds || step > 0;
                        VectorWinogradTile.runGrouped(
                                width / LANES,
                                steps,
                                height,
                                input,
                                xi * inputPlane + step * LANES,
                                size * LANES,
                                row,
                                output,
                                xi * outputPlane + step * stride + column,
                                stride,
                                aside ? tile : sums,
                                aside ? 0 : to,
                                aside ? width : stride);
                        if (aside) {
                            add(tile, sums, to, stride, height, width);
                        }
                    }
                }
            }
        }
    }

    /// Adds blocks, which are `count` apart, to others.
    private static void add(
            MemorySegment blocksOf, MemorySegment target, int offset, int advance, int blocks, int count) {
        MemorySegment source = VectorMemory.outside(blocksOf);
        MemorySegment sums = VectorMemory.outside(target);
        int to = offset;
        int end = to + count;
        for (int from = 0; from < blocks * count; from += LANES) {
            fromMemorySegment(FLOATS, source, at(from), ORDER)
                    .add(fromMemorySegment(FLOATS, sums, at(to), ORDER))
                    .intoMemorySegment(sums, at(to), ORDER);
            to += LANES;
            if (to == end) {
                to += advance - count;
                end = to + count;
            }
        }
    }

    /// The 36 matrices of some parts.
    ///
    /// @param stride the distance from one row of a matrix to the next
    /// @param plane the distance from one matrix to the next
    /// @param part the distance from one part to the next
    record Parts(MemorySegment sums, int stride, int plane, int part, int parts) {

        /// Adds up the parts, in their order, in the first of them: `count` numbers from `offset` on.
        void add(int offset, int count) {
            MemorySegment memory = VectorMemory.outside(sums);
            for (int i = offset; i < offset + count; i += LANES) {
                FloatVector sum = fromMemorySegment(FLOATS, memory, at(i), ORDER);
                for (int p = 1; p < parts; p++) {
                    sum = sum.add(fromMemorySegment(FLOATS, memory, at(i + p * part), ORDER));
                }
                sum.intoMemorySegment(memory, at(i), ORDER);
            }
        }
    }
}
