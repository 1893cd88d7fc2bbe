package dev.chainrule.check.mistake;

import static dev.chainrule.check.mistake.Mistake.*;

import dev.chainrule.layer.Gelu;
import dev.chainrule.tensor.Tensor;
import java.util.Map;

/// Functions of each element on its own.
final class PointwiseFormulas extends Formulas {

    private PointwiseFormulas(String function) {
        steps(function + "; dx = dy * derivative");
        mistake(UPSTREAM_FORGOTTEN, "dx = derivative");
        mistake(GRADIENT_SIGN, "dx = -dx");
        for (double epsilon : new double[] {1e-5, 1e-8, 0x1p-52, 0}) {
            mistake(NORMALIZED_INSTEAD_OF_ACTIVATED, normalized(epsilon));
        }
    }

    /// Batch normalisation with one of the usual epsilons, and its gamma and beta if there are any.
    private static Change normalized(double epsilon) {
        return replace("features", c -> Grouping.features(c.shape()))
                .and(replace("scale", c -> parameter(c, "gamma", 1)))
                .and(replace("shift", c -> parameter(c, "beta", 0)))
                .and(Expression.steps("""
                    centred = x - mean(x, features)
                    inverse = 1 / sqrt(mean(square(centred), features) + %s)
                    normalized = centred * inverse
                    output = normalized * scale + shift
                    g = dy * scale
                    dx = (g - mean(g, features) - normalized * mean(g * normalized, features)) * inverse
                    """.formatted(epsilon)));
    }

    private static Numbers parameter(Computation c, String name, double otherwise) {
        return c.observed().has(name)
                ? c.get(name).spreadBy(c.get("features"))
                : c.get("x").filled(otherwise);
    }

    /// `y = x` where `x > 0`, else `slope · x`.
    static PointwiseFormulas rectifier(double slope) {
        String side = "%1$s + (1 - %1$s) * slope";
        String right = side.formatted("positive(x)");
        PointwiseFormulas rectifier = new PointwiseFormulas("slope = %s; derivative = %s".formatted(slope, right));
        rectifier.steps("output = x * (%s)".formatted(right));
        if (slope == 0) {
            rectifier.mistake(MASK_INVERTED, "derivative = 1 - positive(x)");
        } else {
            String other = side.formatted("(1 - positive(x))");
            rectifier.mistake(SLOPE_FORGOTTEN_IN_BACKWARD, "derivative = positive(x)");
            rectifier.both(SLOPE_FORGOTTEN, "output = x * positive(x)", "derivative = positive(x)");
            rectifier.both(SLOPE_ON_WRONG_SIDE, "output = x * (%s)".formatted(other), "derivative = " + other);
            rectifier.mistake(SLOPE_ON_WRONG_SIDE, "derivative = " + other);
        }
        rectifier.mistake(MASK_MISSING, "derivative = 1");
        rectifier.mistake(MASK_FROM_GRADIENT, "derivative = " + side.formatted("positive(dy)"));
        rectifier.mistake(MASK_FROM_BOTH, "derivative = " + side.formatted("(positive(x) * positive(dy))"));
        rectifier.mistake(MASK_INCLUDES_ZERO, "derivative = " + side.formatted("notNegative(x)"));
        rectifier.mistake(VALUE_INSTEAD_OF_MASK, "derivative = output");
        return rectifier;
    }

    static PointwiseFormulas sigmoid() {
        PointwiseFormulas sigmoid = new PointwiseFormulas("output = logistic(x); derivative = output * (1 - output)");
        sigmoid.mistake(DERIVATIVE_FROM_INPUT, "derivative = x * (1 - x)");
        sigmoid.mistake(DERIVATIVE_OF_OUTPUT, "derivative = logistic(output) * (1 - logistic(output))");
        sigmoid.mistake(FACTOR_MISSING, "derivative = 1 - output", "derivative = output");
        sigmoid.mistake(DERIVATIVE_OF_OTHER, "derivative = 1 - output * output");
        sigmoid.both(EXPONENT_SIGN, "output = logistic(-x)", "derivative = output * (output - 1)");
        return sigmoid;
    }

    static PointwiseFormulas tanh() {
        PointwiseFormulas tanh = new PointwiseFormulas("output = tanh(x); derivative = 1 - output * output");
        tanh.mistake(SQUARE_MISSING, "derivative = 1 - output");
        tanh.mistake(DERIVATIVE_FROM_INPUT, "derivative = 1 - x * x");
        tanh.mistake(DERIVATIVE_OF_OUTPUT, "derivative = 1 - square(tanh(output))");
        tanh.mistake(DERIVATIVE_OF_OTHER, "derivative = output * (1 - output)");
        tanh.both(EXPONENT_SIGN, "output = tanh(-x)", "derivative = output * output - 1");
        return tanh;
    }

    /// `x` times the share of it that passes.
    static PointwiseFormulas gelu(Gelu.Form form) {
        String tanh = """
            t = tanh(0.7978845608028654 * (x + 0.044715 * x * x * x))
            share = 0.5 * (1 + t)
            rise = 0.5 * (1 - t * t) * 0.7978845608028654 * (1 + 0.134145 * x * x)
            """;
        String exact = "share = normal(x); rise = exp(-x * x / 2) * 0.3989422804014327";
        boolean isExact = form == Gelu.Form.EXACT;
        PointwiseFormulas gelu =
                new PointwiseFormulas((isExact ? exact : tanh) + "; output = x * share; derivative = share + x * rise");
        gelu.mistake(OTHER_FORM, isExact ? tanh : exact);
        gelu.mistake(PRODUCT_RULE_FORGOTTEN, "derivative = share", "derivative = x * rise");
        return gelu;
    }

    /// A forward mistake, with a backward pass that follows it, with formulas of the output, and with the right
    /// one.
    private void both(Mistake mistake, String forward, String consistent) {
        Change change = Expression.steps(forward);
        mistake(
                mistake,
                change.and(Expression.steps(consistent)),
                change,
                change.and(replace("dx", c -> c.right("dx"))));
    }

    /// Only a rectifier has a kink at 0, but any function has a derivative there.
    @Override
    public Map<String, Tensor> probes(Tensor x) {
        Tensor zeros = x.copy();
        for (int i = 0; i < zeros.size(); i += 3) {
            zeros.setStored(i, 0);
        }
        return Map.of("some inputs 0", zeros);
    }
}
