package dev.chainrule.kernel.vector.convolution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.kernel.ConvolutionGeometry;
import dev.chainrule.kernel.Parallel;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class VectorWinogradTest {
    /// Largest error, as part of the largest exact value.
    private static final double TOLERANCE = 2e-5;

    private static final int[] CHANNELS = {1, 2, 3, 5, 8, 15, 16, 17, 31, 32, 33, 48, 50, 64, 65, 80, 130, 144};

    enum Pass {
        FORWARD,
        INPUT_GRADIENT,
        WEIGHT_GRADIENT
    }

    @Test
    void agreesWithTheDefinitionOnRandomGeometries() {
        Random random = new Random(1);
        for (int i = 0; i < 200; i++) {
            int padding = random.nextInt(3);
            int least = Math.max(1, 3 - 2 * padding);
            ConvolutionGeometry g = geometry(
                    random.nextInt(1, 5),
                    CHANNELS[random.nextInt(CHANNELS.length)],
                    random.nextInt(least, 19),
                    random.nextInt(least, 19),
                    CHANNELS[random.nextInt(CHANNELS.length)],
                    padding);
            Problem problem = new Problem(g, random);
            for (Pass pass : Pass.values()) {
                double error = error(problem.exact(pass), problem.run(pass, 1));
                assertThat(error).as("%s %s", pass, g).isLessThanOrEqualTo(TOLERANCE);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "3, 64, 33, 30, 64, 1",
        "2, 300, 9, 9, 70, 1",
        "1, 40, 50, 6, 300, 0",
        "9, 136, 18, 18, 160, 1",
        "7, 136, 18, 18, 160, 1"
    })
    void agreesWithTheDefinitionOnLargerGeometries(int n, int c, int h, int w, int f, int padding) {
        Problem problem = new Problem(geometry(n, c, h, w, f, padding), new Random(2));
        for (Pass pass : Pass.values()) {
            double error = error(problem.exact(pass), problem.run(pass, 2));
            assertThat(error).as("%s", pass).isLessThanOrEqualTo(TOLERANCE);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theNumberOfThreadsDoesNotChangeABit(Pass pass) {
        Random random = new Random(3);
        for (int i = 0; i < 12; i++) {
            Problem problem = new Problem(
                    geometry(
                            random.nextInt(1, 20),
                            CHANNELS[random.nextInt(CHANNELS.length)],
                            random.nextInt(3, 20),
                            random.nextInt(3, 20),
                            CHANNELS[random.nextInt(CHANNELS.length)],
                            random.nextInt(2)),
                    random);
            float[] one = problem.run(pass, 1);
            for (int threads : new int[] {2, 3, 8}) {
                assertThat(problem.run(pass, threads))
                        .as("%d threads, %s", threads, problem.g)
                        .isEqualTo(one);
            }
        }
    }

    @Test
    void theNumberOfThreadsDoesNotChangeSumsThatAllComputeTogether() {
        Problem problem = new Problem(geometry(9, 136, 18, 18, 160, 1), new Random(6));
        float[] one = problem.run(Pass.WEIGHT_GRADIENT, 1);
        for (int threads : new int[] {2, 3, 8}) {
            assertThat(problem.run(Pass.WEIGHT_GRADIENT, threads)).isEqualTo(one);
        }
    }

    @Test
    void whatIsNotFiniteReachesAllThatDependsOnIt() {
        ConvolutionGeometry g = geometry(2, 18, 9, 11, 20, 1);
        Random random = new Random(4);
        for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            for (int pixel = 0; pixel < 99; pixel++) {
                Problem problem = new Problem(g, random);
                makePositive(problem.w);
                makePositive(problem.dy);
                problem.x[(99 + pixel) * 18 + 17] = value;
                double[] exact = problem.exact(Pass.FORWARD);
                float[] y = problem.run(Pass.FORWARD, 1);
                for (int i = 0; i < y.length; i++) {
                    assertThat(Float.isFinite(y[i]) && !Double.isFinite(exact[i]))
                            .isFalse();
                }
                assertThat(y[0]).isFinite();
                float[] dw = problem.run(Pass.WEIGHT_GRADIENT, 1);
                double[] exactDw = problem.exact(Pass.WEIGHT_GRADIENT);
                for (int i = 0; i < dw.length; i++) {
                    assertThat(Float.isFinite(dw[i]) && !Double.isFinite(exactDw[i]))
                            .isFalse();
                    assertThat(Float.isFinite(dw[i])).isEqualTo(i % 18 != 17);
                }
            }
        }
    }

    @Test
    void anEmptyBatchHasNoGradient() {
        Problem problem = new Problem(geometry(0, 16, 8, 8, 16, 1), new Random(5));
        assertThat(problem.run(Pass.FORWARD, 2)).isEmpty();
        assertThat(problem.run(Pass.INPUT_GRADIENT, 2)).isEmpty();
        assertThat(problem.run(Pass.WEIGHT_GRADIENT, 2)).containsOnly(0);
    }

    @Test
    void otherKernelsAndStridesDoNotFit() {
        assertThat(VectorWinograd.fits(geometry(1, 64, 8, 8, 64, 1))).isTrue();
        assertThat(VectorWinograd.fits(new ConvolutionGeometry(1, 64, 8, 8, 64, 3, 3, 2, 1, 1, 1)))
                .isFalse();
        assertThat(VectorWinograd.fits(new ConvolutionGeometry(1, 64, 8, 8, 64, 3, 3, 1, 1, 1, 0)))
                .isFalse();
        assertThat(VectorWinograd.fits(new ConvolutionGeometry(1, 64, 8, 8, 64, 3, 5, 1, 1, 1, 1)))
                .isFalse();
    }

    private static ConvolutionGeometry geometry(int n, int c, int h, int w, int f, int padding) {
        return new ConvolutionGeometry(n, c, h, w, f, 3, 3, 1, 1, padding, padding);
    }

    private static void makePositive(float[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.abs(values[i]) + 0.1f;
        }
    }

    private static double error(double[] exact, float[] actual) {
        double largest = 0;
        double error = 0;
        for (int i = 0; i < exact.length; i++) {
            largest = Math.max(largest, Math.abs(exact[i]));
            error = Math.max(error, Math.abs(exact[i] - actual[i]));
        }
        return error / largest;
    }

    /// Random operands, and what is to come out.
    private static final class Problem {
        final ConvolutionGeometry g;
        final float[] x;
        final float[] w;
        final float[] b;
        final float[] dy;

        Problem(ConvolutionGeometry g, Random random) {
            this.g = g;
            x = gaussian(g.inputShape().size(), random);
            w = gaussian(g.weightShape().size(), random);
            b = gaussian(g.filters(), random);
            dy = gaussian(g.outputShape().size(), random);
        }

        float[] run(Pass pass, int threads) {
            int size = switch (pass) {
                case FORWARD -> dy.length;
                case INPUT_GRADIENT -> x.length;
                case WEIGHT_GRADIENT -> w.length;
            };
            float[] result = new float[size];
            Arrays.fill(result, Float.NaN);
            try (Parallel parallel = Parallel.ofThreads(threads)) {
                Parallel.with(parallel, () -> {
                    switch (pass) {
                        case FORWARD -> VectorWinograd.forward(g, x, w, b, result);
                        case INPUT_GRADIENT -> VectorWinograd.inputGradient(g, dy, w, result);
                        case WEIGHT_GRADIENT -> VectorWinograd.weightGradient(g, x, dy, result);
                    }
                    return null;
                });
            }
            return result;
        }

        /// Visits each product of a pixel and a weight once.
        double[] exact(Pass pass) {
            double[] y = IntStream.range(0, dy.length)
                    .mapToDouble(i -> b[i % b.length])
                    .toArray();
            double[] dx = new double[x.length];
            double[] dw = new double[w.length];
            int channels = g.channels();
            int filters = g.filters();
            for (int out = 0; out < g.examples() * g.outputHeight() * g.outputWidth(); out++) {
                int example = out / g.outputWidth() / g.outputHeight();
                for (int tap = 0; tap < 9; tap++) {
                    int row = out / g.outputWidth() % g.outputHeight() + tap / 3 - g.paddingHeight();
                    int column = out % g.outputWidth() + tap % 3 - g.paddingWidth();
                    if (row < 0 || row >= g.height() || column < 0 || column >= g.width()) {
                        continue;
                    }
                    int in = (example * g.height() + row) * g.width() + column;
                    for (int f = 0; f < filters; f++) {
                        for (int c = 0; c < channels; c++) {
                            int iw = (f * 9 + tap) * channels + c;
                            int ix = in * channels + c;
                            int iy = out * filters + f;
                            switch (pass) {
                                case FORWARD -> y[iy] += (double) x[ix] * w[iw];
                                case INPUT_GRADIENT -> dx[ix] += (double) dy[iy] * w[iw];
                                case WEIGHT_GRADIENT -> dw[iw] += (double) dy[iy] * x[ix];
                            }
                        }
                    }
                }
            }
            return switch (pass) {
                case FORWARD -> y;
                case INPUT_GRADIENT -> dx;
                case WEIGHT_GRADIENT -> dw;
            };
        }

        private static float[] gaussian(int size, Random random) {
            float[] values = new float[size];
            for (int i = 0; i < size; i++) {
                values[i] = (float) random.nextGaussian();
            }
            return values;
        }
    }
}
