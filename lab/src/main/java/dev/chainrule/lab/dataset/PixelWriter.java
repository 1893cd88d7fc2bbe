package dev.chainrule.lab.dataset;

import java.util.Arrays;

/// Takes the pixels of a stored picture in any order, composes them over a background, and turns the whole upright.
final class PixelWriter {
    private final ImageSize stored;
    private final Background background;
    private final byte[] red;
    private final byte[] green;
    private final byte[] blue;
    private final boolean grey;

    private int leastAlpha = 255;
    private int mostAlpha;
    private int colour = -1;
    private boolean colourVaries;

    /// @param grey whether only [#grey] will be called, so that one plane suffices
    PixelWriter(ImageSize stored, Background background, boolean grey) {
        this.stored = stored;
        this.background = background;
        this.grey = grey;
        int pixels = stored.width() * stored.height();
        this.red = new byte[pixels];
        this.green = grey ? red : new byte[pixels];
        this.blue = grey ? red : new byte[pixels];
    }

    /// Sets an opaque pixel to a shade of grey, 0 … 255.
    void grey(int at, int level) {
        red[at] = (byte) level;
    }

    /// Sets an opaque pixel.
    void opaque(int at, int r, int g, int b) {
        red[at] = (byte) r;
        green[at] = (byte) g;
        blue[at] = (byte) b;
    }

    /// Sets a pixel of opacity `alpha`, 0 … 255, whose colour is not multiplied by it.
    void transparent(int at, int r, int g, int b, int alpha) {
        note(r << 16 | g << 8 | b, alpha);
        opaque(
                at,
                over(r, background.red(), alpha),
                over(g, background.green(), alpha),
                over(b, background.blue(), alpha));
    }

    private static int over(int front, int back, int alpha) {
        return (front * alpha + back * (255 - alpha) + 127) / 255;
    }

    private void note(int rgb, int alpha) {
        leastAlpha = Math.min(leastAlpha, alpha);
        mostAlpha = Math.max(mostAlpha, alpha);
        if (alpha > 0) {
            colourVaries |= colour >= 0 && colour != rgb;
            colour = rgb;
        }
    }

    /// The picture.
    DecodedImage upright(Orientation orientation) {
        byte[][] planes = grey ? new byte[][] {red} : new byte[][] {red, green, blue};
        return new DecodedImage(
                orientation.upright(stored),
                Arrays.stream(planes)
                        .map(plane -> orientation.upright(plane, stored))
                        .toArray(byte[][]::new),
                leastAlpha < mostAlpha && !colourVaries);
    }
}
