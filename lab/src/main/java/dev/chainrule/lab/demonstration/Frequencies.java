package dev.chainrule.lab.demonstration;

import dev.chainrule.tensor.Shape;
import java.util.Arrays;

/// The power of images by spatial frequency: how many times a wave goes from bright to dark and back within an image,
/// in whatever direction. The power of an image is the square of its numbers, so that of all frequencies together is
/// the variance around the mean image.
///
/// @param power of each ring of frequencies: 0, 1, 2, … cycles an image, rounded
/// @param waves how many coefficients of the transform each ring has
@SuppressWarnings("ArrayRecordComponent") // written once, compared nowhere
record Frequencies(double[] power, int[] waves) {

    /// Of no image, to which images are added.
    ///
    /// @param image (C, H, W)
    static Frequencies none(Shape image) {
        int height = image.extent(1);
        int width = image.extent(2);
        int[] waves = new int[ring(height / 2, width / 2, height, width) + 1];
        for (int u = 0; u < height; u++) {
            for (int v = 0; v < width; v++) {
                waves[ring(u, v, height, width)] += image.extent(0);
            }
        }
        return new Frequencies(new double[waves.length], waves);
    }

    private static int ring(int u, int v, int height, int width) {
        return (int) Math.round(Math.hypot(Math.min(u, height - u), Math.min(v, width - v)));
    }

    /// Adds images.
    ///
    /// @param pixels in (N, C, H, W) order
    /// @param image (C, H, W)
    void add(double[] pixels, Shape image) {
        int height = image.extent(1);
        int width = image.extent(2);
        Waves along = new Waves(width);
        Waves down = new Waves(height);
        for (int start = 0; start < pixels.length; start += height * width) {
            double[] real = Arrays.copyOfRange(pixels, start, start + height * width);
            double[] imaginary = new double[real.length];
            for (int row = 0; row < height; row++) {
                along.transform(real, imaginary, row * width, 1);
            }
            for (int column = 0; column < width; column++) {
                down.transform(real, imaginary, column, width);
            }
            for (int i = 0; i < real.length; i++) {
                power[ring(i / width, i % width, height, width)] +=
                        (real[i] * real[i] + imaginary[i] * imaginary[i]) / real.length;
            }
        }
    }

    /// The share of the power that waves of up to so many cycles an image have.
    double shareUpTo(int cycles) {
        return Arrays.stream(power).limit(cycles + 1L).sum()
                / Arrays.stream(power).sum();
    }

    /// The share of all waves that have up to so many cycles an image: that of the power, if all had the same.
    double wavesUpTo(int cycles) {
        return Arrays.stream(waves).limit(cycles + 1L).sum()
                / (double) Arrays.stream(waves).sum();
    }

    /// The power of a wave of each ring, as a multiple of what it would be if all waves had the same.
    double[] relative() {
        double mean = Arrays.stream(power).sum() / Arrays.stream(waves).sum();
        double[] relative = new double[power.length];
        Arrays.setAll(relative, ring -> power[ring] / waves[ring] / mean);
        return relative;
    }

    /// The mean frequency in cycles an image, each weighted by its power.
    double mean() {
        double sum = 0;
        for (int ring = 0; ring < power.length; ring++) {
            sum += ring * power[ring];
        }
        return sum / Arrays.stream(power).sum();
    }

    /// The discrete Fourier transform of a few numbers, by its definition.
    private static final class Waves {
        private final int size;
        private final double[] cosines;
        private final double[] sines;

        Waves(int size) {
            this.size = size;
            this.cosines = new double[size];
            this.sines = new double[size];
            for (int i = 0; i < size; i++) {
                cosines[i] = StrictMath.cos(2 * Math.PI * i / size);
                sines[i] = -StrictMath.sin(2 * Math.PI * i / size);
            }
        }

        void transform(double[] real, double[] imaginary, int from, int stride) {
            double[] re = new double[size];
            double[] im = new double[size];
            for (int k = 0; k < size; k++) {
                for (int i = 0; i < size; i++) {
                    double c = cosines[i * k % size];
                    double s = sines[i * k % size];
                    double x = real[from + i * stride];
                    double y = imaginary[from + i * stride];
                    re[k] += c * x - s * y;
                    im[k] += c * y + s * x;
                }
            }
            for (int k = 0; k < size; k++) {
                real[from + k * stride] = re[k];
                imaginary[from + k * stride] = im[k];
            }
        }
    }
}
