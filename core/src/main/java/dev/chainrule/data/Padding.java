package dev.chainrule.data;

/// What stands where an image that was moved has no pixel.
public enum Padding {
    /// The number 0, which is the mean colour where the mean was subtracted.
    ZERO,
    /// The image mirrored at its outermost pixels, which are not repeated: `c b a b c`.
    REFLECT;

    /// The position that a position outside of 0..extent−1 shows, or −1 for the number 0.
    int source(int position, int extent) {
        if (position >= 0 && position < extent) {
            return position;
        }
        return switch (this) {
            case ZERO -> -1;
            case REFLECT -> position < 0 ? -position : 2 * (extent - 1) - position;
        };
    }
}
