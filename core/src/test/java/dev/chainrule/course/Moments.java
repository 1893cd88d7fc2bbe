package dev.chainrule.course;

import dev.chainrule.fixture.Numbers;
import dev.chainrule.tensor.Tensor;
import java.util.function.IntUnaryOperator;

/// Means and biased standard deviations of parts of an array, as the notebooks print them before and after a
/// normalisation.
record Moments(Numbers means, Numbers deviations) {

    /// Of each column of a matrix (N, D): `a.mean(axis=0)` and `a.std(axis=0)`.
    static Moments ofColumns(Numbers a) {
        int columns = a.shape()[1];
        return of(a, columns, i -> i % columns);
    }

    /// Of each row of a matrix (N, D).
    static Moments ofRows(Numbers a) {
        return ofGroups(a, 1);
    }

    /// Of each channel of images (N, C, H, W).
    static Moments ofChannels(Numbers a) {
        int channels = a.shape()[1];
        int pixels = a.shape()[2] * a.shape()[3];
        return of(a, channels, i -> i / pixels % channels);
    }

    /// Of each group of channels of each image, image by image.
    static Moments ofGroups(Numbers a, int groups) {
        int parts = a.shape()[0] * groups;
        int size = a.values().length / parts;
        return of(a, parts, i -> i / size);
    }

    /// The numbers of a tensor.
    static Numbers numbers(Tensor tensor) {
        return new Numbers(tensor.toArray(), tensor.shape().toArray());
    }

    private static Moments of(Numbers a, int parts, IntUnaryOperator partOf) {
        double[] values = a.values();
        double size = (double) values.length / parts;
        double[] means = new double[parts];
        double[] deviations = new double[parts];
        for (int i = 0; i < values.length; i++) {
            means[partOf.applyAsInt(i)] += values[i] / size;
        }
        for (int i = 0; i < values.length; i++) {
            int part = partOf.applyAsInt(i);
            deviations[part] += (values[i] - means[part]) * (values[i] - means[part]) / size;
        }
        return new Moments(new Numbers(means, parts), Numbers.fill(i -> Math.sqrt(deviations[i]), parts));
    }
}
