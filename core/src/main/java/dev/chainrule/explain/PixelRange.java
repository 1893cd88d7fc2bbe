package dev.chainrule.explain;

import dev.chainrule.data.PixelScaling;
import dev.chainrule.model.Model;
import dev.chainrule.settings.Require;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;

/// The numbers that a pixel can have in the form that a network sees: what stands for the bytes 0 and 255 at each
/// position of an image.
///
/// Between them lies what an image can show, so whoever changes an image stays within. A quarter of the way,
/// `(white − black) / 4`, is about a standard deviation of pixels of photographs; changes that are told in quarters
/// mean the same whatever the scaling.
///
/// Batches are of shape (N, C, H, W) or (N, C · H · W).
///
/// @param image (C, H, W)
/// @param black one number a position, in the order (C, H, W)
/// @param white one number a position, each above that of black
@SuppressWarnings("ArrayRecordComponent") // written once, compared nowhere
public record PixelRange(Shape image, double[] black, double[] white) {
    private static final int LARGEST_BYTE = 255;

    /// Checks that the parts fit each other.
    ///
    /// @throws IllegalArgumentException if there are more or fewer numbers than positions, or white is not above
    /// black
    public PixelRange {
        Require.that(image.rank() == 3, "PixelRange", "image", image, "(C, H, W)");
        Require.that(black.length == image.size(), "PixelRange", "numbers of black", black.length, "" + image.size());
        Require.that(white.length == image.size(), "PixelRange", "numbers of white", white.length, "" + image.size());
        for (int i = 0; i < black.length; i++) {
            Require.finite("PixelRange", "black", black[i]);
            Require.finite("PixelRange", "white", white[i]);
            Require.that(white[i] > black[i], "PixelRange", "white", white[i], "a number above black, " + black[i]);
        }
    }

    /// What a scaling makes of the bytes 0 and 255.
    public static PixelRange of(PixelScaling scaling) {
        int size = scaling.imageShape().size();
        double[] black = new double[size];
        double[] white = new double[size];
        for (int i = 0; i < size; i++) {
            black[i] = -scaling.shift()[i] * scaling.scale()[i];
            white[i] = (LARGEST_BYTE - scaling.shift()[i]) * scaling.scale()[i];
        }
        return new PixelRange(scaling.imageShape(), black, white);
    }

    /// The image in the middle between black and white, as a batch of one.
    ///
    /// @throws dev.chainrule.tensor.ShapeMismatchException if the network does not see such images
    public Tensor grey(Model model) {
        return images(model.precision(), model.input(), new double[1][image.size()]);
    }

    /// Images as bytes for showing them, rounded to the nearest and clamped to 0..255.
    ///
    /// @return one array an image, in the order (C, H, W)
    /// @throws dev.chainrule.tensor.ShapeMismatchException if the batch is not of such images
    public byte[][] bytes(Tensor images) {
        int[] offsets = offsets(images.shape());
        byte[][] bytes = new byte[images.shape().extent(0)][offsets.length];
        for (int n = 0; n < bytes.length; n++) {
            for (int i = 0; i < offsets.length; i++) {
                bytes[n][i] = (byte) nearest(i, images.getStored(n * offsets.length + offsets[i]));
            }
        }
        return bytes;
    }

    private long nearest(int position, double value) {
        double share = (value - black[position]) / (white[position] - black[position]);
        return Math.clamp(Math.round(share * LARGEST_BYTE), 0, LARGEST_BYTE);
    }

    /// Bytes as a network sees them.
    ///
    /// @param input the shape of one example of the network
    /// @param bytes one array an image, in the order (C, H, W)
    /// @throws dev.chainrule.tensor.ShapeMismatchException if the network does not see such images
    /// @throws IllegalArgumentException if an image has more or fewer bytes
    public Tensor images(Precision precision, Shape input, byte[]... bytes) {
        double[][] quarters = new double[bytes.length][image.size()];
        for (int n = 0; n < bytes.length; n++) {
            Require.that(bytes[n].length == image.size(), "PixelRange", "bytes", bytes[n].length, "" + image.size());
            for (int i = 0; i < image.size(); i++) {
                quarters[n][i] = 4.0 * (bytes[n][i] & 0xff) / LARGEST_BYTE - 2;
            }
        }
        return images(precision, input, quarters);
    }

    /// The nearest images of whole bytes, in the form of the given ones.
    Tensor rounded(Tensor images) {
        return images(images.precision(), images.shape().withoutFirst(), bytes(images));
    }

    /// Images from numbers in quarters of the way around the middle, −2 for black and 2 for white.
    ///
    /// @param quarters one array an image, in the order (C, H, W)
    Tensor images(Precision precision, Shape input, double[]... quarters) {
        Tensor images = Tensor.zeros(precision, input.batchOf(quarters.length));
        int[] offsets = offsets(images.shape());
        for (int n = 0; n < quarters.length; n++) {
            for (int i = 0; i < offsets.length; i++) {
                double middle = (white[i] + black[i]) / 2;
                double value = Math.clamp(middle + quarter(i) * quarters[n][i], black[i], white[i]);
                images.setStored(n * offsets.length + offsets[i], value);
            }
        }
        return images;
    }

    /// A quarter of the way from black to white.
    double quarter(int position) {
        return (white[position] - black[position]) / 4;
    }

    /// Where the positions of an image are stored.
    int[] offsets(Shape batch) {
        Pixels.requireImages("PixelRange", batch, image);
        return Pixels.offsets(batch.withoutFirst());
    }
}
