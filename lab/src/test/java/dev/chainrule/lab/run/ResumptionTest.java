package dev.chainrule.lab.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.lab.dataset.DatasetException;
import dev.chainrule.lab.settings.SettingsBuilder;
import dev.chainrule.lab.settings.SettingsException;
import dev.chainrule.optim.Progress;
import dev.chainrule.train.TrainingListener;
import dev.chainrule.train.TrainingResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResumptionTest {
    private static final int STEPS = 12;

    @TempDir
    Path place;

    /// Three epochs of four steps, with everything that has a memory.
    private static SettingsBuilder settings() {
        return new SettingsBuilder()
                .preset("cs231n-adam", "--preset")
                .assign(
                        List.of(
                                "epochs=3",
                                "batch-size=25",
                                "data.limit=100",
                                "model.hidden=[12]",
                                "model.normalization=batch-norm",
                                "weight-average.rule=ema",
                                "evaluation.validation-examples=100",
                                "checkpoints.every=5 steps"),
                        "--set");
    }

    private static RunResult start(SettingsBuilder settings, Path folder, long stopAfter) throws IOException {
        try (TrainingRun run = TrainingRun.prepare(settings, folder)) {
            return run.start(new Stop(stopAfter));
        }
    }

    private record Stop(long[] done, long after) implements TrainingListener {
        Stop(long after) {
            this(new long[1], after);
        }

        @Override
        public void stepped(Progress progress, double loss, double rate) {
            done[0] = progress.step();
        }

        @Override
        public boolean stopRequested() {
            return done[0] >= after;
        }
    }

    /// Where a run went on, and what was said.
    private record Resumed(long step, List<String> notes) {}

    private static Resumed resume(Path folder, OptionalInt epochs) throws IOException {
        try (TrainingRun run = TrainingRun.resume(folder, epochs, _ -> {})) {
            Resumed resumed = new Resumed(run.stepsDone(), run.notes());
            run.start(TrainingListener.none());
            return resumed;
        }
    }

    private static Resumed resume(Path folder) throws IOException {
        return resume(folder, OptionalInt.empty());
    }

    private static void assertSame(Path actual, Path expected) throws IOException {
        Receipt receipt = Receipt.read(new RunFolder(expected).receipt());
        Receipt again = Receipt.read(new RunFolder(actual).receipt());
        assertThat(again.weightsSha256()).isEqualTo(receipt.weightsSha256());
        assertThat(again.historySha256()).isEqualTo(receipt.historySha256());
        assertThat(Files.readString(new RunFolder(actual).history()))
                .isEqualTo(Files.readString(new RunFolder(expected).history()));
    }

    @Test
    void aRunThatWasStoppedAtAnyStepComesToTheSameBits() throws IOException {
        Path whole = place.resolve("whole");
        start(settings(), whole, Long.MAX_VALUE);
        for (int step : new int[] {1, 4, 6, 11}) {
            Path stopped = place.resolve("stopped-" + step);
            assertThat(start(settings(), stopped, step)
                            .record()
                            .conclusion()
                            .orElseThrow()
                            .end())
                    .isEqualTo(TrainingResult.End.STOPPED);
            assertThat(resume(stopped).step()).isEqualTo(step);
            assertSame(stopped, whole);
            assertThat(RunRecord.read(stopped).conclusion().orElseThrow().end()).isEqualTo(TrainingResult.End.COMPLETE);
        }
    }

    @Test
    void aRunGoesOnFromTheCheckpointBeforeADamagedOne() throws IOException {
        Path whole = place.resolve("whole");
        start(settings(), whole, Long.MAX_VALUE);
        Path stopped = place.resolve("stopped");
        start(settings(), stopped, 7);
        Path newest = new RunFolder(stopped).checkpoints().file(7);
        byte[] bytes = Files.readAllBytes(newest);
        bytes[5000] ^= 1;
        Files.write(newest, bytes);
        Resumed resumed = resume(stopped);
        assertThat(resumed.step()).isEqualTo(5);
        assertThat(resumed.notes())
                .singleElement()
                .asString()
                .startsWith(newest + " at byte ")
                .endsWith("An older one is used");
        assertSame(stopped, whole);
    }

    @Test
    void withoutACheckpointARunStartsAnewAndSaysSo() throws IOException {
        Path whole = place.resolve("whole");
        start(settings(), whole, Long.MAX_VALUE);
        Path killed = place.resolve("killed");
        Files.createDirectories(killed);
        Files.copy(new RunFolder(whole).settings(), new RunFolder(killed).settings());
        assertThat(resume(killed).notes())
                .containsExactly("no checkpoint was written; the run starts from its first step");
        assertSame(killed, whole);
    }

    @Test
    void aRunIsMadeLongerToTheBitsOfALongOne() throws IOException {
        Path longer = place.resolve("longer");
        start(settings(), longer, Long.MAX_VALUE);
        assertThatThrownBy(() -> resume(longer))
                .isInstanceOf(Resumption.EndedException.class)
                .hasMessage(
                        "%s: the run came to its end after 3 epochs. To make it longer: chainrule resume %1$s --epochs 6"
                                .formatted(longer));
        resume(longer, OptionalInt.of(5));
        Path whole = place.resolve("whole");
        start(settings().set("epochs", "5", "--epochs"), whole, Long.MAX_VALUE);
        assertSame(longer, whole);
        assertThatThrownBy(() -> resume(longer, OptionalInt.of(4)))
                .isInstanceOf(SettingsException.class)
                .hasMessage("--epochs: 4 does not fit the run of %s, which has 5; expected at least as many"
                        .formatted(longer));
    }

    @Test
    void aRunWhoseRateGoesByItsLengthIsNotMadeLonger() throws IOException {
        Path folder = place.resolve("run");
        start(settings().set("learning-rate.schedule", "cosine", "--schedule"), folder, 3);
        assertThatThrownBy(() -> resume(folder, OptionalInt.of(9)))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith(
                        "--epochs: 9 does not fit the run of %s, as its learning rate goes by the length of the run; expected 3"
                                .formatted(folder));
        resume(folder, OptionalInt.of(3));
        assertThat(RunRecord.read(folder).history().steps()).isEqualTo(STEPS);
    }

    @Test
    void aMeasurementAtAnEndThatIsNoneAnyMoreIsSaid() throws IOException {
        Path folder = place.resolve("run");
        start(settings().set("evaluation.every-epochs", "2", "--set"), folder, Long.MAX_VALUE);
        assertThat(resume(folder, OptionalInt.of(6)).notes())
                .containsExactly(
                        "accuracy was measured where the shorter run ended, which a run of 6 epochs from its start"
                                + " would not do");
    }

    @Test
    void aRunThatEndedEarlyOrDivergedDoesNotGoOn() throws IOException {
        Path early = place.resolve("early");
        start(settings().set("patience", "1", "--patience").set("learning-rate.rate", "1e-9", "--rate"), early, 99);
        assertThatThrownBy(() -> resume(early))
                .isInstanceOf(Resumption.EndedException.class)
                .hasMessageContaining("ended early");
        Path diverged = place.resolve("diverged");
        start(
                settings()
                        .set("optimizer", "sgd", "--optimizer")
                        .set("model.normalization", "none", "--set")
                        .set("learning-rate.rate", "1e30", "--rate"),
                diverged,
                99);
        assertThatThrownBy(() -> resume(diverged))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("diverged; resumed, it would do so again at the same step");
    }

    @Test
    void settingsThatWereChangedAreNoticedUnlessTheyChangeNoBit() throws IOException {
        Path folder = place.resolve("run");
        start(settings(), folder, 5);
        Path file = new RunFolder(folder).settings();
        String text = Files.readString(file);
        Files.writeString(file, text.replace("keep: 3", "keep: 1").replaceFirst("threads: .*", "threads: 1"));
        resume(folder);
        Path other = place.resolve("other");
        start(settings(), other, 5);
        Files.writeString(new RunFolder(other).settings(), text.replace("batch-size: 25", "batch-size: 20"));
        assertThatThrownBy(() -> resume(other))
                .isInstanceOf(SettingsException.class)
                .hasMessage(
                        "%s: settings.yaml does not fit the checkpoint after 5 steps; expected it as the run wrote it"
                                .formatted(other));
    }

    @Test
    void otherImagesAreRefused() throws IOException {
        Path folder = place.resolve("run");
        start(settings(), folder, 5);
        StateFile saved = new RunFolder(folder).checkpoints().newest(_ -> {}).orElseThrow();
        new StateFile(saved.state(), saved.seconds(), saved.version(), saved.settings(), "0".repeat(64))
                .write(new RunFolder(folder).checkpoints().file(5));
        assertThatThrownBy(() -> resume(folder))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("are not those that the run began with");
    }

    @Test
    void aFolderWithoutARunAndOneThatIsWrittenAreRefused() throws IOException {
        assertThatThrownBy(() -> resume(place))
                .isInstanceOf(SettingsException.class)
                .hasMessage(place + ": holds no settings.yaml; expected the folder of a run, for example runs/quick-1");
        Path folder = place.resolve("run");
        start(settings(), folder, 5);
        try (RunLock held = RunLock.take(folder)) {
            assertThat(held).isNotNull();
            assertThatThrownBy(() -> resume(folder))
                    .hasMessageContaining("writes there; expected a folder that no other");
        }
    }

    @Test
    void theFolderOfARunThatIsThereSaysHowItGoesOn() throws IOException {
        Path folder = place.resolve("run");
        start(settings(), folder, 5);
        assertThatThrownBy(() -> start(settings(), folder, 5))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("To go on with the run that it holds: chainrule resume " + folder);
    }
}
