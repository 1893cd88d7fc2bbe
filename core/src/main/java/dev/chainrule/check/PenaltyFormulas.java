package dev.chainrule.check;

import java.util.Map;

/// An L2 penalty on the weights. Its numbers are named `weight:W1`, `other:b1`, … after the parameters.
final class PenaltyFormulas extends Formulas<PenaltyFormulas.Recipe> {
    private final double strength;
    private final double half;

    /// How each step is done.
    static final class Recipe {
        double value;
        double gradient;
        boolean everything;
        boolean everythingInGradient;
        boolean root;
        double sign = 1;
    }

    PenaltyFormulas(double strength, boolean half) {
        super(() -> {
            Recipe right = new Recipe();
            right.value = half ? 0.5 : 1;
            right.gradient = half ? 1 : 2;
            return right;
        });
        this.strength = strength;
        this.half = half ? 0.5 : 1;
        mistake(half ? Mistake.FULL_INSTEAD_OF_HALF : Mistake.HALF_INSTEAD_OF_FULL, r -> {
            r.value = 1.5 - this.half;
            r.gradient = 2 * r.value;
        });
        mistake(Mistake.PENALTY_FACTOR_IN_GRADIENT, r -> r.gradient = 3 - 2 * this.half);
        mistake(Mistake.PENALTY_FACTOR_IN_GRADIENT, r -> r.value = 1.5 - this.half);
        mistake(Mistake.PENALTY_ON_BIASES, r -> {
            r.everything = true;
            r.everythingInGradient = true;
        });
        mistake(Mistake.PENALTY_ON_BIASES, r -> r.everythingInGradient = true);
        mistake(Mistake.PENALTY_ON_BIASES, r -> r.everything = true);
        mistake(Mistake.PENALTY_ROOT, r -> r.root = true);
        mistake(Mistake.GRADIENT_SIGN, r -> r.sign = -1);
    }

    @Override
    Parts compute(Situation s, Recipe r) {
        Parts parts = new Parts();
        double penalty = 0;
        for (Map.Entry<String, double[]> entry : s.numbers().entrySet()) {
            boolean weight = entry.getKey().startsWith("weight:");
            double squares = 0;
            double[] gradient = new double[entry.getValue().length];
            for (int i = 0; i < gradient.length; i++) {
                double w = entry.getValue()[i];
                squares += w * w;
                gradient[i] = weight || r.everythingInGradient ? r.sign * r.gradient * strength * w : 0;
            }
            if (weight || r.everything) {
                penalty += strength * r.value * (r.root ? Math.sqrt(squares) : squares);
            }
            parts.with("d" + entry.getKey().substring(entry.getKey().indexOf(':') + 1), gradient);
        }
        return parts.with("penalty", penalty);
    }
}
