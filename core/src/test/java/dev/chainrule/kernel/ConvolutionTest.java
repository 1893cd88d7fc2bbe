package dev.chainrule.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.Tensors;
import dev.chainrule.Tolerance;
import dev.chainrule.kernel.reference.ReferenceConvolution;
import dev.chainrule.kernel.vector.convolution.VectorConvolution;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import dev.chainrule.tensor.Tensor;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConvolutionTest {
    /// What Winograd's algorithm may add to the rounding, by the largest value.
    private static final double WINOGRAD = 2e-5;

    @ParameterizedTest
    @EnumSource
    void fastEqualsNaiveOnRandomGeometries(ConvolutionAlgorithm algorithm) {
        Random random = new Random(231);
        for (int i = 0; i < 500; i++) {
            check(geometry(random), algorithm, i, i % 3 != 0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void fastEqualsNaiveOnStride1Kernels3x3(ConvolutionAlgorithm algorithm) {
        Random random = new Random(5);
        for (int i = 0; i < 60; i++) {
            int height = 1 + random.nextInt(14);
            int width = 1 + random.nextInt(14);
            int padding = Math.max(height, width) < 3 ? 1 : random.nextInt(3);
            int least = Math.max(padding, Math.min(height, width) < 3 ? 1 : 0);
            check(
                    new ConvolutionGeometry(
                            1 + random.nextInt(5),
                            1 + random.nextInt(70),
                            height,
                            width,
                            1 + random.nextInt(70),
                            3,
                            3,
                            1,
                            1,
                            least,
                            least),
                    algorithm,
                    i,
                    true);
        }
    }

    @ParameterizedTest
    @EnumSource
    void fastEqualsNaiveOnSizesThatAreSplit(ConvolutionAlgorithm algorithm) {
        check(new ConvolutionGeometry(2, 3, 70, 65, 20, 7, 7, 1, 1, 3, 3), algorithm, 1, true);
        check(new ConvolutionGeometry(1, 130, 20, 33, 70, 3, 3, 1, 1, 1, 1), algorithm, 2, true);
        check(new ConvolutionGeometry(1, 5, 3, 300, 4, 1, 5, 1, 2, 0, 2), algorithm, 3, true);
        check(new ConvolutionGeometry(1, 5, 300, 3, 4, 5, 1, 3, 1, 2, 0), algorithm, 4, true);
        check(new ConvolutionGeometry(40, 300, 3, 3, 80, 3, 3, 2, 2, 1, 1), algorithm, 5, true);
        check(new ConvolutionGeometry(300, 600, 1, 1, 3, 1, 1, 1, 1, 0, 0), algorithm, 6, true);
        check(new ConvolutionGeometry(3, 40, 40, 40, 33, 3, 3, 2, 2, 1, 1), algorithm, 7, true);
        check(new ConvolutionGeometry(2, 3, 20, 21, 96, 5, 5, 1, 1, 0, 0), algorithm, 8, true);
        check(new ConvolutionGeometry(9, 3, 17, 19, 37, 7, 7, 1, 2, 3, 3), algorithm, 9, true);
        check(new ConvolutionGeometry(2, 35, 9, 10, 70, 3, 3, 2, 2, 1, 1), algorithm, 10, true);
        check(new ConvolutionGeometry(300, 1, 5, 4, 80, 5, 4, 1, 1, 0, 0), algorithm, 10, true);
        check(new ConvolutionGeometry(3, 1, 40, 600, 7, 40, 2, 1, 1, 0, 1), algorithm, 11, true);
    }

    @Test
    void aNewThreadNeedsNoMoreRoomThanForItsOwnWork() {
        for (ConvolutionGeometry g : List.of(
                new ConvolutionGeometry(1, 16, 74, 74, 4, 5, 5, 1, 1, 0, 0),
                new ConvolutionGeometry(2, 48, 12, 12, 40, 3, 3, 1, 1, 1, 1),
                new ConvolutionGeometry(2, 3, 20, 21, 96, 7, 7, 2, 2, 3, 3))) {
            Threads.assertSameBitsInNewThread(() -> run(g, Precision.FLOAT32, ConvolutionAlgorithm.FASTEST, 3, true));
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyNumberOfThreadsGivesTheSameBits(ConvolutionAlgorithm algorithm) {
        Random random = new Random(7);
        for (int i = 0; i < 40; i++) {
            ConvolutionGeometry g = geometry(random);
            Threads.assertSameBits(() -> run(g, Precision.FLOAT32, algorithm, 3, true));
        }
        ConvolutionGeometry large = new ConvolutionGeometry(9, 33, 17, 16, 70, 3, 3, 1, 1, 1, 1);
        Threads.assertSameBits(() -> run(large, Precision.FLOAT32, algorithm, 3, true));
    }

    @ParameterizedTest
    @EnumSource
    void dilatedAndGroupedEqualNaiveOnRandomGeometries(ConvolutionAlgorithm algorithm) {
        Random random = new Random(17);
        for (int i = 0; i < 600; i++) {
            check(sparse(random), algorithm, i, i % 3 != 0);
        }
        check(sparse(2, 64, 19, 18, 64, 1, 64), algorithm, 1, true);
        check(sparse(1, 40, 33, 70, 80, 2, 40), algorithm, 2, true);
        check(sparse(3, 48, 40, 37, 40, 3, 1), algorithm, 3, true);
        check(sparse(3, 48, 40, 37, 32, 2, 8), algorithm, 4, false);
    }

    @Test
    void dilatedAndGroupedHaveTheSameBitsForAnyNumberOfThreads() {
        Random random = new Random(8);
        for (int i = 0; i < 60; i++) {
            ConvolutionGeometry g = sparse(random);
            Threads.assertSameBits(() -> run(g, Precision.FLOAT32, ConvolutionAlgorithm.FASTEST, 3, true));
        }
        for (ConvolutionGeometry g : List.of(
                sparse(9, 64, 33, 18, 64, 1, 64), sparse(9, 20, 33, 18, 40, 2, 20), sparse(9, 48, 33, 37, 40, 2, 2))) {
            Threads.assertSameBits(() -> run(g, Precision.FLOAT32, ConvolutionAlgorithm.FASTEST, 3, true));
        }
    }

    /// A dilated kernel is a larger one with zeros in between, and a grouped one has zeros for the other groups.
    @Test
    void theReferenceIsThatOfADenseKernelWithZeros() {
        ConvolutionGeometry g = new ConvolutionGeometry(2, 6, 11, 13, 4, 3, 2, 2, 1, 2, 3, 2, 3, 2);
        ConvolutionGeometry dense = new ConvolutionGeometry(2, 6, 11, 13, 4, 5, 4, 2, 1, 2, 3);
        assertThat(g.outputShape()).isEqualTo(dense.outputShape());
        Tensor x = Tensors.gaussian(Precision.FLOAT64, 1, 1, g.inputShape().toArray());
        Tensor w = Tensors.gaussian(Precision.FLOAT64, 2, 1, g.weightShape().toArray());
        Tensor dy = Tensors.gaussian(Precision.FLOAT64, 3, 1, g.outputShape().toArray());
        Tensor full = spread(g, dense, w);
        Convolution kernel = new ReferenceConvolution();
        Tensor[] results = new Tensor[6];
        for (int i = 0; i < 2; i++) {
            ConvolutionGeometry each = i == 0 ? g : dense;
            results[i] = Tensor.zeros(Precision.FLOAT64, each.outputShape());
            results[2 + i] = Tensor.zeros(Precision.FLOAT64, each.inputShape());
            results[4 + i] = Tensor.zeros(Precision.FLOAT64, each.weightShape());
            kernel.forward(each, x, i == 0 ? w : full, null, results[i]);
            kernel.inputGradient(each, dy, i == 0 ? w : full, results[2 + i]);
            kernel.weightGradient(each, x, dy, results[4 + i]);
        }
        assertThat(error(results[0], results[1])).isLessThan(1e-14);
        assertThat(error(results[2], results[3])).isLessThan(1e-14);
        for (int f = 0; f < 4; f++) {
            for (int c = 0; c < 3; c++) {
                for (int u = 0; u < 3; u++) {
                    for (int v = 0; v < 2; v++) {
                        double expected = results[5].get(f, f / 2 * 3 + c, 2 * u, 3 * v);
                        assertThat(results[4].get(f, c, u, v)).isCloseTo(expected, within(1e-12));
                    }
                }
            }
        }
    }

    private static Tensor spread(ConvolutionGeometry g, ConvolutionGeometry dense, Tensor w) {
        Tensor full = Tensor.zeros(Precision.FLOAT64, dense.weightShape());
        for (int f = 0; f < g.filters(); f++) {
            for (int c = 0; c < g.channelsOfGroup(); c++) {
                for (int u = 0; u < g.kernelHeight(); u++) {
                    for (int v = 0; v < g.kernelWidth(); v++) {
                        int channel = f / g.filtersOfGroup() * g.channelsOfGroup() + c;
                        full.set(w.get(f, c, u, v), f, channel, u * g.dilationHeight(), v * g.dilationWidth());
                    }
                }
            }
        }
        return full;
    }

    @Test
    void groupsThatDoNotDivideAndKernelsThatAreDilatedTooFarAreRefused() {
        assertThatThrownBy(() -> new ConvolutionGeometry(1, 6, 8, 8, 4, 3, 3, 1, 1, 0, 0, 1, 1, 3))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("Convolution: groups 3 does not fit channels 6 and filters 4; expected a divisor of both");
        assertThatThrownBy(() -> new ConvolutionGeometry(1, 6, 8, 9, 4, 3, 3, 1, 1, 1, 0, 5, 4, 1))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("Convolution: kernel (3, 3), dilated to (11, 9), does not fit image (8, 9) with padding"
                        + " (1, 0); expected a kernel of at most (10, 9). Use a smaller kernel, less dilation, more"
                        + " padding or larger images");
        assertThatThrownBy(() -> new ConvolutionGeometry(1, 6, 8, 8, 4, 3, 3, 1, 1, 1, 1, 0, 1, 1))
                .hasMessage("Convolution: row dilation 0 does not fit; expected at least 1");
        assertThatThrownBy(() -> new ConvolutionGeometry(1, 6, 8, 8, 4, 3, 3, 1, 1, 1, 1, 1, Integer.MAX_VALUE, 1))
                .hasMessageContaining("dilated to (3, 4294967295)");
    }

    /// A 3×3 kernel that keeps the size.
    private static ConvolutionGeometry sparse(int n, int c, int height, int width, int f, int dilation, int groups) {
        return new ConvolutionGeometry(
                n, c, height, width, f, 3, 3, 1, 1, dilation, dilation, dilation, dilation, groups);
    }

    private static ConvolutionGeometry sparse(Random random) {
        int[] sizes = {1, 2, 3, 5, 8, 9, 16, 17, 24, 33};
        int groups = random.nextInt(3) == 0 ? 1 : sizes[random.nextInt(sizes.length)];
        boolean depthwise = groups > 1 && random.nextBoolean();
        int kernelHeight = 1 + random.nextInt(4);
        int kernelWidth = 1 + random.nextInt(4);
        int dilationHeight = 1 + random.nextInt(3);
        int dilationWidth = 1 + random.nextInt(3);
        int paddingHeight = random.nextInt(4);
        int paddingWidth = random.nextInt(4);
        int leastHeight = Math.max(1, (kernelHeight - 1) * dilationHeight + 1 - 2 * paddingHeight);
        int leastWidth = Math.max(1, (kernelWidth - 1) * dilationWidth + 1 - 2 * paddingWidth);
        return new ConvolutionGeometry(
                1 + random.nextInt(4),
                groups * (depthwise ? 1 : 1 + random.nextInt(groups > 8 ? 3 : 12)),
                leastHeight + random.nextInt(9),
                leastWidth + random.nextInt(12),
                groups * (1 + random.nextInt(groups > 8 ? 3 : 12)),
                kernelHeight,
                kernelWidth,
                1 + random.nextInt(3),
                1 + random.nextInt(3),
                paddingHeight,
                paddingWidth,
                dilationHeight,
                dilationWidth,
                groups);
    }

    @Test
    void noExamplesGiveNoOutputAndNoGradient() {
        for (ConvolutionGeometry g : List.of(
                new ConvolutionGeometry(0, 3, 5, 5, 4, 3, 3, 1, 1, 1, 1),
                sparse(0, 6, 5, 5, 6, 1, 6),
                sparse(0, 6, 5, 5, 4, 2, 2))) {
            for (Precision precision : Precision.values()) {
                Tensor[] results = run(g, precision, ConvolutionAlgorithm.FASTEST, 1, true);
                assertThat(results[0].size()).isZero();
                assertThat(results[2].toArray()).containsOnly(0.0);
                assertThat(results[3].toArray()).containsOnly(0.0);
            }
        }
    }

    @Test
    void aNotANumberReachesEveryWindowThatSeesItAndNoOther() {
        for (Precision precision : Precision.values()) {
            Tensor x = Tensors.gaussian(precision, 1, 1, 1, 2, 9, 9);
            x.set(Double.NaN, 0, 1, 4, 4);
            Tensor w = Tensors.gaussian(precision, 2, 1, 3, 2, 5, 3);
            ConvolutionGeometry g = ConvolutionGeometry.of(x.shape(), w.shape(), 1, 0);
            Tensor y = Tensor.zeros(precision, g.outputShape());
            Kernels.of(precision).convolution().forward(g, x, w, null, y);
            for (int i = 0; i < g.outputHeight(); i++) {
                for (int j = 0; j < g.outputWidth(); j++) {
                    boolean sees = i <= 4 && i + 5 > 4 && j <= 4 && j + 3 > 4;
                    assertThat(Double.isNaN(y.get(0, 2, i, j))).isEqualTo(sees);
                }
            }
        }
    }

    @Test
    void aSmallShareOfLargeNumbersIsNotLost() {
        ConvolutionGeometry g = new ConvolutionGeometry(2, 24, 10, 10, 17, 5, 5, 2, 1, 2, 2);
        Tensor x = Tensors.gaussian(Precision.FLOAT32, 1, 1e-3, g.inputShape().toArray());
        for (int i = 0; i < x.size(); i++) {
            x.setStored(i, 1000 + x.getStored(i));
        }
        Tensor w = Tensors.gaussian(Precision.FLOAT32, 2, 1, g.weightShape().toArray());
        Tensor y = Tensor.zeros(Precision.FLOAT32, g.outputShape());
        Tensor exact = Tensor.zeros(Precision.FLOAT64, g.outputShape());
        new VectorConvolution(ConvolutionAlgorithm.FASTEST).forward(g, x, w, null, y);
        new ReferenceConvolution()
                .forward(
                        g,
                        Tensors.converted(x, Precision.FLOAT64),
                        Tensors.converted(w, Precision.FLOAT64),
                        null,
                        exact);
        Tolerance.assertClose(y, exact, Tolerance.float32(g.terms()));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7})
    void theReferenceGradientsAreTheAdjointsOfTheForwardPass(int stride) {
        ConvolutionGeometry g = new ConvolutionGeometry(2, 3, 8, 7, 4, 3, 5, stride, stride, 2, 1);
        Convolution kernel = new ReferenceConvolution();
        Tensor x = Tensors.gaussian(Precision.FLOAT64, 1, 1, g.inputShape().toArray());
        Tensor w = Tensors.gaussian(Precision.FLOAT64, 2, 1, g.weightShape().toArray());
        Tensor dy = Tensors.gaussian(Precision.FLOAT64, 3, 1, g.outputShape().toArray());
        Tensor y = Tensor.zeros(Precision.FLOAT64, g.outputShape());
        Tensor dx = Tensor.zeros(Precision.FLOAT64, g.inputShape());
        Tensor dw = Tensor.zeros(Precision.FLOAT64, g.weightShape());
        kernel.forward(g, x, w, null, y);
        kernel.inputGradient(g, dy, w, dx);
        kernel.weightGradient(g, x, dy, dw);
        assertThat(dot(x, dx)).isCloseTo(dot(y, dy), within(1e-11));
        assertThat(dot(w, dw)).isCloseTo(dot(y, dy), within(1e-11));
    }

    @Test
    void aKernelLargerThanThePaddedImageIsRefused() {
        assertThatThrownBy(() -> ConvolutionGeometry.of(Shape.of(8, 3, 4, 6), Shape.of(2, 3, 7, 7), 1, 1))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage(
                        "Convolution: kernel (7, 7) does not fit image (4, 6) with padding (1, 1); expected a kernel"
                                + " of at most (6, 8). Use a smaller kernel, more padding or larger images");
    }

    @Test
    void channelsThatDoNotFitAreRefused() {
        assertThatThrownBy(() -> ConvolutionGeometry.of(Shape.of(8, 3, 4, 6), Shape.of(2, 4, 3, 3), 1, 1))
                .hasMessage("Convolution: input (8, 3, 4, 6) does not fit weight (2, 4, 3, 3); expected (N, 4, H, W)");
        assertThatThrownBy(() -> ConvolutionGeometry.of(Shape.of(8, 3, 4, 6), Shape.of(2, 3), 1, 1))
                .hasMessage("Convolution: weight (2, 3) does not fit rank 4; expected (F, C, HH, WW)");
        assertThatThrownBy(() -> ConvolutionGeometry.of(Shape.of(8, 3, 4, 6), Shape.of(2, 3, 3, 3), 0, 1))
                .hasMessage("Convolution: row stride 0 does not fit; expected at least 1");
    }

    @Test
    void theOutputCountsWholeWindowsOnly() {
        ConvolutionGeometry g = new ConvolutionGeometry(1, 1, 7, 8, 1, 3, 2, 2, 3, 0, 1);
        assertThat(g.outputHeight()).isEqualTo(3);
        assertThat(g.outputWidth()).isEqualTo(3);
    }

    private static ConvolutionGeometry geometry(Random random) {
        int height = 1 + random.nextInt(12);
        int width = 1 + random.nextInt(12);
        int paddingHeight = random.nextInt(4);
        int paddingWidth = random.nextInt(4);
        int[] channels = {1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 20, 31, 32, 33, 40, 65, 100, 130};
        boolean small = random.nextBoolean();
        return new ConvolutionGeometry(
                1 + random.nextInt(7),
                small ? 1 + random.nextInt(4) : channels[random.nextInt(channels.length)],
                height,
                width,
                channels[random.nextInt(channels.length)],
                1 + random.nextInt(Math.min(7, height + 2 * paddingHeight)),
                1 + random.nextInt(Math.min(7, width + 2 * paddingWidth)),
                1 + random.nextInt(random.nextInt(8) == 0 ? 9 : 3),
                1 + random.nextInt(random.nextInt(8) == 0 ? 9 : 3),
                paddingHeight,
                paddingWidth);
    }

    private static void check(ConvolutionGeometry g, ConvolutionAlgorithm algorithm, int seed, boolean bias) {
        Tensor[] actual = run(g, Precision.FLOAT32, algorithm, seed, bias);
        Tensor[] expected = run(g, Precision.FLOAT64, algorithm, seed, bias);
        int pixels = g.examples() * g.outputHeight() * g.outputWidth();
        int[] terms = {g.terms() + 1, g.filtersOfGroup() * g.kernelHeight() * g.kernelWidth(), pixels, pixels};
        for (int t = 0; t < actual.length; t++) {
            double extra = algorithm == ConvolutionAlgorithm.FASTEST ? WINOGRAD : 0;
            assertThat(error(actual[t], expected[t]))
                    .as("result %d of %s", t, g)
                    .isLessThanOrEqualTo(Tolerance.float32(terms[t]) + extra);
        }
    }

    /// The largest difference by the largest value.
    private static double error(Tensor actual, Tensor expected) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        double largest = Double.MIN_NORMAL;
        double difference = 0;
        for (int i = 0; i < expected.size(); i++) {
            largest = Math.max(largest, Math.abs(expected.getStored(i)));
            difference = Math.max(difference, Math.abs(actual.getStored(i) - expected.getStored(i)));
        }
        return difference / largest;
    }

    /// y, dx, dw and db of random numbers; the outputs hold something else before.
    private static Tensor[] run(
            ConvolutionGeometry g, Precision precision, ConvolutionAlgorithm algorithm, int seed, boolean bias) {
        Convolution kernel = Kernels.of(precision).convolution().with(algorithm);
        Tensor x = Tensors.gaussian(precision, seed, 1, g.inputShape().toArray());
        Tensor w = Tensors.gaussian(precision, seed + 1, 1, g.weightShape().toArray());
        @Nullable Tensor b = bias ? Tensors.gaussian(precision, seed + 2, 1, g.filters()) : null;
        Tensor dy = Tensors.gaussian(precision, seed + 3, 1, g.outputShape().toArray());
        Tensor[] results = {
            Tensor.zeros(precision, g.outputShape()),
            Tensor.zeros(precision, g.inputShape()),
            Tensor.zeros(precision, g.weightShape()),
            Tensor.zeros(precision, Shape.of(g.filters()))
        };
        for (Tensor result : results) {
            result.fill(Double.NaN);
        }
        kernel.forward(g, x, w, b, results[0]);
        kernel.inputGradient(g, dy, w, results[1]);
        kernel.weightGradient(g, x, dy, results[2]);
        kernel.biasGradient(dy, results[3]);
        return results;
    }

    private static double dot(Tensor a, Tensor b) {
        double sum = 0;
        for (int i = 0; i < a.size(); i++) {
            sum += a.getStored(i) * b.getStored(i);
        }
        return sum;
    }
}
