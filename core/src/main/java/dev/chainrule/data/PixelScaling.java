package dev.chainrule.data;

import dev.chainrule.tensor.Shape;
import java.util.Arrays;

/// How bytes become numbers: `x = (byte − shift) · scale`, with a shift and a scale for each pixel position, in (C, H,
/// W) order. Every preprocessing of the courses has this form; its statistics come from training images only.
///
/// @param imageShape (C, H, W)
/// @param shift one for each position
/// @param scale one for each position
@SuppressWarnings("ArrayRecordComponent") // written once, compared nowhere
public record PixelScaling(Shape imageShape, double[] shift, double[] scale) {

    /// The ways of the courses.
    public enum Kind {
        /// Bytes 0..255 as they are.
        NONE,
        /// 0..255 minus the mean image: CS231n's `get_CIFAR10_data`.
        MEAN_IMAGE,
        /// 0..255 minus the mean of each channel.
        MEAN_CHANNEL,
        /// 0..1, minus the mean and divided by the standard deviation of each pixel position: KTH DD2424.
        STANDARDIZED_PIXEL,
        /// 0..1, minus the mean and divided by the standard deviation of each channel: the PyTorch notebooks.
        STANDARDIZED_CHANNEL
    }

    /// Computes the statistics of the training images, in double.
    public static PixelScaling of(Kind kind, LabeledImages training) {
        return switch (kind) {
            case NONE -> constant(training.imageShape(), 0, 1);
            case MEAN_IMAGE ->
                meanImage(training.imageShape(), Moments.of(training, false).mean());
            case MEAN_CHANNEL ->
                meanImage(training.imageShape(), Moments.of(training, true).mean());
            case STANDARDIZED_PIXEL -> standardized(training.imageShape(), Moments.of(training, false));
            case STANDARDIZED_CHANNEL -> standardized(training.imageShape(), Moments.of(training, true));
        };
    }

    /// 0..255 minus a given mean image.
    public static PixelScaling meanImage(Shape imageShape, double[] mean) {
        PixelScaling scaling = constant(imageShape, 0, 1);
        System.arraycopy(mean, 0, scaling.shift, 0, mean.length);
        return scaling;
    }

    private static PixelScaling constant(Shape imageShape, double shift, double scale) {
        double[] shifts = new double[imageShape.size()];
        double[] scales = new double[imageShape.size()];
        Arrays.fill(shifts, shift);
        Arrays.fill(scales, scale);
        return new PixelScaling(imageShape, shifts, scales);
    }

    /// (byte/255 − mean/255) / (deviation/255) is (byte − mean) / deviation; a constant pixel keeps the scale
    /// 1/255.
    private static PixelScaling standardized(Shape imageShape, Moments moments) {
        double[] scale = new double[imageShape.size()];
        for (int i = 0; i < scale.length; i++) {
            double deviation = Math.sqrt(moments.variance()[i]);
            scale[i] = deviation > 0 ? 1 / deviation : 1.0 / 255;
        }
        return new PixelScaling(imageShape, moments.mean(), scale);
    }

    /// Mean and biased variance of each pixel position, or of its whole channel.
    private record Moments(double[] mean, double[] variance) {
        static Moments of(LabeledImages images, boolean perChannel) {
            int size = images.imageShape().size();
            int group = perChannel
                    ? images.imageShape().extent(1) * images.imageShape().extent(2)
                    : 1;
            long[] sums = new long[size];
            long[] squares = new long[size];
            byte[] pixels = images.pixels();
            for (int start = 0; start < pixels.length; start += size) {
                for (int i = 0; i < size; i++) {
                    int pixel = pixels[start + i] & 0xff;
                    sums[i] += pixel;
                    squares[i] += (long) pixel * pixel;
                }
            }
            for (int first = 0; first < size; first += group) {
                Arrays.fill(
                        sums,
                        first,
                        first + group,
                        Arrays.stream(sums, first, first + group).sum());
                Arrays.fill(
                        squares,
                        first,
                        first + group,
                        Arrays.stream(squares, first, first + group).sum());
            }
            double count = (double) images.size() * group;
            double[] mean = new double[size];
            double[] variance = new double[size];
            for (int i = 0; i < size; i++) {
                mean[i] = sums[i] / count;
                // Sums of bytes and of their squares are exact integers, so this difference cancels nothing.
                variance[i] = (squares[i] - sums[i] * mean[i]) / count;
            }
            return new Moments(mean, variance);
        }
    }
}
