package dev.chainrule.lab.derive;

import dev.chainrule.lab.derive.Graph.Size;
import dev.chainrule.layer.AveragePool;
import dev.chainrule.layer.Flatten;
import dev.chainrule.layer.GlobalAveragePool;
import dev.chainrule.layer.Layer;
import dev.chainrule.layer.MaxPool;
import dev.chainrule.tensor.Shape;
import java.util.List;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// Layers without parameters on images (N, C, H, W), whose numbers are put into rows: pooling with windows of 2×2, the
/// mean of each channel, and flattening.
///
/// @param detail what else a reader should know
/// @param output the size of the output
/// @param layer of the library
/// @param steps from the node `x` to the last one, `y`
/// @param closed output and gradient of x in one formula
/// @param simplified the derivation in words
record ImageDerivation(
        String title,
        String detail,
        Size output,
        Layer layer,
        BiFunction<Graph, Node, Node> steps,
        BiFunction<Matrix, Matrix, Result> closed,
        String simplified) {
    private static final int SIZE = 2;
    private static final String WINDOWS = "windows of 2×2, stride 2";

    private static final String LARGEST = """
        A small step of one number changes the maximum of its window only if that number is the largest:

          ∂y_ij/∂x_uv = 1 if x_uv is the largest of window (i, j), else 0
          dx_uv       = Σ dy_ij over the windows (i, j) that x_uv wins

        So the gradient goes, unchanged, to the winner of each window, and all other numbers get 0. Of two
        equal largest numbers the first one wins here; sharing the gradient between them is as right,
        because the maximum has no derivative there. Where windows overlap one number may win several of
        them: their gradients add up.\
        """;

    private static final String AVERAGED = """
        Each number of a window has the same share in its mean, so each gets the same share of its gradient:

          y_ij  = Σ x_uv / 4    over the numbers of window (i, j)
          dx_uv = Σ dy_ij / 4   over the windows (i, j) that x_uv is in

        Where windows overlap, the shares add up.\
        """;

    private static final String AVERAGED_WHOLLY = """
        Each of the H·W numbers of a channel has the same share in its mean, so

          y_nc    = Σ_ij x_ncij / (H·W)
          dx_ncij = dy_nc / (H·W)

        All pixels of a channel get the same gradient, and it is small where images are large.\
        """;

    private static final String FLATTENED = """
        No number changes, so no gradient does: dx is dy in the shape of x. Only the order counts: here the
        numbers of an image stay as they are written, channel by channel and row by row.\
        """;

    static Derivation max(List<Integer> shape, long seed) {
        Windows windows = windows(shape);
        return new ImageDerivation(
                        "Max pooling",
                        WINDOWS,
                        windows.output(windows.channels(), "(N, C, H', W')"),
                        MaxPool.square(SIZE),
                        (graph, x) -> graph.largestOfRows("m", "largest of each window", rows(graph, x, windows)),
                        (x, dy) -> shared(windows, x, dy, true),
                        LARGEST)
                .derive(shape, seed);
    }

    static Derivation average(List<Integer> shape, long seed) {
        Windows windows = windows(shape);
        return new ImageDerivation(
                        "Average pooling",
                        WINDOWS,
                        windows.output(windows.channels(), "(N, C, H', W')"),
                        AveragePool.square(SIZE),
                        (graph, x) -> graph.meanOfRows("m", "mean of each window", rows(graph, x, windows)),
                        (x, dy) -> shared(windows, x, dy, false),
                        AVERAGED)
                .derive(shape, seed);
    }

    static Derivation globalAverage(List<Integer> shape, long seed) {
        int pixels = shape.get(2) * shape.get(3);
        Size rows = new Size(shape.get(0) * shape.get(1), pixels, "(N·C, H·W)");
        return new ImageDerivation(
                        "Global average pooling",
                        "the mean of each channel",
                        new Size(shape.get(0), shape.get(1), "(N, C)"),
                        new GlobalAveragePool(),
                        (graph, x) -> graph.meanOfRows(
                                "m", "mean of each channel", reshaped(graph, "z", "a row each", x, rows)),
                        (x, dy) -> {
                            Matrix channels = x.as(rows.rows(), pixels);
                            Matrix spread = dy.as(rows.rows(), 1).with(channels, (d, v) -> d / pixels);
                            return Result.of(
                                    channels.sumOfRows().times(1.0 / pixels).as(dy.rows(), dy.columns()),
                                    spread.as(x.rows(), x.columns()));
                        },
                        AVERAGED_WHOLLY)
                .derive(shape, seed);
    }

    static Derivation flatten(List<Integer> shape, long seed) {
        Size output = new Size(shape.get(0), shape.get(1) * shape.get(2) * shape.get(3), "(N, C·H·W)");
        return new ImageDerivation(
                        "Flatten",
                        "each image becomes a row",
                        output,
                        new Flatten(),
                        (graph, x) -> x,
                        (x, dy) -> Result.of(x.as(dy.rows(), dy.columns()), dy.as(x.rows(), x.columns())),
                        FLATTENED)
                .derive(shape, seed);
    }

    private static Windows windows(List<Integer> shape) {
        return new Windows(shape.get(0), shape.get(1), shape.get(2), shape.get(3), SIZE, SIZE);
    }

    private static Node rows(Graph graph, Node x, Windows windows) {
        int[] places = windows.ofEachChannel();
        return graph.gather(
                "z",
                "windows of x",
                "a row for each window",
                x,
                "sum of dz over the windows of each pixel",
                new Size(places.length / SIZE / SIZE, SIZE * SIZE, "(N·C·H'·W', 4)"),
                places);
    }

    private static Node reshaped(Graph graph, String name, String meaning, Node x, Size size) {
        int[] same = IntStream.range(0, x.value().values().length).toArray();
        return graph.gather(name, "reshape " + x.name(), meaning, x, "d" + name + ", reshaped", size, same);
    }

    /// The largest number or the mean of each window, whose gradient goes to the first largest or to all.
    private static Result shared(Windows windows, Matrix x, Matrix dy, boolean toLargest) {
        int[] places = windows.ofEachChannel();
        int area = SIZE * SIZE;
        double[] y = new double[dy.values().length];
        double[] dx = new double[x.values().length];
        for (int out = 0; out < y.length; out++) {
            int winner = places[out * area];
            double sum = 0;
            for (int k = out * area; k < (out + 1) * area; k++) {
                winner = x.values()[places[k]] > x.values()[winner] ? places[k] : winner;
                sum += x.values()[places[k]];
                dx[places[k]] += toLargest ? 0 : dy.values()[out] / area;
            }
            y[out] = toLargest ? x.values()[winner] : sum / area;
            dx[winner] += toLargest ? dy.values()[out] : 0;
        }
        return Result.of(new Matrix(dy.rows(), dy.columns(), y), new Matrix(x.rows(), x.columns(), dx));
    }

    private Derivation derive(List<Integer> shape, long seed) {
        RandomGenerator random = Example.random(seed);
        Matrix x = Example.tenths(random, 0, shape.get(0) * shape.get(1) * shape.get(2), shape.get(3));
        Matrix dy = Example.tenths(random, 0, output.rows(), output.columns());
        Example example = new Example(
                inputs -> {
                    Graph graph = new Graph();
                    Node images = graph.input("x", "the images", "(N, C, H, W)", inputs.getFirst());
                    reshaped(graph, "y", "output", steps.apply(graph, images), output);
                    return graph;
                },
                List.of(x),
                dy);
        example.agreesWith("closed form", Example.FLOAT64, closed.apply(x, dy));
        Shape input = Shape.of(shape.get(0), shape.get(1), shape.get(2), shape.get(3));
        new LayerForm(precision -> layer, input).compare(example);
        return new Derivation(
                title,
                "x is (N, C, H, W) = (%s, %s, %s, %s), written one channel below the other; %s."
                        .formatted(shape.get(0), shape.get(1), shape.get(2), shape.get(3), detail),
                example,
                simplified);
    }
}
