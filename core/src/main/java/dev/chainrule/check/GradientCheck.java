package dev.chainrule.check;

import dev.chainrule.layer.Gradients;
import dev.chainrule.layer.Layer;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Parameter;
import dev.chainrule.loss.Loss;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.random.RandomGenerator;

/// Compares hand-derived gradients with differences of the function itself, in float64.
///
/// For each element the derivative is estimated by the five-point formula
/// `(8 (f(+h) − f(−h)) − (f(+2h) − f(−2h))) / 12h` with h a thousandth of the tensor's own deviation. A
/// layer's output is contracted with a
/// *random* upstream gradient: with ones, the sum of a normalised batch is constant and hides every mistake.
///
/// The error of an element is `|a − n| / max(|a|, |n|, floor)`, the floor being a thousandth of the largest
/// gradient of the tensor, so that
/// elements that are nearly 0 do not raise false alarms. Right gradients reach 1e-9 and better; a misplaced
/// epsilon shows as 1e-6 and more.
///
/// Where the function has a kink within ±2h (the two-point estimates for h and 2h then differ), no difference
/// is a derivative: such elements are
/// skipped and counted.
public final class GradientCheck {
    /// Step by the deviation of the tensor.
    private static final double RELATIVE_STEP = 1e-3;
    /// Share of the largest gradient below which an error is measured absolutely.
    private static final double FLOOR = 1e-3;
    /// Disagreement of the estimates for h and 2h, by the largest gradient, from which on a kink is assumed.
    /// Smooth layers stay
    /// below it by their third derivative times h².
    private static final double KINK = 1e-4;

    private GradientCheck() {}

    /// Checks the gradients of a layer by its input and by all its parameters.
    ///
    /// @param x the input, in float64
    /// @param mode repeated for every run; its randomness is the same each time
    public static List<GradientReport> layer(Layer layer, Tensor x, Mode mode, RandomGenerator random) {
        requireDouble(x);
        Tensor dy = gaussian(layer.forward(x, mode).output(), random);
        Gradients analytic = layer.forward(x, mode).backward(dy);
        DoubleSupplier value = () -> dot(layer.forward(x, mode).output(), dy);
        List<GradientReport> reports = new ArrayList<>();
        reports.add(compare("input", x, analytic.input(), value));
        for (Parameter parameter : layer.parameters()) {
            reports.add(compare(parameter.name(), parameter.value(), analytic.of(parameter), value));
        }
        return reports;
    }

    /// Checks the gradient of a loss by the scores.
    ///
    /// @param scores (N, K), in float64
    public static GradientReport loss(Loss loss, Tensor scores, int[] labels) {
        requireDouble(scores);
        Tensor analytic = loss.forward(scores, labels).dscores();
        return compare(
                "scores", scores, analytic, () -> loss.forward(scores, labels).value());
    }

    /// Checks a gradient of a scalar function by one tensor, all elements of it.
    ///
    /// @param what the name for the report
    /// @param at the tensor that `value` depends on; each element is changed for the differences and put back
    /// @param analytic the gradient to check, of the same shape
    /// @param value computes the function with the present numbers
    public static GradientReport compare(String what, Tensor at, Tensor analytic, DoubleSupplier value) {
        double step = RELATIVE_STEP * deviation(at);
        double[] numeric = new double[at.size()];
        double[] doubt = new double[at.size()];
        for (int i = 0; i < numeric.length; i++) {
            double near = (shifted(at, i, step, value) - shifted(at, i, -step, value)) / (2 * step);
            double far = (shifted(at, i, 2 * step, value) - shifted(at, i, -2 * step, value)) / (4 * step);
            numeric[i] = (4 * near - far) / 3;
            doubt[i] = Math.abs(near - far);
        }
        return report(what, analytic, numeric, doubt);
    }

    private static GradientReport report(String what, Tensor analytic, double[] numeric, double[] doubt) {
        double largest = Double.MIN_NORMAL;
        for (int i = 0; i < numeric.length; i++) {
            largest = Math.max(largest, Math.max(Math.abs(numeric[i]), Math.abs(analytic.getStored(i))));
        }
        int skipped = 0;
        int worst = -1;
        double worstError = 0;
        for (int i = 0; i < numeric.length; i++) {
            if (doubt[i] > KINK * largest) {
                skipped++;
                continue;
            }
            double error = error(analytic.getStored(i), numeric[i], FLOOR * largest);
            if (worst < 0 || !(error <= worstError)) {
                worst = i;
                worstError = error;
            }
        }
        double worstAnalytic = worst < 0 ? Double.NaN : analytic.getStored(worst);
        double worstNumeric = worst < 0 ? Double.NaN : numeric[worst];
        return new GradientReport(what, numeric.length, skipped, worst, worstAnalytic, worstNumeric, worstError);
    }

    private static double error(double analytic, double numeric, double floor) {
        return Math.abs(analytic - numeric) / Math.max(floor, Math.max(Math.abs(analytic), Math.abs(numeric)));
    }

    private static double shifted(Tensor at, int i, double step, DoubleSupplier value) {
        double original = at.getStored(i);
        at.setStored(i, original + step);
        double shifted = value.getAsDouble();
        at.setStored(i, original);
        return shifted;
    }

    /// The standard deviation of the elements, or 1 where there is none (a single or constant number).
    private static double deviation(Tensor tensor) {
        double mean = 0;
        for (int i = 0; i < tensor.size(); i++) {
            mean += tensor.getStored(i) / tensor.size();
        }
        double variance = 0;
        for (int i = 0; i < tensor.size(); i++) {
            double distance = tensor.getStored(i) - mean;
            variance += distance * distance / tensor.size();
        }
        return variance > 0 ? Math.sqrt(variance) : 1;
    }

    private static Tensor gaussian(Tensor like, RandomGenerator random) {
        Tensor tensor = Tensor.zeros(like.precision(), like.shape());
        for (int i = 0; i < tensor.size(); i++) {
            tensor.setStored(i, random.nextGaussian());
        }
        return tensor;
    }

    private static double dot(Tensor a, Tensor b) {
        double sum = 0;
        for (int i = 0; i < a.size(); i++) {
            sum += a.getStored(i) * b.getStored(i);
        }
        return sum;
    }

    private static void requireDouble(Tensor tensor) {
        if (tensor.precision() != Precision.FLOAT64) {
            throw new IllegalArgumentException(
                    "GradientCheck: %s %s does not fit differences; expected FLOAT64, because float32 is too coarse to see a mistake"
                            .formatted(tensor.precision(), tensor.shape()));
        }
    }
}
