package dev.chainrule.bench;

import java.util.Random;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;

/// OpenBLAS's `sgemm` on operands that stay in native memory.
final class OpenBlasProduct implements Task {
    private final ProductShape shape;
    private final FloatPointer a;
    private final FloatPointer b;
    private final FloatPointer c;

    OpenBlasProduct(ProductShape shape) {
        this.shape = shape;
        Random random = new Random(231);
        a = gaussian(shape.m() * shape.k(), random);
        b = gaussian(shape.k() * shape.n(), random);
        c = new FloatPointer((long) shape.m() * shape.n());
    }

    private static FloatPointer gaussian(int length, Random random) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return new FloatPointer(values);
    }

    static void setThreads(int threads) {
        openblas.blas_set_num_threads(threads);
    }

    @Override
    public void step() {
        openblas.cblas_sgemm(
                openblas.CblasRowMajor,
                shape.transposeA() ? openblas.CblasTrans : openblas.CblasNoTrans,
                shape.transposeB() ? openblas.CblasTrans : openblas.CblasNoTrans,
                shape.m(),
                shape.n(),
                shape.k(),
                1f,
                a,
                shape.transposeA() ? shape.m() : shape.k(),
                b,
                shape.transposeB() ? shape.k() : shape.n(),
                0f,
                c,
                shape.n());
    }

    @Override
    public double result() {
        double[] values = new double[shape.m() * shape.n()];
        for (int i = 0; i < values.length; i++) {
            values[i] = c.get(i);
        }
        return Statistics.weightedSum(values);
    }
}
