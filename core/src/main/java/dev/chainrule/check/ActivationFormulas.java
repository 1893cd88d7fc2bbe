package dev.chainrule.check;

import java.util.function.DoubleUnaryOperator;

/// Functions of each element on its own.
final class ActivationFormulas extends Formulas<ActivationFormulas.Recipe> {
    private final DoubleUnaryOperator forward;
    private final Derivative backward;

    /// The gradient by an element.
    interface Derivative {
        double of(double x, double y, double dy);
    }

    /// How each step is done.
    static final class Recipe {
        DoubleUnaryOperator forward = DoubleUnaryOperator.identity();
        Derivative backward = (x, y, dy) -> dy;
    }

    private ActivationFormulas(DoubleUnaryOperator forward, Derivative backward) {
        super(() -> {
            Recipe right = new Recipe();
            right.forward = forward;
            right.backward = backward;
            return right;
        });
        this.forward = forward;
        this.backward = backward;
    }

    static ActivationFormulas relu() {
        ActivationFormulas relu = new ActivationFormulas(x -> x > 0 ? x : 0, (x, y, dy) -> x > 0 ? dy : 0);
        relu.rectifierMistakes(0);
        return relu;
    }

    static ActivationFormulas leakyRelu(double slope) {
        ActivationFormulas leaky =
                new ActivationFormulas(x -> x > 0 ? x : slope * x, (x, y, dy) -> x > 0 ? dy : slope * dy);
        leaky.backward(Mistake.SLOPE_FORGOTTEN_IN_BACKWARD, (x, y, dy) -> x > 0 ? dy : 0);
        leaky.both(Mistake.SLOPE_FORGOTTEN, x -> x > 0 ? x : 0, (x, y, dy) -> x > 0 ? dy : 0);
        leaky.both(Mistake.SLOPE_ON_WRONG_SIDE, x -> x > 0 ? slope * x : x, (x, y, dy) -> x > 0 ? slope * dy : dy);
        leaky.backward(Mistake.SLOPE_ON_WRONG_SIDE, (x, y, dy) -> x > 0 ? slope * dy : dy);
        leaky.rectifierMistakes(slope);
        return leaky;
    }

    static ActivationFormulas sigmoid() {
        ActivationFormulas sigmoid =
                new ActivationFormulas(ActivationFormulas::logistic, (x, y, dy) -> dy * y * (1 - y));
        sigmoid.backward(Mistake.DERIVATIVE_FROM_INPUT, (x, y, dy) -> dy * x * (1 - x));
        sigmoid.backward(Mistake.DERIVATIVE_OF_OUTPUT, (x, y, dy) -> dy * logistic(y) * (1 - logistic(y)));
        sigmoid.backward(Mistake.FACTOR_MISSING, (x, y, dy) -> dy * (1 - y));
        sigmoid.backward(Mistake.FACTOR_MISSING, (x, y, dy) -> dy * y);
        sigmoid.backward(Mistake.DERIVATIVE_OF_OTHER, (x, y, dy) -> dy * (1 - y * y));
        sigmoid.backward(Mistake.UPSTREAM_FORGOTTEN, (x, y, dy) -> y * (1 - y));
        sigmoid.backward(Mistake.GRADIENT_SIGN, (x, y, dy) -> -dy * y * (1 - y));
        sigmoid.both(Mistake.EXPONENT_SIGN, x -> logistic(-x), (x, y, dy) -> -dy * y * (1 - y));
        return sigmoid;
    }

    static ActivationFormulas tanh() {
        ActivationFormulas tanh = new ActivationFormulas(StrictMath::tanh, (x, y, dy) -> dy * (1 - y * y));
        tanh.backward(Mistake.SQUARE_MISSING, (x, y, dy) -> dy * (1 - y));
        tanh.backward(Mistake.DERIVATIVE_FROM_INPUT, (x, y, dy) -> dy * (1 - x * x));
        tanh.backward(Mistake.DERIVATIVE_OF_OUTPUT, (x, y, dy) -> dy * (1 - StrictMath.tanh(y) * StrictMath.tanh(y)));
        tanh.backward(Mistake.DERIVATIVE_OF_OTHER, (x, y, dy) -> dy * y * (1 - y));
        tanh.backward(Mistake.UPSTREAM_FORGOTTEN, (x, y, dy) -> 1 - y * y);
        tanh.backward(Mistake.GRADIENT_SIGN, (x, y, dy) -> -dy * (1 - y * y));
        tanh.both(Mistake.EXPONENT_SIGN, x -> -StrictMath.tanh(x), (x, y, dy) -> -dy * (1 - y * y));
        return tanh;
    }

    private static double logistic(double x) {
        return 1 / (1 + StrictMath.exp(-x));
    }

    private void rectifierMistakes(double slope) {
        backward(Mistake.MASK_MISSING, (x, y, dy) -> dy);
        backward(Mistake.MASK_FROM_GRADIENT, (x, y, dy) -> dy > 0 ? dy : slope * dy);
        backward(Mistake.MASK_FROM_BOTH, (x, y, dy) -> x > 0 && dy > 0 ? dy : slope * dy);
        if (slope == 0) {
            backward(Mistake.MASK_INVERTED, (x, y, dy) -> x > 0 ? 0 : dy);
        }
        backward(Mistake.MASK_INCLUDES_ZERO, (x, y, dy) -> x >= 0 ? dy : slope * dy);
        backward(Mistake.VALUE_INSTEAD_OF_MASK, (x, y, dy) -> y * dy);
        backward(Mistake.UPSTREAM_FORGOTTEN, (x, y, dy) -> x > 0 ? 1 : slope);
        backward(Mistake.GRADIENT_SIGN, (x, y, dy) -> x > 0 ? -dy : -slope * dy);
    }

    private void backward(Mistake mistake, Derivative wrong) {
        mistake(mistake, r -> r.backward = wrong);
    }

    /// A forward mistake, with a backward pass that follows it and with the right one.
    private void both(Mistake mistake, DoubleUnaryOperator wrong, Derivative consistent) {
        mistake(mistake, r -> {
            r.forward = wrong;
            r.backward = consistent;
        });
        mistake(mistake, r -> r.forward = wrong);
        mistake(mistake, r -> {
            r.forward = wrong;
            r.backward = (x, y, dy) -> backward.of(x, forward.applyAsDouble(x), dy);
        });
    }

    @Override
    Parts compute(Situation s, Recipe r) {
        double[] x = s.get("x");
        double[] y = new double[x.length];
        double[] dx = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = r.forward.applyAsDouble(x[i]);
        }
        Parts parts = new Parts().with("output", y);
        if (!s.has("dy")) {
            return parts;
        }
        for (int i = 0; i < x.length; i++) {
            dx[i] = r.backward.of(x[i], y[i], s.get("dy")[i]);
        }
        return parts.with("dx", dx);
    }
}
