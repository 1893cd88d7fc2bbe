package dev.chainrule.check;

import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Tensor;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/// Numbers that a check draws or measures.
final class Samples {
    private Samples() {}

    /// The elements of a tensor to look at: all, or so many different ones drawn at random, in order.
    static int[] elements(int size, int samples, RandomKey key) {
        int[] all = new int[size];
        Arrays.setAll(all, i -> i);
        if (samples >= size) {
            return all;
        }
        RandomGenerator random = key.generator();
        for (int i = 0; i < samples; i++) {
            int other = random.nextInt(i, size);
            int kept = all[i];
            all[i] = all[other];
            all[other] = kept;
        }
        int[] drawn = Arrays.copyOf(all, samples);
        Arrays.sort(drawn);
        return drawn;
    }

    /// Gaussian numbers in the shape of another tensor.
    static Tensor gaussian(Tensor like, RandomGenerator random) {
        return Tensor.gaussian(like.precision(), like.shape(), random);
    }

    /// The same numbers, multiplied.
    static Tensor scaled(Tensor tensor, double factor) {
        Tensor scaled = tensor.copy();
        for (int i = 0; i < scaled.size(); i++) {
            scaled.setStored(i, factor * scaled.getStored(i));
        }
        return scaled;
    }

    /// The standard deviation of the elements, or 1 where there is none (a single or constant number).
    static double deviation(Tensor tensor) {
        double mean = 0;
        for (int i = 0; i < tensor.size(); i++) {
            mean += tensor.getStored(i) / tensor.size();
        }
        double variance = 0;
        for (int i = 0; i < tensor.size(); i++) {
            double distance = tensor.getStored(i) - mean;
            variance += distance * distance / tensor.size();
        }
        return variance > 0 ? Math.sqrt(variance) : 1;
    }

    /// The root of the mean square of the elements, or 1 if all are 0: the deviation of a parameter from 0.
    static double size(Tensor tensor) {
        double squares = 0;
        for (int i = 0; i < tensor.size(); i++) {
            squares += tensor.getStored(i) * tensor.getStored(i) / tensor.size();
        }
        return squares > 0 ? Math.sqrt(squares) : 1;
    }

    static void requireDouble(Tensor tensor) {
        if (tensor.precision() != Precision.FLOAT64) {
            throw new IllegalArgumentException(
                    "GradientCheck: %s %s does not fit differences; expected FLOAT64, because float32 is too coarse to see a mistake"
                            .formatted(tensor.precision(), tensor.shape()));
        }
    }
}
