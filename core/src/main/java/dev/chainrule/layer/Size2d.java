package dev.chainrule.layer;

import dev.chainrule.settings.Require;

/// A number of rows and a number of columns, such as those of a kernel, a stride or a padding.
///
/// @param height rows, at least 0
/// @param width columns, at least 0
public record Size2d(int height, int width) {
    /// Checks the numbers.
    public Size2d {
        Require.atLeast(0, "Size2d", "height", height);
        Require.atLeast(0, "Size2d", "width", width);
    }

    /// As many rows as columns.
    public static Size2d square(int size) {
        return new Size2d(size, size);
    }

    /// The number of pixels.
    public long area() {
        return (long) height * width;
    }

    /// Refuses a size with fewer rows or columns than 1.
    void requirePositive(String owner, String component) {
        Require.that(height > 0 && width > 0, owner, component, this, "whole numbers of at least 1");
    }

    /// Refuses a padding of more than half of a window.
    void requireAtMostHalf(Size2d window, String owner, String component) {
        Require.that(
                height <= window.height / 2 && width <= window.width / 2,
                owner,
                component,
                this,
                "at most half of the window of " + window);
    }

    @Override
    public String toString() {
        return height + "×" + width;
    }
}
