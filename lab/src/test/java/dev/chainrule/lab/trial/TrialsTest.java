package dev.chainrule.lab.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.evaluate.Calibration;
import dev.chainrule.evaluate.Evaluation;
import dev.chainrule.lab.run.RunFolder;
import dev.chainrule.lab.run.RunRecord;
import dev.chainrule.lab.settings.RunSettings;
import dev.chainrule.lab.settings.SettingsBuilder;
import dev.chainrule.lab.settings.SettingsException;
import dev.chainrule.train.TrainingResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrialsTest {
    private static final int STEPS = 9;

    @TempDir
    private Path folder;

    /// Three epochs of three steps, with whatever else is set.
    private static RunSettings settings(String more) {
        SettingsBuilder builder = new SettingsBuilder().preset("quick-fc", "test");
        String all =
                "model.hidden=[6];data.limit=60;epochs=3;batch-size=20;evaluation.validation-examples=20;threads=1";
        for (String each : (more.isEmpty() ? all : all + ";" + more).split(";", -1)) {
            int equals = each.indexOf('=');
            builder.set(each.substring(0, equals), each.substring(equals + 1), "test");
        }
        return builder.build();
    }

    /// The bytes of each file, but for those that say how long something took.
    private static Map<String, Integer> files(Path folder) throws IOException {
        Map<String, Integer> all = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            files.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("about.json") && !file.endsWith("state.safetensors"))
                    .filter(file -> !file.endsWith("rungs.json"))
                    .forEach(file -> all.put(folder.relativize(file).toString(), Arrays.hashCode(bytes(file))));
        }
        return all;
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<List<TrialResult>> run(List<Trial> all, int workers) throws IOException {
        try (TrialRunner here = new LocalTrialRunner(workers);
                Trials trials = new Trials(here, TrialWatcher.none())) {
            return trials.all(all);
        }
    }

    private static TrialResult run(Trial trial) throws IOException {
        return run(List.of(trial), 1).orElseThrow().getFirst();
    }

    /// Runs until so many steps more are done, as a process does that is asked to stop.
    private static boolean stoppedAfter(Trial trial, int steps) throws IOException {
        AtomicInteger done = new AtomicInteger();
        try (TrialRunner here = new LocalTrialRunner(1);
                Trials trials = new Trials(here, new Stopper(() -> {
                    if (done.incrementAndGet() == steps) {
                        here.stop();
                    }
                }))) {
            return trials.all(List.of(trial)).isEmpty();
        }
    }

    private record Stopper(Runnable stepped) implements TrialWatcher {
        @Override
        public void started(Trial trial, long steps) {
            assertThat(steps).isEqualTo(STEPS);
        }

        @Override
        public void stepped(Trial trial, long step) {
            stepped.run();
        }

        @Override
        public void finished(TrialResult result, boolean again) {
            assertThat(again).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "model.normalization=batch-norm;optimizer=adam",
                "model.dropout=0.5;optimizer=momentum;sampling=solver",
                "weight-average={rule: ema, decay: 0.9, every: 2};final-weights=best",
                "sampling=with-replacement;augmentation.flip=random;signals=spread",
                "learning-rate={schedule: reduce-on-plateau, rate: 0.01};patience=2",
                "evaluation.every-epochs=2;optimizer=nadam"
            })
    void pausesAndStopsChangeNoByte(String more) throws IOException {
        RunSettings settings = settings(more);
        Path whole = folder.resolve("whole");
        Path paused = folder.resolve("paused");
        Path stopped = folder.resolve("stopped");
        run(Trial.whole("whole", settings, whole));

        for (long until : new long[] {1, 3, 4, 8, Long.MAX_VALUE}) {
            run(new Trial("paused", settings, paused, until, true));
        }
        Trial stop = Trial.whole("stopped", settings, stopped);
        for (int steps : new int[] {1, 2, 3}) {
            assertThat(stoppedAfter(stop, steps)).isTrue();
            assertThat(stopped).doesNotExist();
        }
        run(stop);

        assertThat(files(paused)).isEqualTo(files(whole)).containsKey("history.jsonl");
        assertThat(files(stopped)).isEqualTo(files(whole));
        assertThat(paused.resolve("state.safetensors")).doesNotExist();
    }

    @Test
    void aPauseSaysWhatTheKeptWeightsAreWorthAndIsFoundAgainLater() throws IOException {
        RunSettings settings = settings("model.normalization=batch-norm");
        Path here = folder.resolve("trial");
        TrialResult fourth = run(new Trial("four", settings, here, 4, false));
        RunRecord record = fourth.record();
        Evaluation validation = record.validation().orElseThrow();

        assertThat(fourth.rung().step()).isEqualTo(4);
        assertThat(fourth.rung().end()).isEqualTo(TrainingResult.End.STOPPED);
        assertThat(fourth.rung().accuracy()).isEqualTo(validation.accuracy());
        assertThat(fourth.rung().loss())
                .isEqualTo(Calibration.of(validation).negativeLogLikelihood())
                .isPositive();
        assertThat(record.test()).isEmpty();

        TrialResult last = run(new Trial("end", settings, here, Long.MAX_VALUE, false));
        assertThat(last.rung().step()).isEqualTo(STEPS);
        assertThat(last.rung().end()).isEqualTo(TrainingResult.End.COMPLETE);
        assertThat(last.record().test()).isEmpty();
        assertThat(run(new Trial("four", settings, here, 4, false)).rung()).isEqualTo(fourth.rung());
        assertThat(run(new Trial("end", settings, here, Long.MAX_VALUE, false)).rung())
                .isEqualTo(last.rung());
    }

    @Test
    void aPauseBetweenTwoMeasurementsIsMeasuredAndItsWeightsMayBeTheBest() throws IOException {
        TrialResult last = run(new Trial("l", settings("final-weights=last"), folder.resolve("last"), 2, false));
        TrialResult best = run(new Trial("b", settings("final-weights=best"), folder.resolve("best"), 2, false));
        var measured = best.record().history().measurements();

        assertThat(measured.getLast().step()).isEqualTo(2);
        double before = measured.getFirst().validationAccuracy();
        double now = measured.getLast().validationAccuracy();
        assertThat(measured.getFirst().step()).isEqualTo(1);
        assertThat(best.record().history().best().orElseThrow().validationAccuracy())
                .isEqualTo(Math.max(before, now));
        if (now > before) {
            assertThat(best.rung().accuracy()).isEqualTo(last.rung().accuracy());
        }
        assertThat(last.rung().loss()).isNotEqualTo(Double.NaN);
    }

    @Test
    void aTrialThatDivergesEndsThereWithNoNumber() throws IOException {
        TrialResult result = run(new Trial(
                "diverges", settings("learning-rate.rate=1e30;optimizer=sgd"), folder.resolve("trial"), 8, false));

        assertThat(result.rung().end()).isEqualTo(TrainingResult.End.DIVERGED);
        assertThat(result.rung().accuracy()).isNaN();
        assertThat(result.rung().loss()).isNaN();
    }

    @Test
    void aDamagedStateIsDoneAgainFromTheLastPauseAndOneOfOtherSettingsFromTheStart() throws IOException {
        RunSettings settings = settings("");
        Path whole = folder.resolve("whole");
        Path here = folder.resolve("trial");
        Trial trial = Trial.whole("trial", settings, here);
        run(Trial.whole("whole", settings, whole));
        run(new Trial("trial", settings, here, 3, true));
        assertThat(stoppedAfter(trial, 2)).isTrue();
        Path state = new RunFolder(folder.resolve("trial.part")).state();
        byte[] bytes = Files.readAllBytes(state);
        bytes[bytes.length - 3] ^= 4;
        Files.write(state, bytes);

        AtomicInteger first = new AtomicInteger();
        try (TrialRunner runner = new LocalTrialRunner(1);
                Trials trials = new Trials(runner, new Stopper(first::incrementAndGet))) {
            trials.all(List.of(trial));
        }
        assertThat(first.get()).isEqualTo(STEPS - 3);
        assertThat(files(here)).isEqualTo(files(whole));

        RunSettings other = settings("learning-rate.rate=0.02");
        Path part = folder.resolve("other.part");
        assertThat(stoppedAfter(Trial.whole("other", settings, folder.resolve("other")), 5))
                .isTrue();
        assertThat(part).exists();
        run(Trial.whole("other", other, folder.resolve("other")));
        run(Trial.whole("again", other, folder.resolve("again")));
        assertThat(files(folder.resolve("other"))).isEqualTo(files(folder.resolve("again")));
        assertThat(part).doesNotExist();
    }

    @Test
    void resultsHaveTheOrderOfTheTrialsForAnyNumberOfWorkers() throws IOException {
        List<Trial> trials = Stream.of(2, 1, 3)
                .map(epochs ->
                        Trial.whole("epochs " + epochs, settings("epochs=" + epochs), folder.resolve("e" + epochs)))
                .toList();

        List<Long> steps = run(trials, 3).orElseThrow().stream()
                .map(result -> result.rung().step())
                .toList();

        assertThat(steps).containsExactly(6L, 3L, 9L);
        assertThat(run(trials, 1).orElseThrow().stream().map(TrialResult::rung).toList())
                .isEqualTo(run(trials, 2).orElseThrow().stream()
                        .map(TrialResult::rung)
                        .toList());
    }

    @Test
    void twoProcessesDoNotWorkInOneFolder() throws IOException {
        try (TrialRunner here = new LocalTrialRunner(1);
                Trials mine = new Trials(here, TrialWatcher.none());
                Trials theirs = new Trials(here, TrialWatcher.none())) {
            mine.lock(folder);

            assertThatThrownBy(() -> theirs.lock(folder))
                    .isInstanceOf(SettingsException.class)
                    .hasMessageContaining("another process works in it");
        }
    }

    @Test
    void whereNoFolderCanBeNothingIsDone() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "mine");
        try (TrialRunner here = new LocalTrialRunner(1);
                Trials trials = new Trials(here, TrialWatcher.none())) {
            assertThatThrownBy(() -> trials.lock(file))
                    .isInstanceOf(SettingsException.class)
                    .hasMessageContaining("is a file; expected a folder for the results");
            assertThatThrownBy(() -> trials.lock(file.resolve("below")))
                    .isInstanceOf(SettingsException.class)
                    .hasMessageContaining("cannot be written");
        }
        assertThat(file).hasContent("mine");
    }

    @Test
    void withoutWorkersNothingIsDone() {
        assertThatThrownBy(() -> new LocalTrialRunner(0))
                .isInstanceOf(SettingsException.class)
                .hasMessage("--workers: 0 is out of range; expected at least 1");
    }
}
