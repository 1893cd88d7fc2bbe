package dev.chainrule.kernel;

import static dev.chainrule.kernel.VectorWinogradTiles.WINDOW;
import static dev.chainrule.kernel.VectorWinogradTiles.padded;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// Where to read the rows of pixels that some tiles next to each other look at: in the image, or, if not all of
/// them are there, in a copy with zeros for the others.
final class VectorWinogradRows {
    /// Where the rows are.
    float[] source = {};

    /// The first number of the first row.
    int offset;

    /// The distance from one row to the next.
    int stride;

    /// Numbers to the left of the image that a row has to have before those of `source`.
    int left;

    /// Numbers of a row.
    int count;

    private int right;

    /// Finds some rows.
    ///
    /// @param row the first row of pixels, which may be outside of the image, likewise the first column
    /// @param strip room for a row in a copy
    void find(
            float[] image,
            int height,
            int width,
            int channels,
            int example,
            int row,
            int column,
            int rows,
            int columns,
            int strip,
            VectorWinogradScratch scratch) {
        int firstColumn = Math.clamp(column, 0, width);
        int endColumn = Math.clamp(column + columns, firstColumn, width);
        left = (firstColumn - column) * channels;
        count = (endColumn - firstColumn) * channels;
        right = columns * channels - left - count;
        source = image;
        offset = ((example * height + row) * width + firstColumn) * channels;
        stride = width * channels;
        // The transform reads whole vectors.
        if (row < 0 || row + rows > height || count != padded(count)) {
            source = scratch.array(rows * strip);
            for (int i = 0; i < rows; i++) {
                if (row + i >= 0 && row + i < height) {
                    System.arraycopy(image, offset + i * stride, source, i * strip, count);
                } else {
                    Arrays.fill(source, i * strip, i * strip + count, 0);
                }
            }
            offset = 0;
            stride = strip;
        }
    }

    /// Clears what is left of the image in transformed rows, and some numbers more, before these are written.
    void clearLeft(MemorySegment target, int strip) {
        for (int i = 0; i < WINDOW; i++) {
            VectorWinogradTransforms.clear(target, i * strip, left);
        }
    }

    /// Clears what is right of the image in transformed rows, after these have been written.
    void clearRight(MemorySegment target, int strip) {
        for (int i = 0; i < WINDOW; i++) {
            VectorWinogradTransforms.clear(target, i * strip + left + count, right);
        }
    }
}
