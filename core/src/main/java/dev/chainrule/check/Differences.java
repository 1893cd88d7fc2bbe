package dev.chainrule.check;

import dev.chainrule.kernel.Parallel;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Estimates derivatives by differences and compares them with a gradient.
///
/// The step is a power of two, so that moving a number is exact. Where the estimates for h and 2h disagree, the step is
/// shortened some times: either the function bends sharply there, or it has a kink within reach. If they still
/// disagree, it is a kink, and no difference is a derivative.
final class Differences {
    /// Share of the largest gradient below which an error is measured absolutely.
    private static final double FLOOR = 1e-3;
    /// Disagreement of the estimates for h and 2h, by the largest gradient, up to which the step is short enough.
    private static final double SMOOTH = 1e-5;
    /// The same, from which on a kink is assumed.
    private static final double KINK = 1e-4;
    /// How often the step is shortened, each time to a quarter.
    private static final int SHORTENINGS = 6;
    /// Rounding errors of a value, by its magnitude.
    private static final double ROUNDING = 32 * Math.ulp(1.0);
    /// Elements of one parallel task.
    private static final int TASK = 4;

    private final CheckSettings settings;
    private final List<? extends ScalarFunction> copies;
    private final ElementCounter counter;

    /// Prepares estimates of one function.
    ///
    /// @param copies of the function, one for each thread that may take part; with equal numbers
    Differences(CheckSettings settings, List<? extends ScalarFunction> copies, ElementCounter counter) {
        this.settings = settings;
        this.copies = copies;
        this.counter = counter;
    }

    /// What the differences say about one element.
    ///
    /// @param doubt how far the estimates for two steps disagree
    /// @param bend how far second differences fail to grow with the step, as they do not at a kink; where a kink is
    /// only just within reach, this is several times the error of the estimate
    /// @param crossings see [ScalarFunction#crossings]; the most of all evaluations
    /// @param noise how far rounding may have moved the estimate
    private record Estimate(double derivative, double doubt, double bend, double noise, int crossings) {}

    /// Compares some elements of the gradient by one tensor.
    ///
    /// @param tensor its position in [ScalarFunction#tensors]
    /// @param deviation a typical distance between its numbers, by which the step is measured
    GradientReport compare(String what, int tensor, Tensor analytic, int[] elements, double deviation) {
        double scale = Double.MIN_NORMAL;
        for (int element : elements) {
            scale = Math.max(scale, finite(analytic.getStored(element)));
        }
        double step = Math.scalb(1.0, Math.getExponent(settings.step() * deviation));
        Estimate[] estimates = estimates(tensor, elements, step, scale);
        return report(what, analytic, elements, estimates);
    }

    private Estimate[] estimates(int tensor, int[] elements, double step, double scale) {
        Estimate[] estimates = new Estimate[elements.length];
        double here = copies.getFirst().value();
        var idle = new ConcurrentLinkedQueue<ScalarFunction>(copies);
        int tasks = (elements.length + TASK - 1) / TASK;
        Parallel parallel = Parallel.current();
        if (copies.size() < parallel.threads()) {
            for (int i = 0; i < elements.length; i++) {
                estimates[i] = estimate(copies.getFirst(), tensor, elements[i], step, here, scale);
                counter.advance(1);
            }
            return estimates;
        }
        parallel.forEach(tasks, task -> {
            ScalarFunction mine = idle.remove();
            int end = Math.min(elements.length, (task + 1) * TASK);
            for (int i = task * TASK; i < end; i++) {
                estimates[i] = estimate(mine, tensor, elements[i], step, here, scale);
            }
            idle.add(mine);
            counter.advance(end - task * TASK);
        });
        return estimates;
    }

    private Estimate estimate(
            ScalarFunction subject, int tensor, int element, double first, double here, double scale) {
        Tensor at = subject.tensors().get(tensor);
        Estimate best = new Estimate(Double.NaN, Double.POSITIVE_INFINITY, 0, 0, 0);
        double step = first;
        for (int i = 0; i <= SHORTENINGS; i++) {
            Estimate estimate = switch (settings.formula()) {
                case CENTRAL -> central(subject, at, element, step, here, scale);
                case FIVE_POINT -> fivePoint(subject, at, element, step, here);
            };
            double size = Math.max(scale, Math.abs(estimate.derivative));
            if (estimate.doubt <= SMOOTH * size + estimate.noise && straight(estimate, scale)) {
                return estimate;
            }
            // A NaN is kept, so that it is not taken for a kink.
            if (!(estimate.doubt + estimate.bend >= best.doubt + best.bend)) {
                best = estimate;
            }
            step /= 4;
        }
        return best;
    }

    /// Whether a kink, if there is one, changes the estimate by less than the tolerance.
    private boolean straight(Estimate estimate, double largest) {
        double size = Math.max(Math.abs(estimate.derivative), FLOOR * largest);
        return estimate.crossings <= 1 && !(estimate.bend > settings.tolerance() * size + 4 * estimate.noise);
    }

    private static Estimate fivePoint(ScalarFunction subject, Tensor at, int element, double h, double here) {
        double right = shifted(subject, at, element, h);
        double left = shifted(subject, at, element, -h);
        double farRight = shifted(subject, at, element, 2 * h);
        int crossings = subject.crossings();
        double farLeft = shifted(subject, at, element, -2 * h);
        crossings = Math.max(crossings, subject.crossings());
        double near = (right - left) / (2 * h);
        double far = (farRight - farLeft) / (4 * h);
        return new Estimate(
                (4 * near - far) / 3,
                Math.abs(near - far),
                bend(right, left, farRight, farLeft, here, h),
                noise(subject, h),
                crossings);
    }

    /// Two evaluations where the function is nearly a line; two more to tell a kink from a bend.
    private static Estimate central(
            ScalarFunction subject, Tensor at, int element, double h, double here, double scale) {
        double right = shifted(subject, at, element, h);
        double left = shifted(subject, at, element, -h);
        double near = (right - left) / (2 * h);
        double noise = noise(subject, h);
        double doubt = Math.abs(right - 2 * here + left) / h;
        if (doubt > SMOOTH * Math.max(scale, Math.abs(near)) + noise) {
            double farRight = shifted(subject, at, element, 2 * h);
            double farLeft = shifted(subject, at, element, -2 * h);
            double bend = bend(right, left, farRight, farLeft, here, h);
            return new Estimate(near, Math.abs(near - (farRight - farLeft) / (4 * h)), bend, noise, 0);
        }
        return new Estimate(near, doubt, 0, noise, 0);
    }

    /// How far second differences fail to grow with the step. For a smooth function they do; at a kink, even one
    /// exactly here, they are the jump of the slope for every step.
    private static double bend(double right, double left, double farRight, double farLeft, double here, double h) {
        double near = (right - 2 * here + left) / h;
        double far = (farRight - 2 * here + farLeft) / (2 * h);
        return Math.abs(2 * near - far);
    }

    private static double noise(ScalarFunction subject, double h) {
        return ROUNDING * subject.magnitude() / h;
    }

    private static double shifted(ScalarFunction subject, Tensor at, int element, double step) {
        double original = at.getStored(element);
        at.setStored(element, original + step);
        try {
            return subject.value();
        } finally {
            at.setStored(element, original);
        }
    }

    private GradientReport report(String what, Tensor analytic, int[] elements, Estimate[] estimates) {
        double largest = Double.MIN_NORMAL;
        double largestNoise = 0;
        double largestNumeric = 0;
        for (int i = 0; i < elements.length; i++) {
            largestNumeric = Math.max(largestNumeric, finite(estimates[i].derivative));
            largest = Math.max(largest, finite(analytic.getStored(elements[i])));
            largestNoise = Math.max(largestNoise, estimates[i].noise);
        }
        largest = Math.max(largest, largestNumeric);
        int skipped = 0;
        int worst = -1;
        double worstError = 0;
        for (int i = 0; i < elements.length; i++) {
            Estimate estimate = estimates[i];
            double error = error(analytic.getStored(elements[i]), estimate, FLOOR * largest);
            boolean kink = estimate.doubt + estimate.bend > KINK * largest + 4 * estimate.noise;
            if (kink || (error > settings.tolerance() && !straight(estimate, largest))) {
                skipped++;
                continue;
            }
            if (worst < 0 || error > worstError) {
                worst = i;
                worstError = error;
            }
        }
        return new GradientReport(
                what,
                analytic.shape(),
                elements.length,
                skipped,
                worst < 0 ? List.of() : coordinates(analytic.shape(), elements[worst]),
                worst < 0 ? Double.NaN : analytic.getStored(elements[worst]),
                worst < 0 ? Double.NaN : estimates[worst].derivative,
                worstError,
                settings.tolerance(),
                largestNumeric <= largestNoise);
    }

    /// The relative error; what rounding may have moved the difference by counts as the tolerance at most.
    private double error(double analytic, Estimate estimate, double floor) {
        double numeric = estimate.derivative;
        double size = Math.max(Math.abs(analytic), Math.abs(numeric));
        double smallest = Math.max(floor, estimate.noise / settings.tolerance());
        double error = Math.abs(analytic - numeric) / Math.max(size, smallest);
        return Double.isNaN(error) ? Double.POSITIVE_INFINITY : error;
    }

    private static double finite(double value) {
        return Double.isFinite(value) ? Math.abs(value) : 0;
    }

    /// The coordinates of an element, in the caller's order of axes.
    static List<Integer> coordinates(Shape shape, int stored) {
        int index = stored;
        if (shape.rank() == 4) {
            int channels = shape.extent(1);
            int pixels = shape.extent(2) * shape.extent(3);
            int pixel = stored / channels % pixels;
            index = (stored / channels / pixels * channels + stored % channels) * pixels + pixel;
        }
        List<Integer> coordinates = new ArrayList<>();
        for (int axis = shape.rank() - 1; axis >= 0; axis--) {
            coordinates.addFirst(index % shape.extent(axis));
            index /= shape.extent(axis);
        }
        return List.copyOf(coordinates);
    }
}
