package dev.chainrule.lab.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.data.ImageDataset;
import dev.chainrule.data.Sampling;
import dev.chainrule.format.Safetensors;
import dev.chainrule.lab.predict.ModelFile;
import dev.chainrule.lab.settings.RunSettings;
import dev.chainrule.lab.settings.SettingsBuilder;
import dev.chainrule.lab.settings.SettingsException;
import dev.chainrule.model.Model;
import dev.chainrule.model.ModelBuilder;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Tensor;
import dev.chainrule.train.Training;
import dev.chainrule.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FineTuneTest {
    private static final List<String> HEAD = List.of("W2", "b2");
    private static final List<String> BODY =
            List.of("W1", "b1", "gamma1", "beta1", "running_mean1", "running_var1", "running_batches1");

    @TempDir
    Path folder;

    private Path source;

    @BeforeEach
    void trainedBefore() throws IOException {
        TinyImages.folder(folder, 30);
        Path third = Files.createDirectories(folder.resolve("three"));
        for (String name : List.of("blue", "red")) {
            copy(folder.resolve("images").resolve(name), third.resolve(name));
        }
        copy(folder.resolve("images/red"), third.resolve("rose"));
        source = start(settings("images"), "source").folder().path();
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    /// A network of affine-1, batch-norm-1, relu-1 and affine-2.
    private SettingsBuilder settings(String images) {
        return new SettingsBuilder()
                .set("data.set", folder.resolve(images).toString(), "--data")
                .set("model", "{kind: fully-connected, hidden: [8], normalization: batch-norm}", "--set")
                .set("augmentation", "{translate: 1, cutout: 0}", "--set")
                .set("batch-size", "10", "--batch-size")
                .set("epochs", "2", "--epochs");
    }

    private SettingsBuilder tuned(String images) {
        return settings(images).text("start.from", source.toString(), "--from").set("seed", "5", "--seed");
    }

    private RunRecord start(SettingsBuilder settings, String name) throws IOException {
        RunResult result = TrainingRun.prepare(settings, folder.resolve(name)).start(TrainingListener.none());
        assertThat(result.warnings()).isEmpty();
        return result.record();
    }

    private static Map<String, double[]> numbers(Map<String, Tensor> tensors) {
        Map<String, double[]> numbers = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> numbers.put(name, tensor.toArray()));
        return numbers;
    }

    private static Map<String, double[]> weights(Path file) throws IOException {
        return numbers(Safetensors.read(file).tensors());
    }

    private static StartRecord begun(RunRecord record) {
        return record.beginning().start().orElseThrow();
    }

    @Test
    void itHasTheBitsOfATrainingThatCopiesTheWeightsByHand() throws IOException {
        RunRecord record = start(tuned("three"), "tuned");
        RunSettings settings = record.settings();
        RunData data = RunData.load(settings.data());
        NumpyRandom random = new NumpyRandom(5);
        Model model = ModelBuilder.build(settings.spec(data.imageShape(), 3), random);
        Map<String, Tensor> theirs = ModelFile.read(source).model().tensors();
        BODY.forEach(name -> model.tensors().get(name).copyFrom(theirs.get(name)));
        ImageDataset training = data.training(model.input());
        Training.of(model, training)
                .validation(data.validation(model.input()))
                .plan(settings.plan())
                .sampling(new Sampling.Shuffled(RandomKey.of(5).child("sampling")))
                .key(RandomKey.of(5).child("network"))
                .trainer()
                .fit(TrainingListener.none());
        Map<String, double[]> tuned = weights(record.folder().model());
        numbers(model.tensors())
                .forEach((name, byHand) -> assertThat(tuned.get(name)).as(name).isEqualTo(byHand));
        assertThat(begun(record).lines())
                .containsExactly(
                        "begins with weights of " + source + ": affine-1, batch-norm-1",
                        "begins anew: affine-2 (W2(8, 3) here, (8, 2) there)");
    }

    @Test
    void frozenLayersAreThoseOfTheSourceToTheBitWhateverMovesWeights() throws IOException {
        SettingsBuilder settings = tuned("three")
                .set("start.freeze", "[all]", "--freeze")
                .set("optimizer", "{rule: adamw, decay: 0.1}", "--set")
                .set("penalties", "[{name: half-l2, strength: 0.1, of: all}]", "--set")
                .set("weight-average", "{rule: ema, decay: 0.7}", "--set")
                .set("constraint", "{kind: max-norm, maximum: 0.1}", "--set")
                .set("final-weights", "best", "--set")
                .set("signals", "{recorded: regularly, every-steps: 2}", "--set");
        RunRecord record = start(settings, "tuned");
        Map<String, double[]> before = weights(source.resolve(ModelFile.NAME));
        Map<String, double[]> after = weights(record.folder().model());
        BODY.forEach(name -> assertThat(after.get(name)).as(name).isEqualTo(before.get(name)));
        assertThat(begun(record).lines())
                .last()
                .isEqualTo("frozen: affine-1, batch-norm-1; batch normalisation among them goes by its running"
                        + " statistics");
    }

    @Test
    void onlyTheLayersThatAreNamedBeginWithTheWeights() throws IOException {
        SettingsBuilder settings = tuned("images").set("start.layers", "[affine-2]", "--from-layers");
        RunRecord record = start(settings, "tuned");
        Map<String, double[]> theirs = weights(source.resolve(ModelFile.NAME));
        Map<String, double[]> kept = weights(record.folder().start());
        assertThat(kept.keySet())
                .filteredOn(name -> !name.startsWith("preprocessing."))
                .containsOnlyOnceElementsOf(HEAD);
        HEAD.forEach(name -> assertThat(kept.get(name)).isEqualTo(theirs.get(name)));
        assertThat(begun(record).warnings()).isEmpty();
        assertThat(begun(record).lines())
                .containsExactly(
                        "begins with weights of " + source + ": affine-2", "begins anew: affine-1, batch-norm-1");
    }

    @Test
    void itIsRepeatedFromItsFolderAlsoWhenTheSourceIsAnother() throws IOException {
        RunRecord record = start(tuned("three").set("start.freeze", "[batch-norm-1]", "--freeze"), "tuned");
        Files.copy(folder.resolve("tuned/settings.yaml"), folder.resolve("copied.yaml"));
        start(settings("images").set("seed", "9", "--seed"), "other");
        Files.delete(source.resolve(ModelFile.NAME));
        Files.copy(folder.resolve("other").resolve(ModelFile.NAME), source.resolve(ModelFile.NAME));
        RunRecord again = start(new SettingsBuilder().file(record.folder().settings()), "again");
        assertThat(again.folder().model())
                .hasSameBinaryContentAs(record.folder().model());
        assertThat(again.folder().settings())
                .hasSameTextualContentAs(record.folder().settings());
        assertThatThrownBy(() -> start(new SettingsBuilder().file(folder.resolve("copied.yaml")), "copied"))
                .isInstanceOf(SettingsException.class)
                .hasMessage(
                        "start.from: the weights of %s are not those that the run began with; expected weights of SHA-256 %s. Put them back, or name them with --from to begin with them as they are"
                                .formatted(source, begun(record).sha256()));
    }

    @Test
    void itGoesOnFromItsStateToTheSameBitsWhenTheSourceIsGone() throws IOException {
        RunSettings settings =
                tuned("three").set("start.freeze", "[affine-1]", "--freeze").build();
        RunData data = RunData.load(settings.data());
        Path whole = folder.resolve("whole");
        TrainingRun.of(settings, data, whole, Span.whole()).start(TrainingListener.none());
        Path parts = folder.resolve("parts");
        Files.createDirectories(parts);
        TrainingRun.of(settings, data, parts, new Span(Optional.empty(), 3, true, true))
                .start(TrainingListener.none());
        Files.delete(source.resolve(ModelFile.NAME));
        StateFile state = StateFile.read(parts.resolve("state.safetensors"));
        TrainingRun.of(settings, data, parts, new Span(Optional.of(state), Long.MAX_VALUE, true, true))
                .start(TrainingListener.none());
        assertThat(Verification.of(whole, false, _ -> {}).difference()).isEmpty();
        assertThat(parts.resolve(ModelFile.NAME)).hasSameBinaryContentAs(whole.resolve(ModelFile.NAME));
    }

    @Test
    void whitenedImagesAreWhitenedAsTheSourceWhitenedThem() throws IOException {
        SettingsBuilder whitened = settings("images").text("data.whitening", "zca-whitening", "--whitening");
        source = start(whitened, "whitened").folder().path();
        SettingsBuilder other = tuned("three").text("data.whitening", "zca-whitening", "--whitening");
        Map<String, double[]> theirs = weights(source.resolve(ModelFile.NAME));
        Map<String, double[]> taken = weights(start(other, "taken").folder().model());
        assertThat(taken.get("whitening1")).isEqualTo(theirs.get("whitening1"));
        assertThat(taken.get("mean1")).isEqualTo(theirs.get("mean1"));
        other.set("start.layers", "[affine-1, batch-norm-1]", "--from-layers");
        Map<String, double[]> fitted = weights(start(other, "fitted").folder().model());
        assertThat(fitted.get("whitening1")).isNotEqualTo(theirs.get("whitening1"));
        assertThat(fitted.get("whitening1")).isNotEqualTo(new double[48 * 48]);
    }

    @Test
    void anotherPrecisionOtherClassesAndOtherNumbersOfImagesAreSaid() throws IOException {
        Files.move(folder.resolve("three/blue"), folder.resolve("blue"));
        SettingsBuilder settings = tuned("three")
                .text("model.precision", "float64", "--precision")
                .text("data.preprocessing", "none", "--preprocessing");
        List<String> warnings = begun(start(settings, "tuned")).warnings();
        assertThat(warnings).hasSize(3);
        assertThat(warnings.get(0)).isEqualTo("start.from: the weights are of float32 and were put into float64");
        assertThat(warnings.get(1))
                .startsWith(
                        "start.from: preprocessing makes other numbers of an image here than there: of a medium grey"
                                + " 128 on the average here, ");
        assertThat(warnings.get(2))
                .isEqualTo("start.from: affine-2 begins with the weights of other classes; name the layers before it in"
                        + " --from-layers to begin it anew");
    }
}
