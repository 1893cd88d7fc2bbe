package dev.chainrule.kernel.vector.convolution;

import static dev.chainrule.kernel.vector.Lanes.padded;
import static dev.chainrule.kernel.vector.Machine.LANES;
import static dev.chainrule.kernel.vector.convolution.VectorWinogradTiles.PLANES;

import dev.chainrule.kernel.ConvolutionGeometry;
import dev.chainrule.kernel.Parallel;
import dev.chainrule.kernel.vector.Chunks;
import dev.chainrule.kernel.vector.Machine;
import dev.chainrule.kernel.vector.VectorMemory;
import dev.chainrule.kernel.vector.convolution.VectorWinogradTiles.Outputs;
import dev.chainrule.kernel.vector.convolution.VectorWinogradTiles.TransformedTiles;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Convolutions with a 3×3 kernel and stride 1 by Winograd's minimal filtering: with a quarter of the multiplications
/// of the definition.
///
/// A convolution is a product of polynomials. Such a product is known by its values at a few points, where it is one
/// multiplication each. So transform the factors into their values at 6 points, multiply, and transform back: 4 outputs
/// of a row with 3 weights cost 6 multiplications instead of 12. In both directions, a tile of 4 by 4 outputs costs 36
/// multiplications for each pair of channels instead of 144:
///
/// ```
/// y  = Aᵀ [ Σ over channels  (G w Gᵀ) ⊙ (Bᵀ x B) ] A       x: 6 by 6 inputs, w: 3 by 3, y: 4 by 4 outputs
/// dw = Gᵀ [ Σ over tiles     (A dy Aᵀ) ⊙ (Bᵀ x B) ] G      the adjoint
/// ```
///
/// The matrices are in [VectorWinogradTransforms]. The gradient of the input is a convolution, too: of dy, with the
/// weights rotated by half a turn, and with padding 2 − p.
///
/// For all channels and tiles at once, the multiplications ⊙ are 36 matrix products, which take most of the time; the
/// transforms are vertical sums over channels that are next to each other. A task takes a block of tiles, so few that
/// their transforms stay in a second-level cache, all the way from x to y. The gradient of the weights sums over tiles,
/// see [VectorWinogradSums].
///
/// **Error.** Every y is a sum of 36 numbers of both signs that may be larger than it is. The tests allow 2e-5 of the
/// largest exact value. A number that is not finite reaches all outputs that depend on it, and others of the same
/// tiles.
///
/// The bits depend neither on the number of threads nor on where a tile falls.
///
/// Source: A. Lavin and S. Gray, Fast algorithms for convolutional neural networks, CVPR 2016.
final class VectorWinograd {

    /// Inputs whose weights a task transforms.
    static final int WEIGHT_ROWS = 16;

    /// Floats of a block of transformed tiles, about half of a second-level cache.
    static final int BLOCK = Machine.SECOND_LEVEL / 7 * 8;

    /// Tiles of a block, at most: more do not help.
    static final int MOST_TILES = 120;

    /// And at least: with fewer, the weights would come from the last-level cache too often.
    private static final int FEWEST_TILES = 48;

    /// Channels or filters, products of both, and numbers of a row of pixels, at most: with more, 36 numbers for
    /// each would not fit an array.
    private static final int MOST_CHANNELS = 1 << 16;

    private static final int MOST_WEIGHTS = 1 << 24;
    private static final int MOST_NUMBERS_OF_ROW = 1 << 27;

    private VectorWinograd() {}

    /// Whether the geometry can be computed in this way, and is faster so than directly.
    static boolean fits(ConvolutionGeometry g) {
        return g.kernelHeight() == 3
                && g.kernelWidth() == 3
                && g.strideHeight() == 1
                && g.strideWidth() == 1
                && g.paddingHeight() == g.paddingWidth()
                && g.channels() >= 16
                && g.filters() >= 16
                && isSmall(g);
    }

    private static boolean isSmall(ConvolutionGeometry g) {
        int most = Math.max(g.channels(), g.filters());
        long width = Math.max(g.width(), g.outputWidth());
        return most <= MOST_CHANNELS
                && (long) g.channels() * g.filters() <= MOST_WEIGHTS
                && (width + 8) * most <= MOST_NUMBERS_OF_ROW;
    }

    /// y = x * w + b.
    static void forward(ConvolutionGeometry g, float[] x, float[] w, float @Nullable [] b, float[] y) {
        VectorWinogradWeights weights = new VectorWinogradWeights(g.channels(), g.filters());
        VectorWinogradTiles tiles = new VectorWinogradTiles(g.examples(), g.height(), g.width(), g.paddingHeight());
        MemorySegment transformed = VectorWinogradScratch.ofThread().weights(weights.size());
        inTasks(
                g.channels(),
                WEIGHT_ROWS,
                (first, end) -> weights.transform(w, first, end, transformed, VectorWinogradScratch.ofThread()));
        new Filtering(tiles, weights, x, transformed, bias(b, weights), y).run();
    }

    /// dx = dy * rotated w.
    static void inputGradient(ConvolutionGeometry g, float[] dy, float[] w, float[] dx) {
        VectorWinogradWeights weights = new VectorWinogradWeights(g.filters(), g.channels());
        VectorWinogradTiles tiles =
                new VectorWinogradTiles(g.examples(), g.outputHeight(), g.outputWidth(), 2 - g.paddingHeight());
        MemorySegment transformed = VectorWinogradScratch.ofThread().weights(weights.size());
        inTasks(
                g.filters(),
                WEIGHT_ROWS,
                (first, end) -> weights.transformRotated(w, first, end, transformed, VectorWinogradScratch.ofThread()));
        new Filtering(tiles, weights, dy, transformed, bias(null, weights), dx).run();
    }

    /// A convolution, whose weights are transformed already.
    @SuppressWarnings("ArrayRecordComponent") // passed from method to method, never compared
    private record Filtering(
            VectorWinogradTiles tiles,
            VectorWinogradWeights weights,
            float[] x,
            MemorySegment transformed,
            MemorySegment bias,
            float[] y) {

        /// Blocks of similar size for two or four threads, and whole tiles of the products.
        void run() {
            int count = tiles.count();
            if (count == 0) {
                return;
            }
            int numbers = PLANES * (padded(weights.inputs) + weights.columns());
            int height = VectorWinogradTile.rows(weights.vectors(0));
            int fewest = Math.clamp(Machine.LAST_LEVEL / numbers, 2 * height, FEWEST_TILES);
            int most = Math.clamp(BLOCK / numbers, fewest, MOST_TILES);
            int blocks = Math.ceilDiv(Math.ceilDiv(count, most), 4) * 4;
            int size = Math.ceilDiv(Math.ceilDiv(count, blocks), height) * height;
            inTasks(count, size, (first, end) -> block(first, end, VectorWinogradScratch.ofThread()));
        }

        /// One product after the other, so that its factors stay in the first-level cache, and its result is
        /// written once.
        private void block(int first, int end, VectorWinogradScratch scratch) {
            int count = end - first;
            int stride = padded(weights.inputs);
            int plane = count * stride + LANES;
            int columns = weights.columns();
            int outputPlane = count * columns + LANES;
            VectorMemory.Numbers input = scratch.input(PLANES * plane);
            MemorySegment output = scratch.output(PLANES * outputPlane);
            TransformedTiles inputs = TransformedTiles.of(input, 0, plane, stride, LANES);
            TransformedTiles outputs = TransformedTiles.of(output, 0, outputPlane, columns, LANES);
            tiles.transformInput(x, weights.inputs, first, end, inputs, scratch);
            for (int xi = 0; xi < PLANES; xi++) {
                for (int panel = 0; panel < weights.panels; panel++) {
                    product(count, panel, xi, input, inputs, outputs);
                }
            }
            tiles.transformOutput(outputs, first, end, new Outputs(bias, y, weights.outputs), scratch);
        }

        private void product(
                int rows,
                int panel,
                int xi,
                VectorMemory.Numbers input,
                TransformedTiles inputs,
                TransformedTiles outputs) {
            int width = weights.width;
            int vectors = weights.vectors(panel);
            int height = VectorWinogradTile.rows(vectors);
            for (int row = 0; row < rows; row += height) {
                VectorWinogradTile.run(
                        vectors,
                        weights.inputs,
                        Math.min(height, rows - row),
                        input,
                        xi * inputs.plane() + row * inputs.stride(),
                        inputs.stride(),
                        transformed,
                        (panel * PLANES + xi) * weights.plane,
                        width,
                        outputs.numbers(),
                        xi * outputs.plane() + row * outputs.stride() + panel * width,
                        outputs.stride());
            }
        }
    }

    private static MemorySegment bias(float @Nullable [] b, VectorWinogradWeights weights) {
        MemorySegment bias = VectorWinogradScratch.ofThread().bias(weights.columns());
        VectorMemory.clear(bias, 0, weights.columns());
        if (b != null) {
            VectorMemory.copy(b, 0, bias, 0, weights.outputs);
        }
        return bias;
    }

    /// dw = sum over pixels of x and dy.
    static void weightGradient(ConvolutionGeometry g, float[] x, float[] dy, float[] dw) {
        VectorWinogradTiles tiles = new VectorWinogradTiles(g.examples(), g.height(), g.width(), g.paddingHeight());
        if (tiles.count() == 0) {
            Arrays.fill(dw, 0);
            return;
        }
        new VectorWinogradSums(tiles, g.channels(), g.filters()).compute(x, dy, dw);
    }

    static void inTasks(int items, int size, Chunks.Body body) {
        Parallel.current()
                .forEach(
                        Math.ceilDiv(items, size),
                        task -> body.accept(task * size, Math.min(items, (task + 1) * size)));
    }
}
