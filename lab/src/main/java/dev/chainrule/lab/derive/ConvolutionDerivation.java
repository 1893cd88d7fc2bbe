package dev.chainrule.lab.derive;

import dev.chainrule.lab.derive.Graph.Size;
import dev.chainrule.layer.Convolution2d;
import dev.chainrule.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/// The convolution of (N, C, H, W) with two filters of 3×3, stride 2, padding 1.
final class ConvolutionDerivation {
    private static final int FILTERS = 2;
    private static final int SIZE = 3;
    private static final int STRIDE = 2;
    private static final int PADDING = 1;

    private static final String SIMPLIFIED = """
        With indices, and xp for x with its border of zeros,

          y[n,f,i,j] = b[f] + Σ_{c,u,v} W[f,c,u,v] · xp[n,c, 2i+u, 2j+v]

        A weight is used once in each output of its filter, a pixel once for each window that covers it
        and each filter, a bias in all outputs of its filter. Each time the derivative is what it was
        multiplied with:

          dW[f,c,u,v]         = Σ_{n,i,j} dy[n,f,i,j] · xp[n,c, 2i+u, 2j+v]
          dxp[n,c, 2i+u,2j+v] += Σ_f dy[n,f,i,j] · W[f,c,u,v]      for all n, c, i, j, u, v
          db[f]               = Σ_{n,i,j} dy[n,f,i,j]

        and dx is dxp without its border. Laid out as rows, the windows make it an affine layer: that is
        the graph above, and its matrix of windows is what im2col stores. Nothing turns the filter around
        here: the operation is a cross-correlation, called convolution by custom.\
        """;

    private ConvolutionDerivation() {}

    static Derivation derive(List<Integer> shape, long seed) {
        int n = shape.get(0);
        int channels = shape.get(1);
        int height = shape.get(2);
        int width = shape.get(3);
        Windows windows = new Windows(n, channels, height + 2 * PADDING, width + 2 * PADDING, SIZE, STRIDE);
        RandomGenerator random = Example.random(seed);
        List<Matrix> inputs = List.of(
                Example.tenths(random, 0, n * channels * height, width),
                Example.tenths(random, 0, FILTERS, channels * SIZE * SIZE),
                Example.tenths(random, 0, 1, FILTERS));
        Size output = windows.output(FILTERS, "(N, F, H', W')");
        Matrix dy = Example.tenths(random, 0, output.rows(), output.columns());
        Example example = new Example(in -> graph(in, windows), inputs, dy);
        example.agreesWith("closed form", Example.FLOAT64, closed(example, windows));
        new LayerForm(
                        precision -> Convolution2d.zeros(precision, channels, FILTERS, SIZE, STRIDE, PADDING),
                        Shape.of(n, channels, height, width))
                .compare(example);
        return new Derivation(
                "Convolution",
                "x is (N, C, H, W) = (%s, %s, %s, %s), written one channel below the other; F = 2 filters of 3×3, a row of W each, stride 2, padding 1."
                        .formatted(n, channels, height, width),
                example,
                SIMPLIFIED);
    }

    private static Graph graph(List<Matrix> inputs, Windows windows) {
        Graph graph = new Graph();
        Node x = graph.input("x", "the images", "(N, C, H, W)", inputs.get(0));
        Size padded = new Size(
                windows.examples() * windows.channels() * windows.height(), windows.width(), "(N, C, H+2, W+2)");
        Node xp =
                graph.gather("xp", "pad x", "a border of zeros", x, "dxp without its border", padded, padding(windows));
        int places = windows.examples() * windows.down() * windows.across();
        int terms = windows.channels() * SIZE * SIZE;
        Node rows = graph.gather(
                "z",
                "windows of xp",
                "a row for each window",
                xp,
                "sum of dz over the windows of each pixel",
                new Size(places, terms, "(N·H'·W', C·9)"),
                windows.acrossChannels());
        Node w = graph.input("W", "filters", "(F, C, 3, 3)", inputs.get(1));
        int[] turned = new int[FILTERS * terms];
        Arrays.setAll(turned, i -> i % FILTERS * terms + i / FILTERS);
        Node columns = graph.gather(
                "V", "Wᵀ", "a column for each filter", w, "dVᵀ", new Size(terms, FILTERS, "(C·9, F)"), turned);
        Node product = graph.product("p", "weighted sums", rows, columns);
        Node b = graph.input("b", "bias", "(F)", inputs.get(2));
        Node sums = graph.plus("a", "with bias", product, b);
        graph.gather(
                "y",
                "a, filters first",
                "output",
                sums,
                "dy, filters last",
                windows.output(FILTERS, "(N, F, H', W')"),
                filtersFirst(windows));
        return graph;
    }

    /// Where each number of the output comes from in rows of windows and columns of filters.
    private static int[] filtersFirst(Windows windows) {
        int image = windows.down() * windows.across();
        int[] order = new int[windows.examples() * image * FILTERS];
        Arrays.setAll(order, i -> {
            int n = i / (FILTERS * image);
            return (n * image + i % image) * FILTERS + i / image % FILTERS;
        });
        return order;
    }

    /// Where each number of the padded image comes from; −1 for the border.
    private static int[] padding(Windows windows) {
        int height = windows.height() - 2 * PADDING;
        int width = windows.width() - 2 * PADDING;
        int[] places = new int[windows.examples() * windows.channels() * windows.height() * windows.width()];
        Arrays.setAll(places, i -> {
            int row = i / windows.width() % windows.height() - PADDING;
            int column = i % windows.width() - PADDING;
            boolean inside = row >= 0 && row < height && column >= 0 && column < width;
            return inside ? (i / windows.width() / windows.height() * height + row) * width + column : -1;
        });
        return places;
    }

    /// With one loop an index.
    private static Result closed(Example example, Windows windows) {
        Matrix x = example.inputs().get(0);
        Matrix w = example.inputs().get(1);
        Matrix dy = example.upstream();
        int[] padding = padding(windows);
        double[] y = new double[dy.values().length];
        double[] dx = new double[x.values().length];
        double[] dw = new double[w.values().length];
        double[] db = new double[FILTERS];
        for (int at = 0; at < y.length; at++) {
            int j = at % windows.across();
            int i = at / windows.across() % windows.down();
            int f = at / windows.across() / windows.down() % FILTERS;
            int n = at / windows.across() / windows.down() / FILTERS;
            double upstream = dy.values()[at];
            y[at] = example.inputs().get(2).at(0, f);
            db[f] += upstream;
            for (int k = 0; k < w.columns(); k++) {
                int place = padding[windows.place(n, k / SIZE / SIZE, i, j, k / SIZE % SIZE, k % SIZE)];
                if (place >= 0) {
                    y[at] += w.at(f, k) * x.values()[place];
                    dx[place] += upstream * w.at(f, k);
                    dw[f * w.columns() + k] += upstream * x.values()[place];
                }
            }
        }
        return Result.of(
                new Matrix(dy.rows(), dy.columns(), y),
                new Matrix(x.rows(), x.columns(), dx),
                new Matrix(w.rows(), w.columns(), dw),
                new Matrix(1, FILTERS, db));
    }
}
