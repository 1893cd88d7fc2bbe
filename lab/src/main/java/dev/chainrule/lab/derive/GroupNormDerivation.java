package dev.chainrule.lab.derive;

import dev.chainrule.lab.derive.Graph.Size;
import dev.chainrule.layer.GroupNorm;
import dev.chainrule.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/// Group normalisation on (N, C, H, W).
final class GroupNormDerivation {
    private static final double EPSILON = 1e-5;

    private static final String SIMPLIFIED = """
        Lay out each group of channels of each example as one row of M = C/G·H·W numbers: neighbouring
        channels are neighbours in memory, so this is a mere reshape to (N·G, M). Then it is layer
        normalisation of the rows, whose scale and shift belong to channels: γ_c is repeated at all pixels
        of its channel, so its gradient is the sum over them. With g = dy·γ and sums over the M numbers k
        of a row i:

          dx_ij = 1/(M·σ_i) · ( M·g_ij − Σ_k g_ik − x̂_ij · Σ_k g_ik·x̂_ik )
          dγ_c  = Σ_{n,h,w} dy·x̂        dβ_c = Σ_{n,h,w} dy

        G = 1 is layer normalisation over (C, H, W), G = C is instance normalisation.\
        """;

    private GroupNormDerivation() {}

    static Derivation derive(List<Integer> shape, long seed) {
        int n = shape.get(0);
        int channels = shape.get(1);
        int height = shape.get(2);
        int width = shape.get(3);
        int groups = channels % 2 == 0 ? 2 : 1;
        RandomGenerator random = Example.random(seed);
        Matrix x = Example.tenths(random, 0, n * channels * height, width);
        List<Matrix> inputs =
                List.of(x, Example.tenths(random, 1, 1, channels), Example.tenths(random, 0, 1, channels));
        Size size = new Size(n * groups, x.values().length / (n * groups), "(N·G, M)");
        Size image = new Size(x.rows(), x.columns(), "(N, C, H, W)");
        int[] channelOf = new int[x.values().length];
        Arrays.setAll(channelOf, i -> i / (height * width) % channels);
        Matrix dy = Example.tenths(random, 0, n * channels * height, width);
        Example example = new Example(in -> graph(in, image, size, channelOf), inputs, dy);
        example.agreesWith("closed form", Example.FLOAT64, closed(example, size, channelOf));
        Shape input = Shape.of(n, channels, height, width);
        var settings = new GroupNorm.Settings(groups, EPSILON, GroupNorm.ScaleShape.CHANNELS);
        new LayerForm(precision -> new GroupNorm(settings, precision, input, ""), input).compare(example);
        return new Derivation(
                "Group normalisation",
                "x is (N, C, H, W) = (%s, %s, %s, %s), written one channel below the other. G is %s and C/G is %s, so a group has M = %s numbers; ε = 1e-5."
                        .formatted(n, channels, height, width, groups, channels / groups, size.columns()),
                example,
                SIMPLIFIED);
    }

    private static Graph graph(List<Matrix> inputs, Size image, Size size, int... channelOf) {
        int[] same = new int[channelOf.length];
        Arrays.setAll(same, i -> i);
        Graph graph = new Graph();
        Node x = graph.input("x", "the images", image.shape(), inputs.get(0));
        Node rows = graph.gather("z", "reshape x", "a row for each group", x, "dz, reshaped", size, same);
        Node standard = LayerNormDerivation.standardized(graph, rows, EPSILON);
        Node gamma = graph.input("γ", "scale", "(C)", inputs.get(1));
        Node scales = graph.gather(
                "Γ", "repeat γ", "γ of each number's channel", gamma, "sum of dΓ over N, H, W", size, channelOf);
        Node scaled = graph.times("s", "scaled", standard, scales);
        Node beta = graph.input("β", "shift", "(C)", inputs.get(2));
        Node shifts = graph.gather(
                "B", "repeat β", "β of each number's channel", beta, "sum of dB over N, H, W", size, channelOf);
        Node shifted = graph.plus("t", "shifted", scaled, shifts);
        graph.gather("y", "reshape t", "output", shifted, "dy, reshaped", image, same);
        return graph;
    }

    private static Result closed(Example example, Size size, int... channelOf) {
        Matrix x = example.inputs().get(0);
        double[] gamma = example.inputs().get(1).values();
        double[] beta = example.inputs().get(2).values();
        double[] dy = example.upstream().values();
        Matrix g = Matrix.of(size.rows(), size.columns(), i -> dy[i] * gamma[channelOf[i]]);
        LayerNormDerivation.Rows rows = LayerNormDerivation.Rows.of(x.as(size.rows(), size.columns()), g, EPSILON);
        double[] standard = rows.standard().values();
        double[] dgamma = new double[gamma.length];
        double[] dbeta = new double[gamma.length];
        for (int i = 0; i < dy.length; i++) {
            dgamma[channelOf[i]] += dy[i] * standard[i];
            dbeta[channelOf[i]] += dy[i];
        }
        return Result.of(
                Matrix.of(x.rows(), x.columns(), i -> standard[i] * gamma[channelOf[i]] + beta[channelOf[i]]),
                rows.dx().as(x.rows(), x.columns()),
                new Matrix(1, gamma.length, dgamma),
                new Matrix(1, gamma.length, dbeta));
    }
}
