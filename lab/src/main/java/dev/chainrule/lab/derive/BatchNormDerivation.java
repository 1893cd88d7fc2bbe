package dev.chainrule.lab.derive;

import dev.chainrule.kernel.BackwardForm;
import dev.chainrule.layer.BatchNorm;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/// Batch normalisation on (N, D), in training.
final class BatchNormDerivation {
    static final double EPSILON = 1e-5;

    private static final String SIMPLIFIED = """
        Write σ = √(v + ε), x̂ = (x − μ) / σ and g = dy·γ, the gradient with respect to x̂. All of it happens
        inside one column j, so the column index is left out; 1[k=i] is 1 where k = i, else 0.

          dμ/dx_i   = 1/N
          dv/dx_i   = 2/N · (x_i − μ)                  (the part through μ is Σ_k (x_k − μ) = 0)
          dσ/dx_i   = 1/(2σ) · dv/dx_i = x̂_i / N
          dx̂_k/dx_i = (1[k=i] − 1/N) / σ − (x_k − μ)/σ² · x̂_i/N
                    = (1[k=i] − 1/N − x̂_k·x̂_i/N) / σ

        Summed over all k that x_i reaches, dx_i = Σ_k g_k · dx̂_k/dx_i:

          dx_i = 1/(N·σ) · ( N·g_i − Σ_k g_k − x̂_i · Σ_k g_k·x̂_k )
          dγ   = Σ_k dy_k·x̂_k          dβ = Σ_k dy_k

        The two sums take out of g what a shift and a stretch of the whole column would change: the layer
        undoes both, so no gradient may ask for them.\
        """;

    private BatchNormDerivation() {}

    static Derivation derive(List<Integer> shape, long seed) {
        int n = shape.get(0);
        int d = shape.get(1);
        RandomGenerator random = Example.random(seed);
        List<Matrix> inputs = List.of(
                Example.tenths(random, 0, n, d), Example.tenths(random, 1, 1, d), Example.tenths(random, 0, 1, d));
        Example example = new Example(BatchNormDerivation::graph, inputs, Example.tenths(random, 0, n, d));
        example.agreesWith("formulas of the paper", Example.FLOAT64, paper(example))
                .agreesWith("closed form", Example.FLOAT64, closed(example));
        for (BackwardForm form : BackwardForm.values()) {
            example.agreesWith(
                    "layer of the library, float64, " + form.name().toLowerCase(Locale.ROOT),
                    Example.FLOAT64,
                    layer(n, d, form).run(example, Precision.FLOAT64));
        }
        example.agreesWith(
                "layer of the library, float32",
                Example.FLOAT32,
                layer(n, d, BackwardForm.SIMPLIFIED).run(example, Precision.FLOAT32));
        return new Derivation(
                "Batch normalisation",
                "x is (N, D) = (%s, %s), an example in each row. Each feature, that is each column, is brought to mean 0 and deviation 1; ε = 1e-5."
                        .formatted(n, d),
                example,
                SIMPLIFIED);
    }

    private static LayerForm layer(int n, int d, BackwardForm form) {
        BatchNorm.Settings settings =
                BatchNorm.Settings.of().withEpsilon(EPSILON).withBackward(form);
        return new LayerForm(precision -> new BatchNorm(settings, precision, Shape.of(n, d), ""), Shape.of(n, d));
    }

    private static Graph graph(List<Matrix> inputs) {
        Graph graph = new Graph();
        Node x = graph.input("x", "the batch", "(N, D)", inputs.get(0));
        Node mean = graph.meanOfColumns("μ", "mean of each feature", x);
        Node centred = graph.minus("c", "centred", x, mean);
        Node square = graph.square("q", "squares", centred);
        Node variance = graph.meanOfColumns("v", "variance, biased (/N)", square);
        Node shifted = graph.plusConstant("w", "keeps the root away from 0", variance, "ε", EPSILON);
        Node deviation = graph.root("σ", "deviation", shifted);
        Node inverse = graph.inverse("r", "one over the deviation", deviation);
        Node standard = graph.times("x̂", "mean 0, deviation 1", centred, inverse);
        Node gamma = graph.input("γ", "scale", "(D)", inputs.get(1));
        Node scaled = graph.times("s", "scaled", standard, gamma);
        Node beta = graph.input("β", "shift", "(D)", inputs.get(2));
        graph.plus("y", "output", scaled, beta);
        return graph;
    }

    /// Value by value as in the paper, unsimplified.
    private static Result paper(Example example) {
        Matrix x = example.inputs().get(0);
        Matrix gamma = example.inputs().get(1);
        Matrix dy = example.upstream();
        int n = x.rows();
        Matrix centred = x.minus(x.sumOfColumns().times(1.0 / n));
        Matrix shifted = centred.times(centred).sumOfColumns().times(1.0 / n).map(v -> v + EPSILON);
        Matrix inverse = shifted.map(v -> 1 / Math.sqrt(v));
        Matrix standard = centred.times(inverse);
        Matrix dstandard = dy.times(gamma);
        Matrix dvariance = dstandard.times(centred).sumOfColumns().times(inverse.map(r -> -0.5 * r * r * r));
        Matrix dmean = dstandard
                .times(inverse)
                .sumOfColumns()
                .times(-1)
                .plus(dvariance.times(centred.times(-2).sumOfColumns().times(1.0 / n)));
        Matrix dx = dstandard
                .times(inverse)
                .plus(dvariance.times(centred).times(2.0 / n))
                .plus(dmean.times(1.0 / n));
        return Result.of(
                standard.times(gamma).plus(example.inputs().get(2)),
                dx,
                dy.times(standard).sumOfColumns(),
                dy.sumOfColumns());
    }

    private static Result closed(Example example) {
        Matrix x = example.inputs().get(0);
        Matrix gamma = example.inputs().get(1);
        Matrix dy = example.upstream();
        int n = x.rows();
        Matrix centred = x.minus(x.sumOfColumns().times(1.0 / n));
        Matrix sigma = centred.times(centred).sumOfColumns().map(sum -> Math.sqrt(sum / n + EPSILON));
        Matrix standard = centred.with(sigma, (c, s) -> c / s);
        Matrix g = dy.times(gamma);
        Matrix terms = g.times(n)
                .minus(g.sumOfColumns())
                .minus(standard.times(g.times(standard).sumOfColumns()));
        return Result.of(
                standard.times(gamma).plus(example.inputs().get(2)),
                terms.with(sigma, (t, s) -> t / (n * s)),
                dy.times(standard).sumOfColumns(),
                dy.sumOfColumns());
    }
}
