package dev.chainrule.lab.dataset;

import dev.chainrule.data.LabeledImages;
import dev.chainrule.random.NumpyRandom;
import java.util.Arrays;

/// Images divided by purpose. Statistics for preprocessing come from `train` alone.
///
/// @param train what the weights are fitted to
/// @param validation what settings are chosen by
/// @param test what is looked at once, at the end
public record Partition(LabeledImages train, LabeledImages validation, LabeledImages test) {

    /// The images of a part.
    public LabeledImages of(Part part) {
        return switch (part) {
            case TRAIN -> train;
            case VALIDATION -> validation;
            case TEST -> test;
        };
    }

    /// Divides images at random; the same seed gives the same parts.
    ///
    /// The first `validation` images of a random order are for validation, the next `test` images for the test, the
    /// rest for training; within each part, images keep their order.
    ///
    /// @param seed 0 to 2³² − 1
    /// @throws IllegalArgumentException when no image is left for training
    public static Partition random(LabeledImages all, int validation, int test, long seed) {
        if (validation < 0 || test < 0 || (long) validation + test >= all.size()) {
            throw new IllegalArgumentException(
                    "Partition: %s validation and %s test images do not fit %s images; expected fewer in all"
                            .formatted(validation, test, all.size()));
        }
        int[] order = new NumpyRandom(seed).permutation(all.size());
        return new Partition(
                select(all, order, validation + test, order.length),
                select(all, order, 0, validation),
                select(all, order, validation, validation + test));
    }

    private static LabeledImages select(LabeledImages all, int[] order, int from, int to) {
        int[] chosen = Arrays.copyOfRange(order, from, to);
        Arrays.sort(chosen);
        int length = all.imageShape().size();
        byte[] pixels = new byte[chosen.length * length];
        int[] labels = new int[chosen.length];
        for (int i = 0; i < chosen.length; i++) {
            System.arraycopy(all.pixels(), chosen[i] * length, pixels, i * length, length);
            labels[i] = all.labels()[chosen[i]];
        }
        return new LabeledImages(pixels, labels, all.imageShape(), all.classNames());
    }
}
