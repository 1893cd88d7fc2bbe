package dev.chainrule.lab.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.data.ArrayDataset;
import dev.chainrule.data.Dataset;
import dev.chainrule.data.ImageDataset;
import dev.chainrule.data.PixelScaling;
import dev.chainrule.evaluate.Evaluation;
import dev.chainrule.lab.dataset.BundledCifar10;
import dev.chainrule.lab.dataset.Part;
import dev.chainrule.lab.predict.ModelFile;
import dev.chainrule.lab.settings.RunSettings;
import dev.chainrule.lab.settings.SettingsBuilder;
import dev.chainrule.lab.whiten.FittedLayers;
import dev.chainrule.layer.Affine;
import dev.chainrule.layer.Flatten;
import dev.chainrule.layer.GlobalAveragePool;
import dev.chainrule.layer.LayerSpec;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Parameter;
import dev.chainrule.layer.PatchWhitening;
import dev.chainrule.model.Model;
import dev.chainrule.model.ModelBuilder;
import dev.chainrule.model.ModelSpec;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import dev.chainrule.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PatchFiltersTest {
    private static final String TINY_NET = """
        preset: quick
        augmentation: {translate: 2, cutout: 0}
        epochs: 2
        batch-size: 10
        model:
          layers:
            - patch-whitening
            - gelu
            - {layer: convolution, filters: 30, kernel: 3, padding: 1, weights: dirac}
            - batch-norm
            - gelu
            - global-average-pool
            - {layer: affine, outputs: 2}
            - {layer: scale, factor: 0.5}
        optimizer: adam
        weight-average: {rule: lookahead, every: 2, growth: 3}
        shift-rate-factor: 4
        """;

    private static Model model(Shape image, int kernel, double epsilon, Precision precision) {
        List<LayerSpec> layers = List.of(
                new PatchWhitening.Settings(kernel, epsilon), new GlobalAveragePool.Settings(), Affine.Settings.of(10));
        return ModelBuilder.build(new ModelSpec("Net", image, precision, layers), new NumpyRandom(1));
    }

    /// Images whose neighbours and channels resemble each other, around a mean that is not 0.
    private static Dataset correlated(int examples, Shape image) {
        NumpyRandom random = new NumpyRandom(11);
        double[][] x = new double[examples][image.size()];
        for (double[] pixels : x) {
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = 0.3 + random.nextGaussian() + (i > 0 ? 0.7 * pixels[i - 1] : 0);
                pixels[i] += i >= image.extent(2) ? 0.2 * pixels[i - image.extent(2)] : 0;
            }
        }
        return new ArrayDataset(x, new int[examples], image, 10);
    }

    private static Tensor filters(Model model) {
        return model.parameters().getFirst().value();
    }

    /// The largest difference between the covariance of half of the channels over all pixels and the identity.
    private static double distanceFromIdentity(Tensor y, int from, int to) {
        int size = to - from;
        int pixels = y.shape().extent(2) * y.shape().extent(3);
        long count = (long) y.shape().extent(0) * pixels;
        double[] values = y.toArray();
        double[] mean = new double[size];
        double[][] products = new double[size][size];
        for (int n = 0; n < y.shape().extent(0); n++) {
            for (int p = 0; p < pixels; p++) {
                int example = n * y.shape().extent(1);
                for (int a = 0; a < size; a++) {
                    double value = values[(example + from + a) * pixels + p];
                    mean[a] += value / count;
                    for (int b = 0; b < size; b++) {
                        products[a][b] += value * values[(example + from + b) * pixels + p] / count;
                    }
                }
            }
        }
        double worst = 0;
        for (int a = 0; a < size; a++) {
            for (int b = 0; b < size; b++) {
                double covariance = products[a][b] - mean[a] * mean[b];
                worst = Math.max(worst, Math.abs(covariance - (a == b ? 1 : 0)));
            }
        }
        return worst;
    }

    private static void assertWhitens(Model model, Dataset images, double tolerance) {
        int[] all = IntStream.range(0, images.size()).toArray();
        Tensor x = images.batch(all, model.spec().precision()).x();
        Tensor y = model.network()
                .layers()
                .getFirst()
                .forward(x, new Mode.Evaluate())
                .output();
        int half = y.shape().extent(1) / 2;
        assertThat(distanceFromIdentity(y, 0, half)).isLessThan(tolerance);
        assertThat(distanceFromIdentity(y, half, 2 * half)).isLessThan(tolerance);
    }

    @ParameterizedTest
    @CsvSource({"3, 2", "1, 3", "2, 1"})
    void outputsOfCorrelatedImagesAreUncorrelatedAndOfVarianceOne(int channels, int kernel) {
        Shape image = Shape.of(channels, 7, 9);
        Dataset images = correlated(300, image);
        Model model = model(image, kernel, 1e-12, Precision.FLOAT64);
        FittedLayers.fit(model, images, _ -> {});
        assertWhitens(model, images, 1e-9);
    }

    @ParameterizedTest
    @EnumSource(
            value = PixelScaling.Kind.class,
            names = {"NONE", "STANDARDIZED_CHANNEL"})
    void outputsOfPhotographsAreUncorrelatedAndOfVarianceOne(PixelScaling.Kind preprocessing) {
        var photographs = BundledCifar10.load().train().slice(0, 300);
        Shape image = photographs.imageShape();
        Dataset images = new ImageDataset(photographs, PixelScaling.of(preprocessing, photographs), image);
        Model model = model(image, 2, 1e-9, Precision.FLOAT32);
        FittedLayers.fit(model, images, _ -> {});
        assertWhitens(model, images, 1e-3);
    }

    @Test
    void theSecondHalfIsTheFirstNegated() {
        Model model = fitted(correlated(100, Shape.of(2, 5, 5)));
        double[] weights = filters(model).toArray();
        assertThat(weights).hasSize(16 * 8);
        for (int i = 0; i < weights.length / 2; i++) {
            assertThat(weights[i + weights.length / 2]).isEqualTo(-weights[i]);
        }
    }

    @Test
    void filtersGoFromTheLargestEigenvalueAndTheirLargestComponentIsPositive() {
        double[] weights = filters(fitted(correlated(100, Shape.of(2, 5, 5)))).toArray();
        double before = 0;
        for (int f = 0; f < 8; f++) {
            double norm = 0;
            double largest = 0;
            for (int i = 0; i < 8; i++) {
                double weight = weights[f * 8 + i];
                norm += weight * weight;
                largest = Math.abs(weight) > Math.abs(largest) ? weight : largest;
            }
            assertThat(largest).isPositive();
            assertThat(norm).isGreaterThan(before);
            before = norm;
        }
    }

    @Test
    void aMeanFarFromZeroCostsNoDigits() {
        double[] near = filters(0);
        double[] far = filters(1024);
        assertThat(far).containsExactly(near, within(1e-6));
    }

    /// Filters of numbers of deviation 1e-3 that are exact in double with and without the mean.
    private static double[] filters(double mean) {
        NumpyRandom random = new NumpyRandom(3);
        Shape image = Shape.of(3, 6, 6);
        double[][] x = new double[20][image.size()];
        for (double[] pixels : x) {
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = mean + Math.rint(random.nextGaussian() * 1024) / (1 << 20);
            }
        }
        Model model = model(image, 2, 1e-12, Precision.FLOAT64);
        FittedLayers.fit(model, new ArrayDataset(x, new int[20], image, 10), _ -> {});
        return filters(model).toArray();
    }

    @Test
    void theSameImagesGiveTheSameFilters() {
        Dataset images = correlated(100, Shape.of(2, 5, 5));
        assertThat(filters(fitted(images)).toArray())
                .isEqualTo(filters(fitted(images)).toArray());
    }

    private static Model fitted(Dataset images) {
        Model model = model(images.exampleShape(), 2, 1e-3, Precision.FLOAT64);
        FittedLayers.fit(model, images, _ -> {});
        return model;
    }

    @Test
    void directionsThatDoNotOccurAreMultipliedByNoMoreThanEpsilonAllows() {
        Dataset grey = new ArrayDataset(new double[20][25], new int[20], Shape.of(1, 5, 5), 10);
        double[] weights = filters(fitted(grey)).toArray();
        for (int f = 0; f < 8; f++) {
            double norm = 0;
            for (int i = 0; i < 4; i++) {
                norm += weights[f * 4 + i] * weights[f * 4 + i];
            }
            assertThat(norm).isCloseTo(1000, within(1e-9));
        }
    }

    @Test
    void onlyTheFirstFiveThousandImagesCount() {
        Shape image = Shape.of(1, 2, 2);
        double[][] x = new double[5100][4];
        NumpyRandom random = new NumpyRandom(2);
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < 4; j++) {
                x[i][j] = (i < 5000 ? 1 : 100) * random.nextGaussian();
            }
        }
        double[][] first = java.util.Arrays.copyOf(x, 5000);
        assertThat(filters(fitted(new ArrayDataset(x, new int[5100], image, 10)))
                        .toArray())
                .isEqualTo(filters(fitted(new ArrayDataset(first, new int[5000], image, 10)))
                        .toArray());
    }

    @Test
    void imagesOfAnotherShapeAreRefused() {
        Model model = model(Shape.of(1, 5, 5), 2, 1e-3, Precision.FLOAT64);
        assertThatThrownBy(() -> FittedLayers.fit(model, correlated(10, Shape.of(1, 6, 5)), _ -> {}))
                .hasMessage("Whitening: images (1, 6, 5) does not fit the model's input (1, 5, 5); expected (1, 5, 5)");
    }

    @Test
    void aNetThatDoesNotWhitenStaysAsItIs() {
        ModelSpec spec = new ModelSpec(
                "Net", Shape.of(1, 5, 5), Precision.FLOAT64, List.of(new Flatten.Settings(), Affine.Settings.of(10)));
        Model model = ModelBuilder.build(spec, new NumpyRandom(1));
        double[] before = filters(model).toArray();
        FittedLayers.fit(model, correlated(10, Shape.of(1, 5, 5)), _ -> {});
        assertThat(filters(model).toArray()).isEqualTo(before);
    }

    @Test
    void aRunComputesTrainsSavesAndRepeats(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("net.yaml"), TINY_NET);
        RunSettings settings = new SettingsBuilder()
                .file(file)
                .set("data.set", TinyImages.folder(folder, 50).toString(), "--data")
                .build();
        TrainingRun run = TrainingRun.prepare(settings, folder.resolve("a"));
        Parameter whitening = run.model().parameters().getFirst();
        double[] computed = whitening.value().toArray();
        assertThat(whitening.isUnfitted()).isFalse();
        RunRecord result = run.start(TrainingListener.none()).record();
        assertThat(whitening.value().toArray()).isEqualTo(computed);

        SavedRun saved = SavedRun.open(folder.resolve("a"));
        assertThat(ModelFile.read(saved.folder().path())
                        .model()
                        .parameters()
                        .getFirst()
                        .value()
                        .toArray())
                .isEqualTo(computed);
        Evaluation again = saved.evaluate(Part.TEST);
        assertThat(again.accuracy())
                .isEqualTo(result.conclusion().orElseThrow().testAccuracy().orElseThrow());

        RunSettings repeated =
                new SettingsBuilder().file(result.folder().settings()).build();
        assertThat(repeated).isEqualTo(settings);
        TrainingRun.prepare(repeated, folder.resolve("b")).start(TrainingListener.none());
        assertThat(folder.resolve("b/model.safetensors")).hasSameBinaryContentAs(folder.resolve("a/model.safetensors"));
    }
}
