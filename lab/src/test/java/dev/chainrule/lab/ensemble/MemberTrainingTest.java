package dev.chainrule.lab.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.evaluate.Combination;
import dev.chainrule.lab.compare.ComparedRun;
import dev.chainrule.lab.dataset.Part;
import dev.chainrule.lab.predict.ModelFile;
import dev.chainrule.lab.run.RunData;
import dev.chainrule.lab.run.RunRecord;
import dev.chainrule.lab.run.TrainingRun;
import dev.chainrule.lab.settings.RunSettings;
import dev.chainrule.lab.settings.SettingsBuilder;
import dev.chainrule.lab.settings.SettingsException;
import dev.chainrule.lab.trial.LocalTrialRunner;
import dev.chainrule.lab.trial.TrialRunner;
import dev.chainrule.lab.trial.TrialWatcher;
import dev.chainrule.lab.trial.Trials;
import dev.chainrule.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemberTrainingTest {
    @TempDir
    Path folder;

    private static RunSettings settings() {
        return new SettingsBuilder()
                .preset("quick-fc", "test")
                .set("data.limit", "200", "test")
                .set("model.hidden", "[4]", "test")
                .set("epochs", "2", "test")
                .set("batch-size", "20", "test")
                .set("evaluation.validation-examples", "20", "test")
                .build();
    }

    private interface Work {
        Optional<List<Path>> with(Trials trials) throws IOException;
    }

    private static List<Path> trained(Work work) throws IOException {
        try (TrialRunner runner = new LocalTrialRunner(2);
                Trials trials = new Trials(runner, TrialWatcher.none())) {
            return work.with(trials).orElseThrow();
        }
    }

    private Path alone(RunSettings settings, String name) throws IOException {
        Path out = folder.resolve(name);
        TrainingRun.prepare(settings, out).start(TrainingListener.none());
        return out;
    }

    @Test
    void seedsAreTheRunsThatTrainWouldDo() throws IOException {
        MemberTraining training = MemberTraining.below(folder, settings());
        List<Path> runs = trained(trials -> training.seeds(2, trials));
        assertThat(runs).extracting(run -> run.getFileName().toString()).containsExactly("seed-1", "seed-2");
        Path second = alone(settings().withSeed(2), "second");
        assertThat(Files.readAllBytes(runs.get(1).resolve(ModelFile.NAME)))
                .isEqualTo(Files.readAllBytes(second.resolve(ModelFile.NAME)));
        assertThat(trained(trials -> training.seeds(2, trials))).isEqualTo(runs);
        assertThat(MemberTraining.below(folder, settings().withSeed(7)).folder())
                .as("other settings have a folder of their own")
                .isNotEqualTo(training.folder());
    }

    @Test
    void snapshotsAreOfOneRunThatIsNotDisturbed() throws IOException {
        MemberTraining training = MemberTraining.ofSnapshots(folder, settings());
        RunData data = RunData.load(settings().data());
        List<Path> snapshots = trained(trials -> training.snapshots(4, data, trials));
        assertThat(snapshots)
                .extracting(run -> run.getFileName().toString())
                .containsExactly("step-5", "step-10", "step-15", "step-20");
        Path whole = alone(training.settings(), "whole");
        assertThat(Files.readAllBytes(snapshots.getLast().resolve(ModelFile.NAME)))
                .isEqualTo(Files.readAllBytes(whole.resolve(ModelFile.NAME)));
        assertThat(RunRecord.read(snapshots.getLast()).test().orElseThrow().scores())
                .isDeepEqualTo(RunRecord.read(whole).test().orElseThrow().scores());
        Study study = Study.of(Members.find(snapshots), Combination.PROBABILITIES);
        assertThat(study.main()).isEqualTo(Part.TEST);
        assertThat(study.meanNetwork().missing()).isEmpty();
        Path out = folder.resolve("four");
        EnsembleFolder.write(out, study);
        assertThat(Members.find(List.of(out)).runs()).hasSize(4);
        assertThat(trained(trials -> training.snapshots(4, data, trials))).isEqualTo(snapshots);
        assertThatThrownBy(() -> trained(trials -> training.snapshots(21, data, trials)))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("21 snapshots do not fit a run of 20 steps");
    }

    @Test
    void theBestAreTakenByTheValidationImages() throws IOException {
        MemberTraining training = MemberTraining.below(folder, settings());
        List<Path> runs = trained(trials -> training.seeds(4, trials));
        Members best = Members.best(List.of(training.folder()), 2);
        List<Double> all = Members.find(runs).runs().stream()
                .map(MemberTrainingTest::validation)
                .sorted(Comparator.reverseOrder())
                .toList();
        assertThat(best.runs().stream().map(MemberTrainingTest::validation))
                .containsExactlyElementsOf(all.subList(0, 2));
        assertThat(best.notes()).singleElement().asString().contains("the best 2 of 4 runs");
        assertThatThrownBy(() -> Members.best(List.of(training.folder()), 5))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("--best: 5 does not fit 4 different runs");
    }

    private static double validation(ComparedRun run) {
        return run.record().validation().orElseThrow().accuracy();
    }
}
