package dev.chainrule.lab.derive;

import dev.chainrule.layer.Affine;
import dev.chainrule.tensor.Shape;
import java.util.List;
import java.util.random.RandomGenerator;

/// The affine layer.
final class AffineDerivation {
    private static final String SIMPLIFIED = """
        With indices, y_ij = Σ_k x_ik·W_kj + b_j. A number of x reaches the whole row of y, one of W the
        whole column, one of b the whole column too; the derivative is what it was multiplied with:

          dx_ik = Σ_j dy_ij · W_kj        that is   dx = dy × Wᵀ
          dW_kj = Σ_i x_ik · dy_ij        that is   dW = xᵀ × dy
          db_j  = Σ_i dy_ij               that is   db = Σ↓ dy

        To remember it: only one order of the two factors has the shape of the result. And b was repeated
        in each row, so its gradient is the sum over the rows.\
        """;

    private AffineDerivation() {}

    static Derivation derive(List<Integer> shape, long seed) {
        int n = shape.get(0);
        int d = shape.get(1);
        int m = shape.get(2);
        RandomGenerator random = Example.random(seed);
        List<Matrix> inputs = List.of(
                Example.tenths(random, 0, n, d), Example.tenths(random, 0, d, m), Example.tenths(random, 0, 1, m));
        Example example = new Example(AffineDerivation::graph, inputs, Example.tenths(random, 0, n, m));
        example.agreesWith("closed form", Example.FLOAT64, closed(example));
        new LayerForm(precision -> Affine.zeros(precision, d, m), Shape.of(n, d)).compare(example);
        return new Derivation(
                "Affine layer",
                "x is (N, D) = (%s, %s), an example in each row; W leads to M = %s outputs.".formatted(n, d, m),
                example,
                SIMPLIFIED);
    }

    private static Graph graph(List<Matrix> inputs) {
        Graph graph = new Graph();
        Node x = graph.input("x", "the batch", "(N, D)", inputs.get(0));
        Node w = graph.input("W", "weight", "(D, M)", inputs.get(1));
        Node product = graph.product("p", "weighted sums", x, w);
        Node b = graph.input("b", "bias", "(M)", inputs.get(2));
        graph.plus("y", "output", product, b);
        return graph;
    }

    /// With one loop an index.
    private static Result closed(Example example) {
        Matrix x = example.inputs().get(0);
        Matrix w = example.inputs().get(1);
        Matrix b = example.inputs().get(2);
        Matrix dy = example.upstream();
        double[] y = new double[x.rows() * w.columns()];
        double[] dx = new double[x.values().length];
        double[] dw = new double[w.values().length];
        double[] db = new double[w.columns()];
        for (int i = 0; i < x.rows(); i++) {
            for (int j = 0; j < w.columns(); j++) {
                y[i * w.columns() + j] = b.at(0, j);
                db[j] += dy.at(i, j);
                for (int k = 0; k < x.columns(); k++) {
                    y[i * w.columns() + j] += x.at(i, k) * w.at(k, j);
                    dx[i * x.columns() + k] += dy.at(i, j) * w.at(k, j);
                    dw[k * w.columns() + j] += x.at(i, k) * dy.at(i, j);
                }
            }
        }
        return Result.of(
                new Matrix(x.rows(), w.columns(), y),
                new Matrix(x.rows(), x.columns(), dx),
                new Matrix(w.rows(), w.columns(), dw),
                new Matrix(1, w.columns(), db));
    }
}
