package dev.chainrule.lab.derive;

import dev.chainrule.layer.Elu;
import dev.chainrule.layer.Gelu;
import dev.chainrule.layer.Layer;
import dev.chainrule.layer.LeakyRelu;
import dev.chainrule.layer.PRelu;
import dev.chainrule.layer.Parameter;
import dev.chainrule.layer.Relu;
import dev.chainrule.layer.Residual;
import dev.chainrule.layer.Scale;
import dev.chainrule.layer.Sigmoid;
import dev.chainrule.layer.Silu;
import dev.chainrule.layer.Softplus;
import dev.chainrule.layer.Tanh;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.List;

/// A function of each number by itself.
///
/// @param graph from `x` to `y`
/// @param closed both in one formula each, `y` and `dx`
/// @param layer of the library
/// @param simplified the derivation in words
record Pointwise(String title, String graph, String closed, Layer layer, String simplified) {
    private static final double SLOPE = 0.1;
    private static final double FACTOR = 0.25;
    private static final double CUBIC = 0.044715;
    private static final double LINEAR = 2 * Math.sqrt(2 / Math.PI);

    private static final String SIGMOID_OF = """
        n = −%s       # negative
        e = exp(n)    # exponential
        w = e + 1     # plus one
        %s = 1 / w    # %s
        """;

    private static final String SIDE = """
        y is x where x > 0, else %s · x%s. A small step of x does not change its side, so

          dx = dy where x > 0, else %1$s · dy

        The mask is that of the input, not that of dy. At 0 itself, where there is no derivative, the left
        side is taken.\
        """;

    static final Pointwise RELU = new Pointwise(
            "Rectified linear unit",
            "k = x > 0   # slope there\ny = x · k   # output\n",
            "y = maximum(0, x)\ndx = dy · (x > 0)",
            new Relu(),
            SIDE.formatted("0", ""));

    static final Pointwise LEAKY_RELU = new Pointwise(
            "Leaky rectified linear unit",
            "c = x > 0            # right side\nk = where(c, 1, a)   # slope there\ny = x · k            # output\n",
            "y = where(x > 0, x, a·x)\ndx = where(x > 0, dy, a·dy)",
            new LeakyRelu(SLOPE),
            SIDE.formatted("a", " with a = " + SLOPE));

    static final Pointwise SIGMOID = new Pointwise(
            "Sigmoid",
            SIGMOID_OF.formatted("x", "y", "output"),
            "y = sigmoid(x)\ndx = y · (1 − y) · dy",
            new Sigmoid(),
            """
            With w = 1 + exp(−x) and y = 1/w, so exp(−x) = w − 1:

              dx = exp(−x) · y² · dy = (1/y − 1) · y² · dy = y · (1 − y) · dy

            The factor is 1/4 at most, at x = 0, and nearly 0 where y is nearly 0 or 1: each sigmoid on the way
            back makes the gradient at least four times smaller.\
            """);

    static final Pointwise TANH = new Pointwise(
            "Hyperbolic tangent",
            "u = 2 · x     # double\n" + SIGMOID_OF.formatted("u", "s", "sigmoid of u")
                    + "t = 2 · s     # from 0 to 2\ny = t − 1     # output\n",
            "y = tanh(x)\ndx = (1 − y²) · dy",
            new Tanh(),
            """
            tanh x = 2 · sigmoid(2x) − 1. With s = (1 + y) / 2 the factors 2 and 2 of the way meet s · (1 − s):

              dx = 2 · 2 · s · (1 − s) · dy = (1 + y) · (1 − y) · dy = (1 − y²) · dy

            The factor is 1 at x = 0, four times that of the sigmoid, and nearly 0 where y is nearly −1 or 1.\
            """);

    static final Pointwise GELU = new Pointwise(
            "Gaussian error linear unit, in its form with tanh",
            """
                q = x²         # square
                c = κ · q      # cubic part, κ = 0.044715·λ
                f = c + λ      # with linear part, λ = √(8/π)
                u = f · x      # exponent
                """ + SIGMOID_OF.formatted("u", "s", "how much of x passes") + "y = x · s      # output\n",
            """
            s = sigmoid(λ·x + κ·x³)
            y = x · s
            dx = (s + x · s · (1 − s) · (λ + 3·κ·x²)) · dy
            """,
            new Gelu(),
            """
            y = x · s with s = sigmoid(u), u = √(8/π) · (x + 0.044715 · x³): x, as far as a normal variable lies
            below it. x goes two ways, as a factor and through u, so its gradient is a sum:

              dx = (s + x · s · (1 − s) · √(8/π) · (1 + 0.134145 · x²)) · dy

            For large x that is dy, for small x nearly 0, and there is no kink in between.\
            """);

    static final Pointwise EXACT_GELU =
            new Pointwise("Gaussian error linear unit, exact", """
                u = x / 2**0.5   # in the measure of erf
                e = erf(u)       # from −1 to 1
                w = e + 1        # from 0 to 2
                s = w / 2        # how much of x passes
                y = x · s        # output
                """, """
                    s = (1 + erf(x / 2**0.5)) / 2
                    y = x · s
                    dx = (s + x · exp(−x²/2) / (2·np.pi)**0.5) · dy
                    """, new Gelu(Gelu.Form.EXACT), """
                        y = x · s with s = Φ(x) = ½ · (1 + erf(x/√2)): x, as far as a normal variable lies below it. The
                        slope of Φ is the density φ(x) = exp(−x²/2) / √(2π). x goes two ways, as a factor and through s,
                        so its gradient is a sum:

                          dx = (Φ(x) + x · φ(x)) · dy

                        For large x that is dy, for small x nearly 0. The form with tanh differs by less than 5e-4.\
                        """);

    static final Pointwise ELU = new Pointwise(
            "Exponential linear unit",
            """
            k = x > 0            # right side
            e = exp(x)           # exponential
            c = e − 1            # curve
            y = where(k, x, c)   # output
            """,
            "y = where(x > 0, x, exp(x) − 1)\ndx = where(x > 0, dy, (y + 1)·dy)",
            new Elu(1),
            """
            With alpha = 1, y is x where x > 0, else exp(x) − 1, whose derivative is exp(x) = y + 1:

              dx = dy where x > 0, else (y + 1) · dy

            Both sides have the slope 1 at 0, so there is no kink; far to the left nothing comes through.\
            """);

    static final Pointwise SILU = new Pointwise(
            "Sigmoid-weighted linear unit",
            SIGMOID_OF.formatted("x", "s", "how much of x passes") + "y = x · s     # output\n",
            "s = sigmoid(x)\ny = x · s\ndx = (s + x·s·(1 − s)) · dy",
            new Silu(),
            """
            y = x · s with s = sigmoid(x). x goes two ways, as a factor and through s, so its gradient is a sum:

              dx = (s + x · s · (1 − s)) · dy

            For large x that is dy, for very small x nearly 0, and there is no kink in between.\
            """);

    static final Pointwise SOFTPLUS = new Pointwise(
            "Softplus",
            "e = exp(x)   # exponential\nw = e + 1    # plus one\ny = log(w)   # output\n",
            "y = log(1 + exp(x))\ndx = sigmoid(x) · dy",
            new Softplus(),
            """
            y = ln w with w = 1 + exp(x). The logarithm divides by w, the exponential multiplies by exp(x):

              dx = exp(x) / (1 + exp(x)) · dy = sigmoid(x) · dy

            It is a rectifier with a soft corner, and its slope is a step with a soft edge.\
            """);

    static final Pointwise SCALE = new Pointwise("Scale", "y = f · x   # output", """
        y = f · x
        dx = f · dy
        """, new Scale(FACTOR), """
            y = f · x with a fixed f = 0.25, so

              dx = f · dy

            It is the same line forward and backward.\
            """);

    static final Pointwise RESIDUAL = new Pointwise(
            "Residual",
            SIGMOID_OF.formatted("x", "f", "body: here a sigmoid") + "y = f + x     # output\n",
            "f = sigmoid(x)\ny = f + x\ndx = f·(1 − f)·dy + dy",
            Residual.withIdentity(new Sigmoid()),
            """
            y = f(x) + x. A number goes two ways, through the body and past it, so its gradient is a sum:

              dx = f'(x) · dy + dy

            Whatever the body does to the gradient, dy itself comes through: in a chain of residual layers the
            first one still hears of the loss, even where each f' is nearly 0.\
            """);

    Derivation derive(List<Integer> shape, long seed) {
        return batch(shape, seed)
                .constant("a", SLOPE)
                .constant("f", FACTOR)
                .constant("λ", LINEAR)
                .constant("κ", CUBIC * LINEAR)
                .graph(graph)
                .closed(closed)
                .layer(precision -> layer)
                .derivation(title, explanation(shape) + "; each number by itself.", simplified);
    }

    /// The rectifier with trained slopes.
    static Derivation prelu(List<Integer> shape, long seed) {
        int d = shape.get(1);
        return batch(shape, seed)
                .input("α", "slope of each feature left of 0", 0, d)
                .graph("""
                    k = x > 0            # right side
                    l = x · α            # left line
                    y = where(k, x, l)   # output
                    """)
                .closed("""
                    y = maximum(0, x) + α·minimum(0, x)
                    dx = where(x > 0, dy, α·dy)
                    dα = sum(dy·minimum(0, x), 0)
                    """)
                .layer(precision ->
                        new PRelu(new Parameter("alpha", Parameter.Kind.SCALE, Tensor.zeros(precision, Shape.of(d)))))
                .derivation("Parametric rectified linear unit", explanation(shape) + ".", """
                    y is x where x > 0, else α · x with a slope for each feature that is trained. Left of 0 a number
                    meets α as a factor, and α was repeated for each example, so its gradient is a sum over them:

                      dx = dy where x > 0, else α · dy
                      dα = Σ↓ dy · min(0, x)

                    An example on the right side tells nothing of α.\
                    """);
    }

    private static LayerExample batch(List<Integer> shape, long seed) {
        return new LayerExample(seed).input("x", "the batch", 0, shape.get(0), shape.get(1));
    }

    private static String explanation(List<Integer> shape) {
        return "x is (N, D) = (%s, %s), an example in each row".formatted(shape.get(0), shape.get(1));
    }
}
