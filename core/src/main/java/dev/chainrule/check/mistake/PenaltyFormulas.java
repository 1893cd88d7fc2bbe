package dev.chainrule.check.mistake;

import static dev.chainrule.check.mistake.Mistake.*;

import dev.chainrule.layer.Parameter;
import dev.chainrule.loss.Penalised;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/// A penalty on the weights, `strength · factor · Σ |W|ᵖ`. Inputs are named `WEIGHT:W1`, `BIAS:b1`, … after the kind
/// and the name of each parameter, results `penalty`, `dW1`, `db1`, ….
final class PenaltyFormulas extends Formulas {
    /// What is penalised beyond what is meant, and what of it is left out, in the value and in the gradient.
    private static final String BIASES = "biases";

    private static final String WEIGHTS_ALONE = "weights alone";
    private static final String IN_GRADIENT = " in gradient";

    /// Half (`½ · strength · Σ W²`) or full (`strength · Σ W²`).
    static PenaltyFormulas l2(double strength, boolean half, Penalised of) {
        PenaltyFormulas formulas = new PenaltyFormulas(strength, half ? 0.5 : 1, of, w -> w * w, w -> 2 * w);
        double other = half ? 1 : 0.5;
        Change value = set("factor", other);
        Change gradient = set("factor of gradient", other);
        formulas.mistake(half ? FULL_INSTEAD_OF_HALF : HALF_INSTEAD_OF_FULL, value.and(gradient));
        formulas.mistake(PENALTY_FACTOR_IN_GRADIENT, gradient, value);
        formulas.mistake(PENALTY_ROOT, set("root", 1));
        return formulas;
    }

    /// `strength · Σ |W|`.
    static PenaltyFormulas l1(double strength, Penalised of) {
        return new PenaltyFormulas(strength, 1, of, Math::abs, Math::signum);
    }

    private final double strength;
    private final Penalised of;
    private final DoubleUnaryOperator slope;

    private PenaltyFormulas(
            double strength, double factor, Penalised of, DoubleUnaryOperator function, DoubleUnaryOperator slope) {
        this.strength = strength;
        this.of = of;
        this.slope = slope;
        number("factor", factor);
        number("factor of gradient", factor);
        for (String part : new String[] {"", IN_GRADIENT}) {
            number(BIASES + part, 0);
            number(WEIGHTS_ALONE + part, 0);
        }
        number("root", 0);
        number("sign", 1);
        step("penalty", c -> {
            double sum = 0;
            for (Map.Entry<String, double[]> each : c.observed().inputs().entrySet()) {
                double norm = new Numbers(each.getValue()).map(function).sum();
                sum += counts(c, kind(each.getKey()), "") ? c.is("root") ? Math.sqrt(norm) : norm : 0;
            }
            return new Numbers(strength * c.number("factor") * sum);
        });
        if (of == Penalised.WEIGHTS) {
            mistakeOfParts(PENALTY_ON_BIASES, BIASES);
        } else {
            mistakeOfParts(PENALTY_ON_WEIGHTS_ALONE, WEIGHTS_ALONE);
        }
        mistake(GRADIENT_SIGN, set("sign", -1));
    }

    /// In value and gradient, or in one of them.
    private void mistakeOfParts(Mistake mistake, String number) {
        mistake(
                mistake,
                set(number, 1).and(set(number + IN_GRADIENT, 1)),
                set(number + IN_GRADIENT, 1),
                set(number, 1));
    }

    /// The kind of the parameter that an input is.
    static Parameter.Kind kind(String input) {
        return Parameter.Kind.valueOf(input.substring(0, input.indexOf(':')));
    }

    private boolean counts(Computation c, Parameter.Kind kind, String part) {
        boolean meant = of.includes(kind) || c.is(BIASES + part);
        return meant && (kind == Parameter.Kind.WEIGHT || !c.is(WEIGHTS_ALONE + part));
    }

    @Override
    @Nullable
    Numbers result(Computation c, String name) {
        for (Parameter.Kind kind : Parameter.Kind.values()) {
            double[] parameter = c.observed().inputs().get(kind + ":" + name.substring(1));
            if (parameter != null) {
                double factor = c.number("sign") * strength * c.number("factor of gradient");
                return new Numbers(parameter).map(slope).times(counts(c, kind, IN_GRADIENT) ? factor : 0);
            }
        }
        return super.result(c, name);
    }
}
