package dev.chainrule.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.data.Augmentation.Flip;
import dev.chainrule.kernel.Parallel;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AugmentationTest {
    private static final Shape IMAGE = Shape.of(3, 6, 8);
    private static final int SIZE = IMAGE.size();
    private static final RandomKey KEY = RandomKey.of(7);
    private static final LabeledImages IMAGES = images();

    private static LabeledImages images() {
        NumpyRandom random = new NumpyRandom(1);
        byte[] pixels = new byte[1000 * SIZE];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) random.randint(256);
        }
        return new LabeledImages(pixels, new int[1000], IMAGE, List.of("a"));
    }

    private static ImageDataset dataset(PixelScaling.Kind kind, Shape shape) {
        return new ImageDataset(IMAGES, PixelScaling.of(kind, IMAGES), shape);
    }

    private static final ImageDataset SCALED = dataset(PixelScaling.Kind.STANDARDIZED_PIXEL, IMAGE);

    static Stream<Augmentation> augmentations() {
        Augmentation none = Augmentation.of();
        return Stream.of(
                none.withFlip(Flip.RANDOM),
                none.withFlip(Flip.ALTERNATING),
                none.withTranslate(3).withPadding(Padding.ZERO),
                none.withTranslate(3),
                none.withCutout(3),
                none.withBrightness(0.3),
                none.withContrast(0.3),
                new Augmentation(Flip.RANDOM, 2, Padding.REFLECT, 2, 0.2, 0.2));
    }

    /// One row an example, in (C, H, W) order.
    private static double[][] varied(
            Augmentation augmentation, ImageDataset dataset, Precision precision, long epoch, int... examples) {
        Tensor x = dataset.batch(examples, precision).x();
        double[] before = x.toArray();
        double[] all = augmentation.apply(x, dataset, examples, epoch, KEY).toArray();
        assertThat(x.toArray()).isEqualTo(before);
        return IntStream.range(0, examples.length)
                .mapToObj(n -> Arrays.copyOfRange(all, n * SIZE, (n + 1) * SIZE))
                .toArray(double[][]::new);
    }

    private static double[][] varied(Augmentation augmentation, long epoch, int... examples) {
        return varied(augmentation, SCALED, Precision.FLOAT32, epoch, examples);
    }

    @ParameterizedTest
    @MethodSource("augmentations")
    void anImageIsTheSameInAnyBatchAndOnAnyNumberOfThreads(Augmentation augmentation) {
        int[] examples = IntStream.range(0, 100).toArray();
        double[][] together = varied(augmentation, 3, examples);
        for (int example : new int[] {0, 17, 99}) {
            assertThat(varied(augmentation, 3, example)[0]).isEqualTo(together[example]);
            assertThat(varied(augmentation, 3, 5, example, example)[2]).isEqualTo(together[example]);
        }
        for (int threads : new int[] {1, 2, 3, 8}) {
            try (Parallel parallel = Parallel.ofThreads(threads)) {
                assertThat(Parallel.with(parallel, () -> varied(augmentation, 3, examples)))
                        .isDeepEqualTo(together);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("augmentations")
    void anotherEpochAndAnotherKeyVaryOtherwise(Augmentation augmentation) {
        int[] examples = IntStream.range(0, 100).toArray();
        double[][] first = varied(augmentation, 0, examples);
        assertThat(Arrays.deepEquals(varied(augmentation, 1, examples), first)).isFalse();
        Tensor x = SCALED.batch(examples, Precision.FLOAT32).x();
        assertThat(augmentation.apply(x, SCALED, examples, 0, RandomKey.of(8)).toArray())
                .isNotEqualTo(
                        Arrays.stream(first).flatMapToDouble(Arrays::stream).toArray());
    }

    @ParameterizedTest
    @MethodSource("augmentations")
    void bothPrecisionsSeeTheSameNumbersAndSoDoRowsButForTheOrderOfASum(Augmentation augmentation) {
        int[] examples = IntStream.range(0, 50).toArray();
        double[][] floats = varied(augmentation, 2, examples);
        assertThat(varied(augmentation, SCALED, Precision.FLOAT64, 2, examples)).isDeepEqualTo(floats);
        ImageDataset rows = dataset(PixelScaling.Kind.STANDARDIZED_PIXEL, Shape.of(SIZE));
        double[][] flat = varied(augmentation, rows, Precision.FLOAT32, 2, examples);
        for (int n = 0; n < examples.length; n++) {
            assertThat(flat[n]).containsExactly(floats[n], within(1e-6));
        }
    }

    @Test
    void withoutAnySettingABatchIsPassedOn() {
        Tensor x = SCALED.batch(new int[] {1}, Precision.FLOAT32).x();
        assertThat(Augmentation.of().apply(x, SCALED, new int[] {1}, 0, KEY)).isSameAs(x);
        assertThat(Augmentation.of().isNone()).isTrue();
    }

    private static boolean isFlipped(Augmentation augmentation, long epoch, int example) {
        double[] original =
                SCALED.batch(new int[] {example}, Precision.FLOAT32).x().toArray();
        double[] seen = varied(augmentation, epoch, example)[0];
        double[] mirrored = new double[SIZE];
        for (int i = 0; i < SIZE; i++) {
            mirrored[i] = original[i / 8 * 8 + 7 - i % 8];
        }
        assertThat(List.of(original, mirrored)).anyMatch(form -> Arrays.equals(form, seen));
        return Arrays.equals(mirrored, seen);
    }

    @Test
    void alternatingFlipsShowHalfOfTheImagesMirroredAndThenTheOtherHalf() {
        Augmentation alternating = Augmentation.of().withFlip(Flip.ALTERNATING);
        int flipped = 0;
        for (int example = 0; example < 1000; example++) {
            boolean first = isFlipped(alternating, 0, example);
            flipped += first ? 1 : 0;
            assertThat(isFlipped(alternating, 1, example)).isEqualTo(!first);
            assertThat(isFlipped(alternating, 2, example)).isEqualTo(first);
            assertThat(isFlipped(alternating, 7, example)).isEqualTo(!first);
        }
        assertThat(flipped).isBetween(450, 550);
    }

    @Test
    void randomFlipsAreDrawnAnewInEachEpoch() {
        Augmentation random = Augmentation.of().withFlip(Flip.RANDOM);
        int[] counts = new int[4];
        for (int example = 0; example < 1000; example++) {
            int first = isFlipped(random, 0, example) ? 1 : 0;
            int second = isFlipped(random, 1, example) ? 1 : 0;
            counts[2 * first + second]++;
        }
        assertThat(Arrays.stream(counts)).allMatch(count -> count > 200 && count < 300);
    }

    @Test
    void everyTranslationOccursAsOftenAndIsADisplacement() {
        Augmentation translation = Augmentation.of().withTranslate(1).withPadding(Padding.ZERO);
        Tensor x = SCALED.batch(new int[] {3}, Precision.FLOAT32).x();
        List<double[]> moves = new ArrayList<>();
        for (int down = -1; down <= 1; down++) {
            for (int right = -1; right <= 1; right++) {
                moves.add(new Displacement(false, down, right, Padding.ZERO)
                        .of(x, IMAGE)
                        .toArray());
            }
        }
        int[] counts = new int[9];
        for (int epoch = 0; epoch < 900; epoch++) {
            double[] seen = varied(translation, epoch, 3)[0];
            int which = IntStream.range(0, 9)
                    .filter(i -> Arrays.equals(moves.get(i), seen))
                    .findFirst()
                    .orElseThrow();
            counts[which]++;
        }
        assertThat(Arrays.stream(counts)).allMatch(count -> count > 60 && count < 140);
    }

    @Test
    void cutoutClearsASquareAndNothingElse() {
        Augmentation cutout = Augmentation.of().withCutout(3);
        int[] examples = IntStream.range(0, 200).toArray();
        double[] original = SCALED.batch(examples, Precision.FLOAT64).x().toArray();
        double[][] seen = varied(cutout, 0, examples);
        boolean[] reached = new boolean[6 * 8];
        for (int n = 0; n < examples.length; n++) {
            int top = 6;
            int left = 8;
            int cleared = 0;
            for (int i = 0; i < SIZE; i++) {
                if (seen[n][i] == 0) {
                    top = Math.min(top, i % 48 / 8);
                    left = Math.min(left, i % 8);
                    reached[i % 48] = true;
                    cleared++;
                } else {
                    assertThat(seen[n][i]).isEqualTo(original[n * SIZE + i]);
                }
            }
            assertThat(cleared).isEqualTo(3 * 3 * 3);
            for (int i = 0; i < SIZE; i++) {
                boolean inside = i % 48 / 8 >= top && i % 48 / 8 < top + 3 && i % 8 >= left && i % 8 < left + 3;
                assertThat(seen[n][i] == 0).isEqualTo(inside);
            }
        }
        assertThat(reached).doesNotContain(false);
    }

    @Test
    void brightnessMultipliesTheLightWhateverTheScaling() {
        Augmentation brighter = Augmentation.of().withBrightness(0.5);
        double least = 2;
        double most = 0;
        for (PixelScaling.Kind kind : PixelScaling.Kind.values()) {
            ImageDataset dataset = dataset(kind, IMAGE);
            PixelScaling scaling = PixelScaling.of(kind, IMAGES);
            double[][] seen = varied(brighter, dataset, Precision.FLOAT64, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
            for (int n = 0; n < 10; n++) {
                double factor = Double.NaN;
                for (int i = 0; i < SIZE; i++) {
                    int pixel = IMAGES.pixels()[n * SIZE + i] & 0xff;
                    double light = seen[n][i] / scaling.scale()[i] + scaling.shift()[i];
                    if (pixel > 100) {
                        factor = Double.isNaN(factor) ? light / pixel : factor;
                        assertThat(light / pixel).isCloseTo(factor, within(1e-4));
                    }
                }
                least = Math.min(least, factor);
                most = Math.max(most, factor);
            }
        }
        assertThat(least).isBetween(0.5, 0.8);
        assertThat(most).isBetween(1.2, 1.5);
    }

    @Test
    void contrastMultipliesTheDistanceFromTheMeanWhichStays() {
        Augmentation contrast = Augmentation.of().withContrast(0.5);
        double[] original = SCALED.batch(new int[] {4}, Precision.FLOAT64).x().toArray();
        double[] seen = varied(contrast, 0, 4)[0];
        double mean = Arrays.stream(original).average().orElseThrow();
        assertThat(Arrays.stream(seen).average().orElseThrow()).isCloseTo(mean, within(1e-6));
        double factor = (seen[0] - mean) / (original[0] - mean);
        assertThat(factor).isBetween(0.5, 1.5).isNotCloseTo(1, within(1e-3));
        for (int i = 0; i < SIZE; i++) {
            assertThat(seen[i] - mean).isCloseTo(factor * (original[i] - mean), within(1e-5));
        }
    }

    @Test
    void whatDoesNotFitIsRefusedInOneLine() {
        Augmentation none = Augmentation.of();
        assertThatThrownBy(() -> none.withTranslate(6).check(SCALED))
                .hasMessage("Augmentation: translation by 6 pixels does not fit images (3, 6, 8); expected at most 5");
        assertThatThrownBy(() -> none.withCutout(7).check(SCALED))
                .hasMessage("Augmentation: cutout of 7 pixels does not fit images (3, 6, 8); expected at most 6");
        assertThatThrownBy(() -> none.withTranslate(-1).withPadding(Padding.ZERO))
                .hasMessage("Augmentation: translate -1 is out of range; expected a whole number of at least 0");
        assertThatThrownBy(() -> none.withBrightness(1))
                .hasMessage(
                        "Augmentation: brightness 1.0 is out of range; expected a number of at least 0 and below 1");
        Dataset numbers = new ArrayDataset(new double[][] {{1, 2}}, new int[1], Shape.of(2), 1);
        assertThatThrownBy(() -> none.withFlip(Flip.RANDOM).check(numbers))
                .hasMessage("Augmentation: examples (2) are no images; expected (C, H, W)");
        none.check(numbers);
        none.withTranslate(5).withCutout(6).check(SCALED);
    }
}
