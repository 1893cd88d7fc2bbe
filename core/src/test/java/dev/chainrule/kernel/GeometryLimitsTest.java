package dev.chainrule.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.data.Displacement;
import dev.chainrule.data.Padding;
import dev.chainrule.layer.Build;
import dev.chainrule.layer.Convolution2d;
import dev.chainrule.layer.LayerSpec;
import dev.chainrule.layer.MaxPool;
import dev.chainrule.layer.PatchWhitening;
import dev.chainrule.layer.Size2d;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import dev.chainrule.tensor.Tensor;
import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What does not fit an array is refused by a line; no extent is ever wrapped.
class GeometryLimitsTest {
    private static final int[] EXTENTS = {1, 2, 3, 5, 181, 1291, 46341, 65536, 1 << 20, 1 << 30, Integer.MAX_VALUE};

    @Test
    void extentsOfAnySizeAreComputedExactlyOrRefused() {
        Random random = new Random(34);
        int legal = 0;
        for (int i = 0; i < 200_000; i++) {
            int[] e = random.ints(14, 0, 4 + random.nextInt(EXTENTS.length - 3))
                    .map(k -> EXTENTS[k])
                    .toArray();
            if (random.nextBoolean()) {
                e[11] = e[12] = e[13] = 1;
            }
            ConvolutionGeometry g;
            try {
                g = new ConvolutionGeometry(
                        e[0], e[1], e[2], e[3], e[4], e[5], e[6], e[7], e[8], e[9] - 1, e[10] - 1, e[11], e[12], e[13]);
            } catch (ShapeMismatchException refused) {
                assertThat(refused).hasMessageStartingWith("Convolution: ").hasMessageContaining("expected");
                assertThat(refused.getMessage())
                        .doesNotContain("\n")
                        .doesNotContain("(-")
                        .doesNotContain(" -");
                continue;
            }
            legal++;
            BigInteger down = output(e[2], e[9] - 1, e[5], e[7], e[11]);
            BigInteger across = output(e[3], e[10] - 1, e[6], e[8], e[12]);
            assertThat(BigInteger.valueOf(g.outputHeight())).isEqualTo(down);
            assertThat(BigInteger.valueOf(g.outputWidth())).isEqualTo(across);
            assertThat(BigInteger.valueOf(g.outputShape().size()))
                    .isEqualTo(BigInteger.valueOf((long) e[0] * e[4])
                            .multiply(down)
                            .multiply(across));
            assertThat((long) g.terms()).isEqualTo((long) e[1] / e[13] * e[5] * e[6]);
            assertThat(g.inputShape().size()).isPositive();
            assertThat(g.weightShape().size()).isPositive();
        }
        assertThat(legal).isBetween(1_000, 199_000);
    }

    private static BigInteger output(int extent, int padding, int kernel, int stride, int dilation) {
        return BigInteger.valueOf(extent)
                .add(BigInteger.TWO.multiply(BigInteger.valueOf(padding)))
                .subtract(BigInteger.valueOf((kernel - 1L) * dilation + 1))
                .divide(BigInteger.valueOf(stride))
                .add(BigInteger.ONE);
    }

    @Test
    void everyExtentBelowItsLeastIsRefusedByItsName() {
        String[] names = {
            "examples",
            "channels",
            "height",
            "width",
            "filters",
            "kernel height",
            "kernel width",
            "row stride",
            "column stride",
            "row padding",
            "column padding",
            "row dilation",
            "column dilation",
            "groups"
        };
        int[] least = {0, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 1};
        assertThat(geometry(least).outputShape()).isEqualTo(Shape.of(0, 1, 1, 1));
        for (int i = 0; i < least.length; i++) {
            int[] extents = least.clone();
            extents[i]--;
            assertThatThrownBy(() -> geometry(extents))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "Convolution: %s %s does not fit; expected at least %s", names[i], extents[i], least[i]);
        }
    }

    private static ConvolutionGeometry geometry(int... e) {
        return new ConvolutionGeometry(
                e[0], e[1], e[2], e[3], e[4], e[5], e[6], e[7], e[8], e[9], e[10], e[11], e[12], e[13]);
    }

    @Test
    void aKernelThatIsTooLargeSaysWhatItIsDilatedTo() {
        assertThatThrownBy(() -> geometry(1, 1, 4, 4, 1, 5, 3, 1, 1, 0, 1, 1, 1, 1))
                .hasMessage(
                        "Convolution: kernel (5, 3) does not fit image (4, 4) with padding (0, 1); expected a kernel"
                                + " of at most (4, 6). Use a smaller kernel, more padding or larger images");
        assertThatThrownBy(() -> geometry(1, 1, 4, 4, 1, 3, 3, 1, 1, 0, 0, 2, 1, 1))
                .hasMessageContaining("kernel (3, 3), dilated to (5, 3), does not fit")
                .hasMessageEndingWith("Use a smaller kernel, less dilation, more padding or larger images");
        assertThatThrownBy(() -> geometry(1, 1, 4, 4, 1, 3, 3, 1, 1, 0, 0, 1, 2, 1))
                .hasMessageContaining("kernel (3, 3), dilated to (3, 5), does not fit");
    }

    @Test
    void theMostElementsOfATensorAreStillAccepted() {
        ConvolutionGeometry most = geometry(1, 1, 1, 2147483639, 1, 1, 1, 1, 1, 0, 0, 1, 1, 1);
        assertThat(most.outputWidth()).isEqualTo(2147483639);
        assertThat(geometry(1, 1, 1, 2147483639, 1, 1, 1, 1, 2, 0, 0, 1, 1, 1).outputWidth())
                .isEqualTo(1073741820);
        assertThat(geometry(1, 1, 2147483639, 1, 1, 1, 1, 2, 1, 0, 0, 1, 1, 1).outputHeight())
                .isEqualTo(1073741820);
    }

    @Test
    void groupsMustDivideChannelsAndFilters() {
        ConvolutionGeometry halves = geometry(1, 4, 3, 3, 6, 1, 1, 1, 1, 0, 0, 1, 1, 2);
        assertThat(halves.terms()).isEqualTo(2);
        assertThat(halves.filtersOfGroup()).isEqualTo(3);
        for (int[] channelsAndFilters : new int[][] {{4, 5}, {5, 4}}) {
            assertThatThrownBy(() ->
                            geometry(1, channelsAndFilters[0], 3, 3, channelsAndFilters[1], 1, 1, 1, 1, 0, 0, 1, 1, 2))
                    .hasMessage(
                            "Convolution: groups 2 does not fit channels %s and filters %s; expected a divisor of both",
                            channelsAndFilters[0], channelsAndFilters[1]);
        }
    }

    /// A dilation changes nothing along an axis on which the kernel has one pixel.
    @ParameterizedTest
    @CsvSource({
        "3, 3, 1, 1, 1, true",
        "3, 3, 1, 1, 2, false",
        "3, 3, 2, 1, 1, false",
        "3, 3, 1, 2, 1, false",
        "1, 3, 2, 1, 1, true",
        "3, 1, 1, 2, 1, true",
    })
    void aConvolutionIsDenseWithoutGroupsAndGaps(
            int height, int width, int down, int across, int groups, boolean dense) {
        assertThat(geometry(1, 4, 9, 9, 4, height, width, 1, 1, 0, 0, down, across, groups)
                        .isDense())
                .isEqualTo(dense);
    }

    @Test
    void shapesOfAConvolutionMustBeOfImagesAndFilters() {
        Shape w = Shape.of(4, 3, 3, 2);
        assertThat(ConvolutionGeometry.of(Shape.of(2, 3, 6, 5), w, 2, 1))
                .isEqualTo(new ConvolutionGeometry(2, 3, 6, 5, 4, 3, 2, 2, 2, 1, 1));
        assertThatThrownBy(() -> ConvolutionGeometry.of(Shape.of(2, 3, 6, 5), Shape.of(4, 3, 9), 1, 0))
                .hasMessage("Convolution: weight (4, 3, 9) does not fit rank 4; expected (F, C, HH, WW)");
        for (Shape x : List.of(Shape.of(2, 3, 30), Shape.of(2, 4, 6, 5))) {
            assertThatThrownBy(() -> ConvolutionGeometry.of(x, w, 1, 0))
                    .hasMessage("Convolution: input %s does not fit weight (4, 3, 3, 2); expected (N, 3, H, W)", x);
        }
    }

    @Test
    void groupsOfANormalisationMustDivideItsChannels() {
        GroupGeometry geometry = new GroupGeometry(2, 5, 6, 3);
        assertThat(geometry.size()).isEqualTo(30);
        assertThat(geometry.channelsOfGroup()).isEqualTo(2);
        assertThat(geometry.sizeOfGroup()).isEqualTo(10);
        for (int groups : new int[] {0, 4}) {
            assertThatThrownBy(() -> new GroupGeometry(2, 5, 6, groups))
                    .hasMessage("GroupNorm: %s groups do not fit 6 channels; expected a divisor of 6", groups);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, 2147483647, 'image with its padding (3, 34, 4294967326)'",
        "1073741823, 1073741823, 'image with its padding (3, 2147483678, 2147483678)'",
        "20000, 20000, 'image with its padding (3, 40032, 40032)'",
        "6000, 6000, 'output (1, 16, 12030, 12030)'",
    })
    void aPaddingThatIsTooWideIsNamed(int down, int across, String what) {
        LayerSpec spec = Convolution2d.Settings.of(16, Size2d.square(3)).withPadding(new Size2d(down, across));
        assertThatThrownBy(() -> build(spec, 32))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessageStartingWith(
                        "Convolution: %s does not fit one tensor; expected at most 2147483639 elements. Use "
                                .formatted(what));
    }

    @Test
    void largeKernelsWindowsAndPatchesAreRefused() {
        List<LayerSpec> specs = List.of(
                Convolution2d.Settings.of(1, Size2d.square(65_536)),
                Convolution2d.Settings.of(1, Size2d.square(65_536)).withPadding(Size2d.square(40_000)),
                Convolution2d.Settings.of(Integer.MAX_VALUE, Size2d.square(3)),
                MaxPool.Settings.square(65_536),
                MaxPool.Settings.square(Integer.MAX_VALUE),
                new PatchWhitening.Settings(65_536, 1),
                new PatchWhitening.Settings(Integer.MAX_VALUE, 1));
        for (LayerSpec spec : specs) {
            assertThatThrownBy(() -> build(spec, 32))
                    .as("%s", spec)
                    .isInstanceOf(ShapeMismatchException.class)
                    .hasMessageContaining(" does not fit ")
                    .hasMessageContaining("expected");
        }
        assertThatThrownBy(() -> build(new PatchWhitening.Settings(120, 1), 128))
                .hasMessageContaining("PatchWhitening: kernel 120 does not fit input (1, 3, 128, 128)");
    }

    @Test
    void windowsAreCountedInLong() {
        assertThat(new PoolingWindow(65_536, 65_536, 1, 1).area()).isEqualTo(1L << 32);
        assertThat(new Size2d(Integer.MAX_VALUE, 2).area()).isEqualTo(2L * Integer.MAX_VALUE);
        assertThatThrownBy(() -> new PoolingGeometry(Shape.of(1, 1, 4, 4), PoolingWindow.square(5, 1)))
                .hasMessageContaining("Pooling: input (1, 1, 4, 4) does not fit window 5×5");
    }

    @Test
    void elementsAreCountedWithoutWrapping() {
        assertThat(Shape.elements()).isEqualTo(1);
        assertThat(Shape.elements(3, 0, Long.MAX_VALUE)).isZero();
        assertThat(Shape.elements(1L << 31, 1L << 31)).isEqualTo(1L << 62);
        assertThat(Shape.elements(1L << 32, 1L << 31)).isEqualTo(Long.MAX_VALUE);
        assertThat(Shape.elements(1L << 32, 1L << 32)).isEqualTo(Long.MAX_VALUE);
        assertThat(Shape.elements(1L << 32, 1L << 32, 1L << 32)).isEqualTo(Long.MAX_VALUE);
        assertThatThrownBy(() -> Shape.of(Integer.MAX_VALUE)).hasMessageContaining("at most 2147483639");
        assertThatThrownBy(() -> Shape.of(1 << 16, 1 << 16, 1 << 16, 1 << 16))
                .hasMessageContaining("(65536, 65536, 65536, 65536) has more elements than fit one tensor");
        assertThatThrownBy(() -> Shape.of(1 << 20, 1 << 20).batchOf(2)).hasMessageContaining("more elements");
    }

    @Test
    void anImageIsNotMovedByTheLeastOfAllNumbers() {
        Tensor x = Tensor.zeros(Precision.FLOAT32, Shape.of(1, 1, 4, 4));
        assertThatThrownBy(() -> new Displacement(false, Integer.MIN_VALUE, 0, Padding.ZERO).of(x, Shape.of(1, 4, 4)))
                .hasMessageContaining("translation by 2147483648 pixels does not fit images (1, 4, 4)");
    }

    private static void build(LayerSpec spec, int extent) {
        new Build(Shape.of(1, 3, extent, extent), Precision.FLOAT32, new Random(1)).sequence(List.of(spec));
    }
}
