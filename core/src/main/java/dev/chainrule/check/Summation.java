package dev.chainrule.check;

import dev.chainrule.tensor.Shape;
import java.util.Arrays;

/// How the gradient of a parameter that was broadcast over a batch is gathered, right and wrong.
enum Summation {
    /// One sum a feature, over examples and pixels.
    OVER_BATCH,
    /// The mean instead of the sum.
    MEAN,
    /// Nothing is summed.
    NONE,
    /// One sum of everything, for each unit.
    OVER_ALL,
    /// One sum of everything, divided by the number of examples, for each unit.
    OVER_ALL_MEAN,
    /// One sum of everything, a single number.
    TO_ONE_NUMBER,
    /// One sum an example.
    OVER_FEATURES,
    /// The last example alone.
    LAST_EXAMPLE;

    /// Gathers the terms of shape (N, C, …).
    double[] of(double[] terms, Shape shape) {
        Grouping features = Grouping.features(shape);
        double[] sums = features.sums(terms);
        return switch (this) {
            case OVER_BATCH -> sums;
            case MEAN -> Arrays.stream(sums).map(sum -> sum / shape.extent(0)).toArray();
            case NONE -> terms.clone();
            case OVER_ALL -> filled(sums.length, Arrays.stream(sums).sum());
            case OVER_ALL_MEAN -> filled(sums.length, Arrays.stream(sums).sum() / shape.extent(0));
            case TO_ONE_NUMBER -> filled(1, Arrays.stream(sums).sum());
            case OVER_FEATURES -> Grouping.examples(shape).sums(terms);
            case LAST_EXAMPLE -> {
                double[] last = terms.clone();
                Arrays.fill(last, 0, terms.length - shape.sizePerExample(), 0);
                yield features.sums(last);
            }
        };
    }

    private static double[] filled(int length, double value) {
        double[] array = new double[length];
        Arrays.fill(array, value);
        return array;
    }
}
