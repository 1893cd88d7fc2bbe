package dev.chainrule.lab.report;

import dev.chainrule.format.Safetensors;
import dev.chainrule.kernel.Kernels;
import dev.chainrule.lab.page.Block.CaptionedPicture;
import dev.chainrule.lab.page.Block.ImageGrid;
import dev.chainrule.lab.page.Picture;
import dev.chainrule.lab.run.RunRecord;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import dev.chainrule.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the units or filters of a first layer look for in an image: their weights, drawn as images.
public final class FirstLayer {
    private static final int MOST_UNITS = 24;

    /// Weights beyond so many root mean squares are drawn as the brightest or darkest.
    private static final double BRIGHTEST = 2.5;

    /// Smaller filters show nothing to the eye when they are blown up.
    private static final int LEAST_FILTER = 5;

    private FirstLayer() {}

    /// The first weights of a run, if it kept them and they can be looked at.
    ///
    /// @throws IOException if they cannot be read
    public static List<ImageGrid> of(RunRecord run) throws IOException {
        return weights(run).map(weight -> of(weight, run.beginning().image())).toList();
    }

    /// The same of a run whose first layer is a convolution; none of others.
    ///
    /// @throws IOException if they cannot be read
    public static List<ImageGrid> filtersOf(RunRecord run) throws IOException {
        return weights(run)
                .filter(weight -> weight.shape().rank() == 4)
                .map(weight -> of(weight, run.beginning().image()))
                .toList();
    }

    private static Stream<Tensor> weights(RunRecord run) throws IOException {
        if (!Files.exists(run.folder().model())) {
            return Stream.empty();
        }
        Map<String, Tensor> tensors = Safetensors.read(run.folder().model()).tensors();
        return weights(tensors).stream()
                .filter(weight -> canShow(weight, run.beginning().image(), LEAST_FILTER));
    }

    /// The first weights of a network: those of pixels, also behind a layer that whitens.
    ///
    /// @param tensors of the network, by name
    public static Optional<Tensor> weights(Map<String, Tensor> tensors) {
        return Optional.ofNullable(tensors.get("W1")).map(weight -> unwhitened(weight, tensors.get("whitening1")));
    }

    /// The weights of units behind a layer that whitens, as those of pixels; filters as they are, which look at
    /// whitened images.
    private static Tensor unwhitened(Tensor weight, @Nullable Tensor whitening) {
        if (whitening == null || weight.shape().rank() != 2) {
            return weight;
        }
        Tensor pixels = Tensor.zeros(
                weight.precision(),
                Shape.of(whitening.shape().extent(0), weight.shape().extent(1)));
        Kernels.of(weight).gemm().multiply(whitening, false, weight, false, pixels);
        return pixels;
    }

    /// Whether a weight belongs to units that look at the whole image or to filters that are large enough, and
    /// whose colours can be shown.
    ///
    /// @param imageShape (C, H, W)
    /// @param least rows and columns of a filter
    public static boolean canShow(Tensor weight, Shape imageShape, int least) {
        Shape shape = weight.shape();
        return imageShape.rank() == 3
                && (imageShape.extent(0) == 1 || imageShape.extent(0) == 3)
                && ((shape.rank() == 2 && shape.extent(0) == imageShape.size())
                        || (shape.rank() == 4
                                && shape.extent(1) == imageShape.extent(0)
                                && Math.min(shape.extent(2), shape.extent(3)) >= least));
    }

    /// The weights of the units that have the largest ones, at most 24. Middle grey is a weight of 0; each unit is
    /// scaled by itself.
    ///
    /// @param weight (D, M), D = C · H · W in that order, or of a convolution, (F, C, HH, WW)
    /// @param imageShape (C, H, W), C = 1 or 3
    /// @throws ShapeMismatchException if the weights do not fit the image
    public static ImageGrid of(Tensor weight, Shape imageShape) {
        if (!canShow(weight, imageShape, 1)) {
            throw ShapeMismatchException.of(
                    "FirstLayer", "weight", weight.shape(), "image", imageShape, "(C · H · W, M) or (F, C, HH, WW)");
        }
        return weight.shape().rank() == 2
                ? grid("unit", weight.toArray(), weight.shape().extent(1), imageShape)
                : grid(
                        "filter",
                        byColumns(weight),
                        weight.shape().extent(0),
                        Shape.of(
                                imageShape.extent(0),
                                weight.shape().extent(2),
                                weight.shape().extent(3)));
    }

    /// The weights of filters with a column for each, as those of units are.
    private static double[] byColumns(Tensor weight) {
        double[] rows = weight.toArray();
        int filters = weight.shape().extent(0);
        int size = rows.length / filters;
        double[] columns = new double[rows.length];
        for (int i = 0; i < rows.length; i++) {
            columns[i % size * filters + i / size] = rows[i];
        }
        return columns;
    }

    private static ImageGrid grid(String name, double[] weights, int units, Shape imageShape) {
        double[] sizes = IntStream.range(0, units)
                .mapToDouble(unit -> rootMeanSquare(weights, unit, units))
                .toArray();
        List<CaptionedPicture> pictures = IntStream.range(0, units)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer unit) -> -sizes[unit]))
                .limit(MOST_UNITS)
                .map(unit -> new CaptionedPicture(
                        picture(weights, unit, units, BRIGHTEST * sizes[unit], imageShape),
                        "weights of " + name + " " + unit,
                        "",
                        name + " " + unit))
                .toList();
        return new ImageGrid(
                "What the first layer looks for",
                "The weights of its %ss, the largest first. Grey is 0: a %s answers to what is bright where it is bright, and dark where it is dark."
                        .formatted(name, name),
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
