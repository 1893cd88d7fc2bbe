package dev.chainrule.explain;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/// Whether two lists of numbers are in the same order, whatever their sizes: a way to compare maps.
public final class RankCorrelation {
    private RankCorrelation() {}

    /// Spearman's rank correlation: the correlation `Σ (r − r̄)(q − q̄) / sqrt(Σ (r − r̄)² · Σ (q − q̄)²)` of the
    /// ranks r of `a` and q of `b`. Equal numbers have the mean of the ranks that they take up.
    ///
    /// **Source**: C. Spearman, *The proof and measurement of association between two things*, 1904.
    ///
    /// @return 1 for the same order, −1 for the reverse; not a number where all of a list is equal, one is empty,
    /// or one has something that is not a number
    /// @throws IllegalArgumentException if one list is longer
    public static double spearman(double[] a, double[] b) {
        if (a.length != b.length) {
            throw new IllegalArgumentException("RankCorrelation: %s numbers do not fit %s; expected as many of both"
                    .formatted(a.length, b.length));
        }
        if (Arrays.stream(a).anyMatch(Double::isNaN) || Arrays.stream(b).anyMatch(Double::isNaN)) {
            return Double.NaN;
        }
        double[] first = ranks(a);
        double[] second = ranks(b);
        double mean = (a.length + 1) / 2.0;
        double both = 0;
        double squaresOfFirst = 0;
        double squaresOfSecond = 0;
        for (int i = 0; i < first.length; i++) {
            double x = first[i] - mean;
            double y = second[i] - mean;
            both += x * y;
            squaresOfFirst += x * x;
            squaresOfSecond += y * y;
        }
        return both / Math.sqrt(squaresOfFirst * squaresOfSecond);
    }

    /// Ranks from 1 on.
    private static double[] ranks(double[] values) {
        int[] order = IntStream.range(0, values.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> values[i]))
                .mapToInt(i -> i)
                .toArray();
        double[] ranks = new double[values.length];
        int from = 0;
        while (from < order.length) {
            int end = from + 1;
            while (end < order.length && values[order[end]] == values[order[from]]) {
                end++;
            }
            for (int i = from; i < end; i++) {
                ranks[order[i]] = (from + 1 + end) / 2.0;
            }
            from = end;
        }
        return ranks;
    }
}
