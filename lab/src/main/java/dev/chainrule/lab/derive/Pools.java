package dev.chainrule.lab.derive;

import dev.chainrule.layer.AveragePool;
import dev.chainrule.layer.Flatten;
import dev.chainrule.layer.GlobalAveragePool;
import dev.chainrule.layer.Layer;
import dev.chainrule.layer.MaxPool;
import dev.chainrule.layer.Maxout;
import dev.chainrule.tensor.Shape;
import java.util.List;

/// Layers without parameters that take the largest or the mean of several numbers, or only put them into rows.
final class Pools {
    private static final String LARGEST = """
        A small step of one number changes the maximum of its window only if that number is the largest:

          ∂y_ij/∂x_uv = 1 if x_uv is the largest of window (i, j), else 0
          dx_uv       = Σ dy_ij over the windows (i, j) that x_uv wins

        So the gradient goes, unchanged, to the winner of each window, and all other numbers get 0. Of two
        equal largest numbers the layer lets the first one win; sharing the gradient between them, as the
        graph would, is as right, because the maximum has no derivative there. Where windows overlap one
        number may win several of them: their gradients add up.\
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

    private static final String AVERAGED_WHOLLY_CLOSED = """
        N, C, H, W = x.shape
        y = sum(sum(x, 3), 2) / (H·W)
        dx = dy[:, :, None, None] / (H·W) + 0·x
        """;

    private static final String FLATTENED = """
        No number changes, so no gradient does: dx is dy in the shape of x. Only the order counts: here the
        numbers of an image stay as they are written, channel by channel and row by row.\
        """;

    private static final String MAXOUT_SIMPLIFIED = """
        A unit has k pieces, here 2, and puts out the largest: behind an affine layer it learns its own
        activation, piece by piece linear. As in max pooling the gradient goes to the largest piece:

          y_nm  = max_j x_n,jM+m
          dx_ni = dy_nm if x_ni is the largest of its unit m, else 0

        The first M features are the first pieces of all units.\
        """;

    private static final String MAXOUT_CLOSED = """
        N, C = x.shape; M = C // 2
        a = x[:, :M]; b = x[:, M:]
        y = where(a > b, a, b)
        dx = concatenate((dy · (a > b), dy · (b > a)), axis=1)
        """;

    private Pools() {}

    static Derivation max(List<Integer> shape, long seed) {
        return pool(shape, seed, "Max pooling", "max", "largest", MaxPool.square(2), LARGEST);
    }

    static Derivation average(List<Integer> shape, long seed) {
        return pool(shape, seed, "Average pooling", "mean", "mean", AveragePool.square(2), AVERAGED);
    }

    /// Windows of 2×2 with stride 2.
    private static Derivation pool(
            List<Integer> shape,
            long seed,
            String title,
            String function,
            String word,
            Layer layer,
            String simplified) {
        int down = shape.get(2) / 2;
        int across = shape.get(3) / 2;
        int images = shape.get(0) * shape.get(1);
        String graph = """
            z = windows(x.reshape(%s, 1, %s, %s), 2, stride=2)   # a row for each window
            m = %s(z, 1)                        # %s of each window
            y = m.reshape(%s, %s, %s, %s)       # output
            """.formatted(
                        images, shape.get(2), shape.get(3), function, word, shape.get(0), shape.get(1), down, across);
        LayerExample example = images(shape, seed).graph(graph);
        return example.beside("closed form", new Pooling(example.tensor("x"), example.dy(), function).result())
                .layer(precision -> layer)
                .derivation(title, explanation(shape, "windows of 2×2, stride 2"), simplified);
    }

    static Derivation globalAverage(List<Integer> shape, long seed) {
        return images(shape, seed)
                .graph("y = mean(x, axis=(2, 3))   # mean of each channel")
                .closed(AVERAGED_WHOLLY_CLOSED)
                .layer(precision -> new GlobalAveragePool())
                .derivation("Global average pooling", explanation(shape, "the mean of each channel"), AVERAGED_WHOLLY);
    }

    static Derivation flatten(List<Integer> shape, long seed) {
        return images(shape, seed)
                .graph("y = x.reshape(len(x), -1)   # output")
                .closed("y = x.reshape(len(x), -1)\ndx = dy.reshape(x.shape)")
                .layer(precision -> new Flatten())
                .derivation("Flatten", explanation(shape, "each image becomes a row"), FLATTENED);
    }

    static Derivation maxout(List<Integer> shape, long seed) {
        int n = shape.get(0);
        int features = shape.get(1);
        return new LayerExample(seed)
                .input("x", "the pieces", 0, n, features)
                .graph("""
                    z = x.reshape(len(x), 2, -1)   # a row for each piece
                    y = max(z, 1)                  # output, the largest piece
                    """)
                .closed(MAXOUT_CLOSED)
                .layer(precision -> new Maxout(2))
                .derivation(
                        "Maxout",
                        "x is (N, C) = (%s, %s), an example in each row; M = C/2 units of k = 2 pieces."
                                .formatted(n, features),
                        MAXOUT_SIMPLIFIED);
    }

    private static LayerExample images(List<Integer> shape, long seed) {
        return new LayerExample(seed)
                .input(
                        "x",
                        "the images",
                        0,
                        shape.stream().mapToInt(Integer::intValue).toArray());
    }

    private static String explanation(List<Integer> shape, String detail) {
        Shape images = Shape.of(shape.stream().mapToInt(Integer::intValue).toArray());
        return "x is (N, C, H, W) = %s; %s.".formatted(images, detail);
    }
}
