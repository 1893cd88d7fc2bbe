package dev.chainrule.lab.demonstration;

import dev.chainrule.loss.SoftmaxCrossEntropy;
import dev.chainrule.loss.SquaredError;
import dev.chainrule.loss.WeightPenalty.FullL2;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/// Losses with a penalty beside the probabilities whose logarithms they are said to be: both between the same two
/// weights, so that constants fall away. Examples, weights and labels are random numbers.
final class Posterior {
    private static final int EXAMPLES = 12;
    private static final int FEATURES = 5;
    private static final int CLASSES = 4;

    private Posterior() {}

    /// How far `N / (2σ²)` times squared error and penalty, with λ = σ² / (N·τ²), is from the logarithm of the
    /// Gaussian densities; relative.
    static double ofSquaredError(double tau, double sigma) {
        RandomGenerator random = new NumpyRandom(7);
        double[] x = gaussians(random, EXAMPLES * FEATURES);
        double[] y = gaussians(random, EXAMPLES);
        double lambda = sigma * sigma / (EXAMPLES * tau * tau);
        double[] objective = new double[2];
        double[] logarithm = new double[2];
        for (int i = 0; i < 2; i++) {
            double[] w = gaussians(random, FEATURES);
            Tensor weights = tensor(Shape.of(FEATURES, 1), w);
            Tensor scores = tensor(Shape.of(EXAMPLES, 1), scores(x, w, 1));
            objective[i] = SquaredError.of()
                            .forward(scores, tensor(Shape.of(EXAMPLES, 1), y))
                            .value()
                    + FullL2.of(lambda).value(weights);
            double[] s = scores.toArray();
            for (int n = 0; n < EXAMPLES; n++) {
                logarithm[i] += StrictMath.log(density(y[n] - s[n], sigma));
            }
            logarithm[i] += prior(w, tau);
        }
        return apart(EXAMPLES / (2 * sigma * sigma) * (objective[1] - objective[0]), logarithm[0] - logarithm[1]);
    }

    /// How far N times softmax cross-entropy and penalty, with λ = 1 / (2·N·τ²), is from the logarithm of the
    /// probabilities; relative.
    static double ofSoftmax(double tau) {
        RandomGenerator random = new NumpyRandom(8);
        double[] x = gaussians(random, EXAMPLES * FEATURES);
        int[] labels = new int[EXAMPLES];
        Arrays.setAll(labels, n -> random.nextInt(CLASSES));
        double[] objective = new double[2];
        double[] logarithm = new double[2];
        for (int i = 0; i < 2; i++) {
            double[] w = gaussians(random, FEATURES * CLASSES);
            double[] s = scores(x, w, CLASSES);
            Tensor scores = tensor(Shape.of(EXAMPLES, CLASSES), s);
            objective[i] = SoftmaxCrossEntropy.of().forward(scores, labels).value()
                    + FullL2.of(1 / (2 * EXAMPLES * tau * tau)).value(tensor(Shape.of(FEATURES, CLASSES), w));
            for (int n = 0; n < EXAMPLES; n++) {
                int first = n * CLASSES;
                double sum = Arrays.stream(s, first, first + CLASSES)
                        .map(StrictMath::exp)
                        .sum();
                logarithm[i] += StrictMath.log(StrictMath.exp(s[first + labels[n]]) / sum);
            }
            logarithm[i] += prior(w, tau);
        }
        return apart(EXAMPLES * (objective[1] - objective[0]), logarithm[0] - logarithm[1]);
    }

    private static double prior(double[] w, double tau) {
        return Arrays.stream(w)
                .map(weight -> StrictMath.log(density(weight, tau)))
                .sum();
    }

    private static double density(double value, double deviation) {
        double z = value / deviation;
        return StrictMath.exp(-z * z / 2) / (deviation * StrictMath.sqrt(2 * Math.PI));
    }

    /// `x·w`, examples in rows.
    private static double[] scores(double[] x, double[] w, int outputs) {
        double[] scores = new double[EXAMPLES * outputs];
        for (int i = 0; i < scores.length; i++) {
            for (int j = 0; j < FEATURES; j++) {
                scores[i] += x[i / outputs * FEATURES + j] * w[j * outputs + i % outputs];
            }
        }
        return scores;
    }

    private static double apart(double one, double other) {
        return Math.abs(one - other) / Math.max(Math.abs(one), Math.abs(other));
    }

    private static double[] gaussians(RandomGenerator random, int count) {
        double[] numbers = new double[count];
        Arrays.setAll(numbers, i -> random.nextGaussian());
        return numbers;
    }

    private static Tensor tensor(Shape shape, double... numbers) {
        return Tensor.of(Precision.FLOAT64, shape, numbers);
    }
}
