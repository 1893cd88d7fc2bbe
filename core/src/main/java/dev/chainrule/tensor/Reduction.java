package dev.chainrule.tensor;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;

/// Sums and maxima over axes. A sum is added up in double, in the order in which the numbers are stored, and rounded
/// once, so it is the same on any number of threads.
public final class Reduction {
    private Reduction() {}

    /// `out = Σ x` over some axes.
    ///
    /// @param out of the shape [Axes#reduced]
    public static void sum(Tensor x, Axes axes, Tensor out) {
        sum(x, targets(x.shape(), axes), 1, out);
    }

    /// `out = Σ x / n` over some axes that have n numbers; not a number where n is 0.
    ///
    /// @param out of the shape [Axes#reduced]
    public static void mean(Tensor x, Axes axes, Tensor out) {
        sum(x, targets(x.shape(), axes), axes.terms(x.shape()), out);
    }

    /// `out = Σ x` over the axes along which `out` would be repeated to get x's shape: the gradient of a broadcast.
    ///
    /// @param out of a shape that can be broadcast to x's
    public static void sumTo(Tensor x, Tensor out) {
        sum(x, Strides.broadcast(out.shape(), x.shape()), 1, out);
    }

    private static void sum(Tensor x, int[] targets, double divisor, Tensor out) {
        double[] sums = new double[out.size()];
        Walk walk = new Walk(x.shape(), Strides.of(x.shape()), targets);
        int n = walk.length();
        int step = walk.stride(1);
        switch (x) {
            case FloatTensor floats -> {
                float[] from = floats.data();
                walk.forEach(new int[2], at -> {
                    if (step == 0) {
                        double sum = sums[at[1]];
                        for (int i = 0; i < n; i++) {
                            sum += from[at[0] + i];
                        }
                        sums[at[1]] = sum;
                    } else {
                        for (int i = 0; i < n; i++) {
                            sums[at[1] + i * step] += from[at[0] + i];
                        }
                    }
                });
            }
            case DoubleTensor doubles -> {
                double[] from = doubles.data();
                walk.forEach(new int[2], at -> {
                    for (int i = 0; i < n; i++) {
                        sums[at[1] + i * step] += from[at[0] + i];
                    }
                });
            }
        }
        for (int i = 0; i < sums.length; i++) {
            out.setStored(i, sums[i] / divisor);
        }
    }

    /// `out = max x` over some axes; not a number if one of them is not.
    ///
    /// @param out of the shape [Axes#reduced]
    /// @throws ShapeMismatchException if there is nothing to choose from
    public static void max(Tensor x, Axes axes, Tensor out) {
        choose("max", Math::max, Double.NEGATIVE_INFINITY, x, axes, out);
    }

    /// `out = min x` over some axes; not a number if one of them is not.
    ///
    /// @param out of the shape [Axes#reduced]
    /// @throws ShapeMismatchException if there is nothing to choose from
    public static void min(Tensor x, Axes axes, Tensor out) {
        choose("min", Math::min, Double.POSITIVE_INFINITY, x, axes, out);
    }

    private static void choose(
            String where, DoubleBinaryOperator better, double worst, Tensor x, Axes axes, Tensor out) {
        requireSome(where, x.size(), out.size(), x.shape());
        double[] best = new double[out.size()];
        Arrays.fill(best, worst);
        Walk walk = new Walk(x.shape(), Strides.of(x.shape()), targets(x.shape(), axes));
        walk.forEach(new int[2], at -> {
            for (int i = 0; i < walk.length(); i++) {
                int target = at[1] + i * walk.stride(1);
                best[target] = better.applyAsDouble(best[target], x.getStored(at[0] + i));
            }
        });
        for (int i = 0; i < best.length; i++) {
            out.setStored(i, best[i]);
        }
    }

    /// Where the largest number is, in row-major order of the shape: the first of equals, or the first that is not
    /// a number, as in NumPy.
    ///
    /// @throws ShapeMismatchException if there is nothing to choose from
    public static int argmax(Tensor x) {
        requireSome("argmax", x.size(), 1, x.shape());
        return argmax(x, 0, 1, x.size());
    }

    /// Where the largest number along an axis is, for each position of the other axes in their row-major order.
    ///
    /// @param axis negative from the last
    /// @throws ShapeMismatchException if there is no such axis, or nothing to choose from
    public static int[] argmax(Tensor x, int axis) {
        Shape shape = x.shape();
        int counted = Axes.counted(axis, shape);
        int[] best = new int[Axes.of(axis).reduced(shape).size()];
        requireSome("argmax", x.size(), best.length, shape);
        int[] extents = shape.toArray();
        int inner = Shape.of(Arrays.copyOfRange(extents, counted + 1, extents.length))
                .size();
        for (int i = 0; i < best.length; i++) {
            int first = i / inner * extents[counted] * inner + i % inner;
            best[i] = argmax(x, first, inner, extents[counted]);
        }
        return best;
    }

    private static int argmax(Tensor x, int first, int step, int count) {
        int best = 0;
        double largest = x.getStored(Tensor.storedOffset(x.shape(), first));
        for (int i = 1; i < count && !Double.isNaN(largest); i++) {
            double value = x.getStored(Tensor.storedOffset(x.shape(), first + i * step));
            if (value > largest || Double.isNaN(value)) {
                best = i;
                largest = value;
            }
        }
        return best;
    }

    private static void requireSome(String where, int numbers, int results, Shape shape) {
        if (numbers == 0 && results > 0) {
            throw new ShapeMismatchException(
                    "%s: shape %s does not fit; expected at least one number to choose from".formatted(where, shape));
        }
    }

    /// For each axis of x how far apart the results are that its neighbours belong to.
    private static int[] targets(Shape x, Axes axes) {
        boolean[] among = axes.of(x);
        int[] own = Strides.of(axes.reduced(x));
        int[] targets = new int[x.rank()];
        int next = 0;
        for (int axis = 0; axis < targets.length; axis++) {
            targets[axis] = among[axis] ? 0 : own[next];
            next += among[axis] && !axes.kept() ? 0 : 1;
        }
        return targets;
    }
}
