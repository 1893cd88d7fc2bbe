package dev.chainrule.lab.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.lab.predict.ModelFile;
import dev.chainrule.lab.predict.TrainedModel;
import dev.chainrule.lab.settings.SettingsBuilder;
import dev.chainrule.lab.settings.SettingsException;
import dev.chainrule.optim.Progress;
import dev.chainrule.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerificationTest {
    @TempDir
    Path place;

    private Path run(String name, long stopAfter) throws IOException {
        Path folder = place.resolve(name);
        SettingsBuilder settings = new SettingsBuilder()
                .preset("cs231n-adam", "--preset")
                .assign(
                        List.of(
                                "epochs=8",
                                "batch-size=25",
                                "data.limit=100",
                                "model.hidden=[12]",
                                "model.dropout=0.8",
                                "evaluation.validation-examples=100"),
                        "--set");
        try (TrainingRun run = TrainingRun.prepare(settings, folder)) {
            run.start(new TrainingListener() {
                private long done;

                @Override
                public void stepped(Progress progress, double loss, double rate) {
                    done = progress.step();
                }

                @Override
                public boolean stopRequested() {
                    return done >= stopAfter;
                }
            });
        }
        return folder;
    }

    private static Verification verify(Path folder) throws IOException {
        return Verification.of(folder, false, _ -> {});
    }

    @Test
    void aRunIsVerifiedWholeOrInItsFirstStepsAndLeavesNothingBehind() throws IOException {
        Path folder = run("run", Long.MAX_VALUE);
        String before = Files.readString(new RunFolder(folder).receipt());
        Verification whole = verify(folder);
        assertThat(whole.difference()).isEmpty();
        assertThat(whole.steps()).isEqualTo(32);
        assertThat(whole.whole()).isTrue();
        Verification quick = Verification.of(folder, true, _ -> {});
        assertThat(quick.difference()).isEmpty();
        assertThat(quick.steps()).isEqualTo(Verification.QUICK_STEPS);
        assertThat(quick.whole()).isFalse();
        assertThat(Files.readString(new RunFolder(folder).receipt())).isEqualTo(before);
    }

    @Test
    void aRunThatWasStoppedIsVerifiedToThatStep() throws IOException {
        Verification found = verify(run("stopped", 6));
        assertThat(found.difference()).isEmpty();
        assertThat(found.steps()).isEqualTo(6);
        assertThat(found.whole()).isTrue();
    }

    @Test
    void theFirstStepThatDiffersIsFound() throws IOException {
        Path folder = run("run", Long.MAX_VALUE);
        RunFolder files = new RunFolder(folder);
        List<String> lines = Files.readAllLines(files.history());
        int third = 3; // behind the measurement after the first step
        lines.set(third, lines.get(third).replaceFirst("\"loss\":[0-9.]+", "\"loss\":1.25"));
        Files.write(files.history(), lines);
        assertThat(verify(folder).difference())
                .as("the history is not what the run wrote")
                .contains(files.history() + ": is not what the run wrote");
        RunRecord forged = RunRecord.read(folder);
        Receipt receipt = Receipt.read(files.receipt());
        new Receipt(
                        new Environment("0.0.9", "unknown", "21", "another processor", 1),
                        receipt.seed(),
                        receipt.threads(),
                        receipt.settingsSha256(),
                        receipt.dataSha256(),
                        receipt.steps(),
                        Receipt.sha256(forged.history()),
                        receipt.weightsSha256())
                .write(files.receipt(), forged.settings());
        Verification found = verify(folder);
        assertThat(found.step()).hasValue(3);
        assertThat(found.difference().orElseThrow()).matches("step 3: loss [0-9.]+, where the run had 1\\.25");
        assertThat(found.environment())
                .hasSize(4)
                .contains("Chainrule: 0.0.9 then, " + Version.CURRENT + " now")
                .anyMatch(line -> line.startsWith("processor: another processor then, "));
    }

    @Test
    void changedWeightsAndSettingsAreFound() throws IOException {
        Path folder = run("run", Long.MAX_VALUE);
        RunFolder files = new RunFolder(folder);
        String settings = Files.readString(files.settings());
        Files.writeString(files.settings(), settings.replace("batch-size: 25", "batch-size: 20"));
        assertThat(verify(folder).difference())
                .contains(files.settings() + ": says something else than the receipt of the run");
        Files.writeString(files.settings(), settings);
        TrainedModel trained = ModelFile.read(folder);
        trained.model().parameters().getFirst().value().setStored(0, 1);
        ModelFile.write(files.model(), trained);
        assertThat(verify(folder).difference()).contains(files.model() + ": holds other weights than the run wrote");
    }

    @Test
    void aRunWithoutAReceiptIsRefused() throws IOException {
        Path folder = run("run", Long.MAX_VALUE);
        Files.delete(new RunFolder(folder).receipt());
        assertThatThrownBy(() -> verify(folder))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("holds no receipt.json");
    }
}
