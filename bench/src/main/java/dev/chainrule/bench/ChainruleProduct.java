package dev.chainrule.bench;

import dev.chainrule.kernel.Gemm;
import dev.chainrule.kernel.Kernels;
import dev.chainrule.kernel.Parallel;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.Random;

/// The matrix product of this library, in either precision.
final class ChainruleProduct implements Task {
    private final ProductShape shape;
    private final Gemm gemm;
    private final Tensor a;
    private final Tensor b;
    private final Tensor c;
    private final Parallel parallel;

    ChainruleProduct(ProductShape shape, Precision precision, int threads) {
        this.shape = shape;
        gemm = Kernels.of(precision).gemm();
        Random random = new Random(231);
        a = gaussian(precision, shape.transposeA(), shape.m(), shape.k(), random);
        b = gaussian(precision, shape.transposeB(), shape.k(), shape.n(), random);
        c = Tensor.zeros(precision, Shape.of(shape.m(), shape.n()));
        parallel = Parallel.ofThreads(threads);
    }

    private static Tensor gaussian(Precision precision, boolean transposed, int rows, int columns, Random random) {
        Shape stored = transposed ? Shape.of(columns, rows) : Shape.of(rows, columns);
        return RandomTensors.gaussian(precision, stored, random);
    }

    @Override
    public void step() {
        Parallel.with(parallel, () -> {
            gemm.multiply(a, shape.transposeA(), b, shape.transposeB(), c);
            return c;
        });
    }

    @Override
    public double result() {
        return Statistics.weightedSum(c.toArray());
    }
}
