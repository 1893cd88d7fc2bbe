package dev.chainrule.explain;

import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import dev.chainrule.tensor.Tensor;
import java.util.function.DoubleBinaryOperator;

/// Numbers of images, one a pixel.
public final class Pixels {
    private Pixels() {}

    /// Each pixel's sum over its channels.
    ///
    /// @param values (N, C, H, W), or (N, C · H · W)
    /// @param image (C, H, W)
    /// @return (N, H, W)
    /// @throws ShapeMismatchException if the values are not of such images
    public static Tensor sumOverChannels(Tensor values, Shape image) {
        return overChannels(values, image, 0, Double::sum);
    }

    static Tensor overChannels(Tensor values, Shape image, double start, DoubleBinaryOperator reduce) {
        requireImages("Pixels", values.shape(), image);
        int examples = values.shape().extent(0);
        int area = image.extent(1) * image.extent(2);
        Tensor maps = Tensor.zeros(values.precision(), Shape.of(examples, image.extent(1), image.extent(2)));
        int[] offsets = offsets(values.shape().withoutFirst());
        for (int n = 0; n < examples; n++) {
            for (int pixel = 0; pixel < area; pixel++) {
                double value = start;
                for (int i = pixel; i < offsets.length; i += area) {
                    value = reduce.applyAsDouble(value, values.getStored(n * offsets.length + offsets[i]));
                }
                maps.setStored(n * area + pixel, value);
            }
        }
        return maps;
    }

    /// Where the numbers of an example are stored, in the order (C, H, W).
    static int[] offsets(Shape example) {
        int[] offsets = new int[example.size()];
        Shape one = example.batchOf(1);
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = Tensor.storedOffset(one, i);
        }
        return offsets;
    }

    /// @throws ShapeMismatchException unless a batch is of such images, each as (C, H, W) or as one row
    static void requireImages(String where, Shape batch, Shape image) {
        boolean fits = image.rank() == 3
                && batch.rank() > 1
                && (batch.withoutFirst().equals(image) || (batch.rank() == 2 && batch.extent(1) == image.size()));
        if (!fits) {
            throw new ShapeMismatchException("%s: batch %s does not fit images %s; expected (N, C, H, W) or (N, C·H·W)"
                    .formatted(where, batch, image));
        }
    }

    /// Maps in another size, by bilinear interpolation between the middles of their pixels.
    ///
    /// @param maps (N, h, w)
    /// @return (N, height, width)
    public static Tensor resized(Tensor maps, int height, int width) {
        int examples = maps.shape().extent(0);
        int rows = maps.shape().extent(1);
        int columns = maps.shape().extent(2);
        Tensor large = Tensor.zeros(maps.precision(), Shape.of(examples, height, width));
        for (int n = 0; n < examples; n++) {
            for (int i = 0; i < height; i++) {
                double y = Math.clamp((i + 0.5) * rows / height - 0.5, 0, rows - 1);
                int top = (int) Math.min(y, Math.max(0, rows - 2));
                for (int j = 0; j < width; j++) {
                    double x = Math.clamp((j + 0.5) * columns / width - 0.5, 0, columns - 1);
                    int left = (int) Math.min(x, Math.max(0, columns - 2));
                    int at = (n * rows + top) * columns + left;
                    int below = rows > 1 ? columns : 0;
                    int beside = columns > 1 ? 1 : 0;
                    double upper = mix(maps.getStored(at), maps.getStored(at + beside), x - left);
                    double lower = mix(maps.getStored(at + below), maps.getStored(at + below + beside), x - left);
                    large.setStored((n * height + i) * width + j, mix(upper, lower, y - top));
                }
            }
        }
        return large;
    }

    private static double mix(double a, double b, double share) {
        return a + (b - a) * share;
    }
}
