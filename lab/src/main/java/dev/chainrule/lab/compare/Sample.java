package dev.chainrule.lab.compare;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.ojalgo.random.TDistribution;

/// One number of several runs that differ in the seed alone.
///
/// @param values those that are finite
/// @param missing how many are not, because a run diverged or measured nothing
public record Sample(List<Double> values, int missing) {
    /// Copies the list.
    public Sample {
        values = List.copyOf(values);
    }

    /// A sample of numbers of which some may not be finite.
    public static Sample of(double... numbers) {
        List<Double> finite =
                Arrays.stream(numbers).filter(Double::isFinite).boxed().toList();
        return new Sample(finite, numbers.length - finite.size());
    }

    /// The mean; not a number if there is no value.
    public double mean() {
        return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }

    /// The unbiased variance, `Σ(v − mean)² / (n − 1)`; not a number below two values.
    public double variance() {
        double mean = mean();
        double squares = values.stream()
                .mapToDouble(value -> (value - mean) * (value - mean))
                .sum();
        return values.size() < 2 ? Double.NaN : squares / (values.size() - 1);
    }

    /// Half the width of the 95 % confidence interval of the mean by Student's distribution; none below two values.
    public OptionalDouble interval() {
        int n = values.size();
        return n < 2 ? OptionalDouble.empty() : OptionalDouble.of(quantile(n - 1) * Math.sqrt(variance() / n));
    }

    /// The two-sided p-value of Welch's test that two means are equal; none if one of the samples has fewer than
    /// two values. Its degrees of freedom are rounded down, so that it errs towards "no difference". Samples
    /// without any spread differ surely or not at all.
    public static OptionalDouble welch(Sample a, Sample b) {
        if (a.values.size() < 2 || b.values.size() < 2) {
            return OptionalDouble.empty();
        }
        double va = a.variance() / a.values.size();
        double vb = b.variance() / b.values.size();
        double difference = Math.abs(a.mean() - b.mean());
        if (va + vb == 0) {
            return OptionalDouble.of(difference == 0 ? 1 : 0);
        }
        double freedom = (va + vb) * (va + vb) / (va * va / (a.values.size() - 1) + vb * vb / (b.values.size() - 1));
        TDistribution student = TDistribution.of((int) Math.max(1, Math.floor(freedom)));
        return OptionalDouble.of(2 * (1 - student.getDistribution(difference / Math.sqrt(va + vb))));
    }

    /// The 97.5 % quantile of Student's distribution. The library's own is off in the third digit, its distribution
    /// function is not.
    private static double quantile(int freedom) {
        TDistribution student = TDistribution.of(freedom);
        double low = 0;
        double high = 13;
        for (int halving = 0; halving < 50; halving++) {
            double middle = (low + high) / 2;
            if (student.getDistribution(middle) < 0.975) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }
}
