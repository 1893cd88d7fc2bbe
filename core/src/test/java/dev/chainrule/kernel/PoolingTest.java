package dev.chainrule.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.Tensors;
import dev.chainrule.Tolerance;
import dev.chainrule.kernel.reference.ReferencePooling;
import dev.chainrule.kernel.vector.VectorPooling;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.tensor.FloatTensor;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PoolingTest {
    private final Pooling vector = new VectorPooling();
    private final Pooling reference = new ReferencePooling();

    /// Windows of all kinds: side by side, overlapping, with gaps, up to the whole image, and images of one pixel.
    static List<PoolingGeometry> geometries() {
        List<PoolingGeometry> geometries = new ArrayList<>(List.of(
                geometry(1, 1, 1, 1, 1, 1, 1, 1),
                geometry(0, 3, 4, 4, 2, 2, 2, 2),
                geometry(2, 64, 8, 8, 2, 2, 2, 2),
                geometry(2, 3, 9, 8, 2, 2, 2, 2),
                geometry(3, 37, 9, 11, 2, 2, 2, 2),
                geometry(2, 16, 2, 3, 2, 2, 2, 2),
                geometry(1, 16, 7, 7, 7, 7, 1, 1),
                geometry(2, 5, 9, 9, 3, 3, 2, 2),
                geometry(64, 32, 8, 8, 2, 2, 2, 2)));
        RandomGenerator random = new NumpyRandom(4);
        while (geometries.size() < 300) {
            int height = 1 + random.nextInt(10);
            int width = 1 + random.nextInt(10);
            geometries.add(geometry(
                    1 + random.nextInt(4),
                    1 + random.nextInt(random.nextInt(4) == 0 ? 70 : 20),
                    height,
                    width,
                    1 + random.nextInt(height),
                    1 + random.nextInt(width),
                    1 + random.nextInt(4),
                    1 + random.nextInt(4)));
        }
        while (geometries.size() < 600) {
            geometries.add(padded(random));
        }
        return geometries;
    }

    private static PoolingGeometry padded(RandomGenerator random) {
        int down = 1 + random.nextInt(7);
        int across = 1 + random.nextInt(7);
        int paddingHeight = random.nextInt(down / 2 + 1);
        int paddingWidth = random.nextInt(across / 2 + 1);
        Shape input = Shape.of(
                1 + random.nextInt(4),
                1 + random.nextInt(random.nextInt(4) == 0 ? 70 : 20),
                Math.max(1, down - 2 * paddingHeight) + random.nextInt(8),
                Math.max(1, across - 2 * paddingWidth) + random.nextInt(8));
        PoolingWindow window = new PoolingWindow(down, across, 1 + random.nextInt(4), 1 + random.nextInt(4))
                .withPadding(paddingHeight, paddingWidth)
                .withPaddingCounts(random.nextInt(2) == 0);
        return new PoolingGeometry(input, window);
    }

    private static PoolingGeometry geometry(
            int n, int channels, int height, int width, int down, int across, int strideHeight, int strideWidth) {
        return PoolingGeometry.of(
                "test",
                Shape.of(n, channels, height, width),
                new PoolingWindow(down, across, strideHeight, strideWidth));
    }

    @ParameterizedTest
    @EnumSource
    void maximaAreExactlyTheReferencesForManyGeometries(Pooling.Ties ties) {
        for (PoolingGeometry geometry : geometries()) {
            Tensor[] fast = max(vector, geometry, ties, inputs(geometry, Precision.FLOAT32));
            Tensor[] exact = max(reference, geometry, ties, inputs(geometry, Precision.FLOAT64));
            assertThat(fast[0].toArray()).as("%s", geometry).isEqualTo(exact[0].toArray());
            Tolerance.assertClose(fast[1], exact[1], Tolerance.float32(9));
        }
    }

    @Test
    void averagesAgreeWithTheReferenceForManyGeometries() {
        for (PoolingGeometry geometry : geometries()) {
            Tensor[] fast = average(vector, geometry, inputs(geometry, Precision.FLOAT32));
            Tensor[] exact = average(reference, geometry, inputs(geometry, Precision.FLOAT64));
            Tolerance.assertClose(fast[0], exact[0], Tolerance.float32(100));
            Tolerance.assertClose(fast[1], exact[1], Tolerance.float32(100));
        }
    }

    @Test
    void hasTheSameBitsForAnyNumberOfThreads() {
        for (PoolingGeometry geometry : List.of(
                geometry(13, 40, 16, 15, 2, 2, 2, 2),
                geometry(13, 40, 15, 17, 2, 2, 2, 2),
                geometry(13, 40, 16, 15, 3, 3, 2, 2),
                geometry(13, 40, 16, 15, 2, 3, 4, 1),
                new PoolingGeometry(
                        Shape.of(13, 40, 16, 15), PoolingWindow.square(3, 2).withPadding(1, 1)),
                new PoolingGeometry(
                        Shape.of(13, 40, 16, 15), PoolingWindow.square(2, 2).withPadding(1, 0)))) {
            Tensor[] inputs = inputs(geometry, Precision.FLOAT32);
            for (Pooling.Ties ties : Pooling.Ties.values()) {
                Threads.assertSameBits(() -> max(vector, geometry, ties, inputs));
            }
            Threads.assertSameBits(() -> average(vector, geometry, inputs));
        }
    }

    @ParameterizedTest
    @EnumSource
    void notANumberAnywhereInAWindowStaysOneAndSoDoesItsGradient(Pooling.Ties ties) {
        for (int channels : new int[] {3, 37}) {
            PoolingGeometry geometry = geometry(1, channels, 4, 4, 2, 2, 2, 2);
            for (int pixel : new int[] {0, 1, 4, 5}) {
                for (Precision precision : Precision.values()) {
                    Pooling kernel = precision == Precision.FLOAT32 ? vector : reference;
                    Tensor[] inputs = inputs(geometry, precision);
                    for (int c = 0; c < channels; c++) {
                        inputs[0].setStored(pixel * channels + c, Double.NaN);
                        inputs[1].setStored(c, Double.NaN);
                    }
                    for (Tensor[] results :
                            List.of(max(kernel, geometry, ties, inputs), average(kernel, geometry, inputs))) {
                        for (int c = 0; c < channels; c++) {
                            assertThat(results[0].getStored(c)).isNaN();
                            assertThat(results[0].getStored(channels + c)).isNotNaN();
                            assertThat(results[1].getStored(c)).isNaN();
                            assertThat(results[1].getStored(2 * channels + c)).isNotNaN();
                        }
                    }
                }
            }
        }
    }

    /// As PyTorch computes it: a window of 3, stride 2 and padding 1 over a row of five numbers.
    @Test
    void paddingIsLessThanAnyNumberAndZeroInAMean() {
        PoolingWindow window = new PoolingWindow(1, 3, 1, 2).withPadding(0, 1);
        for (Precision precision : Precision.values()) {
            Pooling kernel = precision == Precision.FLOAT32 ? vector : reference;
            Tensor x = Tensor.of(precision, Shape.of(1, 1, 1, 5), -6, -3, -9, -12, -15);
            Tensor dy = Tensor.of(precision, Shape.of(1, 1, 1, 3), 6, 12, 18);
            PoolingGeometry counted = new PoolingGeometry(x.shape(), window);
            Tensor[] maxima = max(kernel, counted, Pooling.Ties.FIRST, new Tensor[] {x, dy});
            assertThat(maxima[0].toArray()).containsExactly(-3, -3, -12);
            assertThat(maxima[1].toArray()).containsExactly(0, 18, 0, 18, 0);
            Tensor[] means = average(kernel, counted, new Tensor[] {x, dy});
            assertThat(means[0].toArray()).containsExactly(-3, -8, -9);
            assertThat(means[1].toArray()).containsExactly(2, 6, 4, 10, 6);
            PoolingGeometry without = new PoolingGeometry(x.shape(), window.withPaddingCounts(false));
            Tensor[] inside = average(kernel, without, new Tensor[] {x, dy});
            assertThat(inside[0].toArray()).containsExactly(-4.5, -8, -13.5);
            assertThat(inside[1].toArray()).containsExactly(3, 7, 4, 13, 9);
        }
    }

    @Test
    void windowsAndStridesOfNothingAreRefusedByName() {
        String[] names = {"height", "width", "vertical stride", "horizontal stride"};
        for (int i = 0; i < names.length; i++) {
            int[] e = {1, 1, 1, 1};
            e[i] = 0;
            assertThatThrownBy(() -> new PoolingWindow(e[0], e[1], e[2], e[3]))
                    .hasMessage("PoolingWindow: %s 0 does not fit a window; expected at least 1", names[i]);
        }
        assertThat(PoolingWindow.square(1, 1).area()).isEqualTo(1);
        PoolingWindow window = new PoolingWindow(4, 2, 1, 1);
        assertThat(window.withPadding(2, 1).paddingHeight()).isEqualTo(2);
        assertThatThrownBy(() -> window.withPadding(-1, 1)).hasMessageContaining("vertical padding -1");
        assertThatThrownBy(() -> window.withPadding(2, -1)).hasMessageContaining("horizontal padding -1");
        assertThatThrownBy(() -> window.withPadding(2, 2))
                .hasMessageContaining("horizontal padding 2 does not fit a window of 2");
    }

    @Test
    void aWindowSaysOnlyWhatIsNotUsual() {
        assertThat(new PoolingWindow(3, 2, 2, 2)).hasToString("3×2, stride 2");
        assertThat(new PoolingWindow(3, 2, 2, 1).withPadding(1, 1)).hasToString("3×2, stride 2×1, padding 1");
        assertThat(new PoolingWindow(3, 2, 1, 2).withPadding(1, 0).withPaddingCounts(false))
                .hasToString("3×2, stride 1×2, padding 1×0 that does not count");
    }

    @Test
    void imagesThatAreSmallerThanTheWindowAreRefused() {
        assertThat(geometry(1, 2, 3, 4, 3, 4, 1, 1).output()).isEqualTo(Shape.of(1, 2, 1, 1));
        for (Shape input : List.of(Shape.of(1, 2, 2, 4), Shape.of(1, 2, 3, 3), Shape.of(2, 3, 4))) {
            assertThatThrownBy(() -> PoolingGeometry.of("here", input, new PoolingWindow(3, 4, 1, 1)))
                    .hasMessage(
                            "here: input %s does not fit window 3×4, stride 1; expected (N, C, H, W) with H at least 3"
                                    + " and W at least 4",
                            input);
        }
    }

    @Test
    void aPaddingOfMoreThanHalfOfTheWindowIsRefused() {
        assertThatThrownBy(() -> PoolingWindow.square(3, 1).withPadding(2, 1))
                .hasMessage("PoolingWindow: vertical padding 2 does not fit a window of 3;"
                        + " expected at least 0 and at most half of the window, 1");
        assertThatThrownBy(() -> new PoolingGeometry(
                        Shape.of(1, 2, 2, 9), PoolingWindow.square(5, 1).withPadding(1, 2)))
                .hasMessage("Pooling: input (1, 2, 2, 9) does not fit window 5×5, stride 1, padding 1×2;"
                        + " expected (N, C, H, W) with H at least 3 and W at least 1");
    }

    @Test
    void windowsOfMinusInfinityHaveAMaximumAndAGradient() {
        PoolingGeometry geometry = geometry(1, 17, 2, 2, 2, 2, 2, 2);
        Tensor[] inputs = inputs(geometry, Precision.FLOAT32);
        inputs[0].fill(Double.NEGATIVE_INFINITY);
        Tensor[] results = max(vector, geometry, Pooling.Ties.FIRST, inputs);
        assertThat(FloatTensor.dataOf(results[0])).containsOnly(Float.NEGATIVE_INFINITY);
        for (int i = 0; i < results[1].size(); i++) {
            assertThat(results[1].getStored(i)).isEqualTo(i < 17 ? inputs[1].getStored(i) : 0);
        }
    }

    /// x with many ties, and dy.
    private static Tensor[] inputs(PoolingGeometry geometry, Precision precision) {
        Tensor x = Tensors.gaussian(precision, 1, 3, geometry.input().toArray());
        for (int i = 0; i < x.size(); i++) {
            x.setStored(i, Math.rint(x.getStored(i)));
        }
        Tensor dy = Tensors.gaussian(Precision.FLOAT32, 2, 1, geometry.output().toArray());
        return new Tensor[] {x, Tensors.converted(dy, precision)};
    }

    private static Tensor[] max(Pooling kernel, PoolingGeometry geometry, Pooling.Ties ties, Tensor[] inputs) {
        Tensor y = unspecified(inputs[1].precision(), geometry.output());
        kernel.max(geometry, inputs[0], y);
        Tensor dx = unspecified(inputs[1].precision(), geometry.input());
        kernel.maxGradient(geometry, ties, inputs[0], y, inputs[1], dx);
        return new Tensor[] {y, dx};
    }

    private static Tensor[] average(Pooling kernel, PoolingGeometry geometry, Tensor[] inputs) {
        Tensor y = unspecified(inputs[1].precision(), geometry.output());
        kernel.average(geometry, inputs[0], y);
        Tensor dx = unspecified(inputs[1].precision(), geometry.input());
        kernel.averageGradient(geometry, inputs[1], dx);
        return new Tensor[] {y, dx};
    }

    private static Tensor unspecified(Precision precision, Shape shape) {
        Tensor tensor = Tensor.zeros(precision, shape);
        tensor.fill(7);
        return tensor;
    }
}
