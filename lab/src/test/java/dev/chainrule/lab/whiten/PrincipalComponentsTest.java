package dev.chainrule.lab.whiten;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.data.ArrayDataset;
import dev.chainrule.data.Dataset;
import dev.chainrule.data.ImageDataset;
import dev.chainrule.data.LabeledImages;
import dev.chainrule.data.PixelScaling;
import dev.chainrule.kernel.Parallel;
import dev.chainrule.lab.dataset.BundledCifar10;
import dev.chainrule.layer.Whitening;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PrincipalComponentsTest {
    private static final Shape IMAGE = Shape.of(2, 3, 4);
    private static final int FEATURES = 24;

    /// Images whose neighbours resemble each other, around a mean that is large beside their deviation.
    private static Dataset images(int examples, long seed) {
        NumpyRandom random = new NumpyRandom(seed);
        double[][] x = new double[examples][FEATURES];
        for (double[] pixels : x) {
            for (int i = 0; i < FEATURES; i++) {
                pixels[i] = random.nextGaussian() + (i > 0 ? 0.9 * pixels[i - 1] : 0);
            }
            for (int i = 0; i < FEATURES; i++) {
                pixels[i] = 120 + 30 * pixels[i];
            }
        }
        return new ArrayDataset(x, new int[examples], IMAGE, 1);
    }

    private static Tensor all(Dataset images, Precision precision) {
        return images.batch(IntStream.range(0, images.size()).toArray(), precision)
                .x();
    }

    /// The largest difference between the covariance of rows of D numbers and the identity.
    private static double distanceFromIdentity(Tensor y, int features) {
        double[] values = y.toArray();
        int count = values.length / features;
        double[] mean = new double[features];
        for (int i = 0; i < values.length; i++) {
            mean[i % features] += values[i] / count;
        }
        double worst = 0;
        for (int a = 0; a < features; a++) {
            for (int b = 0; b <= a; b++) {
                double sum = 0;
                for (int n = 0; n < count; n++) {
                    sum += (values[n * features + a] - mean[a]) * (values[n * features + b] - mean[b]);
                }
                worst = Math.max(worst, Math.abs(sum / count - (a == b ? 1 : 0)));
            }
        }
        return worst;
    }

    @ParameterizedTest
    @CsvSource({"FLOAT32, PCA_WHITENING", "FLOAT32, ZCA_WHITENING", "FLOAT64, PCA_WHITENING", "FLOAT64, ZCA_WHITENING"})
    void whitenedExamplesAreUncorrelatedAndOfVarianceOne(Precision precision, Whitening.Kind kind) {
        Dataset images = images(600, 1);
        PrincipalComponents components = PrincipalComponents.of(images, precision, _ -> {});
        Tensor y = components.whiten(all(images, precision), Whitening.Settings.of(kind));
        assertThat(distanceFromIdentity(y, FEATURES)).isLessThan(precision == Precision.FLOAT32 ? 1e-4 : 1e-6);
    }

    @Test
    void photographsWhoseEigenvaluesSpanDecadesAreWhitenedInFloat32() {
        Dataset photographs = photographs(BundledCifar10.load().train());
        PrincipalComponents components = PrincipalComponents.of(photographs, Precision.FLOAT32, _ -> {});
        double[] variances = components.variances();
        assertThat(variances[0] / variances[191]).isGreaterThan(3000);
        Tensor y = components.whiten(
                all(photographs, Precision.FLOAT32), Whitening.Settings.of(Whitening.Kind.ZCA_WHITENING));
        assertThat(y.shape()).isEqualTo(Shape.of(4000, 3, 8, 8));
        assertThat(distanceFromIdentity(y, 192)).isLessThan(1e-3);
    }

    /// The middles of photographs, 8 × 8 pixels.
    private static Dataset photographs(LabeledImages whole) {
        byte[] pixels = new byte[whole.size() * 192];
        for (int i = 0; i < pixels.length; i++) {
            int n = i / 192;
            int c = i / 64 % 3;
            pixels[i] = whole.pixels()[n * 3072 + c * 1024 + (12 + i / 8 % 8) * 32 + 12 + i % 8];
        }
        var middles = new LabeledImages(pixels, whole.labels(), Shape.of(3, 8, 8), whole.classNames());
        return new ImageDataset(middles, PixelScaling.of(PixelScaling.Kind.MEAN_IMAGE, middles), Shape.of(3, 8, 8));
    }

    @Test
    void coordinatesReconstructionAndVariancesAreThoseOfTheFormulas() {
        Dataset images = images(50, 2);
        PrincipalComponents components = PrincipalComponents.of(images, Precision.FLOAT64, _ -> {});
        Tensor x = all(images(7, 3), Precision.FLOAT64);
        double[] pixels = x.toArray();
        Tensor coordinates = components.project(x, 5);
        double[] back = components.reconstruct(coordinates).toArray();
        for (int n = 0; n < 7; n++) {
            double[] expected = components.mean();
            for (int k = 0; k < 5; k++) {
                double[] component = components.component(k);
                double dot = 0;
                for (int i = 0; i < FEATURES; i++) {
                    dot += (pixels[n * FEATURES + i] - components.mean()[i]) * component[i];
                }
                assertThat(coordinates.get(n, k)).isCloseTo(dot, within(1e-9));
                for (int i = 0; i < FEATURES; i++) {
                    expected[i] += dot * component[i];
                }
            }
            for (int i = 0; i < FEATURES; i++) {
                assertThat(back[n * FEATURES + i]).isCloseTo(expected[i], within(1e-9));
            }
        }
    }

    @Test
    void componentsAreEigenvectorsOfTheCovarianceWithTheirVariances() {
        Dataset images = images(50, 2);
        PrincipalComponents components = PrincipalComponents.of(images, Precision.FLOAT64, _ -> {});
        double[] own = all(images, Precision.FLOAT64).toArray();
        double sum = 0;
        for (int k = 0; k < FEATURES; k++) {
            double[] component = components.component(k);
            double variance = 0;
            for (int n = 0; n < 50; n++) {
                double dot = 0;
                for (int i = 0; i < FEATURES; i++) {
                    dot += (own[n * FEATURES + i] - components.mean()[i]) * component[i];
                }
                variance += dot * dot / 50;
            }
            assertThat(variance).isCloseTo(components.variances()[k], within(1e-7));
            assertThat(k == 0 || variance <= components.variances()[k - 1]).isTrue();
            sum += variance;
            assertThat(components.share(k + 1)).isCloseTo(sum / total(components), within(1e-12));
        }
        int most = components.componentsFor(0.9);
        assertThat(components.share(most)).isGreaterThanOrEqualTo(0.9);
        assertThat(components.share(most - 1)).isLessThan(0.9);
    }

    private static double total(PrincipalComponents components) {
        return java.util.Arrays.stream(components.variances()).sum();
    }

    @Test
    void allComponentsReconstructTheExamples() {
        Dataset images = images(50, 2);
        PrincipalComponents components = PrincipalComponents.of(images, Precision.FLOAT64, _ -> {});
        Tensor x = all(images, Precision.FLOAT64);
        double[] back = components.reconstruct(components.project(x, FEATURES)).toArray();
        double[] pixels = x.toArray();
        for (int i = 0; i < back.length; i++) {
            assertThat(back[i]).isCloseTo(pixels[i], within(1e-9));
        }
    }

    @Test
    void heldOutExamplesAreWhitenedByStatisticsOfTheTrainingExamples() {
        PrincipalComponents components = PrincipalComponents.of(images(600, 1), Precision.FLOAT64, _ -> {});
        Tensor y = components.whiten(
                all(images(600, 9), Precision.FLOAT64), Whitening.Settings.of(Whitening.Kind.ZCA_WHITENING));
        double[] mean = y.reshape(600, FEATURES).mean(0).toArray();
        assertThat(java.util.Arrays.stream(mean).map(Math::abs).max().orElseThrow())
                .isBetween(1e-3, 0.3);
        assertThat(distanceFromIdentity(y, FEATURES)).isBetween(1e-2, 0.5);
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void everyNumberOfThreadsGivesTheSameBits(Precision precision) {
        List<double[]> found = new ArrayList<>();
        for (int threads : new int[] {1, 2, 3}) {
            try (Parallel parallel = Parallel.ofThreads(threads)) {
                Parallel.with(
                        parallel,
                        () -> found.add(PrincipalComponents.of(images(1100, 4), precision, _ -> {})
                                .whiten(
                                        all(images(3, 5), precision),
                                        Whitening.Settings.of(Whitening.Kind.ZCA_WHITENING))
                                .toArray()));
            }
        }
        assertThat(found.get(1)).isEqualTo(found.getFirst());
        assertThat(found.get(2)).isEqualTo(found.getFirst());
    }

    @Test
    void theShareThatIsDoneGrowsToOne() {
        List<Double> shares = new ArrayList<>();
        PrincipalComponents.of(images(1100, 4), Precision.FLOAT32, shares::add);
        assertThat(shares).isSorted().hasSizeGreaterThan(2).endsWith(1.0);
    }

    @Test
    void fewerExamplesThanNumbersLeaveComponentsWithoutVariance() {
        Dataset few = images(10, 1);
        PrincipalComponents components = PrincipalComponents.of(few, Precision.FLOAT64, _ -> {});
        assertThat(components.variances()[8]).isGreaterThan(1);
        assertThat(components.variances()[9]).isLessThan(1e-9);
        assertThat(components.componentsFor(1 - 1e-12)).isEqualTo(9);
        Tensor y = components.whiten(
                all(few, Precision.FLOAT64),
                Whitening.Settings.of(Whitening.Kind.PCA_WHITENING).withComponents(9));
        assertThat(distanceFromIdentity(y, 9)).isLessThan(1e-6);
    }

    @Test
    void examplesOfOneColourHaveNoVarianceAndStayFinite() {
        var flat = new ArrayDataset(new double[5][FEATURES], new int[5], IMAGE, 1);
        PrincipalComponents components = PrincipalComponents.of(flat, Precision.FLOAT32, _ -> {});
        assertThat(components.variances()).containsOnly(0);
        assertThat(components.share(1)).isEqualTo(1);
        assertThat(components
                        .whiten(all(flat, Precision.FLOAT32), Whitening.Settings.of(Whitening.Kind.ZCA_WHITENING))
                        .toArray())
                .containsOnly(0);
    }

    @Test
    void whatDoesNotFitIsRefusedInOneLine() {
        assertThatThrownBy(() -> PrincipalComponents.of(images(1, 1), Precision.FLOAT32, _ -> {}))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("Whitening: 1 example does not fit a covariance; expected 2 or more");
        var large = new ArrayDataset(new double[2][8001], new int[2], Shape.of(8001), 1);
        assertThatThrownBy(() -> PrincipalComponents.of(large, Precision.FLOAT32, _ -> {}))
                .hasMessage("Whitening: examples of 8001 numbers do not fit; expected at most 8000. Make the images"
                        + " smaller");
        PrincipalComponents components = PrincipalComponents.of(images(5, 1), Precision.FLOAT64, _ -> {});
        Tensor x = Tensor.zeros(Precision.FLOAT64, Shape.of(1, FEATURES));
        assertThatThrownBy(() -> components.project(x, 25)).hasMessageContaining("expected at most 24, or all");
        assertThatThrownBy(() -> components.project(Tensor.zeros(Precision.FLOAT64, Shape.of(1, 23)), 3))
                .hasMessage("PrincipalComponents: input (1, 23) does not fit examples of 24 numbers; expected as many");
        assertThatThrownBy(() -> components.reconstruct(Tensor.zeros(Precision.FLOAT64, Shape.of(1, 25))))
                .hasMessage("PrincipalComponents: coordinates (1, 25) do not fit; expected (N, k), k at most 24");
    }
}
