package dev.chainrule.lab.report;

import dev.chainrule.lab.report.Block.CaptionedPicture;
import dev.chainrule.lab.report.Block.ImageGrid;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import dev.chainrule.tensor.Tensor;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// What the units of a fully-connected first layer look for in an image: their weights, drawn as images.
public final class FirstLayer {
    private static final int MOST_UNITS = 24;

    /// Weights beyond so many root mean squares are drawn as the brightest or darkest.
    private static final double BRIGHTEST = 2.5;

    private FirstLayer() {}

    /// The weights of the units that have the largest ones, at most 24. Middle grey is a weight of 0; each unit
    /// is scaled by itself.
    ///
    /// @param weight (D, M), D = C · H · W in that order
    /// @param imageShape (C, H, W), C = 1 or 3
    /// @throws ShapeMismatchException if the weights do not fit the image
    public static ImageGrid of(Tensor weight, Shape imageShape) {
        Shape shape = weight.shape();
        if (shape.rank() != 2 || imageShape.rank() != 3 || shape.extent(0) != imageShape.size()) {
            throw ShapeMismatchException.of("FirstLayer", "weight", shape, "image", imageShape, "(C · H · W, M)");
        }
        int units = shape.extent(1);
        double[] weights = weight.toArray();
        double[] sizes = IntStream.range(0, units)
                .mapToDouble(unit -> rootMeanSquare(weights, unit, units))
                .toArray();
        List<CaptionedPicture> pictures = IntStream.range(0, units)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer unit) -> -sizes[unit]))
                .limit(MOST_UNITS)
                .map(unit -> new CaptionedPicture(
                        picture(weights, unit, units, BRIGHTEST * sizes[unit], imageShape), "", "unit " + unit))
                .toList();
        return new ImageGrid(
                "What the first layer looks for",
                "The weights of its units, the largest first. Grey is 0: a unit answers to images that are bright"
                        + " where it is bright, and dark where it is dark.",
                pictures);
    }

    private static double rootMeanSquare(double[] weights, int unit, int units) {
        double sum = 0;
        for (int i = unit; i < weights.length; i += units) {
            sum += weights[i] * weights[i];
        }
        return StrictMath.sqrt(sum * units / weights.length);
    }

    private static Picture picture(double[] weights, int unit, int units, double brightest, Shape imageShape) {
        byte[] pixels = new byte[imageShape.size()];
        for (int i = 0; i < pixels.length; i++) {
            double weight = weights[i * units + unit];
            double brightness = brightest > 0 ? Math.clamp(weight / brightest, -1, 1) : 0;
            pixels[i] = (byte) Math.round(127.5 + 127.5 * brightness);
        }
        return new Picture(pixels, imageShape);
    }
}
