package dev.chainrule.bench;

import java.util.Arrays;
import java.util.Collection;
import java.util.Random;

/// Order statistics of a few numbers.
final class Statistics {
    private Statistics() {}

    static double median(Collection<Double> values) {
        double[] sorted = sorted(values);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// Half the distance between largest and smallest, relative to the median.
    static double spread(Collection<Double> values) {
        double[] sorted = sorted(values);
        return (sorted[sorted.length - 1] - sorted[0]) / 2 / median(values);
    }

    static double geometricMean(Collection<Double> values) {
        return Math.exp(values.stream().mapToDouble(Math::log).average().orElseThrow());
    }

    /// A sum with random weights, the same for the same position: it changes as soon as a value is wrong or in
    /// another place.
    static double weightedSum(double... values) {
        Random random = new Random(7);
        double sum = 0;
        for (double value : values) {
            sum += value * random.nextGaussian();
        }
        return sum;
    }

    private static double[] sorted(Collection<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return sorted;
    }
}
