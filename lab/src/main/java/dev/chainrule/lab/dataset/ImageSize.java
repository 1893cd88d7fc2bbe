package dev.chainrule.lab.dataset;

import java.io.IOException;

/// The extents of an image in pixels.
///
/// @param width at least 1
/// @param height at least 1
public record ImageSize(int width, int height) {
    /// Checks the extents.
    ///
    /// @throws IllegalArgumentException when one is less than 1
    public ImageSize {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException(
                    "Image size: %s × %s is not a size; expected at least 1 × 1".formatted(width, height));
        }
    }

    /// A size as a file's header claims it.
    static ImageSize claimed(long width, long height) throws IOException {
        if (width < 1 || height < 1 || width > Integer.MAX_VALUE || height > Integer.MAX_VALUE) {
            throw new IOException("its header says " + width + " × " + height + " pixels");
        }
        return new ImageSize((int) width, (int) height);
    }

    @Override
    public String toString() {
        return width + " × " + height;
    }
}
