package dev.chainrule.lab.demonstration;

import java.util.random.RandomGenerator;

/// Examples of a linear law with Gaussian noise, `y = X·w + σ·noise`, whose best weights have a closed form.
///
/// @param x one row an example
/// @param y what was observed of each
/// @param truth the weights of the law
@SuppressWarnings("ArrayRecordComponent") // compared nowhere
record LinearCase(double[][] x, double[] y, double[] truth) {

    /// Draws weights from N(0, τ²), inputs from N(0, 1) and noise from N(0, σ²).
    static LinearCase draw(int examples, int features, double tau, double sigma, RandomGenerator random) {
        double[] truth = new double[features];
        for (int j = 0; j < features; j++) {
            truth[j] = tau * random.nextGaussian();
        }
        double[][] x = new double[examples][features];
        double[] y = new double[examples];
        for (int i = 0; i < examples; i++) {
            for (int j = 0; j < features; j++) {
                x[i][j] = random.nextGaussian();
                y[i] += x[i][j] * truth[j];
            }
            y[i] += sigma * random.nextGaussian();
        }
        return new LinearCase(x, y, truth);
    }

    /// The weights at which `Σ (y − X·w)² / N + λ·Σ w²` is least: those of `(XᵀX + N·λ·I)·w = Xᵀy`.
    double[] weights(double lambda) {
        int features = truth.length;
        double[][] normal = new double[features][features];
        double[] right = new double[features];
        for (int j = 0; j < features; j++) {
            for (int i = 0; i < y.length; i++) {
                right[j] += x[i][j] * y[i];
                for (int k = 0; k <= j; k++) {
                    normal[j][k] += x[i][j] * x[i][k];
                }
            }
            normal[j][j] += y.length * lambda;
        }
        return solved(normal, right);
    }

    /// By Cholesky's factorisation `A = L·Lᵀ`, of which the lower half of A is overwritten by L.
    private static double[] solved(double[][] a, double[] right) {
        int size = right.length;
        double[] z = right.clone();
        for (int j = 0; j < size; j++) {
            for (int k = 0; k < j; k++) {
                a[j][k] = (a[j][k] - product(a[j], a[k], k)) / a[k][k];
            }
            a[j][j] = StrictMath.sqrt(a[j][j] - product(a[j], a[j], j));
            z[j] = (z[j] - product(a[j], z, j)) / a[j][j];
        }
        for (int j = size - 1; j >= 0; j--) {
            for (int k = j + 1; k < size; k++) {
                z[j] -= a[k][j] * z[k];
            }
            z[j] /= a[j][j];
        }
        return z;
    }

    private static double product(double[] one, double[] other, int terms) {
        double sum = 0;
        for (int i = 0; i < terms; i++) {
            sum += one[i] * other[i];
        }
        return sum;
    }

    /// How far weights are from the truth, squared: the error on unseen examples beyond the noise, because inputs
    /// are N(0, 1).
    double excessError(double... weights) {
        double sum = 0;
        for (int j = 0; j < truth.length; j++) {
            sum += (weights[j] - truth[j]) * (weights[j] - truth[j]);
        }
        return sum;
    }
}
