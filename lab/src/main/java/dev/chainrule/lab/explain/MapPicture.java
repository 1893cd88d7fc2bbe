package dev.chainrule.lab.explain;

import dev.chainrule.lab.page.Picture;
import dev.chainrule.tensor.Shape;
import java.util.Arrays;

/// A number for each pixel as a picture. The brightest colour stands for the number that one pixel in a hundred
/// exceeds, as a few extreme pixels would leave all others dark.
final class MapPicture {
    private static final double SHOWN = 0.99;
    private static final int[] HEAT = {0x000000, 0x7a1f6b, 0xf0803c, 0xfff8d0};
    private static final int[] SIGNED = {0x2455a4, 0xf7f7f7, 0xa8261d};

    /// How much of the image is seen through a map that lies over it.
    private static final double THROUGH = 0.45;

    private MapPicture() {}

    /// From black (0) over orange to white.
    static Picture heat(int height, int width, double... map) {
        double most = limit(map);
        return picture(height, width, i -> color(HEAT, most > 0 ? map[i] / most : 0));
    }

    /// From blue (negative) over white (0) to red.
    static Picture signed(int height, int width, double... map) {
        double most = limit(map);
        return picture(height, width, i -> color(SIGNED, most > 0 ? 0.5 + map[i] / most / 2 : 0.5));
    }

    /// From black (0 or less) to white, the largest.
    static Picture grey(int height, int width, double... map) {
        double most = Arrays.stream(map).max().orElse(0);
        return picture(height, width, i -> {
            int level = most > 0 ? (int) Math.round(255 * Math.clamp(map[i] / most, 0, 1)) : 0;
            return level << 16 | level << 8 | level;
        });
    }

    /// A heat map over the image in grey.
    static Picture over(Picture image, double... map) {
        int height = image.shape().extent(1);
        int width = image.shape().extent(2);
        double most = limit(map);
        return picture(height, width, i -> {
            int grey = (int) Math.round(brightness(image, i / width, i % width));
            int heat = color(HEAT, most > 0 ? map[i] / most : 0);
            return mix(heat, grey << 16 | grey << 8 | grey, THROUGH);
        });
    }

    private static double brightness(Picture image, int row, int column) {
        return image.shape().extent(0) == 1
                ? image.at(0, row, column)
                : 0.299 * image.at(0, row, column)
                        + 0.587 * image.at(1, row, column)
                        + 0.114 * image.at(2, row, column);
    }

    private interface Colors {
        int at(int pixel);
    }

    private static Picture picture(int height, int width, Colors colors) {
        byte[] pixels = new byte[3 * height * width];
        for (int i = 0; i < height * width; i++) {
            int color = colors.at(i);
            for (int c = 0; c < 3; c++) {
                pixels[c * height * width + i] = (byte) (color >> (16 - 8 * c));
            }
        }
        return new Picture(pixels, Shape.of(3, height, width));
    }

    private static double limit(double... map) {
        double[] sorted = Arrays.stream(map).map(Math::abs).sorted().toArray();
        double usual = sorted[(int) Math.min(sorted.length - 1, SHOWN * sorted.length)];
        return usual > 0 ? usual : sorted[sorted.length - 1];
    }

    private static int color(int[] ramp, double share) {
        double place = Math.clamp(share, 0, 1) * (ramp.length - 1);
        int below = Math.min((int) place, ramp.length - 2);
        return mix(ramp[below], ramp[below + 1], place - below);
    }

    private static int mix(int one, int other, double weight) {
        int mixed = 0;
        for (int shift = 0; shift <= 16; shift += 8) {
            double channel = (one >> shift & 0xff) * (1 - weight) + (other >> shift & 0xff) * weight;
            mixed |= (int) Math.round(channel) << shift;
        }
        return mixed;
    }
}
