package dev.chainrule.kernel;

import java.util.Arrays;

/// Copies a part of a channels-last image that may reach over its edges, with zeros where it does.
final class VectorWindow {
    private VectorWindow() {}

    /// Copies `rows` by `columns` pixels from (top, left) on.
    ///
    /// @param source images of `height` by `width` pixels, `channels` numbers each
    /// @param example which of them
    static void copy(
            float[] source,
            int example,
            int height,
            int width,
            int channels,
            int top,
            int rows,
            int left,
            int columns,
            float[] target,
            int targetOffset) {
        int size = columns * channels;
        int from = Math.clamp(left, 0, width);
        int before = Math.clamp(-(long) left, 0, columns) * channels;
        int inside = Math.max(0, Math.min(left + columns, width) - from) * channels;
        for (int r = 0; r < rows; r++) {
            int row = top + r;
            int to = targetOffset + r * size;
            if (row < 0 || row >= height) {
                Arrays.fill(target, to, to + size, 0);
            } else {
                Arrays.fill(target, to, to + before, 0);
                int at = ((example * height + row) * width + from) * channels;
                System.arraycopy(source, at, target, to + before, inside);
                Arrays.fill(target, to + before + inside, to + size, 0);
            }
        }
    }
}
