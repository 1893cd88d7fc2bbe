package dev.chainrule.lab.dataset;

/// How a stored picture must be turned to stand upright: the values 1 … 8 of the tag 0x0112 of EXIF and TIFF.
///
/// The upright pixel (x, y) is the stored one at (u, v): (x, y) with its coordinates swapped if `swapped`, then u
/// counted from the right if `fromRight` and v from the bottom if `fromBottom`.
enum Orientation {
    UPRIGHT(false, false, false),
    MIRRORED(false, true, false),
    UPSIDE_DOWN(false, true, true),
    FLIPPED(false, false, true),
    TRANSPOSED(true, false, false),
    TURNED_LEFT(true, false, true),
    TRANSVERSED(true, true, true),
    TURNED_RIGHT(true, true, false);

    private final boolean swapped;
    private final boolean fromRight;
    private final boolean fromBottom;

    Orientation(boolean swapped, boolean fromRight, boolean fromBottom) {
        this.swapped = swapped;
        this.fromRight = fromRight;
        this.fromBottom = fromBottom;
    }

    /// The orientation of a number; upright for all but 2 … 8.
    static Orientation of(long number) {
        return number >= 1 && number <= values().length ? values()[(int) number - 1] : UPRIGHT;
    }

    /// The size of the upright picture.
    ImageSize upright(ImageSize stored) {
        return swapped ? new ImageSize(/* width= */ stored.height(), /* height= */ stored.width()) : stored;
    }

    /// The upright plane; the same array if nothing is to be turned.
    byte[] upright(byte[] plane, ImageSize stored) {
        if (this == UPRIGHT) {
            return plane;
        }
        ImageSize size = upright(stored);
        byte[] turned = new byte[plane.length];
        for (int y = 0; y < size.height(); y++) {
            for (int x = 0; x < size.width(); x++) {
                int u = swapped ? y : x;
                int v = swapped ? x : y;
                u = fromRight ? stored.width() - 1 - u : u;
                v = fromBottom ? stored.height() - 1 - v : v;
                turned[y * size.width() + x] = plane[v * stored.width() + u];
            }
        }
        return turned;
    }
}
