package dev.chainrule.kernel.vector;

/// What a thread works in while it computes a part of a convolution; kept from one to the next.
public final class VectorScratch {
    private static final ThreadLocal<VectorScratch> CURRENT = ThreadLocal.withInitial(VectorScratch::new);

    private final float[] square = new float[Machine.LANES * Machine.LANES];
    private float[] tile = new float[0];
    private float[] panel = new float[0];
    private float[] image = new float[0];
    private float[] windows = new float[0];
    private float[] sums = new float[0];
    private int[] places = new int[0];
    private int[] targets = new int[0];
    private int[] sizes = new int[0];

    private VectorScratch() {}

    /// What belongs to the calling thread.
    public static VectorScratch current() {
        return CURRENT.get();
    }

    /// A tile of results, of at least `size` numbers.
    public float[] tile(int size) {
        if (tile.length < size) {
            tile = new float[size];
        }
        return tile;
    }

    /// A part of a panel, likewise.
    public float[] panel(int size) {
        if (panel.length < size) {
            panel = new float[size];
        }
        return panel;
    }

    /// A square of one vector each way.
    public float[] square() {
        return square;
    }

    /// A part of an image, of at least `size` numbers that are unspecified if it was smaller before.
    public float[] image(int size) {
        if (image.length < size) {
            image = new float[size];
        }
        return image;
    }

    /// Windows of an image next to each other, likewise.
    public float[] windows(int size) {
        if (windows.length < size) {
            windows = new float[size];
        }
        return windows;
    }

    /// Some columns of a product, likewise.
    public float[] sums(int size) {
        if (sums.length < size) {
            sums = new float[size];
        }
        return sums;
    }

    /// Positions in an array, likewise.
    public int[] places(int size) {
        if (places.length < size) {
            places = new int[size];
        }
        return places;
    }

    /// Positions in another array, likewise.
    public int[] targets(int size) {
        if (targets.length < size) {
            targets = new int[size];
        }
        return targets;
    }

    /// Numbers of positions, likewise.
    public int[] sizes(int size) {
        if (sizes.length < size) {
            sizes = new int[size];
        }
        return sizes;
    }
}
