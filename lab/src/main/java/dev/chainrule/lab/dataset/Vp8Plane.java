package dev.chainrule.lab.dataset;

import java.util.Arrays;

/// One plane of a VP8 frame in whole macroblocks, with the border that predictions see: 127 above, 129 to the left.
final class Vp8Plane {
    private static final int ABOVE = 127;
    private static final int LEFT = 129;

    /// How many columns lie beyond the right edge, for the block above and to the right of the last.
    private static final int RIGHT = 4;

    final int stride;
    final byte[] samples;

    /// A plane of so many samples, multiples of a macroblock's side.
    Vp8Plane(int width, int height) {
        this.stride = 1 + width + RIGHT;
        this.samples = new byte[stride * (height + 1)];
        Arrays.fill(samples, 0, stride, (byte) ABOVE);
        for (int y = 1; y <= height; y++) {
            samples[y * stride] = (byte) LEFT;
        }
    }

    /// The index of a sample; −1 is the border.
    int at(int x, int y) {
        return (y + 1) * stride + x + 1;
    }

    /// The sample at an index, 0 … 255.
    int get(int at) {
        return samples[at] & 0xff;
    }

    /// Sets the sample at an index to the nearest of 0 … 255.
    void set(int at, int value) {
        samples[at] = (byte) Math.clamp(value, 0, 255);
    }

    /// Predicts a square of `side` samples by the mode of its macroblock: 0 mean, 1 from above, 2 from the left, 3
    /// both.
    void predict(int mode, int x, int y, int side) {
        int at = at(x, y);
        int mean = mode == 0 ? mean(x, y, side) : 0;
        int corner = get(at - stride - 1);
        for (int row = 0; row < side; row++) {
            int left = get(at + row * stride - 1);
            for (int column = 0; column < side; column++) {
                int above = get(at - stride + column);
                set(
                        at + row * stride + column,
                        switch (mode) {
                            case 0 -> mean;
                            case 1 -> above;
                            case 2 -> left;
                            default -> left + above - corner;
                        });
            }
        }
    }

    /// The mean of the samples above and to the left that belong to the picture; 128 if none does.
    private int mean(int x, int y, int side) {
        int at = at(x, y);
        int sum = 0;
        int count = 0;
        for (int i = 0; i < side && y > 0; i++, count++) {
            sum += get(at - stride + i);
        }
        for (int i = 0; i < side && x > 0; i++, count++) {
            sum += get(at + i * stride - 1);
        }
        return count == 0 ? 128 : (sum + count / 2) / count;
    }

    /// Adds the inverse cosine transform of 16 coefficients, RFC 6386 section 14.3.
    void add(int[] coefficients, int first, int at) {
        int[] half = new int[16];
        for (int i = 0; i < 4; i++) {
            transform(coefficients, first + i, 4, half, i, 0);
        }
        int[] whole = new int[16];
        for (int i = 0; i < 4; i++) {
            transform(half, 4 * i, 1, whole, 4 * i, 4);
        }
        for (int i = 0; i < 16; i++) {
            int sample = at + i / 4 * stride + i % 4;
            set(sample, get(sample) + whole[i]);
        }
    }

    /// Transforms 4 values that lie `step` apart, and divides by 8 if `rounding` is 4.
    private static void transform(int[] from, int at, int step, int[] to, int target, int rounding) {
        int shift = rounding == 0 ? 0 : 3;
        int first = from[at];
        int second = from[at + step];
        int third = from[at + 2 * step];
        int fourth = from[at + 3 * step];
        int c = sine(second) - cosine(fourth);
        int d = cosine(second) + sine(fourth);
        to[target] = (first + third + d + rounding) >> shift;
        to[target + step] = (first - third + c + rounding) >> shift;
        to[target + 2 * step] = (first - third - c + rounding) >> shift;
        to[target + 3 * step] = (first + third - d + rounding) >> shift;
    }

    /// √2·sin(π/8) in 65536ths.
    private static int sine(int value) {
        return (value * 35468) >> 16;
    }

    /// √2·cos(π/8) in 65536ths.
    private static int cosine(int value) {
        return value + ((value * 20091) >> 16);
    }
}
