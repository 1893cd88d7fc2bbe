package dev.chainrule.explain;

import dev.chainrule.model.Model;
import dev.chainrule.random.RandomKey;
import dev.chainrule.settings.Require;
import dev.chainrule.tensor.Tensor;
import java.util.Arrays;
import java.util.function.DoubleConsumer;
import java.util.random.RandomGenerator;

/// The mean of the gradients of a score at many noisy copies of an example: what of a saliency is mere sharp texture of
/// the score function cancels out.
///
/// `1/S · Σ ∂s(x + ε)/∂x`, with `ε` Gaussian of a deviation of `noise · (max x − min x)`.
///
/// **Source**: D. Smilkov and others, *SmoothGrad: removing noise by adding noise*, 2017.
///
/// @param samples S, noisy copies of each example
/// @param noise the deviation as a share of the range of the example's own numbers
/// @param seed of the noise
public record SmoothGrad(int samples, double noise, long seed) {
    /// Checks the settings.
    public SmoothGrad {
        Require.atLeast(1, "SmoothGrad", "samples", samples);
        Require.positive("SmoothGrad", "noise", noise);
    }

    /// 50 copies with a noise of 15 %, as the paper recommends.
    public static SmoothGrad of() {
        return new SmoothGrad(50, 0.15, 1);
    }

    /// The mean gradient of each example.
    ///
    /// @param x one example a row
    /// @param progress gets the share that is done, from 0 to 1
    /// @param classes one an example
    /// @return in the shape of `x`, owned by the caller
    /// @throws dev.chainrule.tensor.ShapeMismatchException if the examples do not fit the network
    /// @throws IllegalArgumentException if a class does not exist, or there are more or fewer than examples
    public Tensor of(Model model, Tensor x, DoubleConsumer progress, int... classes) {
        Tensor mean = Tensor.zeros(x.precision(), x.shape());
        int examples = x.shape().extent(0);
        for (int n = 0; n < examples; n++) {
            double[] sum = sum(model, x, n, classes[n]);
            for (int i = 0; i < sum.length; i++) {
                mean.setStored(n * sum.length + i, sum[i] / samples);
            }
            progress.accept((n + 1.0) / examples);
        }
        return mean;
    }

    /// An example's noise is its own: it depends on its place in the batch and on nothing else of the batch.
    private double[] sum(Model model, Tensor x, int n, int label) {
        int size = x.shape().sizePerExample();
        double deviation = noise * range(x, n, size);
        RandomGenerator random = RandomKey.of(seed).child(n).generator();
        Tensor noisy = Tensor.zeros(x.precision(), x.shape().withoutFirst().batchOf(samples));
        for (int at = 0; at < noisy.size(); at++) {
            noisy.setStored(at, x.getStored(n * size + at % size) + deviation * random.nextGaussian());
        }
        int[] labels = new int[samples];
        Arrays.fill(labels, label);
        Tensor gradients = InputGradient.of(model, noisy, labels);
        double[] sum = new double[size];
        for (int at = 0; at < gradients.size(); at++) {
            sum[at % size] += gradients.getStored(at);
        }
        return sum;
    }

    private static double range(Tensor x, int n, int size) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int i = n * size; i < (n + 1) * size; i++) {
            low = Math.min(low, x.getStored(i));
            high = Math.max(high, x.getStored(i));
        }
        return high - low;
    }
}
