package dev.chainrule.explain;

import dev.chainrule.model.Model;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import dev.chainrule.tensor.Workspace;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Where in an image a layer's channels speak for a class: a coarse map.
///
/// `M = max(0, Σ_c α_c A_c)` with `A_c` the channels that the layer computes and `α_c` the mean over pixels of
/// `∂s/∂A_c`.
///
/// **Source**: R. Selvaraju and others, *Grad-CAM: visual explanations from deep networks via gradient-based
/// localization*, 2017.
public final class GradCam {
    private GradCam() {}

    /// The layers of a network whose outputs are images of more than one pixel, in the order in which they are
    /// computed; the last of them is the usual place. None where the network has no such layer.
    public static List<String> places(Model model) {
        Trace trace =
                Trace.of(model, Tensor.zeros(model.precision(), model.input().batchOf(1)));
        return IntStream.range(0, trace.names().size())
                .filter(place -> isMap(trace.output(place).shape()))
                .mapToObj(trace.names()::get)
                .toList();
    }

    /// The last layer whose output is images of more than one pixel.
    public static Optional<String> usualPlace(Model model) {
        List<String> places = places(model);
        return places.isEmpty() ? Optional.empty() : Optional.of(places.getLast());
    }

    private static boolean isMap(Shape output) {
        return output.rank() == 4 && output.extent(2) * output.extent(3) > 1;
    }

    /// The maps of one score of each example, in the resolution of the layer.
    ///
    /// @param layer one of [#places]
    /// @param x one example a row
    /// @param classes one an example
    /// @return (N, h, w), none negative, owned by the caller
    /// @throws IllegalArgumentException if the layer does not exist or its output is no image of several pixels, or
    /// if a class does not exist
    public static Tensor of(Model model, String layer, Tensor x, int... classes) {
        int examples = x.shape().extent(0);
        Shape output = Trace.of(model, Rows.of(x, 0, 1)).output(layer).shape();
        if (!isMap(output)) {
            throw new IllegalArgumentException(
                    "GradCam: layer %s yields %s for one image, which has no places to tell apart; expected one of %s"
                            .formatted(layer, output, String.join(", ", places(model))));
        }
        Tensor maps = Tensor.zeros(x.precision(), Shape.of(examples, output.extent(2), output.extent(3)));
        for (int from = 0; from < examples; from += InputGradient.MOST_AT_ONCE) {
            int first = from;
            int end = Math.min(examples, from + InputGradient.MOST_AT_ONCE);
            new Workspace().run(() -> {
                Trace trace = Trace.of(model, Rows.of(x, first, end));
                trace.backward(trace.scoreOf(Arrays.copyOfRange(classes, first, end)));
                for (int n = first; n < end; n++) {
                    map(trace.output(layer), trace.gradient(layer), n - first, maps, n);
                }
                return maps;
            });
        }
        return maps;
    }

    /// Images are stored channels-last.
    private static void map(Tensor channels, Tensor gradient, int row, Tensor maps, int n) {
        int count = channels.shape().extent(1);
        int area = channels.shape().sizePerExample() / count;
        double[] weights = new double[count];
        for (int at = 0; at < count * area; at++) {
            weights[at % count] += gradient.getStored(row * count * area + at) / area;
        }
        for (int pixel = 0; pixel < area; pixel++) {
            double sum = 0;
            for (int c = 0; c < count; c++) {
                sum += weights[c] * channels.getStored((row * area + pixel) * count + c);
            }
            maps.setStored(n * area + pixel, Math.max(0, sum));
        }
    }
}
