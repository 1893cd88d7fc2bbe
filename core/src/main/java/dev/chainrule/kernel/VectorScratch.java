package dev.chainrule.kernel;

import static dev.chainrule.kernel.VectorGemmTile.LANES;
import static dev.chainrule.kernel.VectorGemmTile.VECTORS;

/// What a thread works in while it computes a part of a convolution; kept from one to the next.
final class VectorScratch {
    private static final int PANEL = VECTORS * LANES;

    /// Where the rows of [#tile] begin.
    static final int[] TILE_ROWS = {0, PANEL, 2 * PANEL, 3 * PANEL, 4 * PANEL};

    private static final ThreadLocal<VectorScratch> CURRENT = ThreadLocal.withInitial(VectorScratch::new);

    private final float[] tile = new float[TILE_ROWS.length * PANEL];
    private final float[] square = new float[LANES * LANES];
    private float[] image = new float[0];
    private float[] windows = new float[0];
    private int[] places = new int[0];
    private int[] targets = new int[0];

    private VectorScratch() {}

    static VectorScratch current() {
        return CURRENT.get();
    }

    /// A tile of results.
    float[] tile() {
        return tile;
    }

    /// A square of one vector each way.
    float[] square() {
        return square;
    }

    /// A part of an image, of at least `size` numbers that are unspecified if it was smaller before.
    float[] image(int size) {
        if (image.length < size) {
            image = new float[size];
        }
        return image;
    }

    /// Windows of an image next to each other, likewise.
    float[] windows(int size) {
        if (windows.length < size) {
            windows = new float[size];
        }
        return windows;
    }

    /// Positions in an array, likewise.
    int[] places(int size) {
        if (places.length < size) {
            places = new int[size];
        }
        return places;
    }

    /// Positions in another array, likewise.
    int[] targets(int size) {
        if (targets.length < size) {
            targets = new int[size];
        }
        return targets;
    }
}
