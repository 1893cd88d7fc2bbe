package dev.chainrule.lab.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.chainrule.evaluate.Evaluation;
import dev.chainrule.evaluate.TestTimeAugmentation;
import dev.chainrule.format.FormatException;
import dev.chainrule.format.Json;
import dev.chainrule.lab.dataset.Part;
import dev.chainrule.lab.settings.SamplingRule;
import dev.chainrule.lab.settings.SettingsBuilder;
import dev.chainrule.lab.settings.SettingsException;
import dev.chainrule.optim.Progress;
import dev.chainrule.settings.Kebab;
import dev.chainrule.train.History;
import dev.chainrule.train.TrainingListener;
import dev.chainrule.train.TrainingResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingRunTest {
    @TempDir
    Path folder;

    private SettingsBuilder tiny() throws IOException {
        return new SettingsBuilder()
                .set("data.set", TinyImages.folder(folder, 50).toString(), "--data")
                .set("model.hidden", "[8]", "--hidden")
                .set("augmentation", "{translate: 2, cutout: 0}", "--set")
                .set("batch-size", "10", "--batch-size")
                .set("epochs", "2", "--epochs");
    }

    private static SettingsBuilder photographs() {
        return new SettingsBuilder()
                .set("data.limit", "200", "--limit")
                .set("evaluation.validation-examples", "200", "--set")
                .set("epochs", "2", "--epochs");
    }

    private RunRecord run(SettingsBuilder settings, String name, TrainingListener watcher) throws IOException {
        RunResult result =
                TrainingRun.prepare(settings.build(), folder.resolve(name)).start(watcher);
        assertThat(result.warnings()).isEmpty();
        return result.record();
    }

    private static Conclusion end(RunRecord record) {
        return record.conclusion().orElseThrow();
    }

    private byte[] bytes(String run, String file) throws IOException {
        return Files.readAllBytes(folder.resolve(run).resolve(file));
    }

    @Test
    void theFolderHoldsSettingsHistoryWeightsAndReport() throws IOException {
        RunRecord result = run(tiny(), "a", TrainingListener.none());
        assertThat(end(result).end()).isEqualTo(TrainingResult.End.COMPLETE);
        assertThat(result.history().steps()).isEqualTo(12).isEqualTo(result.plannedSteps());
        assertThat(end(result).validationAccuracy().getAsDouble()).isBetween(0.3, 1.0);
        assertThat(end(result).testAccuracy().getAsDouble()).isBetween(0.3, 1.0);
        assertThat(folder.resolve("a")).isDirectoryContaining("glob:**/settings.yaml");
        assertThat(result.folder().model()).isRegularFile();
        assertThat(result.folder().answers()).isRegularFile();
    }

    @Test
    void whatTheFolderSaysIsWhatTheRunKnew() throws IOException {
        RunRecord result = run(tiny(), "a", TrainingListener.none());
        RunRecord read = RunRecord.read(folder.resolve("a"));
        assertThat(read.settings()).isEqualTo(result.settings());
        assertThat(read.beginning()).isEqualTo(result.beginning());
        assertThat(read.conclusion()).isEqualTo(result.conclusion());
        assertThat(read.history().losses()).isEqualTo(result.history().losses());
        assertThat(read.history().rates()).isEqualTo(result.history().rates());
        assertThat(read.history().measurements()).isEqualTo(result.history().measurements());
        assertThat(read.plannedSteps()).isEqualTo(result.plannedSteps());
        assertThat(answers(read.validation())).isEqualTo(answers(result.validation()));
        assertThat(answers(read.test())).isEqualTo(answers(result.test()));
    }

    private static Object[] answers(Optional<Evaluation> evaluation) {
        Evaluation all = evaluation.orElseThrow();
        return new Object[] {all.labels(), all.predictions(), all.scores()};
    }

    @Test
    void aRunThatWasCutOffCanBeRead() throws IOException {
        RunRecord whole = run(tiny(), "a", TrainingListener.none());
        String history = Files.readString(whole.folder().history());
        Files.writeString(whole.folder().history(), history.substring(0, history.indexOf("\"step\":7") + 12));
        Files.delete(whole.folder().answers());
        RunRecord read = RunRecord.read(folder.resolve("a"));
        assertThat(read.history().losses())
                .isEqualTo(Arrays.copyOf(whole.history().losses(), 6));
        assertThat(read.conclusion()).isEmpty();
        assertThat(read.validation()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"step\":1,\"loss\":\"x\",\"rate\":1}",
                "{\"step\":2,\"loss\":1,\"rate\":1}",
                "[]",
                "{\"end\":\"never\"}",
                "{\"step\":-1,\"epoch\":0}",
                "nonsense"
            })
    void aHistoryThatNoRunWroteIsRefusedInOneLine(String line) throws IOException {
        RunRecord whole = run(tiny(), "a", TrainingListener.none());
        Files.writeString(whole.folder().history(), line + "\n");
        assertThatThrownBy(() -> RunRecord.read(folder.resolve("a")))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("history.jsonl at byte ");
    }

    @Test
    void theHistoryHasALineForEachStepAndMeasurementAndOneForTheEnd() throws IOException {
        RunRecord result = run(tiny(), "a", TrainingListener.none());
        List<String> lines = Files.readAllLines(result.folder().history());
        assertThat(lines).hasSize(12 + 3 + 1);
        for (String line : lines) {
            assertThat(Json.read(line.getBytes(StandardCharsets.UTF_8), "line", 0))
                    .isInstanceOf(Map.class);
        }
        assertThat(lines.getFirst()).startsWith("{\"step\":1,\"loss\":");
        assertThat(lines.get(1)).startsWith("{\"step\":1,\"epoch\":0,\"training_accuracy\":");
        assertThat(lines.getLast()).startsWith("{\"end\":\"complete\",\"steps\":12,\"validation_accuracy\":");
    }

    @ParameterizedTest
    @EnumSource(SamplingRule.class)
    void theSettingsFileRepeatsTheRunToTheBit(SamplingRule sampling) throws IOException {
        SettingsBuilder settings = tiny().set("sampling", Kebab.of(sampling), "--sampling");
        RunRecord first = run(settings, "a", TrainingListener.none());
        run(new SettingsBuilder().file(first.folder().settings()), "b", TrainingListener.none());
        assertThat(bytes("b", "model.safetensors")).isEqualTo(bytes("a", "model.safetensors"));
        assertThat(bytes("b", "history.jsonl")).isEqualTo(bytes("a", "history.jsonl"));
        assertThat(bytes("b", "settings.yaml")).isEqualTo(bytes("a", "settings.yaml"));
    }

    @Test
    void threadsAndAListenerChangeNoBit() throws IOException {
        run(photographs(), "plain", TrainingListener.none());
        TrainingListener listener = new TrainingListener() {
            @Override
            public void stepped(Progress progress, double loss, double rate) {
                assertThat(loss).isFinite();
            }
        };
        for (int threads : new int[] {1, 2, 3, 8}) {
            SettingsBuilder settings = photographs().set("threads", Integer.toString(threads), "--threads");
            run(settings, "threads-" + threads, listener);
            assertThat(bytes("threads-" + threads, "model.safetensors")).isEqualTo(bytes("plain", "model.safetensors"));
            assertThat(bytes("threads-" + threads, "history.jsonl")).isEqualTo(bytes("plain", "history.jsonl"));
        }
    }

    @Test
    void evaluationInBetweenChangesNoBitOfTheLastWeights() throws IOException {
        SettingsBuilder last = tiny().set("final-weights", "last", "--final-weights");
        run(last, "often", TrainingListener.none());
        run(
                last.set("evaluation", "{every-epochs: 2, after-first-step: false}", "--set"),
                "seldom",
                TrainingListener.none());
        assertThat(bytes("seldom", "model.safetensors")).isEqualTo(bytes("often", "model.safetensors"));
    }

    @Test
    void anotherSeedGivesOtherWeights() throws IOException {
        run(tiny(), "a", TrainingListener.none());
        run(tiny().set("seed", "0", "--seed"), "b", TrainingListener.none());
        assertThat(bytes("b", "model.safetensors")).isNotEqualTo(bytes("a", "model.safetensors"));
    }

    @Test
    void aRunThatIsStoppedKeepsWhatItDidAndDoesNotLookAtTheTestImages() throws IOException {
        TrainingRun run = TrainingRun.prepare(tiny().build(), folder.resolve("a"));
        RunRecord result = run.start(new TrainingListener() {
                    @Override
                    public void stepped(Progress progress, double loss, double rate) {
                        if (progress.step() == 5) {
                            run.stop();
                        }
                    }
                })
                .record();
        assertThat(end(result).end()).isEqualTo(TrainingResult.End.STOPPED);
        assertThat(result.history().steps()).isEqualTo(5);
        assertThat(end(result).testAccuracy()).isEmpty();
        assertThat(Files.readAllLines(result.folder().history()).getLast())
                .startsWith("{\"end\":\"stopped\",\"steps\":5,");
        assertThat(result.folder().model()).exists();
    }

    @Test
    void aRunThatDivergesKeepsItsHistoryAndSaysWhy() throws IOException {
        RunRecord result =
                run(tiny().set("learning-rate.rate", "1e30", "--learning-rate"), "a", TrainingListener.none());
        assertThat(end(result).end()).isEqualTo(TrainingResult.End.DIVERGED);
        assertThat(end(result).divergence().orElseThrow())
                .contains("the loss is")
                .contains("at step")
                .contains("learning rate");
        assertThat(Files.readAllLines(result.folder().history()).getLast()).contains("\"end\":\"diverged\"");
    }

    @Test
    void aSavedRunAnswersAsItDidInTheEnd() throws IOException {
        RunRecord result = run(tiny(), "a", TrainingListener.none());
        SavedRun saved = SavedRun.open(folder.resolve("a"));
        assertThat(saved.evaluate(Part.VALIDATION).accuracy())
                .isEqualTo(end(result).validationAccuracy().getAsDouble());
        assertThat(saved.evaluate(Part.TEST).accuracy())
                .isEqualTo(end(result).testAccuracy().getAsDouble());
    }

    @Test
    void aRunWithVariedImagesAndAveragedWeightsRepeatsAndIsEvaluatedAsItEnded() throws IOException {
        SettingsBuilder varied = tiny().set("augmentation", "{flip: alternating, translate: 1, cutout: 1}", "--set")
                .set("weight-average", "{rule: ema, decay: 0.9, every: 1}", "--average")
                .set("final-weights", "last", "--final-weights")
                .set("evaluation.tta", "flip-and-shift", "--tta");
        RunRecord result = run(varied, "a", TrainingListener.none());
        SavedRun saved = SavedRun.open(folder.resolve("a"));
        assertThat(saved.settings()).isEqualTo(varied.build());
        assertThat(saved.evaluate(Part.TEST).accuracy())
                .isEqualTo(end(result).testAccuracy().getAsDouble());
        assertThat(saved.evaluate(Part.TEST).scores()[0])
                .isEqualTo(saved.evaluate(Part.TEST, TestTimeAugmentation.FLIP_AND_SHIFT)
                        .scores()[0])
                .isNotEqualTo(
                        saved.evaluate(Part.TEST, TestTimeAugmentation.NONE).scores()[0]);
        run(varied, "b", TrainingListener.none());
        assertThat(bytes("b", "model.safetensors")).isEqualTo(bytes("a", "model.safetensors"));
    }

    @Test
    void imagesTooSmallForAnAugmentationAreRefusedBeforeAFolderIsMade() throws IOException {
        SettingsBuilder wide = tiny().set("augmentation.translate", "4", "--translate");
        assertThatThrownBy(() -> run(wide, "a", TrainingListener.none()))
                .hasMessage("Augmentation: translation by 4 pixels does not fit images (3, 4, 4); expected at most 3");
        assertThat(folder.resolve("a")).doesNotExist();
    }

    @Test
    void weightsOfAnotherModelAreRefused() throws IOException {
        run(tiny(), "a", TrainingListener.none());
        run(tiny().set("model.hidden", "[9]", "--hidden"), "b", TrainingListener.none());
        Files.write(folder.resolve("a/model.safetensors"), bytes("b", "model.safetensors"));
        assertThatThrownBy(() -> SavedRun.open(folder.resolve("a")))
                .isInstanceOf(SettingsException.class)
                .hasMessage(
                        "%s: the network of model.safetensors does not fit the one of settings.yaml; expected files of"
                                + " one run",
                        folder.resolve("a"));
    }

    @Test
    void aHistoryThatCannotBeWrittenDoesNotStopTheRun() throws IOException {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full));
        try (HistoryLog log = new HistoryLog(new JsonLines(full, Files.newBufferedWriter(full)))) {
            log.measured(new History.Measurement(1, 0, 0.5, Double.NaN));
            log.stepped(new Progress(2, 1, 9), 2.5, 0.1);
            assertThat(log.trouble().orElseThrow())
                    .contains("/dev/full: cannot be written")
                    .contains("the history ends at step 0");
        }
    }

    @Test
    void aFolderThatHoldsSomethingIsRefusedBeforeTraining() throws IOException {
        Files.writeString(Files.createDirectory(folder.resolve("full")).resolve("precious"), "mine");
        assertThatThrownBy(() -> TrainingRun.prepare(tiny().build(), folder.resolve("full")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("is not empty");
        assertThat(folder.resolve("full")).isDirectoryContaining("glob:**/precious");
    }

    @Test
    void ofTwoRunsInOneFolderOnlyOneIsPrepared() throws IOException {
        TrainingRun first = TrainingRun.prepare(tiny().build(), folder.resolve("a"));
        assertThatThrownBy(() -> TrainingRun.prepare(tiny().build(), folder.resolve("a")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("process %s, which runs since "
                        .formatted(ProcessHandle.current().pid()));
        assertThat(end(first.start(TrainingListener.none()).record()).end()).isEqualTo(TrainingResult.End.COMPLETE);
    }

    @Test
    void whatIsPreparedAndClosedOrRefusedLeavesNoFolder() throws IOException {
        TrainingRun.prepare(tiny().build(), folder.resolve("a")).close();
        assertThat(folder.resolve("a")).isEmptyDirectory();
        assertThatThrownBy(
                () -> TrainingRun.prepare(tiny().set("data.set", "none/such", "--data"), folder.resolve("b")));
        assertThat(folder.resolve("b")).doesNotExist();
    }

    @Test
    void theSettingsFileKnowsTheDataUnlessOtherDataIsChosen() throws IOException {
        TrainingRun run = TrainingRun.prepare(tiny().build(), folder.resolve("a"));
        run.start(TrainingListener.none());
        SettingsBuilder again = new SettingsBuilder().file(run.folder().settings());
        assertThat(again.dataSha256()).contains(run.beginning().dataSha256());
        assertThat(again.set("data.set", "mnist", "--data").dataSha256()).isEmpty();
    }

    @Test
    void theVersionIsThatOfTheBuild() throws IOException {
        assertThat(Path.of("..", "pom.xml")).content().contains("<version>" + Version.CURRENT + "</version>");
    }

    @Test
    void foldersAreNumberedFromOneOn() throws IOException {
        assertThat(RunFolder.next(folder, "quick").path()).isEqualTo(folder.resolve("quick-1"));
        assertThat(RunFolder.next(folder, "quick").path()).isEqualTo(folder.resolve("quick-2"));
        assertThat(RunFolder.next(folder, "../evil name").path()).isEqualTo(folder.resolve("..-evil-name-1"));
    }
}
