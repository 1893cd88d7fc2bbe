package dev.chainrule.lab.page;

import java.util.Arrays;
import java.util.stream.IntStream;

/// Long series made short enough to draw.
public final class Curve {
    private Curve() {}

    /// How many of so many values are averaged where they are smoothed: a fiftieth, an odd number; 1 of fewer than
    /// 100.
    public static int window(int count) {
        return count < 100 ? 1 : count / 50 | 1;
    }

    /// Whether a linear axis would press most of the values into a line along the bottom.
    public static boolean spansDecades(double... values) {
        double[] sorted =
                Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
        return sorted.length > 0 && sorted[0] > 0 && sorted[sorted.length - 1] > 20 * sorted[sorted.length / 2];
    }

    /// The mean of the finite values around each value: of `window` values, fewer at the ends; not a number where
    /// there is none.
    public static double[] smoothed(double[] values, int window) {
        int count = values.length;
        double[] sums = new double[count + 1];
        int[] finite = new int[count + 1];
        for (int i = 0; i < count; i++) {
            boolean counts = Double.isFinite(values[i]);
            sums[i + 1] = sums[i] + (counts ? values[i] : 0);
            finite[i + 1] = finite[i] + (counts ? 1 : 0);
        }
        double[] means = new double[count];
        for (int i = 0; i < count; i++) {
            int from = Math.max(0, i - window / 2);
            int to = Math.min(count, i + window / 2 + 1);
            means[i] = (sums[to] - sums[from]) / (finite[to] - finite[from]);
        }
        return means;
    }

    /// The values [#smoothed], or themselves if the window is of one value.
    static double[] smoothedOrAsIs(double[] values, int window) {
        return window > 1 ? smoothed(values, window) : values;
    }

    /// The indices of the values to draw, ascending: all of them if they are few; else of each of `columns` equally
    /// wide columns of the drawing the lowest and the highest, so that no spike is lost, and one that is not
    /// finite, so that gaps remain.
    ///
    /// @param positions of the values along the drawing, ascending in 0 to 1
    public static int[] drawn(double[] positions, double[] values, int columns) {
        if (values.length <= 2 * columns) {
            return IntStream.range(0, values.length).toArray();
        }
        int[] kept = new int[3 * columns + 3];
        int count = 0;
        int from = 0;
        while (from < values.length) {
            int column = column(positions[from], columns);
            int to = from + 1;
            while (to < values.length && column(positions[to], columns) == column) {
                to++;
            }
            int[] chosen = extremes(values, from, to);
            System.arraycopy(chosen, 0, kept, count, chosen.length);
            count += chosen.length;
            from = to;
        }
        return Arrays.copyOf(kept, count);
    }

    private static int column(double position, int columns) {
        return (int) Math.clamp(position * columns, 0, columns - 1.0);
    }

    private static int[] extremes(double[] values, int from, int to) {
        int lowest = -1;
        int highest = -1;
        int gap = -1;
        for (int i = from; i < to; i++) {
            if (!Double.isFinite(values[i])) {
                gap = i;
                continue;
            }
            lowest = lowest < 0 || values[i] < values[lowest] ? i : lowest;
            highest = highest < 0 || values[i] > values[highest] ? i : highest;
        }
        return IntStream.of(lowest, highest, gap)
                .filter(i -> i >= 0)
                .sorted()
                .distinct()
                .toArray();
    }
}
