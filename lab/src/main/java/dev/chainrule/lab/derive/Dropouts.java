package dev.chainrule.lab.derive;

import dev.chainrule.layer.Dropout;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.List;

/// Inverted dropout on (N, D), in training.
final class Dropouts {
    private static final double KEEP = 0.5;

    private static final String GRAPH = """
        m = k / p   # mask, fixed for this step
        y = x · m   # output
        """;

    private static final String CLOSED = """
        y = where(k == 0, 0·x, x / p)
        dx = where(k == 0, 0·dy, dy / p)
        """;

    private static final String SIMPLIFIED = """
        Each number is kept with probability p and divided by p if so. Its expectation does not change,

          E[y] = p · x/p + (1 − p) · 0 = x

        so evaluation does nothing. Without the division training would see p·x but evaluation x. For the
        backward the mask is a constant, the same as in forward:

          dx = dy · k / p

        A mask that is drawn again in backward is a common mistake: it sends gradients to numbers that had
        no part in the output.\
        """;

    private Dropouts() {}

    static Derivation derive(List<Integer> shape, long seed) {
        Shape batch = Shape.of(shape.get(0), shape.get(1));
        Dropout dropout = new Dropout(Dropout.Settings.of(KEEP));
        Tensor ones = Tensor.zeros(Precision.FLOAT64, batch);
        ones.fill(1);
        Tensor kept = dropout.forward(ones, LayerForm.TRAIN).output().greaterThan(0);
        return new LayerExample(seed)
                .input("x", "the batch", 0, batch.toArray())
                .constant("k", "1 for what is kept", kept)
                .constant("p", KEEP)
                .graph(GRAPH)
                .closed(CLOSED)
                .layer(precision -> dropout)
                .derivation(
                        "Dropout (inverted)",
                        "x is (N, D) = %s, an example in each row; k is 1 where a random number is below p = %s, so each number is kept with probability p."
                                .formatted(batch, KEEP),
                        SIMPLIFIED);
    }
}
