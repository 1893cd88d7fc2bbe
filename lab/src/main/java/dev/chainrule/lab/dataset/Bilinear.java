package dev.chainrule.lab.dataset;

/// Changes the size of one plane of an image by bilinear interpolation between pixel centres.
///
/// The centre of pixel i lies at i + ½, on both sides, so the image neither shifts nor grows a border.
final class Bilinear {
    private Bilinear() {}

    /// Reads a plane of `from` at `source` and writes one of `to` at `target`.
    static void resize(byte[] input, int source, ImageSize from, byte[] output, int target, ImageSize to) {
        for (int y = 0; y < to.height(); y++) {
            double centreY = centre(y, from.height(), to.height());
            int top = (int) centreY;
            int bottom = Math.min(top + 1, from.height() - 1);
            for (int x = 0; x < to.width(); x++) {
                double centreX = centre(x, from.width(), to.width());
                int left = (int) centreX;
                int right = Math.min(left + 1, from.width() - 1);
                double upper = between(input, source + top * from.width(), left, right, centreX - left);
                double lower = between(input, source + bottom * from.width(), left, right, centreX - left);
                output[target + y * to.width() + x] = (byte) (int) (upper + (lower - upper) * (centreY - top) + 0.5);
            }
        }
    }

    private static double centre(int index, int from, int to) {
        return Math.clamp((index + 0.5) * from / to - 0.5, 0, from - 1);
    }

    private static double between(byte[] input, int row, int left, int right, double share) {
        int first = input[row + left] & 0xff;
        int second = input[row + right] & 0xff;
        return first + (second - first) * share;
    }
}
