package dev.chainrule.lab.derive;

import dev.chainrule.layer.Build;
import dev.chainrule.layer.Convolution2d;
import dev.chainrule.layer.PatchWhitening;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.List;

/// Square filters that move over images.
///
/// @param x the images (N, C, H, W)
/// @param w the filters (F, C, size, size)
/// @param b their biases (F)
record Convolutions(Tensor x, Tensor w, Tensor b, int stride, int padding) {
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

    private static final String WHITENING_SIMPLIFIED = """
        It is a convolution without a border, whose filters are computed from the training images before
        training and then stay as they are: they get no gradient, but gradients pass through them.

          y[n,f,i,j]        = b[f] + Σ_{c,u,v} W[f,c,u,v] · x[n,c, i+u, j+v]
          dx[n,c, i+u,j+v] += Σ_f dy[n,f,i,j] · W[f,c,u,v]      for all n, c, i, j, u, v
          db[f]             = Σ_{n,i,j} dy[n,f,i,j]

        The filters are the eigenvectors of the covariance of all patches, each divided by the root of its
        eigenvalue, and the same negated. Here they are random numbers.\
        """;

    static Derivation convolution(List<Integer> shape, long seed) {
        int channels = shape.get(1);
        int[] images = shape.stream().mapToInt(Integer::intValue).toArray();
        String pad = "xp = pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))   # a border of zeros\n";
        LayerExample example = new LayerExample(seed)
                .input("x", "the images", 0, images)
                .input("W", "filters", 0, 2, channels, 3, 3)
                .input("b", "bias", 0, 2)
                .graph(pad + graph("xp", shape, 3, 2, 1));
        return example.beside("closed form", of(example, 2, 1).closed(example.dy(), true))
                .layer(precision -> Convolution2d.zeros(precision, channels, 2, 3, 2, 1))
                .derivation(
                        "Convolution",
                        "x is (N, C, H, W) = %s; F = 2 filters of 3×3, stride 2, padding 1."
                                .formatted(Shape.of(images)),
                        SIMPLIFIED);
    }

    static Derivation whitening(List<Integer> shape, long seed) {
        int channels = shape.get(1);
        int filters = 8 * channels;
        int[] images = shape.stream().mapToInt(Integer::intValue).toArray();
        LayerExample example = new LayerExample(seed)
                .input("x", "the images", 0, images)
                .input("b", "bias", 0, filters)
                .constant("W", "filters, as they are", 0, filters, channels, 2, 2)
                .graph(graph("x", shape, 2, 1, 0));
        return example.beside("closed form", of(example, 1, 0).closed(example.dy(), false))
                .layer(precision -> whitening(precision, example))
                .derivation(
                        "Patch whitening",
                        "x is (N, C, H, W) = %s; F = 2·C·4 = %s filters of 2×2, stride 1, no padding."
                                .formatted(Shape.of(images), filters),
                        WHITENING_SIMPLIFIED);
    }

    private static PatchWhitening whitening(Precision precision, LayerExample example) {
        Build build = new Build(
                example.tensor("x").shape(), precision, RandomKey.of(0).generator());
        PatchWhitening layer = (PatchWhitening) PatchWhitening.Settings.of().build(build);
        Tensor filters = layer.filters().value();
        filters.copyFrom(
                Tensor.of(precision, filters.shape(), example.tensor("W").toArray()));
        return layer;
    }

    /// With windows in rows, as im2col lays them out.
    private static String graph(String images, List<Integer> shape, int size, int stride, int padding) {
        int down = 1 + (shape.get(2) + 2 * padding - size) / stride;
        int across = 1 + (shape.get(3) + 2 * padding - size) / stride;
        return """
            z = windows(%s, %s, stride=%s)   # a row for each window
            V = W.reshape(len(W), -1).T      # a column for each filter
            p = z × V                        # weighted sums
            a = p + b                        # with bias
            y = a.reshape(%s, %s, %s, -1).transpose(0, 3, 1, 2)   # output, filters first
            """.formatted(images, size, stride, shape.get(0), down, across);
    }

    private static Convolutions of(LayerExample example, int stride, int padding) {
        return new Convolutions(example.tensor("x"), example.tensor("W"), example.tensor("b"), stride, padding);
    }

    /// With one loop an index.
    ///
    /// @param trained whether the filters get a gradient
    private Result closed(Tensor dy, boolean trained) {
        Tensor y = Tensor.zeros(Precision.FLOAT64, dy.shape());
        Tensor dx = Tensor.zeros(Precision.FLOAT64, x.shape());
        Tensor dw = Tensor.zeros(Precision.FLOAT64, w.shape());
        Tensor db = Tensor.zeros(Precision.FLOAT64, b.shape());
        for (int n = 0; n < dy.shape().extent(0); n++) {
            for (int f = 0; f < dy.shape().extent(1); f++) {
                for (int i = 0; i < dy.shape().extent(2); i++) {
                    for (int j = 0; j < dy.shape().extent(3); j++) {
                        y.set(b.get(f), n, f, i, j);
                        add(db, dy.get(n, f, i, j), f);
                        window(dy, y, dx, dw, n, f, i, j);
                    }
                }
            }
        }
        return new Result(y, trained ? List.of(dx, dw, db) : List.of(dx, db));
    }

    private void window(Tensor dy, Tensor y, Tensor dx, Tensor dw, int... out) {
        int size = w.shape().extent(2);
        for (int c = 0; c < w.shape().extent(1); c++) {
            for (int u = 0; u < size; u++) {
                for (int v = 0; v < size; v++) {
                    int row = out[2] * stride + u - padding;
                    int column = out[3] * stride + v - padding;
                    boolean inside = row >= 0
                            && row < x.shape().extent(2)
                            && column >= 0
                            && column < x.shape().extent(3);
                    if (inside) {
                        double pixel = x.get(out[0], c, row, column);
                        double weight = w.get(out[1], c, u, v);
                        add(y, weight * pixel, out);
                        add(dx, weight * dy.get(out), out[0], c, row, column);
                        add(dw, pixel * dy.get(out), out[1], c, u, v);
                    }
                }
            }
        }
    }

    private static void add(Tensor sum, double term, int... at) {
        sum.set(sum.get(at) + term, at);
    }
}
