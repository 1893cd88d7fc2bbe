package dev.chainrule.lab.levels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.check.CheckReport;
import dev.chainrule.data.Batch;
import dev.chainrule.data.Dataset;
import dev.chainrule.data.ImageDataset;
import dev.chainrule.data.PixelScaling;
import dev.chainrule.evaluate.Evaluation;
import dev.chainrule.lab.dataset.BundledCifar10;
import dev.chainrule.lab.settings.ModelSettings;
import dev.chainrule.lab.settings.SettingsBuilder;
import dev.chainrule.layer.Affine;
import dev.chainrule.layer.Flatten;
import dev.chainrule.model.Checkpoint;
import dev.chainrule.model.Model;
import dev.chainrule.model.ModelBuilder;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import dev.chainrule.train.MemoryNeed;
import dev.chainrule.train.Training;
import dev.chainrule.train.TrainingResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What `docs/levels.md` says of the three levels.
class LevelsTest {
    private static final Path SOURCE = Path.of("src/test/java/dev/chainrule/lab/levels/LevelsExample.java");
    private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)\n```", Pattern.DOTALL);

    private static Dataset images() {
        BundledCifar10 bundle = BundledCifar10.load();
        PixelScaling scaling = PixelScaling.of(PixelScaling.Kind.STANDARDIZED_CHANNEL, bundle.train());
        return new ImageDataset(bundle.validation(), scaling, Shape.of(3072));
    }

    private static String part(String name) throws IOException {
        String source = Files.readString(SOURCE);
        int begin = source.indexOf("// " + name + "\n");
        int end = source.indexOf("// END " + name + "\n");
        return source.substring(source.indexOf('\n', begin) + 1, source.lastIndexOf('\n', end))
                .stripTrailing()
                .stripIndent()
                .strip();
    }

    @Test
    void everyLineOfJavaOnThePageRunsHere() throws IOException {
        List<String> names = Files.readAllLines(SOURCE).stream()
                .map(String::strip)
                .filter(line -> line.startsWith("// ") && line.equals(line.toUpperCase(java.util.Locale.ROOT)))
                .filter(line -> !line.startsWith("// END"))
                .map(line -> line.substring(3))
                .toList();
        List<String> parts = new java.util.ArrayList<>();
        for (String name : names) {
            parts.add(part(name));
        }
        String page = Files.readString(Path.of("../docs/levels.md"));
        List<String> blocks =
                BLOCK.matcher(page).results().map(block -> block.group(1)).toList();
        assertThat(blocks).isNotEmpty().allSatisfy(block -> assertThat(parts).contains(block));
        assertThat(parts).allSatisfy(part -> assertThat(blocks).contains(part));
    }

    @ParameterizedTest
    @CsvSource({"LOSS, 3", "PENALTY, 3", "LAYER, 8", "SCREEN, 12"})
    void ideasTakeFewLines(String name, int most) throws IOException {
        assertThat(part(name).lines()).hasSizeLessThanOrEqualTo(most);
    }

    @Test
    void theGradientOnTheFirstScreenIsTheOneInItsComment() {
        assertThat(LevelsExample.screen().toArray()).containsExactly(-4, -2, 2, 4);
    }

    @Test
    void bareTensorsLearn() {
        Batch batch = images().batch(IntStream.range(0, 64).toArray(), Precision.FLOAT32);
        assertThat(LevelsExample.levelOne(batch.x(), batch.labels())).isLessThan(1.2);
    }

    @Test
    void anOwnLayerAndASequenceTrainToTheSameWeights() {
        Dataset images = images();
        List<double[]> weights = LevelsExample.levelsTwoAndThree().stream()
                .map(net -> LevelsExample.fit(net, images).model())
                .map(model -> model.tensors().get("W1").toArray())
                .toList();
        assertThat(weights.get(0)).containsExactly(weights.get(1), within(1e-6));
    }

    @Test
    void ownPartsAreTrainedSavedLoadedAndPlannedFor(@TempDir Path folder) throws IOException {
        Dataset images = images();
        TrainingResult result = Training.of(LevelsExample.net(), images)
                .plan(LevelsExample.plan())
                .seed(0)
                .fit();
        double[] losses = result.history().losses();
        assertThat(losses[losses.length - 1]).isLessThan(losses[0] - 0.1);

        Path file = folder.resolve("own.safetensors");
        Checkpoint.save(file, result.model());
        Model loaded = ModelBuilder.build(LevelsExample.net(), new NumpyRandom(7));
        assertThat(loaded.tensors().keySet()).containsExactly("U1", "V1", "W1", "b1");
        Checkpoint.load(file, loaded);
        Tensor x = images.batch(new int[] {0, 1, 2}, Precision.FLOAT32).x();
        assertThat(loaded.scores(x).toArray())
                .isEqualTo(result.model().scores(x).toArray());
        assertThat(Evaluation.of(loaded, images).accuracy()).isGreaterThan(0.3);

        MemoryNeed need = MemoryNeed.of(loaded, images, LevelsExample.plan());
        assertThat(need.step().perExample()).isGreaterThan(4 * (20 + 50 + 50 + 10));
    }

    @Test
    void ownPartsAreChecked() {
        assertThat(LevelsExample.checks())
                .allSatisfy(
                        report -> assertThat(report.passed()).as("%s", report).isTrue())
                .extracting(CheckReport::toString)
                .isNotEmpty();
    }

    @Test
    void anOwnLayerJoinsSettingsFiles(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("own.yaml");
        Files.writeString(file, """
            model: {layers: [flatten, {layer: low-rank, rank: 20, outputs: 50}, {layer: affine, outputs: 10}]}
            """);
        ModelSettings model =
                new SettingsBuilder(LevelsExample.codec()).file(file).build().model();
        assertThat(model)
                .isEqualTo(ModelSettings.Layers.of(
                        List.of(new Flatten.Settings(), new LevelsExample.LowRank(20, 50), Affine.Settings.of(10))));
    }

    @Test
    void secondDerivativesAreThoseInTheComments() {
        Tensor x = Tensor.of(Precision.FLOAT64, Shape.of(3), -1, 2, 3);
        Tensor v = Tensor.of(Precision.FLOAT64, Shape.of(3), 1, 10, 100);
        List<Tensor> second = LevelsExample.second(x, v);
        assertThat(second.get(0).toArray()).containsExactly(new double[] {0, 12, 18}, within(1e-12));
        assertThat(second.get(1).toArray()).containsExactly(new double[] {0, 120, 1800}, within(1e-9));
        assertThat(second.get(2).sum(0).toArray()).containsExactly(new double[] {0, 0, 0}, within(1e-12));
    }
}
