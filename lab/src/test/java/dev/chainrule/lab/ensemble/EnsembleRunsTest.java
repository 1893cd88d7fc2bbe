package dev.chainrule.lab.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.evaluate.Combination;
import dev.chainrule.evaluate.Evaluation;
import dev.chainrule.format.AtomicFile;
import dev.chainrule.lab.compare.RunSearch;
import dev.chainrule.lab.dataset.Part;
import dev.chainrule.lab.page.HtmlRenderer;
import dev.chainrule.lab.predict.ModelFile;
import dev.chainrule.lab.predict.Predictor;
import dev.chainrule.lab.predict.TrainedModel;
import dev.chainrule.lab.run.RunRecord;
import dev.chainrule.lab.run.SavedRun;
import dev.chainrule.lab.run.TinyImages;
import dev.chainrule.lab.run.TrainingRun;
import dev.chainrule.lab.settings.SettingsBuilder;
import dev.chainrule.lab.settings.SettingsException;
import dev.chainrule.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Ensembles of real runs on tiny images.
class EnsembleRunsTest {
    @TempDir
    static Path folder;

    private static Path images;
    private static Path first;
    private static Path second;
    private static Path other;

    @TempDir
    Path place;

    @BeforeAll
    static void train() throws IOException {
        images = TinyImages.folder(folder, 120);
        first = train("runs/first", "seed=1");
        second = train("runs/second", "seed=2");
        other = train("other", "seed=3", "model.hidden=[5, 4]");
    }

    private static Path train(String name, String... settings) throws IOException {
        SettingsBuilder builder = new SettingsBuilder().preset("kth-3-layer-bn", "test");
        Stream.concat(
                        Stream.of(
                                "data.set=" + images,
                                "data.split=stratified",
                                "model.hidden=[6, 4]",
                                "epochs=1",
                                "batch-size=10",
                                "learning-rate.half-cycle=10"),
                        Stream.of(settings))
                .forEach(setting ->
                        builder.set(setting.replaceFirst("=.*", ""), setting.replaceFirst("[^=]*=", ""), "test"));
        Path out = folder.resolve(name);
        Files.createDirectories(out.getParent());
        TrainingRun.prepare(builder.build(), out).start(TrainingListener.none());
        return out;
    }

    private Path copy(Path run, String name) throws IOException {
        Path to = Files.createDirectories(place.resolve(name));
        try (Stream<Path> files = Files.list(run)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
        return to;
    }

    private static Study study(Path... runs) throws IOException {
        return Study.of(Members.find(List.of(runs)), Combination.PROBABILITIES);
    }

    @Test
    void allNumbersAreThoseOfTheAnswersThatWereKept() throws IOException {
        Study study = study(folder.resolve("runs"), other);
        assertThat(study.runs()).extracting(run -> run.name()).containsExactly("first", "second", "other");
        assertThat(study.parts()).containsExactly(Part.VALIDATION, Part.TEST);
        assertThat(study.main()).isEqualTo(Part.TEST);
        double sum = 0;
        for (Path run : List.of(first, second, other)) {
            sum += RunRecord.read(run).test().orElseThrow().accuracy();
        }
        assertThat(study.alone(Part.TEST)).isCloseTo(sum / 3, within(1e-12));
        for (Combination way : Combination.values()) {
            double together = study.together(way, Part.TEST).accuracy();
            assertThat(study.gain(way).value()).isCloseTo(together - sum / 3, within(1e-12));
            assertThat(study.subsets(way).sizes().getLast().mean()).isEqualTo(together);
            assertThat(study.subsets(way).sizes().getFirst().mean()).isCloseTo(sum / 3, within(1e-12));
        }
    }

    @ParameterizedTest
    @EnumSource(Combination.class)
    void anEnsembleOfOneSaysWhatItsRunKept(Combination combination) throws IOException {
        Study study = Study.of(Members.find(List.of(first)), combination);
        for (Part part : study.parts()) {
            assertThat(study.together(combination, part).scores())
                    .isDeepEqualTo(SavedRun.open(first).kept(part).orElseThrow().scores());
        }
        assertThat(study.meanNetwork().missing()).isEqualTo("there is one member");
        assertThat(new EnsembleReport(study, "again").report().blocks()).isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource(Combination.class)
    void theFolderIsUsedLikeARunWithoutTheRuns(Combination combination) throws IOException {
        Path a = copy(first, "a");
        Path b = copy(other, "b");
        Study study = Study.of(Members.find(List.of(a, b)), combination);
        Path out = place.resolve("both");
        EnsembleFolder.write(out, study);
        for (Path run : List.of(a, b)) {
            try (Stream<Path> files = Files.list(run)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
        }
        SavedRun saved = SavedRun.open(out);
        for (Part part : study.parts()) {
            float[][] expected = study.together(combination, part).scores();
            assertThat(saved.kept(part).orElseThrow().scores()).isDeepEqualTo(expected);
            assertThat(saved.evaluate(part).scores()).isDeepEqualTo(expected);
        }
        assertThat(Predictor.load(out).classNames()).containsExactly("blue", "red");
        assertThat(RunSearch.find(List.of(out)).runs())
                .extracting(run -> run.name())
                .containsExactly("a", "b");
        copy(second, "c");
        assertThat(RunSearch.find(List.of(place)).runs())
                .as("copies inside of an ensemble are no runs of the folder around it")
                .extracting(run -> run.name())
                .containsExactly("c");
        assertThatThrownBy(() -> EnsembleFolder.write(out, study)).hasMessageContaining("is not empty");
    }

    @Test
    void theMeanOfWeightsIsOneNetwork() throws IOException {
        TrainedModel a = ModelFile.read(first);
        TrainedModel b = ModelFile.read(second);
        TrainedModel mean = MeanNetwork.of(List.of(a, b), List.of("a", "b"));
        mean.model().tensors().forEach((name, tensor) -> {
            double[] one = a.model().tensors().get(name).toArray();
            double[] two = b.model().tensors().get(name).toArray();
            double[] both = tensor.toArray();
            for (int i = 0; i < both.length; i++) {
                double expected = name.startsWith("running_batches") ? one[i] : (one[i] + two[i]) / 2;
                assertThat(both[i]).isCloseTo(expected, within(1e-6));
            }
        });
        Study study = study(first, second);
        assertThat(study.meanNetwork().missing()).isEmpty();
        assertThat(study.meanNetwork().accuracies().keySet()).containsExactly(Part.VALIDATION, Part.TEST);
        MeanNetwork.renew(
                mean, SavedRun.open(first).data().training(mean.model().input()), 1);
        Evaluation onTest =
                mean.evaluate(SavedRun.open(first).data().partition().test(), Part.TEST);
        assertThat(study.meanNetwork().accuracies().get(Part.TEST)).isEqualTo(onTest.accuracy());
    }

    @Test
    void weightsOfAnotherArchitectureAreNotAveragedAndTheLayerIsNamed() throws IOException {
        Study study = study(first, other);
        assertThat(study.meanNetwork().accuracies()).isEmpty();
        assertThat(study.meanNetwork().missing())
                .startsWith("other: layer 1, Affine[outputs=5")
                .contains("does not fit that of first, Affine[outputs=6", "expected one architecture");
    }

    @Test
    void thePageSaysWhatWasMeasured() throws IOException {
        Study study = study(first, second, other);
        String page = HtmlRenderer.render(new EnsembleReport(study, "chainrule ensemble a b").report());
        assertThat(page)
                .contains("Together 3", "By number of members", "chainrule ensemble a b", "expected calibration error")
                .contains("There is no network with the mean of the weights here");
    }

    private static void assertRefused(String message, Path... runs) {
        assertThatThrownBy(() -> Members.find(List.of(runs)))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(message);
    }

    @Test
    void whatCannotStandTogetherIsRefusedInOneLine() throws IOException {
        assertRefused("is named twice", first, second, first);
        Path copied = copy(first, "copied");
        assertRefused("copied: is the same network as " + first, first, copied);
        Path cut = copy(second, "cut");
        List<String> history = Files.readAllLines(cut.resolve("history.jsonl"));
        Files.write(cut.resolve("history.jsonl"), history.subList(0, history.size() - 1));
        assertRefused("cut: the run was cut off or goes on", first, cut);
        Path broken = train("broken", "learning-rate={schedule: constant, rate: 1e30}", "model.normalization=none");
        assertRefused("broken: the run diverged", first, broken);
        assertRefused("nowhere: no such folder", first, folder.resolve("nowhere"));
        assertRefused("holds no run", first, Files.createDirectories(place.resolve("empty")));
    }

    @Test
    void otherImagesClassesAndPrecisionAreNamed() throws IOException {
        Path precise = train("precise", "model.precision=float64");
        assertRefused("precise: precision float64 does not fit precision float32 of " + first, first, precise);
        Path moved = copy(second, "moved");
        Path about = moved.resolve("about.json");
        String text = Files.readString(about);
        AtomicFile.write(about, text.replaceFirst("\"data_sha256\":\"....", "\"data_sha256\":\"0000"));
        assertRefused("moved: images of sha256 0000", first, moved);
        AtomicFile.write(about, text.replace("\"red\"", "\"rouge\""));
        assertRefused("moved: classes [blue, rouge] do not fit classes [blue, red] of " + first, first, moved);
    }
}
