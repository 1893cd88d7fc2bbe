package dev.chainrule.lab.whiten;

import dev.chainrule.kernel.Kernels;
import dev.chainrule.kernel.Standardization;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.function.DoubleConsumer;

/// Mean and covariance `Σ (x − mean)ᵀ (x − mean) / N` of examples, added up in double in two passes: eigenvalues of
/// photographs span seven decades, and sums of squares of numbers that were not centred would lose the small ones.
///
/// @param mean of each feature
/// @param matrix (D, D), symmetric to the bit
@SuppressWarnings("ArrayRecordComponent") // handed on at once, compared nowhere
record Covariance(double[] mean, double[][] matrix) {

    /// Of all examples; the same bits for any number of threads.
    ///
    /// @param progress gets the share that is done
    static Covariance of(Examples examples, DoubleConsumer progress) {
        Tensor mean = mean(examples);
        int features = mean.size();
        Tensor sums = Tensor.zeros(Precision.FLOAT64, Shape.of(features, features));
        Tensor ones = Tensor.full(Precision.FLOAT64, mean.shape(), 1);
        var centring = new Standardization(mean, ones, 0, null, null, Standardization.Epilogue.NONE);
        long[] done = new long[1];
        examples.forEach(rows -> {
            Tensor centred = Tensor.allocateLike(rows);
            Kernels.of(rows).normalization().standardize(rows, centring, centred);
            Kernels.of(rows).gemm().addGram(centred, sums);
            done[0] += rows.shape().extent(0);
            progress.accept((double) done[0] / examples.size());
        });
        return new Covariance(mean.toArray(), divided(sums, examples.size()));
    }

    private static Tensor mean(Examples examples) {
        Tensor[] mean = new Tensor[1];
        long[] seen = new long[1];
        examples.forEach(rows -> {
            int count = rows.shape().extent(0);
            Tensor here = Tensor.zeros(Precision.FLOAT64, Shape.of(rows.shape().extent(1)));
            Kernels.of(rows).normalization().featureStatistics(rows, here, here.copy());
            seen[0] += count;
            Tensor before = mean[0] == null ? here : mean[0];
            mean[0] = before.plus(here.minus(before).times((double) count / seen[0]));
        });
        return mean[0];
    }

    private static double[][] divided(Tensor sums, int count) {
        int features = sums.shape().extent(0);
        double[][] matrix = new double[features][features];
        for (int i = 0; i < features; i++) {
            for (int j = i; j < features; j++) {
                double value = sums.getStored(i * features + j) / count;
                matrix[i][j] = value;
                matrix[j][i] = value;
            }
        }
        return matrix;
    }
}
