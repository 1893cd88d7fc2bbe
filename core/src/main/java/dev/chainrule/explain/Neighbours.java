package dev.chainrule.explain;

import dev.chainrule.data.Dataset;
import dev.chainrule.layer.Layer;
import dev.chainrule.layer.Parameter;
import dev.chainrule.layer.Residual;
import dev.chainrule.model.Model;
import dev.chainrule.settings.Require;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleConsumer;
import java.util.stream.IntStream;

/// Which examples are near each other in what the last hidden layer makes of them: alike to the network, though their
/// pixels may be far apart.
///
/// The features of an example are what goes into the last layer that has weights, the one that computes the scores; the
/// distance of two examples is the Euclidean one of their features.
///
/// **Source**: A. Krizhevsky, I. Sutskever and G. Hinton, *ImageNet classification with deep convolutional neural
/// networks*, 2012.
public final class Neighbours {
    private Neighbours() {}

    /// An example that is near.
    ///
    /// @param position among the features that were given
    /// @param distance between the features
    public record Neighbour(int position, double distance) {}

    /// The layer whose output the features are.
    ///
    /// @return its name, as in [Trace]
    /// @throws IllegalArgumentException if no layer with weights comes before the last one
    public static String layer(Model model) {
        Trace trace =
                Trace.of(model, Tensor.zeros(model.precision(), model.input().batchOf(1)));
        return trace.names().get(place(model, trace));
    }

    private static int place(Model model, Trace trace) {
        int[] weighted = IntStream.range(0, trace.layers().size())
                .filter(place -> hasWeights(trace.layers().get(place)))
                .toArray();
        if (weighted.length < 2) {
            throw new IllegalArgumentException(
                    "Neighbours: network '%s' has %s with weights, so no hidden layer has features; expected 2 or more"
                            .formatted(model.spec().name(), weighted.length == 1 ? "one layer" : "no layer"));
        }
        return trace.inputs(weighted[weighted.length - 1]).getFirst();
    }

    /// The layers inside a sum of two ways are places of their own.
    private static boolean hasWeights(Layer layer) {
        return !(layer instanceof Residual)
                && layer.parameters().stream().anyMatch(each -> each.kind() == Parameter.Kind.WEIGHT);
    }

    /// The features of examples.
    ///
    /// @param examples indices of the data set, one or more
    /// @param progress gets the share that is done, from 0 to 1
    /// @return one row an example, in the stored order of the layer's output
    /// @throws IllegalArgumentException if the network has no hidden layer, no example is given, or one does not
    /// exist
    /// @throws dev.chainrule.tensor.ShapeMismatchException if the examples do not fit the network
    public static float[][] features(Model model, Dataset data, int[] examples, DoubleConsumer progress) {
        String layer = layer(model);
        float[][] features = new float[examples.length][];
        Passes.over(
                "Neighbours",
                model,
                data,
                examples,
                progress,
                (trace, first) -> put(trace.output(layer), features, first));
        return features;
    }

    /// The features of a batch.
    ///
    /// @param x one example a row
    /// @return one row an example, in the stored order of the layer's output
    /// @throws IllegalArgumentException if the network has no hidden layer
    /// @throws dev.chainrule.tensor.ShapeMismatchException if the examples do not fit the network
    public static float[][] features(Model model, Tensor x) {
        float[][] features = new float[x.shape().extent(0)][];
        put(Trace.of(model, x).output(layer(model)), features, 0);
        return features;
    }

    private static void put(Tensor output, float[][] features, int first) {
        int size = output.shape().sizePerExample();
        for (int n = 0; n < output.shape().extent(0); n++) {
            features[first + n] = new float[size];
            for (int i = 0; i < size; i++) {
                features[first + n][i] = (float) output.getStored(n * size + i);
            }
        }
    }

    /// The nearest of some features to others.
    ///
    /// @param features one row an example
    /// @param query features of one example
    /// @param k how many
    /// @return from the nearest on, of equals the one with the lower position
    /// @throws IllegalArgumentException if there are fewer than k, or a row is longer or shorter than the query
    public static List<Neighbour> nearest(float[][] features, float[] query, int k) {
        return nearest(features, query, k, -1);
    }

    /// The nearest to one of the features among the others.
    ///
    /// @param features one row an example
    /// @param position of the one in question, which is left out
    /// @param k how many
    /// @return from the nearest on, of equals the one with the lower position
    /// @throws IllegalArgumentException if there are fewer than k others, or there is no such position
    public static List<Neighbour> nearestOthers(float[][] features, int position, int k) {
        Require.that(
                position >= 0 && position < features.length,
                "Neighbours",
                "position",
                position,
                features.length == 0 ? "features of one or more examples" : "0 to " + (features.length - 1));
        return nearest(features, features[position], k, position);
    }

    private static List<Neighbour> nearest(float[][] features, float[] query, int k, int leftOut) {
        int others = leftOut < 0 ? features.length : features.length - 1;
        Require.that(k >= 1 && k <= others, "Neighbours", "k", k, "1 to " + others + ", the examples to choose from");
        List<Neighbour> nearest = new ArrayList<>();
        for (int n = 0; n < features.length; n++) {
            if (n != leftOut) {
                keep(nearest, new Neighbour(n, distance(features[n], query)), k);
            }
        }
        return List.copyOf(nearest);
    }

    /// Puts a neighbour behind all that are as near.
    private static void keep(List<Neighbour> nearest, Neighbour neighbour, int k) {
        int at = nearest.size();
        while (at > 0 && Double.compare(nearest.get(at - 1).distance(), neighbour.distance()) > 0) {
            at--;
        }
        if (at < k) {
            nearest.add(at, neighbour);
            if (nearest.size() > k) {
                nearest.removeLast();
            }
        }
    }

    private static double distance(float[] a, float[] b) {
        if (a.length != b.length) {
            throw new IllegalArgumentException("Neighbours: %s features do not fit %s of the query; expected as many"
                    .formatted(a.length, b.length));
        }
        double squares = 0;
        for (int i = 0; i < a.length; i++) {
            double difference = (double) a[i] - b[i];
            squares += difference * difference;
        }
        return Math.sqrt(squares);
    }
}
