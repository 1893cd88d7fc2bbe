package dev.chainrule.lab.derive;

import dev.chainrule.layer.LayerNorm;
import dev.chainrule.tensor.Shape;
import java.util.List;
import java.util.random.RandomGenerator;

/// Layer normalisation on (N, D).
final class LayerNormDerivation {
    private static final double EPSILON = 1e-5;

    private static final String SIMPLIFIED = """
        It is batch normalisation with rows and columns exchanged: each example is brought to mean 0 and
        deviation 1 over its own D features. But γ and β still belong to the features, so γ stays inside
        the sums. With σ_i = √(v_i + ε) and g = dy·γ, and all sums over the features k of the example i:

          dx̂_ik/dx_ij = (1[k=j] − 1/D − x̂_ik·x̂_ij/D) / σ_i

          dx_ij = 1/(D·σ_i) · ( D·g_ij − Σ_k g_ik − x̂_ij · Σ_k g_ik·x̂_ik )
          dγ_j  = Σ_i dy_ij·x̂_ij       dβ_j = Σ_i dy_ij          (over the examples)

        No example sees another, so training and evaluation compute the same and a batch of one is enough.\
        """;

    private LayerNormDerivation() {}

    static Derivation derive(List<Integer> shape, long seed) {
        int n = shape.get(0);
        int d = shape.get(1);
        RandomGenerator random = Example.random(seed);
        List<Matrix> inputs = List.of(
                Example.tenths(random, 0, n, d), Example.tenths(random, 1, 1, d), Example.tenths(random, 0, 1, d));
        Example example = new Example(LayerNormDerivation::graph, inputs, Example.tenths(random, 0, n, d));
        example.agreesWith("closed form", Example.FLOAT64, closed(example));
        new LayerForm(precision -> new LayerNorm(EPSILON, precision, Shape.of(n, d), ""), Shape.of(n, d))
                .compare(example);
        return new Derivation(
                "Layer normalisation",
                "x is (N, D) = (%s, %s), an example in each row. Each example is brought to mean 0 and deviation 1 over its features; ε = 1e-5."
                        .formatted(n, d),
                example,
                SIMPLIFIED);
    }

    private static Graph graph(List<Matrix> inputs) {
        Graph graph = new Graph();
        Node x = graph.input("x", "the batch", "(N, D)", inputs.get(0));
        Node standard = standardized(graph, x, EPSILON);
        Node gamma = graph.input("γ", "scale", "(D)", inputs.get(1));
        Node scaled = graph.times("s", "scaled", standard, gamma);
        Node beta = graph.input("β", "shift", "(D)", inputs.get(2));
        graph.plus("y", "output", scaled, beta);
        return graph;
    }

    /// Brings each row to mean 0 and deviation 1.
    static Node standardized(Graph graph, Node x, double epsilon) {
        Node mean = graph.meanOfRows("μ", "mean of each row", x);
        Node centred = graph.minus("c", "centred", x, mean);
        Node square = graph.square("q", "squares", centred);
        Node variance = graph.meanOfRows("v", "variance of each row", square);
        Node shifted = graph.plusConstant("w", "keeps the root away from 0", variance, "ε", epsilon);
        Node deviation = graph.root("σ", "deviation", shifted);
        Node inverse = graph.inverse("r", "one over the deviation", deviation);
        return graph.times("x̂", "mean 0, deviation 1", centred, inverse);
    }

    private static Result closed(Example example) {
        Matrix gamma = example.inputs().get(1);
        Matrix dy = example.upstream();
        Rows rows = Rows.of(example.inputs().get(0), dy.times(gamma), EPSILON);
        return Result.of(
                rows.standard.times(gamma).plus(example.inputs().get(2)),
                rows.dx,
                dy.times(rows.standard).sumOfColumns(),
                dy.sumOfColumns());
    }

    /// The closed form of the standardisation of each row.
    ///
    /// @param standard x̂
    /// @param dx the gradient with respect to x
    record Rows(Matrix standard, Matrix dx) {
        /// @param g the gradient with respect to x̂
        static Rows of(Matrix x, Matrix g, double epsilon) {
            int m = x.columns();
            Matrix centred = x.minus(x.sumOfRows().times(1.0 / m));
            Matrix sigma = centred.times(centred).sumOfRows().map(sum -> Math.sqrt(sum / m + epsilon));
            Matrix standard = centred.with(sigma, (c, s) -> c / s);
            Matrix terms = g.times(m)
                    .minus(g.sumOfRows())
                    .minus(standard.times(g.times(standard).sumOfRows()));
            return new Rows(standard, terms.with(sigma, (t, s) -> t / (m * s)));
        }
    }
}
