package dev.chainrule.lab.derive;

import dev.chainrule.kernel.NormalDistribution;
import dev.chainrule.layer.Elu;
import dev.chainrule.layer.Gelu;
import dev.chainrule.layer.Layer;
import dev.chainrule.layer.LeakyRelu;
import dev.chainrule.layer.Relu;
import dev.chainrule.layer.Residual;
import dev.chainrule.layer.Scale;
import dev.chainrule.layer.Sigmoid;
import dev.chainrule.layer.Silu;
import dev.chainrule.layer.Softplus;
import dev.chainrule.layer.Tanh;
import dev.chainrule.tensor.Shape;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.DoubleUnaryOperator;
import java.util.random.RandomGenerator;

/// A function of each number by itself.
///
/// @param steps from the node `x` to the last one, `y`
/// @param function the same in one formula
/// @param slope its derivative
/// @param layer of the library
/// @param simplified the derivation in words
record PointwiseDerivation(
        String title,
        BiConsumer<Graph, Node> steps,
        DoubleUnaryOperator function,
        DoubleUnaryOperator slope,
        Layer layer,
        String simplified) {
    private static final double SLOPE = 0.1;
    private static final double FACTOR = 0.25;
    private static final double CUBIC = 0.044715;
    private static final double LINEAR = 2 * Math.sqrt(2 / Math.PI);

    static final PointwiseDerivation RELU = rectifier("Rectified linear unit", 0, new Relu());
    static final PointwiseDerivation LEAKY_RELU = rectifier("Leaky rectified linear unit", SLOPE, new LeakyRelu(SLOPE));

    static final PointwiseDerivation SIGMOID = new PointwiseDerivation(
            "Sigmoid",
            (graph, x) -> sigmoid(graph, "y", "output", x),
            PointwiseDerivation::logistic,
            x -> logistic(x) * (1 - logistic(x)),
            new Sigmoid(),
            """
            With w = 1 + exp(−x) and y = 1/w, so exp(−x) = w − 1:

              dx = exp(−x) · y² · dy = (1/y − 1) · y² · dy = y · (1 − y) · dy

            The factor is 1/4 at most, at x = 0, and nearly 0 where y is nearly 0 or 1: each sigmoid on the way
            back makes the gradient at least four times smaller.\
            """);

    static final PointwiseDerivation TANH = new PointwiseDerivation(
            "Hyperbolic tangent",
            (graph, x) -> {
                Node u = graph.timesConstant("u", "double", x, "2", 2);
                Node s = sigmoid(graph, "s", "sigmoid of u", u);
                Node t = graph.timesConstant("t", "from 0 to 2", s, "2", 2);
                graph.plusConstant("y", "output", t, "(−1)", -1);
            },
            StrictMath::tanh,
            x -> 1 - StrictMath.tanh(x) * StrictMath.tanh(x),
            new Tanh(),
            """
            tanh x = 2 · sigmoid(2x) − 1. With s = (1 + y) / 2 the factors 2 and 2 of the way meet s · (1 − s):

              dx = 2 · 2 · s · (1 − s) · dy = (1 + y) · (1 − y) · dy = (1 − y²) · dy

            The factor is 1 at x = 0, four times that of the sigmoid, and nearly 0 where y is nearly −1 or 1.\
            """);

    static final PointwiseDerivation GELU = new PointwiseDerivation(
            "Gaussian error linear unit, in its form with tanh",
            (graph, x) -> {
                Node q = graph.square("q", "square", x);
                Node c = graph.timesConstant("c", "cubic part", q, "0.0714", CUBIC * LINEAR);
                Node f = graph.plusConstant("f", "with linear part", c, "1.5958", LINEAR);
                Node u = graph.times("u", "exponent", f, x);
                Node s = sigmoid(graph, "s", "how much of x passes", u);
                graph.times("y", "output", x, s);
            },
            x -> x * logistic(exponent(x)),
            x -> {
                double s = logistic(exponent(x));
                return s + x * s * (1 - s) * LINEAR * (1 + 3 * CUBIC * x * x);
            },
            new Gelu(),
            """
            y = x · s with s = sigmoid(u), u = √(8/π) · (x + 0.044715 · x³): x, as far as a normal variable lies
            below it. x goes two ways, as a factor and through u, so its gradient is a sum:

              dx = (s + x · s · (1 − s) · √(8/π) · (1 + 0.134145 · x²)) · dy

            For large x that is dy, for small x nearly 0, and there is no kink in between.\
            """);

    static final PointwiseDerivation EXACT_GELU = new PointwiseDerivation(
            "Gaussian error linear unit, exact",
            (graph, x) -> {
                Node s = graph.normal("s", "how much of x passes", x);
                graph.times("y", "output", x, s);
            },
            x -> x * NormalDistribution.cumulative(x),
            x -> NormalDistribution.cumulative(x) + x * NormalDistribution.density(x),
            new Gelu(Gelu.Form.EXACT),
            """
            y = x · s with s = Φ(x) = ½ · (1 + erf(x/√2)): x, as far as a normal variable lies below it. The
            slope of Φ is the density φ(x) = exp(−x²/2) / √(2π). x goes two ways, as a factor and through s,
            so its gradient is a sum:

              dx = (Φ(x) + x · φ(x)) · dy

            For large x that is dy, for small x nearly 0. The form with tanh differs by less than 5e-4.\
            """);

    static final PointwiseDerivation ELU = new PointwiseDerivation(
            "Exponential linear unit",
            (graph, x) -> {
                Matrix right = x.value().map(v -> v > 0 ? 1 : 0);
                Node k = graph.constant("k", "k = 1 where x > 0, else 0", "right side", right);
                Node l = graph.constant("l", "l = 1 − k", "left side", right.map(v -> 1 - v));
                Node e = graph.exponential("e", "exponential", x);
                Node c = graph.plusConstant("c", "curve", e, "(−1)", -1);
                Node a = graph.times("a", "what passes on the left", c, l);
                Node b = graph.times("b", "what passes on the right", x, k);
                graph.plus("y", "output", b, a);
            },
            x -> x > 0 ? x : StrictMath.expm1(x),
            x -> x > 0 ? 1 : StrictMath.exp(x),
            new Elu(1),
            """
            With alpha = 1, y is x where x > 0, else exp(x) − 1, whose derivative is exp(x) = y + 1:

              dx = dy where x > 0, else (y + 1) · dy

            Both sides have the slope 1 at 0, so there is no kink; far to the left nothing comes through.\
            """);

    static final PointwiseDerivation SILU = new PointwiseDerivation(
            "Sigmoid-weighted linear unit",
            (graph, x) -> {
                Node s = sigmoid(graph, "s", "how much of x passes", x);
                graph.times("y", "output", x, s);
            },
            x -> x * logistic(x),
            x -> logistic(x) * (1 + x * (1 - logistic(x))),
            new Silu(),
            """
            y = x · s with s = sigmoid(x). x goes two ways, as a factor and through s, so its gradient is a sum:

              dx = (s + x · s · (1 − s)) · dy

            For large x that is dy, for very small x nearly 0, and there is no kink in between.\
            """);

    static final PointwiseDerivation SOFTPLUS = new PointwiseDerivation(
            "Softplus",
            (graph, x) -> {
                Node e = graph.exponential("e", "exponential", x);
                Node w = graph.plusConstant("w", "plus one", e, "1", 1);
                graph.logarithm("y", "output", w);
            },
            x -> StrictMath.log1p(StrictMath.exp(x)),
            PointwiseDerivation::logistic,
            new Softplus(),
            """
            y = ln w with w = 1 + exp(x). The logarithm divides by w, the exponential multiplies by exp(x):

              dx = exp(x) / (1 + exp(x)) · dy = sigmoid(x) · dy

            It is a rectifier with a soft corner, and its slope is a step with a soft edge.\
            """);

    static final PointwiseDerivation SCALE = new PointwiseDerivation(
            "Scale",
            (graph, x) -> graph.timesConstant("y", "output", x, "a", FACTOR),
            x -> FACTOR * x,
            x -> FACTOR,
            new Scale(FACTOR),
            """
            y = a · x with a fixed a = 0.25, so

              dx = a · dy

            It is the same line forward and backward.\
            """);

    static final PointwiseDerivation RESIDUAL = new PointwiseDerivation(
            "Residual",
            (graph, x) -> {
                Node f = sigmoid(graph, "f", "body: here a sigmoid", x);
                graph.plus("y", "output", f, x);
            },
            x -> x + logistic(x),
            x -> 1 + logistic(x) * (1 - logistic(x)),
            Residual.withIdentity(new Sigmoid()),
            """
            y = f(x) + x. A number goes two ways, through the body and past it, so its gradient is a sum:

              dx = f'(x) · dy + dy

            Whatever the body does to the gradient, dy itself comes through: in a chain of residual layers the
            first one still hears of the loss, even where each f' is nearly 0.\
            """);

    private static PointwiseDerivation rectifier(String title, double slope, Layer layer) {
        DoubleUnaryOperator mask = x -> x > 0 ? 1 : slope;
        String left = slope == 0 ? "0" : "a";
        return new PointwiseDerivation(
                title,
                (graph, x) -> {
                    String formula = "k = 1 where x > 0, else " + left;
                    Node k = graph.constant(
                            "k", formula, "slope there", x.value().map(mask));
                    graph.times("y", "output", x, k);
                },
                x -> x * mask.applyAsDouble(x),
                mask,
                layer,
                """
                y is x where x > 0, else %s · x%s. A small step of x does not change its side, so

                  dx = dy where x > 0, else %1$s · dy

                The mask is that of the input, not that of dy. At 0 itself, where there is no derivative, the left
                side is taken.\
                """.formatted(left, slope == 0 ? "" : " with a = " + slope));
    }

    private static Node sigmoid(Graph graph, String name, String meaning, Node x) {
        Node n = graph.negative("n", "negative", x);
        Node e = graph.exponential("e", "exponential", n);
        Node w = graph.plusConstant("w", "plus one", e, "1", 1);
        return graph.inverse(name, meaning, w);
    }

    private static double logistic(double x) {
        return 1 / (1 + StrictMath.exp(-x));
    }

    private static double exponent(double x) {
        return LINEAR * (x + CUBIC * x * x * x);
    }

    Derivation derive(List<Integer> shape, long seed) {
        int n = shape.get(0);
        int d = shape.get(1);
        RandomGenerator random = Example.random(seed);
        Matrix x = Example.tenths(random, 0, n, d);
        Matrix dy = Example.tenths(random, 0, n, d);
        Example example = new Example(
                inputs -> {
                    Graph graph = new Graph();
                    steps.accept(graph, graph.input("x", "the batch", "(N, D)", inputs.getFirst()));
                    return graph;
                },
                List.of(x),
                dy);
        example.agreesWith(
                "closed form",
                Example.FLOAT64,
                Result.of(x.map(function), x.map(slope).times(dy)));
        new LayerForm(precision -> layer, Shape.of(n, d)).compare(example);
        String explanation = "x is (N, D) = (%s, %s), an example in each row; each number by itself.".formatted(n, d);
        return new Derivation(title, explanation, example, simplified);
    }
}
