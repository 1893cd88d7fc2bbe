package dev.chainrule.lab.machine;

import dev.chainrule.kernel.Gemm;
import dev.chainrule.kernel.Kernels;
import dev.chainrule.kernel.Parallel;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;

/// How fast square matrices are multiplied in float32.
///
/// @param size rows and columns of each
/// @param threads that compute
/// @param multiplyAddsPerSecond of the fastest time
public record ProductRate(int size, int threads, double multiplyAddsPerSecond) {

    /// Measures it.
    ///
    /// @param nanos how long it must not become faster
    static ProductRate measured(int size, int threads, long nanos) {
        Gemm gemm = Kernels.of(Precision.FLOAT32).gemm();
        NumpyRandom random = new NumpyRandom(size);
        Tensor a = matrix(size, random);
        Tensor b = matrix(size, random);
        Tensor product = Tensor.zeros(Precision.FLOAT32, Shape.of(size, size));
        try (Parallel parallel = Parallel.ofThreads(threads)) {
            double seconds = Parallel.with(
                    parallel, () -> Times.shortest(threads, nanos, () -> gemm.multiply(a, false, b, false, product)));
            return new ProductRate(size, threads, Math.pow(size, 3) / seconds);
        }
    }

    private static Tensor matrix(int size, NumpyRandom random) {
        Tensor matrix = Tensor.zeros(Precision.FLOAT32, Shape.of(size, size));
        for (int i = 0; i < size * size; i++) {
            matrix.setStored(i, random.nextDouble() - 0.5);
        }
        return matrix;
    }

    /// The share of what the threads could reach together.
    ///
    /// @param peak multiply-adds a second of one thread, at most
    public double shareOf(double peak) {
        return multiplyAddsPerSecond / (threads * peak);
    }
}
