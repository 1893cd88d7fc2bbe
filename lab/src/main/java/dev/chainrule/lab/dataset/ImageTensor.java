package dev.chainrule.lab.dataset;

import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import dev.chainrule.tensor.Tensor;
import java.awt.image.BufferedImage;

/// Pictures as tensors (1, C, H, W) and back: a batch of one, of brightnesses from 0 to 255, which is what a
/// [dev.chainrule.data.PixelScaling] begins with.
///
/// ```java
/// Tensor x = ImageTensor.of(ImageIO.read(new File("cat.png")));
/// BufferedImage darker = ImageTensor.toImage(x.dividedBy(2));
/// ```
public final class ImageTensor {
    private ImageTensor() {}

    /// Red, green and blue of a picture, over white where it is transparent: (1, 3, H, W) in float32.
    public static Tensor of(BufferedImage image) {
        return of(ImageDecoder.overWhite().decode(image), Colours.RGB);
    }

    /// A picture that was read from a file: (1, 3, H, W) or (1, 1, H, W) in float32.
    public static Tensor of(DecodedImage image, Colours colours) {
        byte[] planes = image.planes(colours);
        double[] values = new double[planes.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = planes[i] & 0xff;
        }
        Shape shape = Shape.of(
                1, colours.channels(), image.size().height(), image.size().width());
        return Tensor.of(Precision.FLOAT32, shape, values);
    }

    /// The picture of a tensor (C, H, W) or (1, C, H, W) with one or three channels: 0 is black, 255 white, what
    /// lies between is rounded, what lies outside is black or white.
    ///
    /// @throws ShapeMismatchException if it has another shape, or no pixels
    /// @throws IllegalArgumentException if a number is none
    public static BufferedImage toImage(Tensor x) {
        Shape shape = x.shape();
        Shape image = shape.rank() == 4 && shape.extent(0) == 1 ? shape.withoutFirst() : shape;
        if (image.rank() != 3 || image.size() == 0 || (image.extent(0) != 1 && image.extent(0) != 3)) {
            throw new ShapeMismatchException(
                    "ImageTensor: shape %s does not fit an image; expected (C, H, W) or (1, C, H, W), C = 1 or 3"
                            .formatted(shape));
        }
        int height = image.extent(1);
        int width = image.extent(2);
        int pixels = height * width;
        double[] values = x.toArray();
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < pixels; i++) {
            int red = brightness(values[i]);
            int green = image.extent(0) == 3 ? brightness(values[i + pixels]) : red;
            int blue = image.extent(0) == 3 ? brightness(values[i + 2 * pixels]) : red;
            picture.setRGB(i % width, i / width, red << 16 | green << 8 | blue);
        }
        return picture;
    }

    private static int brightness(double value) {
        if (Double.isNaN(value)) {
            throw new IllegalArgumentException("ImageTensor: NaN does not fit a brightness; expected 0 to 255");
        }
        return (int) Math.clamp(Math.rint(value), 0, 255);
    }
}
