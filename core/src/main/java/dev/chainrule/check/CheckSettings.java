package dev.chainrule.check;

import java.util.Arrays;
import java.util.List;

/// How a gradient check is done. The defaults separate right from wrong by decades: right gradients err by at most
/// 1e-9, the smallest known mistake by 2e-6.
///
/// ```java
/// CheckSettings quick = CheckSettings.defaults().withSamples(20);
/// ```
///
/// @param formula of the differences
/// @param step of the differences, by the deviation of the tensor that is moved
/// @param tolerance the largest relative error of a right gradient
/// @param upstream the gradient that is fed to the backward pass of a layer
/// @param scales by which the input is multiplied, one check each: small inputs show a misplaced epsilon
/// @param samples how many elements of a tensor are checked, drawn at random; [Integer#MAX_VALUE] for all
/// @param burnIn training steps of a model after which it is checked again; 0 for none. With a hinge loss it goes on
/// for up to [#MOST_BURN_INS] times as long, until some margins are kept and some are not
/// @param seed of the upstream gradient, of the sampled elements, and of the masks that a layer draws
public record CheckSettings(
        Formula formula,
        double step,
        double tolerance,
        Upstream upstream,
        List<Double> scales,
        int samples,
        int burnIn,
        long seed) {
    /// The largest error of a right gradient with the five-point formula.
    public static final double TOLERANCE = 1e-7;
    /// The same where a normalisation has groups of two values, whose gradient nearly cancels.
    public static final double TOLERANCE_OF_PAIRS = 2e-6;

    /// How many times as long as asked for a model is trained for its second check, at most.
    public static final int MOST_BURN_INS = 20;

    /// Checks the settings.
    public CheckSettings {
        positive("step", step);
        positive("tolerance", tolerance);
        scales = List.copyOf(scales);
        scales.forEach(scale -> positive("scale", scale));
        if (scales.isEmpty() || samples < 1 || burnIn < 0) {
            throw new IllegalArgumentException(
                    "CheckSettings: %s scales, %s samples and burn-in %s are out of range; expected ≥ 1, ≥ 1 and ≥ 0"
                            .formatted(scales.size(), samples, burnIn));
        }
    }

    /// How a derivative is estimated from values of the function.
    public enum Formula {
        /// `(f(+h) − f(−h)) / 2h`, as in the courses: half the work, and errors of the order h².
        CENTRAL,
        /// `(8 (f(+h) − f(−h)) − (f(+2h) − f(−2h))) / 12h`, with errors of the order h⁴.
        FIVE_POINT
    }

    /// The gradient that is fed to the backward pass of a layer.
    public enum Upstream {
        /// Gaussian numbers; what one should use.
        RANDOM,
        /// Ones, as if the loss were the sum of the outputs. The sum of a normalised batch is constant, so
        /// after a normalisation its gradient is 0 whatever the mistake.
        ONES
    }

    /// Five points, step 1e-3, tolerance 1e-7, random upstream, scales 1 and 0.01, all elements, 10 steps of
    /// burn-in.
    public static CheckSettings defaults() {
        return new CheckSettings(
                Formula.FIVE_POINT, 1e-3, TOLERANCE, Upstream.RANDOM, List.of(1.0, 0.01), Integer.MAX_VALUE, 10, 1);
    }

    /// The same with another formula, and with the step and the tolerance that suit it: 1e-3 and 1e-7 for five
    /// points, 1e-5 and 1e-5 for two.
    public CheckSettings withFormula(Formula other) {
        return switch (other) {
            case CENTRAL -> new CheckSettings(other, 1e-5, 1e-5, upstream, scales, samples, burnIn, seed);
            case FIVE_POINT -> new CheckSettings(other, 1e-3, TOLERANCE, upstream, scales, samples, burnIn, seed);
        };
    }

    /// The same with another step.
    public CheckSettings withStep(double other) {
        return new CheckSettings(formula, other, tolerance, upstream, scales, samples, burnIn, seed);
    }

    /// The same with another tolerance.
    public CheckSettings withTolerance(double other) {
        return new CheckSettings(formula, step, other, upstream, scales, samples, burnIn, seed);
    }

    /// The same with another upstream gradient.
    public CheckSettings withUpstream(Upstream other) {
        return new CheckSettings(formula, step, tolerance, other, scales, samples, burnIn, seed);
    }

    /// The same with other scales of the input.
    public CheckSettings withScales(double... others) {
        List<Double> list = Arrays.stream(others).boxed().toList();
        return new CheckSettings(formula, step, tolerance, upstream, list, samples, burnIn, seed);
    }

    /// The same with at most so many elements a tensor.
    public CheckSettings withSamples(int others) {
        return new CheckSettings(formula, step, tolerance, upstream, scales, others, burnIn, seed);
    }

    /// The same with so many training steps before the second check of a model.
    public CheckSettings withBurnIn(int steps) {
        return new CheckSettings(formula, step, tolerance, upstream, scales, samples, steps, seed);
    }

    /// The same with another seed.
    public CheckSettings withSeed(long other) {
        return new CheckSettings(formula, step, tolerance, upstream, scales, samples, burnIn, other);
    }

    private static void positive(String what, double value) {
        if (!(value > 0 && Double.isFinite(value))) {
            throw new IllegalArgumentException(
                    "CheckSettings: %s %s is out of range; expected a finite number above 0".formatted(what, value));
        }
    }
}
