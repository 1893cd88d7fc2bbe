package dev.chainrule.kernel.vector.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.kernel.Parallel;
import dev.chainrule.kernel.reference.ReferenceGemm;
import dev.chainrule.tensor.DoubleTensor;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Range;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VectorGemmTest {
    private static final int[] EXTENTS = {0, 1, 2, 3, 4, 5, 6, 7, 11, 12, 13, 15, 16, 17, 24, 31, 32, 33, 50, 63, 65};
    private static final int[] STEPS = {0, 1, 3, 15, 16, 17, 40, 255, 257};

    @ParameterizedTest
    @CsvSource({"false, false", "true, false", "false, true", "true, true"})
    void agreesWithTheReferenceOnSizesAroundTiles(boolean transposeA, boolean transposeB) {
        Random random = new Random(1);
        for (int m : EXTENTS) {
            for (int n : EXTENTS) {
                int k = STEPS[random.nextInt(STEPS.length)];
                check(new Problem(transposeA, transposeB, m, n, k, random.nextInt(3), random));
            }
        }
    }

    @Test
    void productsOfColumnsAgreeWithTheReferenceAndAddToWhatWasThere() {
        Random random = new Random(4);
        for (int features : EXTENTS) {
            for (int rows : new int[] {0, 1, 5, 127, 128, 129, 300}) {
                Tensor x = Tensor.gaussian(Precision.FLOAT32, Shape.of(rows, features), random);
                Tensor fast = Tensor.gaussian(Precision.FLOAT64, Shape.of(features, features), random);
                Tensor exact = fast.copy();
                new VectorGemm().addGram(x, fast);
                new ReferenceGemm().addGram(x.as(Precision.FLOAT64), exact);
                for (int i = 0; i < features; i++) {
                    for (int j = i; j < features; j++) {
                        assertThat(fast.get(i, j)).isCloseTo(exact.get(i, j), within(1e-11));
                    }
                }
            }
        }
    }

    @Test
    void productsOfColumnsHaveTheSameBitsForAnyThreadsAndInAnyParts() {
        Tensor x = Tensor.gaussian(Precision.FLOAT32, Shape.of(300, 45), new Random(5));
        Tensor whole = gram(1, x);
        assertThat(gram(2, x).toArray()).isEqualTo(whole.toArray());
        assertThat(gram(3, x).toArray()).isEqualTo(whole.toArray());
        Tensor parts = gram(1, x.slice(Range.of(0, 77)));
        new VectorGemm().addGram(x.slice(Range.of(77, 300)), parts);
        for (int i = 0; i < 45; i++) {
            for (int j = i; j < 45; j++) {
                assertThat(parts.get(i, j)).isEqualTo(whole.get(i, j));
            }
        }
    }

    private static Tensor gram(int threads, Tensor x) {
        int features = x.shape().extent(1);
        Tensor sums = Tensor.zeros(Precision.FLOAT64, Shape.of(features, features));
        try (Parallel parallel = Parallel.ofThreads(threads)) {
            Parallel.with(parallel, () -> {
                new VectorGemm().addGram(x, sums);
                return true;
            });
        }
        return sums;
    }

    @ParameterizedTest
    @CsvSource({"false, false", "true, false", "false, true", "true, true"})
    void agreesWithTheReferenceOnEveryInnerExtent(boolean transposeA, boolean transposeB) {
        Random random = new Random(2);
        for (int k : STEPS) {
            for (int mode = 0; mode < 3; mode++) {
                check(new Problem(transposeA, transposeB, 29, 45, k, mode, random));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "false, false, 50, 100, 3072",
        "true, false, 3072, 100, 50",
        "false, true, 50, 3072, 100",
        "true, true, 130, 530, 300",
        "true, false, 40, 600, 270",
        "false, false, 500, 90, 513",
        "false, false, 1, 1000, 300",
        "false, true, 1000, 1, 300",
        "false, false, 240, 75, 4100",
        "false, true, 243, 35, 2100",
        "true, true, 131, 70, 2049",
        "false, false, 241, 96, 2060",
        "false, true, 250, 160, 90",
        "false, false, 240, 32, 100",
        "false, true, 260, 112, 70",
        "false, false, 250, 75, 4300",
        "false, true, 257, 53, 4100",
        "false, false, 131, 530, 300",
        "false, false, 239, 150, 257",
        "true, false, 140, 150, 257",
        "false, false, 510, 41, 513",
        "false, true, 503, 70, 1024"
    })
    void agreesWithTheReferenceOnLargeProducts(boolean transposeA, boolean transposeB, int m, int n, int k) {
        Random random = new Random(3);
        for (int mode = 0; mode < 3; mode++) {
            check(new Problem(transposeA, transposeB, m, n, k, mode, random));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "false, false, 50, 100, 3072",
        "false, false, 7, 80, 2500",
        "false, false, 100, 100, 1500",
        "false, false, 239, 130, 1100",
        "false, false, 30, 300, 600",
        "true, false, 3072, 100, 50",
        "false, true, 50, 3072, 100",
        "true, true, 130, 530, 300",
        "false, false, 257, 257, 257",
        "false, false, 250, 600, 2100",
        "false, false, 487, 530, 600",
        "false, true, 487, 530, 600",
        "false, false, 7, 801, 300",
        "true, false, 801, 7, 300",
        "false, false, 250, 75, 4300",
        "false, true, 257, 53, 4100"
    })
    void theNumberOfThreadsDoesNotChangeABit(boolean transposeA, boolean transposeB, int m, int n, int k) {
        for (int mode = 0; mode < 3; mode++) {
            Problem problem = new Problem(transposeA, transposeB, m, n, k, mode, new Random(4));
            float[] one = problem.product(1);
            for (int threads : new int[] {2, 3, 8}) {
                assertThat(problem.product(threads))
                        .as("%d threads, mode %d", threads, mode)
                        .isEqualTo(one);
            }
        }
    }

    @Test
    void theBitsAreThoseOfOneChainOfMultiplyAdds() {
        for (int mode = 0; mode < 3; mode++) {
            Problem x = new Problem(false, true, 41, 71, 600, mode, new Random(5));
            float[] c = x.product(2);
            for (int i = 0; i < x.m; i++) {
                for (int j = 0; j < x.n; j++) {
                    int at = x.cOffset + i * x.ldc + j;
                    float sum = x.accumulate() ? x.c[at] : x.hasBias() ? x.bias[x.biasOffset + j] : 0;
                    for (int p = 0; p < x.k; p++) {
                        sum = Math.fma(x.a[x.aOffset + i * x.lda + p], x.b[x.bOffset + j * x.ldb + p], sum);
                    }
                    assertThat(c[at]).isEqualTo(sum);
                }
            }
        }
    }

    /// Steps of a transposed left factor that are a multiple of 4 KiB apart are packed.
    @ParameterizedTest
    @CsvSource({"1024, 200, 70", "1028, 200, 270", "512, 130, 300", "3072, 128, 9", "2048, 33, 40", "2, 200, 70"})
    void stepsThatShareTheFirstLevelCacheArePackedIntoTheSameBits(int m, int n, int k) {
        Tensor a = Tensor.gaussian(Precision.FLOAT32, Shape.of(k, m), new Random(7));
        Tensor b = Tensor.gaussian(Precision.FLOAT32, Shape.of(k, n), new Random(8));
        Tensor c = Tensor.zeros(Precision.FLOAT32, Shape.of(m, n));
        new VectorGemm().multiply(a, true, b, false, c);
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                float sum = 0;
                for (int p = 0; p < k; p++) {
                    sum = Math.fma((float) a.get(p, i), (float) b.get(p, j), sum);
                }
                assertThat((float) c.get(i, j)).isEqualTo(sum);
            }
        }
    }

    @Test
    void aZeroTimesInfinityIsNotANumber() {
        int size = 40;
        float[] a = new float[size * size];
        float[] b = new float[size * size];
        float[] c = new float[size * size];
        b[3 * size + 5] = Float.POSITIVE_INFINITY;
        a[7 * size + 20] = Float.NaN;
        VectorGemm.multiply(new VectorProduct(
                size, size, size, new Operand(a, 0, size), new Operand(b, 0, size), new Operand(c, 0, size)));
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                assertThat(Float.isNaN(c[i * size + j])).as("(%d, %d)", i, j).isEqualTo(j == 5 || i == 7);
            }
        }
    }

    private static void check(Problem problem) {
        double[] expected = problem.reference();
        float[] actual = problem.product(1);
        double tolerance = 1e-7 * (problem.k + 10);
        for (int i = 0; i < expected.length; i++) {
            if (!(Math.abs(actual[i] - expected[i]) <= tolerance)) {
                assertThat((double) actual[i]).as("%s at %d", problem, i).isEqualTo(expected[i]);
            }
        }
    }

    /// Random factors with gaps around them, which must keep their values in the product.
    private static final class Problem {
        final boolean transposeA;
        final boolean transposeB;
        final int m;
        final int n;
        final int k;
        final int mode;
        final int lda;
        final int ldb;
        final int ldc;
        final int aOffset;
        final int bOffset;
        final int cOffset;
        final int biasOffset;
        final float[] a;
        final float[] b;
        final float[] c;
        final float[] bias;

        Problem(boolean transposeA, boolean transposeB, int m, int n, int k, int mode, Random random) {
            this.transposeA = transposeA;
            this.transposeB = transposeB;
            this.m = m;
            this.n = n;
            this.k = k;
            this.mode = mode;
            lda = (transposeA ? m : k) + random.nextInt(3);
            ldb = (transposeB ? k : n) + random.nextInt(3);
            ldc = n + random.nextInt(3);
            aOffset = random.nextInt(4);
            bOffset = random.nextInt(4);
            cOffset = random.nextInt(4);
            biasOffset = random.nextInt(4);
            // No element more than needed, so that a read beyond the end is seen.
            a = numbers(random, extent(aOffset, transposeA ? k : m, transposeA ? m : k, lda));
            b = numbers(random, extent(bOffset, transposeB ? n : k, transposeB ? k : n, ldb));
            c = numbers(random, extent(cOffset, m, n, ldc));
            bias = numbers(random, biasOffset + n);
        }

        boolean accumulate() {
            return mode == 1;
        }

        boolean hasBias() {
            return mode == 2;
        }

        float[] product(int threads) {
            float[] result = c.clone();
            if (threads == 1) {
                multiply(result);
                return result;
            }
            try (Parallel parallel = Parallel.ofThreads(threads)) {
                Parallel.with(parallel, () -> {
                    multiply(result);
                    return result;
                });
            }
            return result;
        }

        void multiply(float[] result) {
            VectorGemm.multiply(new VectorProduct(
                    m,
                    n,
                    k,
                    new Operand(a, aOffset, lda, transposeA),
                    new Operand(b, bOffset, ldb, transposeB),
                    new Operand(result, cOffset, ldc),
                    accumulate(),
                    hasBias() ? new Operand(bias, biasOffset, 0) : null));
        }

        double[] reference() {
            double[] result = doubles(c);
            double[] product = new double[m * n];
            new ReferenceGemm()
                    .multiply(
                            stored(a, aOffset, transposeA ? k : m, transposeA ? m : k, lda),
                            transposeA,
                            stored(b, bOffset, transposeB ? n : k, transposeB ? k : n, ldb),
                            transposeB,
                            new DoubleTensor(Shape.of(m, n), product));
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    int at = cOffset + i * ldc + j;
                    double start = accumulate() ? c[at] : hasBias() ? bias[biasOffset + j] : 0;
                    result[at] = start + product[i * n + j];
                }
            }
            return result;
        }

        /// A matrix without the gaps around it.
        private static DoubleTensor stored(float[] numbers, int offset, int rows, int columns, int stride) {
            double[] result = new double[rows * columns];
            for (int i = 0; i < result.length; i++) {
                result[i] = numbers[offset + i / columns * stride + i % columns];
            }
            return new DoubleTensor(Shape.of(rows, columns), result);
        }

        @Override
        public String toString() {
            return "(%d × %d) · (%d × %d), transposed %s %s, mode %d"
                    .formatted(m, k, k, n, transposeA, transposeB, mode);
        }

        private static int extent(int offset, int rows, int columns, int stride) {
            return rows == 0 ? offset : offset + (rows - 1) * stride + columns;
        }

        private static float[] numbers(Random random, int count) {
            float[] numbers = new float[count];
            for (int i = 0; i < count; i++) {
                numbers[i] = random.nextFloat() * 2 - 1;
            }
            return numbers;
        }

        private static double[] doubles(float[] numbers) {
            double[] result = new double[numbers.length];
            for (int i = 0; i < result.length; i++) {
                result[i] = numbers[i];
            }
            return result;
        }
    }
}
