package dev.chainrule.lab.dataset;

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
                    "Image size: %d × %d is not a size; expected at least 1 × 1".formatted(width, height));
        }
    }

    @Override
    public String toString() {
        return width + " × " + height;
    }
}
