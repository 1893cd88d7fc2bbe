package dev.chainrule.lab.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.data.ImageDataset;
import dev.chainrule.data.LabeledImages;
import dev.chainrule.evaluate.Evaluation;
import dev.chainrule.kernel.Parallel;
import dev.chainrule.lab.dataset.DatasetException;
import dev.chainrule.lab.dataset.Part;
import dev.chainrule.lab.run.SavedRun;
import dev.chainrule.lab.run.TinyImages;
import dev.chainrule.lab.run.TrainingRun;
import dev.chainrule.lab.settings.SettingsBuilder;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import dev.chainrule.tensor.Tensor;
import dev.chainrule.train.TrainingListener;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A network that was trained with batch normalisation, statistics of pixels and test images in six forms, used without
/// its run. What is expected comes from the evaluation of the run itself.
class PredictorTest {
    private static final String NET = """
        epochs: 1
        batch-size: 10
        data: {preprocessing: standardized-pixel}
        evaluation: {tta: flip-and-shift}
        augmentation: {translate: 2, cutout: 0}
        model:
          layers:
            - {layer: convolution, filters: 8, kernel: 3, padding: 1}
            - batch-norm
            - relu
            - flatten
            - {layer: affine, outputs: 2}
        """;

    @TempDir
    static Path folder;

    private static Path images;
    private static LabeledImages test;
    private static float[][] expected;
    private static Predictor predictor;

    @BeforeAll
    static void train() throws IOException {
        images = TinyImages.folder(folder, 120);
        Path run = train(NET, "run", images);
        SavedRun saved = SavedRun.open(run);
        test = saved.data().partition().test();
        expected = saved.evaluate(Part.TEST).scores();
        predictor = Predictor.load(run);
    }

    private static Path train(String settings, String name, Path data) throws IOException {
        Path file = Files.writeString(folder.resolve(name + ".yaml"), settings);
        TrainingRun.prepare(
                        new SettingsBuilder()
                                .file(file)
                                .set("data.set", data.toString(), "--data")
                                .build(),
                        folder.resolve(name))
                .start(TrainingListener.none());
        return folder.resolve(name);
    }

    /// The scores in the network's order.
    private static float[] scores(Prediction prediction) {
        float[] scores = new float[predictor.classNames().size()];
        for (Prediction.Choice choice : prediction.classes()) {
            scores[predictor.classNames().indexOf(choice.name())] = choice.score();
        }
        return scores;
    }

    private static float[][] scores(List<Prediction> predictions) {
        return predictions.stream().map(PredictorTest::scores).toArray(float[][]::new);
    }

    private static byte[] pixels(int example) {
        int size = test.imageShape().size();
        return Arrays.copyOfRange(test.pixels(), example * size, (example + 1) * size);
    }

    private static float[][] oneByOne(Predictor of) {
        float[][] scores = new float[test.size()][];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = scores(of.predictPrepared(List.of(pixels(i))).getFirst());
        }
        return scores;
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(images)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    @Test
    void aPictureGetsTheScoresOfTheEvaluationBitForBit() throws IOException {
        assertThat(expected).hasDimensions(48, 2);
        assertThat(oneByOne(predictor)).isDeepEqualTo(expected);
        int found = 0;
        for (Path file : files()) {
            byte[] prepared = predictor.trained().preparation().prepare(file);
            for (int i = 0; i < test.size(); i++) {
                if (Arrays.equals(prepared, pixels(i))) {
                    found++;
                    byte[] content = Files.readAllBytes(file);
                    BufferedImage picture = ImageIO.read(file.toFile());
                    assertThat(scores(predictor.predict(file))).isEqualTo(expected[i]);
                    assertThat(scores(predictor.predict("upload", content))).isEqualTo(expected[i]);
                    assertThat(scores(predictor.predict(picture))).isEqualTo(expected[i]);
                }
            }
        }
        assertThat(found).isEqualTo(48);
    }

    @Test
    void batchesOfAnySizeGetTheSameBits() {
        TrainedModel trained = (TrainedModel) predictor.trained();
        ImageDataset dataset =
                new ImageDataset(test, trained.scaling(), trained.model().input());
        assertThat(scores(predictor.predict(dataset))).isDeepEqualTo(expected);
        for (int size : new int[] {1, 2, 3, 7, 16, 47, 48}) {
            int[] examples = new int[size];
            Arrays.setAll(examples, i -> 48 - size + i);
            float[][] last = Arrays.copyOfRange(expected, 48 - size, 48);
            assertThat(scores(predictor.predict(
                            dataset.batch(examples, Precision.FLOAT32).x())))
                    .isDeepEqualTo(last);
            List<byte[]> prepared =
                    Arrays.stream(examples).mapToObj(PredictorTest::pixels).toList();
            assertThat(scores(predictor.predictPrepared(prepared))).isDeepEqualTo(last);
        }
        assertThat(predictor.predictPrepared(List.of())).isEmpty();
    }

    @Test
    void thirtyTwoThreadsAtOnceGetTheSameBits() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(32);
                ExecutorService virtual = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<float[][]>> answers = new ArrayList<>();
            for (int call = 0; call < 96; call++) {
                Callable<float[][]> all = () -> oneByOne(predictor);
                Callable<float[][]> alone = () -> {
                    try (Parallel none = Parallel.ofThreads(1)) {
                        return Parallel.with(none, () -> oneByOne(predictor));
                    }
                };
                answers.add((call % 3 == 0 ? virtual : threads).submit(call % 2 == 0 ? all : alone));
            }
            for (Future<float[][]> answer : answers) {
                assertThat(answer.get()).isDeepEqualTo(expected);
            }
        }
    }

    @Test
    void theFileAloneSufficesWithTheRunAndTheImagesGone() throws IOException {
        Path here = Files.createDirectories(folder.resolve("here"));
        Path copiedImages = here.resolve("images");
        copy(images, copiedImages);
        Path run = train(NET, "moved", copiedImages);
        assertThat(SavedRun.open(run).evaluate(Part.TEST).scores()).isDeepEqualTo(expected);
        Path elsewhere = Files.createDirectories(folder.resolve("other machine"));
        Path file = Files.copy(run.resolve(ModelFile.NAME), elsewhere.resolve("net"));
        copy(run, elsewhere.resolve("run"));
        delete(here);
        delete(run);
        assertThat(oneByOne(Predictor.load(file))).isDeepEqualTo(expected);
        assertThat(oneByOne(Predictor.load(elsewhere.resolve("run")))).isDeepEqualTo(expected);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.toList()) {
                Files.copy(each, to.resolve(from.relativize(each).toString()));
            }
        }
    }

    private static void delete(Path path) throws IOException {
        try (Stream<Path> all = Files.walk(path)) {
            for (Path each : all.toList().reversed()) {
                Files.delete(each);
            }
        }
    }

    @Test
    void aResourceOfAJarIsRead() throws IOException {
        Path jar = folder.resolve("model.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new JarEntry("nets/model.safetensors"));
            Files.copy(folder.resolve("run").resolve(ModelFile.NAME), out);
        }
        try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null);
                InputStream resource = Objects.requireNonNull(loader.getResourceAsStream("nets/model.safetensors"))) {
            Predictor loaded = Predictor.load(resource);
            assertThat(loaded.classNames()).containsExactly("blue", "red");
            assertThat(oneByOne(loaded)).isDeepEqualTo(expected);
        }
    }

    @Test
    void tenThousandPredictionsLeaveNothingBehind() {
        byte[] picture = pixels(0);
        predictOften(picture, 1_000);
        long before = heap();
        predictOften(picture, 10_000);
        assertThat(heap() - before).isLessThan(10_000 * 48L); // less than a prepared picture each
    }

    private static void predictOften(byte[] picture, int times) {
        for (int i = 0; i < times; i++) {
            predictor.predictPrepared(List.of(picture));
        }
    }

    private static long heap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Test
    void probabilitiesAreTheSoftmaxOfTheScoresHighestFirst() {
        Prediction prediction = Prediction.of(List.of("a", "b", "c"), new float[] {1, 3, 2});
        assertThat(prediction.classes()).extracting(Prediction.Choice::name).containsExactly("b", "c", "a");
        double sum = Math.exp(1) + Math.exp(2) + Math.exp(3);
        assertThat(prediction.best().probability()).isCloseTo(Math.exp(3) / sum, within(1e-15));
        assertThat(prediction.top(2)).hasSize(2);
        assertThat(prediction.top(9)).hasSize(3);
        assertThat(prediction.classes().stream()
                        .mapToDouble(Prediction.Choice::probability)
                        .sum())
                .isCloseTo(1, within(1e-15));
        Prediction far = Prediction.of(List.of("a", "b"), new float[] {-1e30f, 1e30f});
        assertThat(far.best()).isEqualTo(new Prediction.Choice("b", 1, 1e30f));
        Prediction even = Prediction.of(List.of("x", "y"), new float[] {0, 0});
        assertThat(even.best()).isEqualTo(new Prediction.Choice("x", 0.5, 0));
        assertThat(even.toJson(1)).isEqualTo("[{\"name\":\"x\",\"probability\":0.5}]");
    }

    @Test
    void scoresThatAreNotFiniteAreRefused() {
        for (float score : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            assertThatThrownBy(() -> Prediction.of(List.of("a", "b"), new float[] {0, score}))
                    .isInstanceOf(ArithmeticException.class)
                    .hasMessageContaining("is not finite; expected numbers");
        }
    }

    @Test
    void whatDoesNotFitIsSaidInOneLine() throws IOException {
        assertThatThrownBy(() -> predictor.predict(Tensor.zeros(Precision.FLOAT32, Shape.of(2, 3, 4, 5))))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("Predictor: batch (2, 3, 4, 5) does not fit the model's input (3, 4, 4); expected (N, 3, 4,"
                        + " 4)");
        assertThatThrownBy(() -> predictor.predict("upload", new byte[0]))
                .isInstanceOf(DatasetException.class)
                .hasMessageStartingWith("upload");
        Path text = Files.writeString(folder.resolve("text.png"), "no picture");
        assertThatThrownBy(() -> predictor.predict(text))
                .isInstanceOf(DatasetException.class)
                .hasMessageStartingWith(text.toString());
        assertThatThrownBy(() -> predictor.predict(folder.resolve("missing.png")))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("missing.png: cannot be read (")
                .hasMessageNotContaining("\n");
    }

    @Test
    void scoresBeyondTheClassesAreNamedByNumber() throws IOException {
        Path run = train(NET.replace("outputs: 2", "outputs: 5").replace("flip-and-shift", "none"), "five", images);
        Predictor five = Predictor.load(run);
        assertThat(five.classNames()).containsExactly("blue", "red", "class 2", "class 3", "class 4");
        assertThat(five.predictPrepared(List.of(pixels(0))).getFirst().classes())
                .hasSize(5);
        Evaluation evaluation = SavedRun.open(run).evaluate(Part.TEST);
        assertThat(evaluation.scores()[0]).hasSize(5);
    }
}
