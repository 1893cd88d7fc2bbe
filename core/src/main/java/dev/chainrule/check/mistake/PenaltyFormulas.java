package dev.chainrule.check.mistake;

import static dev.chainrule.check.mistake.Mistake.*;

import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/// A penalty on the weights, `strength · factor · Σ |W|ᵖ`. Inputs are named `weight:W1`, `other:b1`, … after the
/// parameters, results `penalty`, `dW1`, `db1`, ….
final class PenaltyFormulas extends Formulas {
    /// Half (`½ · strength · Σ W²`) or full (`strength · Σ W²`).
    static PenaltyFormulas l2(double strength, boolean half) {
        PenaltyFormulas formulas = new PenaltyFormulas(strength, half ? 0.5 : 1, w -> w * w, w -> 2 * w);
        double other = half ? 1 : 0.5;
        Change value = set("factor", other);
        Change gradient = set("factor of gradient", other);
        formulas.mistake(half ? FULL_INSTEAD_OF_HALF : HALF_INSTEAD_OF_FULL, value.and(gradient));
        formulas.mistake(PENALTY_FACTOR_IN_GRADIENT, gradient, value);
        formulas.mistake(PENALTY_ROOT, set("root", 1));
        return formulas;
    }

    /// `strength · Σ |W|`.
    static PenaltyFormulas l1(double strength) {
        return new PenaltyFormulas(strength, 1, Math::abs, Math::signum);
    }

    private final double strength;
    private final DoubleUnaryOperator slope;

    private PenaltyFormulas(double strength, double factor, DoubleUnaryOperator function, DoubleUnaryOperator slope) {
        this.strength = strength;
        this.slope = slope;
        number("factor", factor);
        number("factor of gradient", factor);
        number("biases", 0);
        number("biases in gradient", 0);
        number("root", 0);
        number("sign", 1);
        step("penalty", c -> {
            double sum = 0;
            for (Map.Entry<String, double[]> each : c.observed().inputs().entrySet()) {
                double norm = new Numbers(each.getValue()).map(function).sum();
                boolean counts = each.getKey().startsWith("weight:") || c.is("biases");
                sum += counts ? c.is("root") ? Math.sqrt(norm) : norm : 0;
            }
            return new Numbers(strength * c.number("factor") * sum);
        });
        mistake(
                PENALTY_ON_BIASES,
                set("biases", 1).and(set("biases in gradient", 1)),
                set("biases in gradient", 1),
                set("biases", 1));
        mistake(GRADIENT_SIGN, set("sign", -1));
    }

    @Override
    @Nullable
    Numbers result(Computation c, String name) {
        double factor = c.number("sign") * strength * c.number("factor of gradient");
        double[] weight = c.observed().inputs().get("weight:" + name.substring(1));
        double[] other = c.observed().inputs().get("other:" + name.substring(1));
        if (weight != null) {
            return new Numbers(weight).map(slope).times(factor);
        }
        return other == null
                ? super.result(c, name)
                : new Numbers(other).map(slope).times(c.is("biases in gradient") ? factor : 0);
    }
}
