package dev.chainrule.lab.page;

import java.util.Arrays;
import java.util.stream.IntStream;

/// How good each score is among the others: differences between good scores are seen beside bad ones, however bad those
/// are.
final class Ranks {
    private static final int WEAKEST = 2;

    private final QuantityAxis axis;
    private final double[] sorted;

    Ranks(QuantityAxis axis) {
        this.axis = axis;
        double[] values = axis.quantity().values();
        this.sorted = IntStream.range(0, values.length)
                .filter(axis::has)
                .mapToDouble(point -> values[point])
                .sorted()
                .toArray();
    }

    /// The share of the other points that a point is better than, equal ones counted half; a half if it is alone.
    double share(int point) {
        double value = axis.quantity().values()[point];
        long worse = Arrays.stream(sorted).filter(other -> other < value).count();
        long equal = Arrays.stream(sorted).filter(other -> other == value).count() - 1;
        return sorted.length < 2 ? 0.5 : (worse + equal / 2.0) / (sorted.length - 1);
    }

    /// The style of a point or line: the better, the stronger; a point without a score has none.
    String shade(int point) {
        return axis.has(point) ? "right" + (WEAKEST + Math.round(share(point) * (Ramp.LAST - WEAKEST))) : "none";
    }
}
