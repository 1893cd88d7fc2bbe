package dev.chainrule.lab.page;

import java.util.Locale;

/// Shades for shares, from the colour of the page to a strong one. Lightness changes steadily, so that they can be read
/// without colours too. Shade `i` of 0 to 10 stands for the share (i / 10)², which keeps small shares visible.
///
/// @param from colour of share 0, as 0xRRGGBB
/// @param middle colour of shade 5
/// @param to colour of share 1
public record Ramp(int from, int middle, int to) {
    /// The number of the strongest shade.
    public static final int LAST = 10;

    /// The shade of a share.
    public static int shade(double share) {
        return (int) Math.round(LAST * StrictMath.sqrt(Math.clamp(share, 0, 1)));
    }

    /// The share that a shade stands for.
    public static double share(int shade) {
        return (double) (shade * shade) / (LAST * LAST);
    }

    /// The colour of a shade, as 0xRRGGBB.
    public int color(int shade) {
        boolean lower = 2 * shade <= LAST;
        double weight = lower ? 2.0 * shade / LAST : 2.0 * shade / LAST - 1;
        return lower ? mix(from, middle, weight) : mix(middle, to, weight);
    }

    /// Black or white, whichever can be read better on a shade, as 0xRRGGBB.
    public int ink(int shade) {
        int color = color(shade);
        return contrast(color, 0x000000) > contrast(color, 0xffffff) ? 0x000000 : 0xffffff;
    }

    /// The contrast ratio of two colours, 1 to 21 (WCAG 2).
    public static double contrast(int one, int other) {
        double a = luminance(one);
        double b = luminance(other);
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    }

    /// How light a colour looks, 0 to 1.
    public static double luminance(int color) {
        return 0.2126 * linear(color >> 16 & 0xff) + 0.7152 * linear(color >> 8 & 0xff) + 0.0722 * linear(color & 0xff);
    }

    private static double linear(int channel) {
        double value = channel / 255.0;
        return value <= 0.04045 ? value / 12.92 : StrictMath.pow((value + 0.055) / 1.055, 2.4);
    }

    private static int mix(int one, int other, double weight) {
        int mixed = 0;
        for (int shift = 0; shift <= 16; shift += 8) {
            double channel = (one >> shift & 0xff) * (1 - weight) + (other >> shift & 0xff) * weight;
            mixed |= (int) Math.round(channel) << shift;
        }
        return mixed;
    }

    static String css(int color) {
        return String.format(Locale.ROOT, "#%06x", color);
    }
}
