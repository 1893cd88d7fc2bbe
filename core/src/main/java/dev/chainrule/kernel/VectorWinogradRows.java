package dev.chainrule.kernel;

import static dev.chainrule.kernel.VectorWinogradTiles.padded;

import java.util.Arrays;

/// Where to read the rows of pixels that some tiles next to each other look at: in the image, or, if not all
/// of them are there, in a copy with zeros for the others.
final class VectorWinogradRows {
    /// Where the rows are.
    float[] source = {};

    /// The first number of the first row.
    int offset;

    /// The distance from one row to the next.
    int stride;

    /// Numbers to the left of the image for which there are none in `source`.
    int left;

    /// Numbers of a row; up to a whole vector can be read.
    int count;

    /// Numbers to the right of the image, likewise.
    int right;

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
}
