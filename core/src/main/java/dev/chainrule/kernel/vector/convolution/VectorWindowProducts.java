package dev.chainrule.kernel.vector.convolution;

import static dev.chainrule.kernel.vector.Machine.LANES;

import dev.chainrule.kernel.vector.CacheLines;
import dev.chainrule.kernel.vector.Lanes;
import dev.chainrule.kernel.vector.Machine;
import dev.chainrule.kernel.vector.VectorScratch;
import dev.chainrule.kernel.vector.product.VectorPanels;
import java.util.stream.IntStream;

/// The products of [VectorCorrelation]: of the windows of some pixels with a matrix, whose panels of columns are
/// packed. Where windows begin and where their sums go stands in [VectorScratch#places] and [VectorScratch#targets].
///
/// A tile takes so many steps of a panel at a time as stay in a cache: some lines of all windows, or some parts of a
/// line.
final class VectorWindowProducts {
    private static final int PANEL = VectorPanels.WIDTH;

    /// Where the rows of a tile that is computed aside begin.
    private static final int[] TILE_ROWS = IntStream.range(0, VectorCorrelationTile.rows(1))
            .map(row -> row * PANEL)
            .toArray();

    private final VectorPanels matrices;
    private final float[] bias;
    private final float[] target;
    private final int targetChannels;

    /// @param bias what the sums start with, as many numbers as whole vectors of target channels
    VectorWindowProducts(VectorPanels matrices, float[] bias, float[] target, int targetChannels) {
        this.matrices = matrices;
        this.bias = bias;
        this.target = target;
        this.targetChannels = targetChannels;
    }

    /// The windows of some pixels: in `image`, `lines` of `size` numbers each that begin `distance` apart.
    @SuppressWarnings("ArrayRecordComponent") // passed from method to method, never compared
    record Windows(float[] image, int lines, int size, int distance) {
        int steps() {
            return lines * size;
        }

        /// Brings the windows from one pixel up to another into the caches.
        void fetch(int[] places, int first, int end) {
            for (int pixel = first; pixel < end; pixel++) {
                for (int line = 0; line < lines; line++) {
                    int from = places[pixel] + line * distance;
                    CacheLines.fetch(image, from, from + size);
                }
            }
        }
    }

    /// Computes the sums of some pixels, from number `first` on, with one panel of a matrix after another.
    ///
    /// @param packed where the matrix begins
    void compute(Windows windows, int packed, int first, int pixels) {
        for (int column = 0; column < targetChannels; column += PANEL) {
            panel(windows, packed + windows.steps() * column, first, pixels, column);
        }
    }

    /// Computes some pixels with a panel, as many of its steps at a time as stay in a cache.
    private void panel(Windows windows, int panel, int first, int pixels, int column) {
        Columns columns = new Columns(column, Math.min(PANEL, targetChannels - column));
        int longest = Math.min(columns.steps(), VectorCorrelationTile.LONGEST_LINE);
        if (windows.size <= longest) {
            wholeLines(windows, panel, first, pixels, columns);
        } else {
            partsOfLines(windows, panel, first, pixels, columns, longest);
        }
    }

    /// Some lines of all windows at a time.
    private void wholeLines(Windows windows, int panel, int first, int pixels, Columns columns) {
        int size = windows.size;
        int lines = Machine.FEW_REGISTERS ? 1 : Math.clamp(columns.steps() / size, 1, windows.lines);
        for (int line = 0; line < windows.lines; line += lines) {
            int count = Math.min(lines, windows.lines - line);
            int at = panel + line * size * columns.padded();
            tiles(
                    windows,
                    new Steps(count, size, windows.distance, line * windows.distance, at),
                    first,
                    pixels,
                    columns);
        }
    }

    /// Some parts of a line of all windows at a time, lines of their own for a tile.
    private void partsOfLines(Windows windows, int panel, int first, int pixels, Columns columns, int longest) {
        int size = windows.size;
        int part = Math.ceilDiv(size, Math.ceilDiv(size, longest));
        int parts = Machine.FEW_REGISTERS ? 1 : columns.steps() / part;
        for (int line = 0; line < windows.lines; line++) {
            int numbers;
            for (int s = 0; s < size; s += numbers) {
                int count = Math.clamp((size - s) / part, 1, parts);
                int length = Math.min(part, size - s);
                int at = panel + (line * size + s) * columns.padded();
                numbers = count * length;
                tiles(windows, new Steps(count, length, part, line * windows.distance + s, at), first, pixels, columns);
            }
        }
    }

    /// Columns of the target, from `first` on.
    private record Columns(int first, int count) {
        int vectors() {
            return Math.ceilDiv(count, LANES);
        }

        int padded() {
            return Lanes.padded(count);
        }

        /// The steps of a panel of them that stay in a cache.
        int steps() {
            return VectorCorrelationTile.steps(vectors());
        }
    }

    /// Some steps of a sum: of some lines of a window, `distance` apart, some numbers, from `shift` on, by what is
    /// packed from `panel` on.
    private record Steps(int lines, int numbers, int distance, int shift, int panel) {}

    /// Adds some steps to some pixels and columns. The first ones start the sums.
    private void tiles(Windows windows, Steps steps, int first, int pixels, Columns columns) {
        VectorScratch scratch = VectorScratch.current();
        int[] places = scratch.places(0);
        int[] targets = scratch.targets(0);
        int vectors = columns.vectors();
        boolean aside = columns.count < columns.padded();
        float[] tile = scratch.tile(TILE_ROWS.length * PANEL);
        int height = VectorCorrelationTile.rows(vectors);
        for (int p = first; p < first + pixels; p += height) {
            int rows = Math.min(height, first + pixels - p);
            for (int r = 0; aside && r < rows; r++) {
                System.arraycopy(target, targets[p + r] + columns.first, tile, TILE_ROWS[r], columns.count);
            }
            VectorCorrelationTile.run(
                    vectors,
                    steps.lines,
                    steps.distance,
                    matrices.memory(),
                    steps.numbers,
                    rows,
                    windows.image,
                    places,
                    p,
                    steps.shift,
                    matrices.array(),
                    steps.panel,
                    steps.shift == 0,
                    bias,
                    columns.first,
                    aside ? tile : target,
                    aside ? TILE_ROWS : targets,
                    aside ? 0 : p,
                    aside ? 0 : columns.first);
            for (int r = 0; aside && r < rows; r++) {
                System.arraycopy(tile, TILE_ROWS[r], target, targets[p + r] + columns.first, columns.count);
            }
        }
    }
}
