package dev.chainrule.lab.dataset;

import java.util.Arrays;

/// A picture as training sees it: upright, opaque, 8 bits a sample. Never changes.
///
/// ```java
/// DecodedImage photo = ImageDecoder.overWhite().decode(Path.of("cat.jpg")).resizedTo(new ImageSize(32, 32));
/// byte[] planes = photo.planes(Colours.RGB); // 3 × 32 × 32: red, green, blue
/// ```
public final class DecodedImage {
    private final ImageSize size;
    private final byte[][] samples;
    private final boolean shapeInAlphaOnly;

    /// @param samples one plane of grey, or red, green and blue; not copied
    DecodedImage(ImageSize size, byte[][] samples, boolean shapeInAlphaOnly) {
        this.size = size;
        this.samples = samples;
        this.shapeInAlphaOnly = shapeInAlphaOnly;
    }

    /// The size of the upright picture.
    public ImageSize size() {
        return size;
    }

    /// Whether the file's transparency varies and its colour does not: all pixels that are not wholly transparent
    /// have one colour. What is to be seen then depends on the background; where that has the same colour, nothing
    /// is.
    public boolean shapeInAlphaOnly() {
        return shapeInAlphaOnly;
    }

    /// The picture in another size: a mean weighted by a triangle when shrinking, bilinear when enlarging, as
    /// Pillow's `resize(size, BILINEAR)`. Width and height are scaled each by its own factor.
    public DecodedImage resizedTo(ImageSize other) {
        if (size.equals(other)) {
            return this;
        }
        Triangle triangle = new Triangle(size, other);
        return new DecodedImage(
                other, Arrays.stream(samples).map(triangle::resize).toArray(byte[][]::new), shapeInAlphaOnly);
    }

    /// The samples as planes, row by row, 0 … 255: red, green and blue, or one of grey (0.299 R + 0.587 G + 0.114
    /// B).
    public byte[] planes(Colours colours) {
        byte[] planes = new byte[colours.channels() * samples[0].length];
        copyPlanes(colours, planes, 0);
        return planes;
    }

    /// Writes what [#planes] gives into `target`, from `offset` on.
    public void copyPlanes(Colours colours, byte[] target, int offset) {
        int pixels = samples[0].length;
        if (samples.length == colours.channels() || samples.length == 1) {
            for (int channel = 0; channel < colours.channels(); channel++) {
                System.arraycopy(samples[channel % samples.length], 0, target, offset + channel * pixels, pixels);
            }
        } else {
            for (int i = 0; i < pixels; i++) {
                int sum = 299 * (samples[0][i] & 0xff) + 587 * (samples[1][i] & 0xff) + 114 * (samples[2][i] & 0xff);
                target[offset + i] = (byte) ((sum + 500) / 1000);
            }
        }
    }
}
