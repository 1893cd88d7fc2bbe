package dev.chainrule.kernel;

import static dev.chainrule.kernel.VectorWinogradTiles.PLANES;
import static dev.chainrule.kernel.VectorWinogradTiles.padded;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Convolutions with a 3×3 kernel and stride 1 by Winograd's minimal filtering: with a quarter of the
/// multiplications of the definition.
///
/// A convolution is a product of polynomials. Such a product is known by its values at a few points, where it
/// is one multiplication each. So transform the factors into their values at 6 points, multiply, and
/// transform back: 4 outputs of a row with 3 weights cost 6 multiplications instead of 12. In both
/// directions, a tile of 4 by 4 outputs costs 36 multiplications for each pair of channels instead of 144:
///
/// ```
/// y  = Aᵀ [ Σ over channels  (G w Gᵀ) ⊙ (Bᵀ x B) ] A       x: 6 by 6 inputs, w: 3 by 3, y: 4 by 4 outputs
/// dw = Gᵀ [ Σ over tiles     (A dy Aᵀ) ⊙ (Bᵀ x B) ] G      the adjoint
/// ```
///
/// The matrices are in [VectorWinogradTransforms]. The gradient of the input is a convolution, too: of dy,
/// with the weights rotated by half a turn, and with padding 2 − p.
///
/// For all channels and tiles at once, the multiplications ⊙ are 36 matrix products, which take most of the
/// time; the transforms are vertical sums over channels that are next to each other. A task takes a block of
/// tiles, so few that their transforms stay in a second-level cache, all the way from x to y. The gradient of
/// the weights sums over tiles: its tasks are a fixed number of parts, added up in their order.
///
/// **Error.** Every y is a sum of 36 numbers of both signs that may be larger than it is. For 600 random
/// problems of up to 144 channels the largest error was 4.5e-6 of the largest exact value. A number that is
/// not finite reaches all outputs that depend on it, and others of the same tiles.
///
/// The bits depend neither on the number of threads nor on where a tile falls.
///
/// Source: A. Lavin and S. Gray, Fast algorithms for convolutional neural networks, CVPR 2016.
final class VectorWinograd {
    private static final int LANES = VectorWinogradScratch.LANES;

    /// Channels on either side below which the transforms cost more than they save.
    private static final int FEW_CHANNELS = 16;

    /// Pairs of channels above which transformed weights take hundreds of megabytes.
    private static final long MANY_PAIRS = 1 << 20;

    /// Inputs whose weights a task transforms.
    private static final int WEIGHT_ROWS = 16;

    /// Floats of a block of transformed tiles, about half of a second-level cache.
    private static final int BLOCK = 250_000;

    /// Tiles of a block: fewer read all weights too often, more do not help.
    private static final int LEAST_TILES = 32;
    private static final int MOST_TILES = 96;

    /// Tasks of a weight gradient, at most, each with sums of its own.
    private static final int MOST_PARTS = 4;

    private VectorWinograd() {}

    /// Whether the geometry can be computed in this way, and faster so than directly.
    static boolean fits(ConvolutionGeometry g) {
        boolean possible = g.kernelHeight() == 3
                && g.kernelWidth() == 3
                && g.strideHeight() == 1
                && g.strideWidth() == 1
                && g.paddingHeight() == g.paddingWidth();
        if (!possible || Math.min(g.channels(), g.filters()) < FEW_CHANNELS) {
            return false;
        }
        long pairs = (long) g.channels() * g.filters();
        int tiles = Math.ceilDiv(g.outputHeight(), VectorWinogradTiles.SIZE)
                * Math.ceilDiv(g.outputWidth(), VectorWinogradTiles.SIZE);
        // Tiles that mostly stick out, and too few to be worth the transform of the weights.
        boolean worth = g.outputHeight() * g.outputWidth() >= 8 * tiles && (long) g.examples() * tiles >= 16;
        return pairs <= MANY_PAIRS && worth;
    }

    /// y = x ∗ w + b.
    ///
    /// @param x (N, H, W, C)
    /// @param w (F, 3, 3, C)
    /// @param b (F), or nothing for 0
    /// @param y (N, H', W', F)
    static void forward(ConvolutionGeometry g, float[] x, float[] w, float @Nullable [] b, float[] y) {
        VectorWinogradWeights weights = new VectorWinogradWeights(g.channels(), g.filters());
        VectorWinogradTiles tiles = new VectorWinogradTiles(g.examples(), g.height(), g.width(), g.paddingHeight());
        VectorWinogradScratch shared = VectorWinogradScratch.ofThread();
        MemorySegment transformed = shared.weights(weights.size());
        inTasks(
                g.channels(),
                WEIGHT_ROWS,
                (first, end) -> weights.transform(w, first, end, transformed, VectorWinogradScratch.ofThread()));
        convolve(tiles, weights, x, transformed, b, y, shared);
    }

    /// The gradient of the input: dx = dy ∗ rotated w.
    static void inputGradient(ConvolutionGeometry g, float[] dy, float[] w, float[] dx) {
        VectorWinogradWeights weights = new VectorWinogradWeights(g.filters(), g.channels());
        VectorWinogradTiles tiles =
                new VectorWinogradTiles(g.examples(), g.outputHeight(), g.outputWidth(), 2 - g.paddingHeight());
        VectorWinogradScratch shared = VectorWinogradScratch.ofThread();
        MemorySegment transformed = shared.weights(weights.size());
        inTasks(
                g.filters(),
                WEIGHT_ROWS,
                (first, end) -> weights.transformRotated(w, first, end, transformed, VectorWinogradScratch.ofThread()));
        convolve(tiles, weights, dy, transformed, null, dx, shared);
    }

    /// A convolution with transformed weights.
    private static void convolve(
            VectorWinogradTiles tiles,
            VectorWinogradWeights weights,
            float[] x,
            MemorySegment transformed,
            float @Nullable [] b,
            float[] y,
            VectorWinogradScratch shared) {
        int count = tiles.count();
        if (count == 0) {
            return;
        }
        MemorySegment bias = shared.bias(weights.panels * weights.width);
        VectorWinogradTransforms.clear(bias, 0, weights.panels * weights.width);
        if (b != null) {
            VectorWinogradScratch.copy(b, 0, bias, 0, weights.outputs);
        }
        int most = BLOCK / (PLANES * (padded(weights.inputs) + weights.width));
        int blocks = Math.ceilDiv(count, Math.clamp(most, LEAST_TILES, MOST_TILES));
        // Blocks of similar size for two or four threads, and whole tiles of the products.
        int even = Math.ceilDiv(count, Math.ceilDiv(blocks, 4) * 4);
        int size = Math.ceilDiv(even, VectorWinogradTile.ROWS) * VectorWinogradTile.ROWS;
        inTasks(
                count,
                size,
                (first, end) ->
                        block(tiles, weights, x, transformed, bias, y, first, end, VectorWinogradScratch.ofThread()));
    }

    /// Some tiles, from input to output.
    private static void block(
            VectorWinogradTiles tiles,
            VectorWinogradWeights weights,
            float[] x,
            MemorySegment transformed,
            MemorySegment bias,
            float[] y,
            int first,
            int end,
            VectorWinogradScratch scratch) {
        int count = end - first;
        int stride = padded(weights.inputs);
        int plane = count * stride + LANES;
        int outputPlane = count * weights.width + LANES;
        MemorySegment input = scratch.input(PLANES * plane);
        MemorySegment output = scratch.output(PLANES * outputPlane);
        tiles.transformInput(x, weights.inputs, first, end, input, plane, stride, LANES, scratch);
        for (int panel = 0; panel < weights.panels; panel++) {
            for (int xi = 0; xi < PLANES; xi++) {
                product(
                        count,
                        weights,
                        panel,
                        input,
                        xi * plane,
                        stride,
                        transformed,
                        (panel * PLANES + xi) * weights.plane,
                        output,
                        xi * outputPlane,
                        scratch.zeros);
            }
            tiles.transformOutput(
                    output,
                    outputPlane,
                    weights.width,
                    first,
                    end,
                    bias,
                    y,
                    weights.outputs,
                    panel * weights.width,
                    weights.outputs(panel),
                    scratch);
        }
    }

    /// One of the 36 products, for a panel of outputs.
    private static void product(
            int rows,
            VectorWinogradWeights weights,
            int panel,
            MemorySegment a,
            int aOffset,
            int aRow,
            MemorySegment b,
            int bOffset,
            MemorySegment c,
            int cOffset,
            MemorySegment zeros) {
        int width = weights.width;
        int inputs = weights.inputs;
        int most = Math.ceilDiv(inputs, Math.ceilDiv(inputs, VectorWinogradTile.STEPS));
        for (int step = 0; step < inputs; step += most) {
            for (int row = 0; row < rows; row += VectorWinogradTile.ROWS) {
                int to = cOffset + row * width;
                VectorWinogradTile.run(
                        weights.vectors(panel),
                        Math.min(most, inputs - step),
                        Math.min(VectorWinogradTile.ROWS, rows - row),
                        a,
                        aOffset + row * aRow + step,
                        aRow,
                        b,
                        bOffset + step * width,
                        width,
                        step == 0 ? zeros : c,
                        step == 0 ? 0 : to,
                        step == 0 ? 0 : width,
                        c,
                        to,
                        width);
            }
        }
    }

    /// The gradient of the weights: each tap of dw is the sum of x · dy over all pixels that it joins.
    static void weightGradient(ConvolutionGeometry g, float[] x, float[] dy, float[] dw) {
        int channels = g.channels();
        int filters = g.filters();
        VectorWinogradWeights weights = new VectorWinogradWeights(channels, filters);
        VectorWinogradTiles tiles = new VectorWinogradTiles(g.examples(), g.height(), g.width(), g.paddingHeight());
        int count = tiles.count();
        if (count == 0) {
            Arrays.fill(dw, 0);
            return;
        }
        int stride = Math.ceilDiv(filters, 2 * LANES) * 2 * LANES;
        int plane = channels * stride + LANES;
        int part = PLANES * plane;
        int both = channels + stride;
        // The more channels, the more tiles have to share a pass over the sums.
        int most = Math.max(BLOCK / (PLANES * both), both / 4);
        int parts = Math.min(count, Math.clamp(count / (4 * most), 2, MOST_PARTS));
        int tilesOfPart = Math.ceilDiv(count, parts);
        int size = Math.ceilDiv(tilesOfPart, Math.ceilDiv(tilesOfPart, most));
        MemorySegment sums = VectorWinogradScratch.ofThread().weights(parts * part);
        inTasks(count, tilesOfPart, (first, end) -> {
            VectorWinogradScratch scratch = VectorWinogradScratch.ofThread();
            int to = first / tilesOfPart * part;
            for (int tile = first; tile < end; tile += size) {
                int last = Math.min(end, tile + size);
                accumulate(tiles, channels, filters, stride, x, dy, tile, last, sums, to, plane, tile > first, scratch);
            }
        });
        inTasks(
                channels,
                WEIGHT_ROWS,
                (first, end) -> weights.gradient(
                        sums,
                        stride,
                        plane,
                        part,
                        Math.ceilDiv(count, tilesOfPart),
                        first,
                        end,
                        dw,
                        VectorWinogradScratch.ofThread()));
    }

    /// Adds the products of some tiles to the sums of a part, or begins with them.
    private static void accumulate(
            VectorWinogradTiles tiles,
            int channels,
            int filters,
            int stride,
            float[] x,
            float[] dy,
            int first,
            int end,
            MemorySegment sums,
            int sumsOffset,
            int sumsPlane,
            boolean adds,
            VectorWinogradScratch scratch) {
        int panel = VectorGemmTile.VECTORS * LANES;
        int size = end - first;
        int group = size * LANES;
        int plane = size * padded(channels) + LANES;
        int outputPlane = size * stride + LANES;
        MemorySegment input = scratch.input(PLANES * plane);
        MemorySegment output = scratch.output(PLANES * outputPlane);
        tiles.transformInput(x, channels, first, end, input, plane, LANES, group, scratch);
        tiles.transformOutputGradient(dy, filters, first, end, output, outputPlane, stride, panel, scratch);
        for (int xi = 0; xi < PLANES; xi++) {
            for (int column = 0; column < stride; column += panel) {
                int width = Math.min(panel, stride - column);
                for (int row = 0; row < channels; row += VectorWinogradTile.ROWS) {
                    int to = sumsOffset + xi * sumsPlane + row * stride + column;
                    VectorWinogradTile.runGrouped(
                            width / LANES,
                            size,
                            Math.min(VectorWinogradTile.ROWS, channels - row),
                            input,
                            xi * plane,
                            group,
                            row,
                            output,
                            xi * outputPlane + column * size,
                            width,
                            adds ? sums : scratch.zeros,
                            adds ? to : 0,
                            adds ? stride : 0,
                            sums,
                            to,
                            stride);
                }
            }
        }
    }

    /// Runs the body on `size` items at a time.
    private static void inTasks(int items, int size, Chunks.Body body) {
        Parallel.current()
                .forEach(
                        Math.ceilDiv(items, size),
                        task -> body.accept(task * size, Math.min(items, (task + 1) * size)));
    }
}
