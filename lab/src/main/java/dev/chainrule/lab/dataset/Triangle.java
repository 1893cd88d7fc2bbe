package dev.chainrule.lab.dataset;

import java.util.Arrays;

/// Changes the size of a plane of bytes: each new pixel is the mean of the old ones around its centre, weighted by a
/// triangle.
///
/// The centre of pixel i lies at i + ½ on both sides. Along each axis the triangle reaches as far as one new or one old
/// pixel, whichever is larger: enlarging interpolates linearly, and shrinking takes every old pixel into account, so
/// that what is finer than the new pixels becomes their mean and no pattern. Rows are resized first and rounded, then
/// columns, with weights in multiples of 2⁻²²: the arithmetic of Pillow's `Image.resize(size, BILINEAR)`, to the bit.
final class Triangle {
    private static final int FRACTION_BITS = 22;
    private static final int HALF = 1 << (FRACTION_BITS - 1);

    private final ImageSize from;
    private final ImageSize to;
    private final Weights columns;
    private final Weights rows;

    /// Prepares the weights from one size to another.
    Triangle(ImageSize from, ImageSize to) {
        this.from = from;
        this.to = to;
        this.columns = new Weights(from.width(), to.width());
        this.rows = new Weights(from.height(), to.height());
    }

    /// Weights of old pixels along one axis.
    ///
    /// For each new pixel the first old one, and the weights from there on, in multiples of 2⁻²².
    private static final class Weights {
        private final int[] first;
        private final int[][] weight;

        private Weights(int from, int to) {
            double scale = (double) from / to;
            double reach = Math.max(scale, 1);
            this.first = new int[to];
            this.weight = new int[to][];
            for (int i = 0; i < to; i++) {
                double centre = (i + 0.5) * scale;
                first[i] = Math.max(0, (int) (centre - reach + 0.5));
                int end = Math.min(from, (int) (centre + reach + 0.5));
                weight[i] = weights(first[i], end, centre, reach);
            }
        }

        private static int[] weights(int first, int end, double centre, double reach) {
            double[] triangle = new double[end - first];
            double sum = 0;
            for (int i = 0; i < triangle.length; i++) {
                triangle[i] = Math.max(0, 1 - Math.abs((first + i - centre + 0.5) * (1 / reach)));
                sum += triangle[i];
            }
            int[] weights = new int[triangle.length];
            for (int i = 0; i < triangle.length; i++) {
                weights[i] = (int) (0.5 + triangle[i] / sum * (1 << FRACTION_BITS));
            }
            return weights;
        }
    }

    /// The plane in the new size; the same array if the sizes are equal.
    byte[] resize(byte[] plane) {
        byte[] narrow = from.width() == to.width() ? plane : resizeRows(plane);
        return from.height() == to.height() ? narrow : resizeColumns(narrow);
    }

    private byte[] resizeRows(byte[] plane) {
        byte[] result = new byte[to.width() * from.height()];
        for (int x = 0; x < to.width(); x++) {
            int first = columns.first[x];
            int[] weight = columns.weight[x];
            for (int y = 0; y < from.height(); y++) {
                int at = y * from.width() + first;
                int sum = HALF;
                for (int i = 0; i < weight.length; i++) {
                    sum += weight[i] * (plane[at + i] & 0xff);
                }
                result[y * to.width() + x] = rounded(sum);
            }
        }
        return result;
    }

    private byte[] resizeColumns(byte[] plane) {
        int width = to.width();
        byte[] result = new byte[width * to.height()];
        int[] sums = new int[width];
        for (int y = 0; y < to.height(); y++) {
            Arrays.fill(sums, HALF);
            int[] weight = rows.weight[y];
            for (int i = 0; i < weight.length; i++) {
                int at = (rows.first[y] + i) * width;
                for (int x = 0; x < width; x++) {
                    sums[x] += weight[i] * (plane[at + x] & 0xff);
                }
            }
            for (int x = 0; x < width; x++) {
                result[y * width + x] = rounded(sums[x]);
            }
        }
        return result;
    }

    private static byte rounded(int sum) {
        return (byte) Math.min(sum >> FRACTION_BITS, 255);
    }
}
