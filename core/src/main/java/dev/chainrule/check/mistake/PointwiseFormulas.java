package dev.chainrule.check.mistake;

import static dev.chainrule.check.mistake.Mistake.*;

import dev.chainrule.check.mistake.Computation.Step;
import dev.chainrule.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;

/// Functions of each element on its own.
final class PointwiseFormulas extends Formulas {
    private final Derivative derivative;

    /// The gradient with respect to an element.
    private interface Derivative {
        double of(double x, double y, double dy);
    }

    private PointwiseFormulas(DoubleUnaryOperator function, Derivative derivative) {
        this.derivative = derivative;
        step("output", c -> c.get("x").map(function));
        step("dx", dx(derivative));
    }

    private static Step dx(Derivative derivative) {
        return c -> {
            Numbers x = c.get("x");
            Numbers y = c.get("output");
            Numbers dy = c.get("dy");
            double[] dx = new double[x.size()];
            Arrays.setAll(dx, i -> derivative.of(x.at(i), y.at(i), dy.at(i)));
            return new Numbers(dx);
        };
    }

    /// `y = x` where `x > 0`, else `slope · x`.
    static PointwiseFormulas rectifier(double slope) {
        PointwiseFormulas rectifier =
                new PointwiseFormulas(x -> x > 0 ? x : slope * x, (x, y, dy) -> x > 0 ? dy : slope * dy);
        if (slope != 0) {
            rectifier.backward(SLOPE_FORGOTTEN_IN_BACKWARD, (x, y, dy) -> x > 0 ? dy : 0);
            rectifier.both(SLOPE_FORGOTTEN, x -> x > 0 ? x : 0, (x, y, dy) -> x > 0 ? dy : 0);
            rectifier.both(SLOPE_ON_WRONG_SIDE, x -> x > 0 ? slope * x : x, (x, y, dy) -> x > 0 ? slope * dy : dy);
            rectifier.backward(SLOPE_ON_WRONG_SIDE, (x, y, dy) -> x > 0 ? slope * dy : dy);
        }
        rectifier.backward(MASK_MISSING, (x, y, dy) -> dy);
        rectifier.backward(MASK_FROM_GRADIENT, (x, y, dy) -> dy > 0 ? dy : slope * dy);
        rectifier.backward(MASK_FROM_BOTH, (x, y, dy) -> x > 0 && dy > 0 ? dy : slope * dy);
        if (slope == 0) {
            rectifier.backward(MASK_INVERTED, (x, y, dy) -> x > 0 ? 0 : dy);
        }
        rectifier.backward(MASK_INCLUDES_ZERO, (x, y, dy) -> x >= 0 ? dy : slope * dy);
        rectifier.backward(VALUE_INSTEAD_OF_MASK, (x, y, dy) -> y * dy);
        return rectifier.ofAnyFunction();
    }

    static PointwiseFormulas sigmoid() {
        PointwiseFormulas sigmoid = new PointwiseFormulas(PointwiseFormulas::logistic, (x, y, dy) -> dy * y * (1 - y));
        sigmoid.backward(DERIVATIVE_FROM_INPUT, (x, y, dy) -> dy * x * (1 - x));
        sigmoid.backward(DERIVATIVE_OF_OUTPUT, (x, y, dy) -> dy * logistic(y) * (1 - logistic(y)));
        sigmoid.backward(FACTOR_MISSING, (x, y, dy) -> dy * (1 - y));
        sigmoid.backward(FACTOR_MISSING, (x, y, dy) -> dy * y);
        sigmoid.backward(DERIVATIVE_OF_OTHER, (x, y, dy) -> dy * (1 - y * y));
        sigmoid.both(EXPONENT_SIGN, x -> logistic(-x), (x, y, dy) -> -dy * y * (1 - y));
        return sigmoid.ofAnyFunction();
    }

    static PointwiseFormulas tanh() {
        PointwiseFormulas tanh = new PointwiseFormulas(StrictMath::tanh, (x, y, dy) -> dy * (1 - y * y));
        tanh.backward(SQUARE_MISSING, (x, y, dy) -> dy * (1 - y));
        tanh.backward(DERIVATIVE_FROM_INPUT, (x, y, dy) -> dy * (1 - x * x));
        tanh.backward(DERIVATIVE_OF_OUTPUT, (x, y, dy) -> dy * (1 - StrictMath.tanh(y) * StrictMath.tanh(y)));
        tanh.backward(DERIVATIVE_OF_OTHER, (x, y, dy) -> dy * y * (1 - y));
        tanh.both(EXPONENT_SIGN, x -> -StrictMath.tanh(x), (x, y, dy) -> -dy * (1 - y * y));
        return tanh.ofAnyFunction();
    }

    private static double logistic(double x) {
        return 1 / (1 + StrictMath.exp(-x));
    }

    private PointwiseFormulas ofAnyFunction() {
        backward(UPSTREAM_FORGOTTEN, (x, y, dy) -> derivative.of(x, y, 1));
        mistake(GRADIENT_SIGN, times("dx", -1));
        return this;
    }

    private void backward(Mistake mistake, Derivative wrong) {
        mistake(mistake, replace("dx", dx(wrong)));
    }

    /// A forward mistake, with a backward pass that follows it, with formulas of the output, and with the right
    /// one.
    private void both(Mistake mistake, DoubleUnaryOperator wrong, Derivative consistent) {
        Change forward = replace("output", c -> c.get("x").map(wrong));
        mistake(
                mistake,
                forward.and(replace("dx", dx(consistent))),
                forward,
                forward.and(replace("dx", c -> c.right("dx"))));
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
