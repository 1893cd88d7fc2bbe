package dev.chainrule.lab.page;

import dev.chainrule.tensor.Shape;

/// A small image.
///
/// @param pixels unsigned bytes in (C, H, W) order; not copied
/// @param shape (C, H, W); C is 1 for grey or 3 for red, green, blue
@SuppressWarnings("ArrayRecordComponent") // written once, compared nowhere
public record Picture(byte[] pixels, Shape shape) {
    /// Checks that the parts fit each other.
    ///
    /// @throws IllegalArgumentException if the shape is not that of an image, or there are too few or too
    ///     many pixels
    public Picture {
        boolean image = shape.rank() == 3 && (shape.extent(0) == 1 || shape.extent(0) == 3) && shape.size() > 0;
        if (!image || pixels.length != shape.size()) {
            throw new IllegalArgumentException(
                    "Picture: %s bytes of shape %s do not fit an image; expected C × H × W bytes, C = 1 or 3"
                            .formatted(pixels.length, shape));
        }
    }

    int channels() {
        return shape.extent(0);
    }

    int height() {
        return shape.extent(1);
    }

    int width() {
        return shape.extent(2);
    }

    /// The brightness of one pixel of a channel, 0 to 255.
    public int at(int channel, int row, int column) {
        return pixels[(channel * height() + row) * width() + column] & 0xff;
    }
}
