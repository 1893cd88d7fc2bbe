package dev.chainrule.lab.derive;

import dev.chainrule.lab.derive.Graph.Size;
import dev.chainrule.loss.LossPass;
import dev.chainrule.loss.SoftmaxCrossEntropy;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/// The softmax cross-entropy loss of scores.
final class SoftmaxDerivation {
    private static final String SIMPLIFIED = """
        The loss of an example with label y is −log p_y with p_k = exp s_k / Σ_l exp s_l, so

          loss = −s_y + log Σ_l exp s_l
          d loss / ds_k = −1[k=y] + exp s_k / Σ_l exp s_l = p_k − 1[k=y]

        and with the mean over N examples  ds = (p − 1[y]) / N. Each row of it sums to 0: only differences
        of scores matter. For the same reason m, the largest score of each row, may be taken off first
        without a gradient of its own: it keeps exp from overflowing and changes no probability.\
        """;

    private SoftmaxDerivation() {}

    static Derivation derive(List<Integer> shape, long seed) {
        int n = shape.get(0);
        int classes = shape.get(1);
        RandomGenerator random = Example.random(seed);
        Matrix scores = Example.tenths(random, 0, n, classes);
        int[] labels = new int[n];
        Arrays.setAll(labels, i -> random.nextInt(classes));
        Example example = new Example(
                inputs -> graph(inputs.getFirst(), labels), List.of(scores), new Matrix(1, 1, new double[] {1}));
        example.agreesWith("closed form", Example.FLOAT64, closed(scores, labels))
                .agreesWith("loss of the library, float64", Example.FLOAT64, loss(scores, labels, Precision.FLOAT64))
                .agreesWith("loss of the library, float32", Example.FLOAT32, loss(scores, labels, Precision.FLOAT32));
        String right = Arrays.stream(labels).mapToObj(Integer::toString).collect(Collectors.joining(", "));
        return new Derivation(
                "Softmax cross-entropy",
                "s is (N, K) = (%s, %s), the scores of an example in each row and of a class in each column. The right class of each example, counted from 0: %s."
                        .formatted(n, classes, right),
                example,
                SIMPLIFIED);
    }

    private static Graph graph(Matrix scores, int... labels) {
        int[] right = new int[labels.length];
        Arrays.setAll(right, i -> i * scores.columns() + labels[i]);
        double[] largest = new double[scores.rows()];
        Arrays.fill(largest, Double.NEGATIVE_INFINITY);
        for (int i = 0; i < scores.values().length; i++) {
            largest[i / scores.columns()] = Math.max(largest[i / scores.columns()], scores.values()[i]);
        }
        Graph graph = new Graph();
        Node s = graph.input("s", "scores", "(N, K)", scores);
        Node m = graph.constant(
                "m", "m = max→ s", "fixed: any shift gives the same", new Matrix(largest.length, 1, largest));
        Node shifted = graph.minus("z", "at most 0", s, m);
        Node exponential = graph.exponential("e", "unscaled probabilities", shifted);
        Node sum = graph.sumOfRows("t", "their sum", exponential);
        Node logarithm = graph.logarithm("l", "log of the sum", sum);
        Node log = graph.minus("q", "log-probabilities", shifted, logarithm);
        Node picked = graph.gather(
                "o",
                "q of the right class",
                "log-likelihoods",
                log,
                "do at the right class, else 0",
                Size.of(labels.length, 1),
                right);
        Node mean = graph.meanOfColumns("a", "mean log-likelihood", picked);
        graph.negative("L", "loss", mean);
        return graph;
    }

    private static Result closed(Matrix scores, int... labels) {
        int n = scores.rows();
        Matrix exponential = scores.map(StrictMath::exp);
        Matrix probability = exponential.with(exponential.sumOfRows(), (e, t) -> e / t);
        double loss = 0;
        for (int i = 0; i < n; i++) {
            loss -= StrictMath.log(probability.at(i, labels[i])) / n;
        }
        Matrix gradient = Matrix.of(n, scores.columns(), i -> {
            int right = labels[i / scores.columns()] == i % scores.columns() ? 1 : 0;
            return (probability.values()[i] - right) / n;
        });
        return Result.of(new Matrix(1, 1, new double[] {loss}), gradient);
    }

    private static Result loss(Matrix scores, int[] labels, Precision precision) {
        Shape shape = Shape.of(scores.rows(), scores.columns());
        LossPass pass = SoftmaxCrossEntropy.of().forward(Tensor.of(precision, shape, scores.values()), labels);
        return Result.of(
                new Matrix(1, 1, new double[] {pass.value()}),
                new Matrix(scores.rows(), scores.columns(), pass.dscores().toArray()));
    }
}
