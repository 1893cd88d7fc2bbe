package dev.chainrule.lab.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.evaluate.Evaluation;
import dev.chainrule.lab.dataset.Part;
import dev.chainrule.lab.predict.ModelFile;
import dev.chainrule.lab.settings.RunSettings;
import dev.chainrule.lab.settings.SettingsBuilder;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Whitening;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import dev.chainrule.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Runs on tiny images that are whitened first.
class WhitenedRunTest {
    @TempDir
    static Path folder;

    private static Path images;

    @TempDir
    Path place;

    @BeforeAll
    static void makeImages() throws IOException {
        images = TinyImages.folder(folder, 80);
    }

    private static RunSettings settings(String... more) {
        SettingsBuilder builder = new SettingsBuilder().preset("quick", "test");
        Stream.concat(
                        Stream.of(
                                "data.set=" + images,
                                "data.split=stratified",
                                "data.preprocessing=mean-channel",
                                "data.contrast-normalization=10",
                                "data.whitening={kind: zca-whitening, components: 40, epsilon: 1e-3}",
                                "model.hidden=[6]",
                                "augmentation={flip: random, translate: 2, cutout: 0}",
                                "epochs=2",
                                "batch-size=10"),
                        Stream.of(more))
                .forEach(setting ->
                        builder.set(setting.replaceFirst("=.*", ""), setting.replaceFirst("[^=]*=", ""), "test"));
        return builder.build();
    }

    private static Whitening whitening(TrainingRun run) {
        return (Whitening) run.model().network().layers().get(1);
    }

    @Test
    void imagesAreWhitenedBehindTheLayersBeforeIt() throws IOException {
        TrainingRun run = TrainingRun.prepare(
                settings("data.whitening={kind: pca-whitening, components: 12, epsilon: 1e-6}"), place.resolve("run"));
        int count = run.beginning().trainingImages();
        Tensor x = run.data()
                .training(run.model().input())
                .batch(IntStream.range(0, count).toArray(), Precision.FLOAT32)
                .x();
        Tensor contrast = run.model()
                .network()
                .layers()
                .getFirst()
                .forward(x, new Mode.Evaluate())
                .output();
        Tensor y = whitening(run).forward(contrast, new Mode.Evaluate()).output();
        assertThat(y.shape()).isEqualTo(Shape.of(count, 12));
        Tensor covariance = y.transpose().matmul(y).times(1.0 / count);
        for (int a = 0; a < 12; a++) {
            for (int b = 0; b < 12; b++) {
                assertThat(covariance.get(a, b)).isCloseTo(a == b ? 1 : 0, within(1e-3));
            }
        }
    }

    @Test
    void aRunSavesEvaluatesAndAnswersToTheBit() throws IOException {
        TrainingRun run = TrainingRun.prepare(settings("signals=spread"), place.resolve("run"));
        double[] matrix = whitening(run).matrix().value().toArray();
        double[] mean = whitening(run).mean().value().toArray();
        RunRecord record = run.start(TrainingListener.none()).record();
        assertThat(whitening(run).matrix().value().toArray()).isEqualTo(matrix);
        assertThat(whitening(run).mean().value().toArray()).isEqualTo(mean);

        SavedRun saved = SavedRun.open(place.resolve("run"));
        Evaluation again = saved.evaluate(Part.TEST);
        assertThat(again.scores()).isDeepEqualTo(record.test().orElseThrow().scores());
        Tensor x = run.data()
                .test(run.model().input())
                .batch(new int[] {0, 1, 2}, Precision.FLOAT32)
                .x();
        assertThat(ModelFile.read(place.resolve("run")).model().scores(x).toArray())
                .isEqualTo(run.model().scores(x).toArray());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{rule: ema, decay: 0.7}", "{rule: lookahead, every: 2, growth: 3}"})
    void meansOfWeightsLeaveItAsItIs(String average) throws IOException {
        TrainingRun run = TrainingRun.prepare(settings("weight-average=" + average), place.resolve("run"));
        double[] matrix = whitening(run).matrix().value().toArray();
        double[] mean = whitening(run).mean().value().toArray();
        run.start(TrainingListener.none());
        assertThat(whitening(run).matrix().value().toArray()).isEqualTo(matrix);
        assertThat(whitening(run).mean().value().toArray()).isEqualTo(mean);
    }

    @Test
    void aRunInTwoPartsHasTheBitsOfOneThatNeverStopped() throws IOException {
        RunSettings settings = settings();
        RunData data = RunData.load(settings.data());
        TrainingRun whole = TrainingRun.of(settings, data, place.resolve("whole"), Span.whole());
        whole.start(TrainingListener.none());
        Path parts = place.resolve("parts");
        TrainingRun.of(settings, data, parts, new Span(Optional.empty(), 7, true, true))
                .start(TrainingListener.none());
        StateFile state = StateFile.read(new RunFolder(parts).state());
        TrainingRun second =
                TrainingRun.of(settings, data, parts, new Span(Optional.of(state), Long.MAX_VALUE, true, true));
        second.start(TrainingListener.none());
        assertThat(second.model().tensors().keySet())
                .isEqualTo(whole.model().tensors().keySet());
        second.model()
                .tensors()
                .forEach((name, tensor) -> assertThat(tensor.toArray())
                        .as("%s", name)
                        .isEqualTo(whole.model().tensors().get(name).toArray()));
    }

    @Test
    void onlyTheTrainingImagesWithinTheLimitCount() throws IOException {
        TrainingRun all = TrainingRun.prepare(settings(), place.resolve("all"));
        TrainingRun few = TrainingRun.prepare(settings("data.limit=30"), place.resolve("few"));
        assertThat(whitening(few).mean().value().toArray())
                .isNotEqualTo(whitening(all).mean().value().toArray());
        assertThat(few.notes())
                .singleElement()
                .asString()
                .startsWith("whitening: along ")
                .contains(" of the 40 components that are kept the 30 training images vary less than epsilon 0.001;"
                        + " what other images have there is amplified up to 32 times.");
        TrainingRun small = TrainingRun.prepare(
                settings("data.limit=30", "data.whitening={kind: zca-whitening, components: 40, epsilon: 1e-5}"),
                place.resolve("small"));
        assertThat(small.notes())
                .singleElement()
                .asString()
                .contains("vary less than epsilon 1e-5; what other images have there is amplified up to 316 times.");
    }

    @Test
    void rowsBeforeAConvolutionAreRefusedWithTheWayOut() {
        RunSettings settings = settings(
                "data.whitening=pca",
                "model={layers: [{layer: convolution, filters: 4, kernel: 3}, flatten, {layer: affine, outputs: 2}]}");
        assertThatThrownBy(() -> TrainingRun.prepare(settings, place.resolve("run")))
                .hasMessageStartingWith(
                        "data.whitening: pca makes rows of 48 coordinates of images, which do not fit the first layer"
                                + " of the network; expected zca-whitening, which leaves images as images.");
    }

    @Test
    void aConvolutionSeesWhitenedImages() throws IOException {
        TrainingRun run = TrainingRun.prepare(
                settings(
                        "model={layers: [{layer: convolution, filters: 4, kernel: 3}, flatten, {layer: affine, outputs:"
                                + " 2}]}"),
                place.resolve("run"));
        assertThat(whitening(run).outputShape(Shape.of(5, 3, 4, 4))).isEqualTo(Shape.of(5, 3, 4, 4));
        RunRecord record = run.start(TrainingListener.none()).record();
        assertThat(SavedRun.open(place.resolve("run")).evaluate(Part.VALIDATION).scores())
                .isDeepEqualTo(record.validation().orElseThrow().scores());
    }

    @Test
    void moreComponentsThanNumbersAndTooLargeImagesAreRefused() {
        assertThatThrownBy(() -> TrainingRun.prepare(
                        settings("data.whitening={kind: pca, components: 49}"), place.resolve("run")))
                .hasMessage(
                        "data.whitening.components: 49 do not fit images of 48 numbers; expected at most 48, or all");
        assertThatThrownBy(() -> TrainingRun.prepare(settings("data.image-size=64x64"), place.resolve("run")))
                .hasMessage(
                        "data.whitening: images of 12288 numbers do not fit; expected at most 8000. Make them smaller"
                                + " with data.image-size");
    }
}
