package dev.chainrule.lab.derive;

import dev.chainrule.lab.derive.Graph.Size;
import dev.chainrule.layer.MaxPool;
import dev.chainrule.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/// Max pooling on (N, C, H, W) with windows of 2×2.
final class MaxPoolDerivation {
    private static final int SIZE = 2;

    private static final String SIMPLIFIED = """
        A small step of one number changes the maximum of its window only if that number is the largest:

          ∂y_ij/∂x_uv = 1 if x_uv is the largest of window (i, j), else 0
          dx_uv       = Σ dy_ij over the windows (i, j) that x_uv wins

        So the gradient goes, unchanged, to the winner of each window, and all other numbers get 0. Of two
        equal largest numbers the first one wins here; sharing the gradient between them is as right,
        because the maximum has no derivative there. Where windows overlap one number may win several of
        them: their gradients add up.\
        """;

    private MaxPoolDerivation() {}

    static Derivation derive(List<Integer> shape, long seed) {
        Windows windows = new Windows(shape.get(0), shape.get(1), shape.get(2), shape.get(3), SIZE, SIZE);
        RandomGenerator random = Example.random(seed);
        Matrix x =
                Example.tenths(random, 0, windows.examples() * windows.channels() * windows.height(), windows.width());
        Size output = windows.output(windows.channels(), "(N, C, H', W')");
        Matrix dy = Example.tenths(random, 0, output.rows(), output.columns());
        Example example = new Example(inputs -> graph(inputs.getFirst(), windows), List.of(x), dy);
        example.agreesWith("closed form", Example.FLOAT64, closed(example, windows));
        Shape input = Shape.of(windows.examples(), windows.channels(), windows.height(), windows.width());
        new LayerForm(precision -> MaxPool.square(SIZE), input).compare(example);
        return new Derivation(
                "Max pooling",
                "x is (N, C, H, W) = (%s, %s, %s, %s), written one channel below the other; windows of 2×2, stride 2."
                        .formatted(windows.examples(), windows.channels(), windows.height(), windows.width()),
                example,
                SIMPLIFIED);
    }

    private static Graph graph(Matrix images, Windows windows) {
        int[] places = windows.ofEachChannel();
        int[] same = new int[places.length / SIZE / SIZE];
        Arrays.setAll(same, i -> i);
        Graph graph = new Graph();
        Node x = graph.input("x", "the images", "(N, C, H, W)", images);
        Node rows = graph.gather(
                "z",
                "windows of x",
                "a row for each window",
                x,
                "sum of dz over the windows of each pixel",
                new Size(same.length, SIZE * SIZE, "(N·C·H'·W', 4)"),
                places);
        Node largest = graph.largestOfRows("m", "largest of each window", rows);
        Size output = windows.output(windows.channels(), "(N, C, H', W')");
        graph.gather("y", "reshape m", "output", largest, "dy, reshaped", output, same);
        return graph;
    }

    private static Result closed(Example example, Windows windows) {
        Matrix x = example.inputs().getFirst();
        Matrix dy = example.upstream();
        double[] y = new double[dy.values().length];
        double[] dx = new double[x.values().length];
        int at = 0;
        for (int n = 0; n < windows.examples(); n++) {
            for (int c = 0; c < windows.channels(); c++) {
                for (int i = 0; i < windows.down(); i++) {
                    for (int j = 0; j < windows.across(); j++) {
                        int winner = windows.place(n, c, i, j, 0, 0);
                        for (int u = 0; u < SIZE; u++) {
                            for (int v = 0; v < SIZE; v++) {
                                int place = windows.place(n, c, i, j, u, v);
                                winner = x.values()[place] > x.values()[winner] ? place : winner;
                            }
                        }
                        y[at] = x.values()[winner];
                        dx[winner] += dy.values()[at];
                        at++;
                    }
                }
            }
        }
        return Result.of(new Matrix(dy.rows(), dy.columns(), y), new Matrix(x.rows(), x.columns(), dx));
    }
}
