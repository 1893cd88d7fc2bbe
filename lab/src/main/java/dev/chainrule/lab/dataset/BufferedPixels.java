package dev.chainrule.lab.dataset;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/// Takes the samples of a [BufferedImage] as they are: colour profiles are not applied, v of `bits` bits becomes 255·v
/// / (2^bits − 1).
final class BufferedPixels {
    private static final int OPAQUE = 0xff;

    private final BufferedImage image;
    private final ImageSize size;
    private final PixelWriter pixels;

    private BufferedPixels(BufferedImage image, Background background) {
        this.image = image;
        this.size = new ImageSize(image.getWidth(), image.getHeight());
        this.pixels = new PixelWriter(size, background, isGrey(image.getColorModel()));
    }

    /// The picture over a background, turned upright.
    static DecodedImage decode(BufferedImage image, Background background, Orientation orientation) {
        BufferedPixels taker = new BufferedPixels(image, background);
        taker.take();
        return taker.pixels.upright(orientation);
    }

    /// Whether samples are whole numbers from 0 to at most 65535, or places in a palette.
    static boolean hasWholeSamples(BufferedImage image) {
        return image.getColorModel() instanceof IndexColorModel || isPlain(image.getColorModel());
    }

    private static boolean isGrey(ColorModel model) {
        return isPlain(model) && type(model) == ColorSpace.TYPE_GRAY && !model.hasAlpha();
    }

    private static int type(ColorModel model) {
        return model.getColorSpace().getType();
    }

    /// Whether samples are whole numbers from 0 on, one for each component of a pixel.
    private static boolean isPlain(ColorModel model) {
        return !(model instanceof IndexColorModel)
                && (model.getTransferType() == DataBuffer.TYPE_BYTE
                        || model.getTransferType() == DataBuffer.TYPE_USHORT
                        || model.getTransferType() == DataBuffer.TYPE_INT)
                && model.getComponentSize(0) <= 16;
    }

    private void take() {
        ColorModel model = image.getColorModel();
        if (model instanceof IndexColorModel palette) {
            takePalette(palette);
        } else if (!isPlain(model)) {
            takeConverted();
        } else {
            switch (type(model)) {
                case ColorSpace.TYPE_GRAY, ColorSpace.TYPE_RGB, ColorSpace.TYPE_CMYK -> takeSamples(model);
                default -> takeConverted();
            }
        }
    }

    private void takePalette(IndexColorModel palette) {
        int[] colours = new int[palette.getMapSize()];
        palette.getRGBs(colours);
        int[] row = new int[size.width()];
        for (int y = 0; y < size.height(); y++) {
            image.getRaster().getSamples(0, y, row.length, 1, 0, row);
            for (int x = 0; x < row.length; x++) {
                take(y * row.length + x, row[x] < colours.length ? colours[row[x]] : OPAQUE << 24);
            }
        }
    }

    private void takeConverted() {
        int[] row = new int[size.width()];
        for (int y = 0; y < size.height(); y++) {
            image.getRGB(0, y, row.length, 1, row, 0, row.length);
            for (int x = 0; x < row.length; x++) {
                take(y * row.length + x, row[x]);
            }
        }
    }

    private void take(int at, int argb) {
        take(at, argb >> 16 & 0xff, argb >> 8 & 0xff, argb & 0xff, argb >>> 24);
    }

    private void take(int at, int red, int green, int blue, int alpha) {
        pixels.transparent(at, red, green, blue, alpha);
    }

    private void takeSamples(ColorModel model) {
        Raster raster = image.getRaster();
        int colours = model.getNumColorComponents();
        byte[][] to8Bits = new byte[colours + (model.hasAlpha() ? 1 : 0)][];
        for (int i = 0; i < to8Bits.length; i++) {
            to8Bits[i] = to8Bits(model.getComponentSize(i));
        }
        int bands = raster.getNumBands();
        int[] row = new int[size.width() * bands];
        int[] sample = new int[to8Bits.length];
        for (int y = 0; y < size.height(); y++) {
            raster.getPixels(0, y, size.width(), 1, row);
            for (int x = 0; x < size.width(); x++) {
                for (int i = 0; i < sample.length; i++) {
                    sample[i] = to8Bits[i][row[x * bands + i]] & 0xff;
                }
                take(y * size.width() + x, sample, colours, model);
            }
        }
    }

    private static byte[] to8Bits(int bits) {
        int most = (1 << bits) - 1;
        byte[] table = new byte[most + 1];
        for (int value = 0; value <= most; value++) {
            table[value] = (byte) ((value * 255L + most / 2) / most);
        }
        return table;
    }

    private void take(int at, int[] sample, int colours, ColorModel model) {
        int alpha = model.hasAlpha() ? sample[colours] : OPAQUE;
        if (model.isAlphaPremultiplied() && alpha > 0) {
            for (int i = 0; i < colours; i++) {
                sample[i] = Math.min(255, (sample[i] * 255 + alpha / 2) / alpha);
            }
        }
        if (colours == 4) {
            int white = 255 - sample[3];
            take(at, inked(sample[0], white), inked(sample[1], white), inked(sample[2], white), alpha);
        } else if (colours == 3) {
            take(at, sample[0], sample[1], sample[2], alpha);
        } else if (model.hasAlpha()) {
            take(at, sample[0], sample[0], sample[0], alpha);
        } else {
            pixels.grey(at, sample[0]);
        }
    }

    private static int inked(int ink, int white) {
        return ((255 - ink) * white + 127) / 255;
    }
}
