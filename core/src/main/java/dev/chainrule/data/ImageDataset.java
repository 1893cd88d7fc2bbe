package dev.chainrule.data;

import dev.chainrule.kernel.Kernels;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import dev.chainrule.tensor.Tensor;
import java.util.List;

/// Images as a data set: kept as bytes and scaled as they are read.
///
/// Examples have the shape (C, H, W), or (C · H · W) for a fully-connected network; both in the order in which tensors
/// of that shape are stored.
public final class ImageDataset implements Dataset {
    private final LabeledImages images;
    private final Shape exampleShape;
    private final byte[] stored;
    private final float[] shift;
    private final float[] scale;
    private final float[] black;

    /// Creates the data set.
    ///
    /// @param exampleShape (C, H, W), or one extent: their product
    /// @throws ShapeMismatchException if the images do not have that shape
    public ImageDataset(LabeledImages images, PixelScaling scaling, Shape exampleShape) {
        Shape image = images.imageShape();
        boolean flat = exampleShape.rank() == 1 && exampleShape.size() == image.size();
        if (!(flat || exampleShape.equals(image)) || !scaling.imageShape().equals(image)) {
            throw ShapeMismatchException.of(
                    "Images",
                    "images",
                    image,
                    "the model's input",
                    exampleShape,
                    "%s or (%s)".formatted(image, image.size()));
        }
        this.images = images;
        this.exampleShape = exampleShape;
        int size = image.size();
        this.shift = new float[size];
        this.scale = new float[size];
        this.black = new float[size];
        Shape one = exampleShape.batchOf(1);
        int[] offsets = new int[size];
        for (int i = 0; i < size; i++) {
            int offset = Tensor.storedOffset(one, i);
            offsets[i] = offset;
            shift[offset] = (float) scaling.shift()[i];
            scale[offset] = (float) scaling.scale()[i];
            black[offset] = -shift[offset] * scale[offset];
        }
        this.stored = flat ? images.pixels() : stored(images.pixels(), offsets);
    }

    /// The pixels of each image at their offsets: image after image, so that both stay in a cache.
    private static byte[] stored(byte[] pixels, int[] offsets) {
        byte[] stored = new byte[pixels.length];
        for (int start = 0; start < pixels.length; start += offsets.length) {
            for (int i = 0; i < offsets.length; i++) {
                stored[start + offsets[i]] = pixels[start + i];
            }
        }
        return stored;
    }

    @Override
    public int size() {
        return images.size();
    }

    @Override
    public Shape exampleShape() {
        return exampleShape;
    }

    @Override
    public List<String> classNames() {
        return images.classNames();
    }

    @Override
    public int label(int example) {
        return images.labels()[example];
    }

    /// The image as bytes in (C, H, W) order, for showing it.
    public byte[] pixels(int example) {
        int size = exampleShape.size();
        return java.util.Arrays.copyOfRange(images.pixels(), example * size, (example + 1) * size);
    }

    @Override
    public Shape imageShape() {
        return images.imageShape();
    }

    @Override
    public float[] black() {
        return black;
    }

    @Override
    public void read(int[] examples, Tensor x) {
        ShapeMismatchException.require("Images", "batch", x, "examples", exampleShape.batchOf(examples.length));
        Kernels.of(x).pixels().scale(stored, examples, shift, scale, x);
    }
}
