package dev.chainrule.lab.derive;

import dev.chainrule.layer.Dropout;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.List;
import java.util.random.RandomGenerator;

/// Inverted dropout on (N, D), in training.
final class DropoutDerivation {
    private static final double KEEP = 0.5;

    private static final String SIMPLIFIED = """
        Each number is kept with probability p and divided by p if so. Its expectation does not change,

          E[y] = p · x/p + (1 − p) · 0 = x

        so evaluation does nothing. Without the division training would see p·x but evaluation x. For the
        backward the mask is a constant, the same as in forward:

          dx = dy · k / p

        A mask that is drawn again in backward is a common mistake: it sends gradients to numbers that had
        no part in the output.\
        """;

    private DropoutDerivation() {}

    static Derivation derive(List<Integer> shape, long seed) {
        int n = shape.get(0);
        int d = shape.get(1);
        RandomGenerator random = Example.random(seed);
        Matrix x = Example.tenths(random, 0, n, d);
        Matrix dy = Example.tenths(random, 0, n, d);
        Dropout dropout = new Dropout(Dropout.Settings.of(KEEP));
        Tensor ones = Tensor.zeros(Precision.FLOAT64, Shape.of(n, d));
        ones.fill(1);
        double[] masked = dropout.forward(ones, LayerForm.TRAIN).output().toArray();
        Matrix kept = Matrix.of(n, d, i -> masked[i] == 0 ? 0 : 1);
        Example example = new Example(inputs -> graph(inputs.getFirst(), kept), List.of(x), dy);
        example.agreesWith(
                "closed form",
                Example.FLOAT64,
                Result.of(
                        x.with(kept, (v, k) -> k == 0 ? 0 : v / KEEP), dy.with(kept, (v, k) -> k == 0 ? 0 : v / KEEP)));
        new LayerForm(precision -> dropout, Shape.of(n, d)).compare(example);
        return new Derivation(
                "Dropout (inverted)",
                "x is (N, D) = (%s, %s), an example in each row; each number is kept with probability p = %s."
                        .formatted(n, d, KEEP),
                example,
                SIMPLIFIED);
    }

    private static Graph graph(Matrix batch, Matrix kept) {
        Graph graph = new Graph();
        Node x = graph.input("x", "the batch", "(N, D)", batch);
        Node k = graph.constant("k", "k = random < p", "1 for what is kept", kept);
        Node m = graph.constant(
                "m", "m = k / p", "mask, fixed for this step", k.value().times(1 / KEEP));
        graph.times("y", "output", x, m);
        return graph;
    }
}
