package dev.chainrule.explain;

import dev.chainrule.tensor.Shape;

/// Images as planes of numbers in the order (C, H, W), to be moved and blurred.
///
/// @param image (C, H, W)
record ImagePlanes(Shape image) {
    /// Deviations of a Gaussian beyond which its weights are left out.
    private static final int REACH = 4;

    /// An image moved down and right; what leaves it comes in on the other side.
    double[] moved(double[] values, int down, int right) {
        int height = image.extent(1);
        int width = image.extent(2);
        double[] moved = new double[values.length];
        for (int from = 0; from < values.length; from += width) {
            int row = from / width % height;
            int to = from + (Math.floorMod(row + down, height) - row) * width;
            for (int column = 0; column < width; column++) {
                moved[to + Math.floorMod(column + right, width)] = values[from + column];
            }
        }
        return moved;
    }

    /// An image of which each number is the mean of its neighbours with the weights of a Gaussian,
    /// `exp(−d² / 2σ²)`, across and then down. Beyond an edge the image is mirrored, the edge itself repeated.
    double[] blurred(double[] values, double deviation) {
        double[] weights = weights(deviation);
        return along(along(values, weights, image.extent(2), 1), weights, image.extent(1), image.extent(2));
    }

    private static double[] weights(double deviation) {
        double[] weights = new double[(int) (REACH * deviation + 0.5) + 1];
        double sum = 0;
        for (int d = 0; d < weights.length; d++) {
            weights[d] = StrictMath.exp(-0.5 * d * d / (deviation * deviation));
            sum += d == 0 ? weights[d] : 2 * weights[d];
        }
        for (int d = 0; d < weights.length; d++) {
            weights[d] /= sum;
        }
        return weights;
    }

    /// @param extent of the side along which to blur
    /// @param step between neighbours along that side
    private static double[] along(double[] values, double[] weights, int extent, int step) {
        double[] blurred = new double[values.length];
        for (int at = 0; at < values.length; at++) {
            int place = at / step % extent;
            int start = at - place * step;
            double sum = weights[0] * values[at];
            for (int d = 1; d < weights.length; d++) {
                sum += weights[d]
                        * (values[start + mirrored(place - d, extent) * step]
                                + values[start + mirrored(place + d, extent) * step]);
            }
            blurred[at] = sum;
        }
        return blurred;
    }

    private static int mirrored(int place, int extent) {
        int inTwo = Math.floorMod(place, 2 * extent);
        return inTwo < extent ? inTwo : 2 * extent - 1 - inTwo;
    }
}
