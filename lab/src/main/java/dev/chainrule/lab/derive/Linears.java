package dev.chainrule.lab.derive;

import dev.chainrule.layer.Affine;
import dev.chainrule.layer.Relu;
import dev.chainrule.layer.Sequential;
import java.util.List;

/// The affine layer, and two of them in a sequence.
final class Linears {
    private static final int HIDDEN = 3;

    private static final String AFFINE = """
        p = x × W   # weighted sums
        y = p + b   # output
        """;

    private static final String AFFINE_CLOSED = """
        y = x × W + b
        dx = dy × W.T
        dW = x.T × dy
        db = sum(dy, 0)
        """;

    private static final String AFFINE_SIMPLIFIED = """
        With indices, y_ij = Σ_k x_ik·W_kj + b_j. A number of x reaches the whole row of y, one of W the
        whole column, one of b the whole column too; the derivative is what it was multiplied with:

          dx_ik = Σ_j dy_ij · W_kj        that is   dx = dy × Wᵀ
          dW_kj = Σ_i x_ik · dy_ij        that is   dW = xᵀ × dy
          db_j  = Σ_i dy_ij               that is   db = Σ↓ dy

        To remember it: only one order of the two factors has the shape of the result. And b was repeated
        in each row, so its gradient is the sum over the rows.\
        """;

    private static final String SEQUENCE = """
        p = x × W1       # weighted sums
        a = p + b1       # of each hidden unit
        h = max(0, a)    # outputs of the hidden units
        q = h × W2       # weighted sums
        y = q + b2       # output
        """;

    private static final String SEQUENCE_CLOSED = """
        a = x × W1 + b1; h = a · (a > 0)
        y = h × W2 + b2
        dW2 = h.T × dy; db2 = sum(dy, 0)
        da = (dy × W2.T) · (a > 0)
        dW1 = x.T × da; db1 = sum(da, 0)
        dx = da × W1.T
        """;

    private static final String SEQUENCE_SIMPLIFIED = """
        A layer knows its own input, its own parameters and the gradient that comes back to its output,
        and nothing else. So a sequence goes back through its layers in reverse order, each of which hands
        the gradient of its input to the one before:

          dW2 = hᵀ × dy     db2 = Σ↓ dy     dh = dy × W2ᵀ        the second affine layer
          da  = dh where a > 0, else 0                           the rectifier
          dW1 = xᵀ × da     db1 = Σ↓ da     dx = da × W1ᵀ        the first affine layer

        What each needs of the way forward, x, a > 0 and h, has to be kept until then.\
        """;

    private Linears() {}

    static Derivation affine(List<Integer> shape, long seed) {
        int n = shape.get(0);
        int d = shape.get(1);
        int m = shape.get(2);
        return new LayerExample(seed)
                .input("x", "the batch", 0, n, d)
                .input("W", "weight", 0, d, m)
                .input("b", "bias", 0, m)
                .graph(AFFINE)
                .closed(AFFINE_CLOSED)
                .layer(precision -> Affine.zeros(precision, d, m))
                .derivation(
                        "Affine layer",
                        "x is (N, D) = (%s, %s), an example in each row; W leads to M = %s outputs.".formatted(n, d, m),
                        AFFINE_SIMPLIFIED);
    }

    static Derivation sequence(List<Integer> shape, long seed) {
        int n = shape.get(0);
        int d = shape.get(1);
        int m = shape.get(2);
        return new LayerExample(seed)
                .input("x", "the batch", 0, n, d)
                .input("W1", "weight", 0, d, HIDDEN)
                .input("b1", "bias", 0, HIDDEN)
                .input("W2", "weight", 0, HIDDEN, m)
                .input("b2", "bias", 0, m)
                .graph(SEQUENCE)
                .closed(SEQUENCE_CLOSED)
                .layer(precision -> Sequential.of(
                        Affine.zeros(precision, d, HIDDEN), new Relu(), Affine.zeros(precision, HIDDEN, m)))
                .derivation(
                        "Sequence: affine, rectifier, affine",
                        "x is (N, D) = (%s, %s), an example in each row; H = %s hidden units lead to M = %s outputs."
                                .formatted(n, d, HIDDEN, m),
                        SEQUENCE_SIMPLIFIED);
    }
}
