package dev.chainrule.lab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.lab.compare.Measure;
import dev.chainrule.lab.experiment.Experiment.Planned;
import dev.chainrule.lab.experiment.Experiment.Point;
import dev.chainrule.lab.experiment.ExperimentRunner.Done;
import dev.chainrule.lab.experiment.ExperimentRunner.Work;
import dev.chainrule.lab.run.RunRecord;
import dev.chainrule.lab.settings.BaseSettings.Data;
import dev.chainrule.lab.settings.RecordCodec;
import dev.chainrule.lab.settings.SettingsException;
import dev.chainrule.lab.trial.LocalTrialRunner;
import dev.chainrule.lab.trial.TrialRunner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentRunnerTest {
    private static final Experiment TINY = RecordCodec.STANDARD.fromYaml(Experiment.class, """
        question: Does a larger rate learn faster?
        preset: quick-fc
        set: ["model.hidden=[4]", data.limit=60, epochs=2, batch-size=20, evaluation.validation-examples=20]
        arms:
          - slow
          - {name: fast, set: [learning-rate.rate=0.01]}
        expect:
          - {measure: training, arm: fast, above: slow}
        """, "tiny.yaml");

    @TempDir
    private Path folder;

    /// Counts what happens, and asks a runner to stop after so many steps.
    private static final class Counter implements ExperimentRunner.Watcher {
        private final AtomicInteger again = new AtomicInteger();
        private final AtomicInteger earlier = new AtomicInteger();
        private final AtomicInteger steps = new AtomicInteger();
        private int stopAfter = Integer.MAX_VALUE;
        private List<Done> completed = List.of();
        private Runnable stop = () -> {};

        @Override
        public void started(Work work, Planned run, long planned) {
            assertThat(planned).isEqualTo(6);
        }

        @Override
        public void stepped(Planned run, long step) {
            if (steps.incrementAndGet() == stopAfter) {
                stop.run();
            }
        }

        @Override
        public void finished(Work work, Planned run, RunRecord record, boolean now) {
            (now ? again : earlier).incrementAndGet();
        }

        @Override
        public void completed(Work work, List<Done> runs) throws IOException {
            completed = runs;
            Files.writeString(work.folder().resolve("results.csv"), new Results(TINY, Data.SAMPLE, runs).csv());
        }
    }

    private static Counter run(Path folder, int workers, int stopAfter) throws IOException {
        Counter counter = new Counter();
        try (TrialRunner here = new LocalTrialRunner(workers)) {
            ExperimentRunner runner = new ExperimentRunner(here, counter);
            counter.stopAfter = stopAfter;
            counter.stop = runner::stop;
            boolean all = runner.run(List.of(new Work("tiny", folder, TINY.runs(Data.SAMPLE, 2))));
            assertThat(all).isEqualTo(stopAfter == Integer.MAX_VALUE);
            return counter;
        }
    }

    /// The SHA-256 of each file by its name, but for those that say how long something took.
    private static Map<String, String> files(Path folder) throws IOException {
        Map<String, String> hashes = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            files.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("about.json"))
                    .forEach(file -> hashes.put(folder.relativize(file).toString(), hash(file)));
        }
        return hashes;
    }

    private static String hash(Path file) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatWasStoppedGoesOnToTheSameBytesWithAnyNumberOfWorkers() throws IOException {
        run(folder.resolve("whole"), 1, Integer.MAX_VALUE);
        Map<String, String> whole = files(folder.resolve("whole"));
        assertThat(whole).containsKey("fast-seed-2/history.jsonl").containsKey("results.csv");

        for (int stopAfter : new int[] {3, 14}) {
            Path broken = folder.resolve("stopped-" + stopAfter);
            Counter first = run(broken, 2, stopAfter);
            Counter second = run(broken, 2, Integer.MAX_VALUE);

            assertThat(second.earlier.get()).isEqualTo(first.again.get());
            assertThat(second.earlier.get() + second.again.get()).isEqualTo(4);
            assertThat(files(broken)).isEqualTo(whole);
        }
    }

    @Test
    void whatIsDoneIsNotDoneAgainAndWhatIsDamagedOrOfOtherSettingsIs() throws IOException {
        run(folder, 2, Integer.MAX_VALUE);
        Map<String, String> before = files(folder);
        Files.delete(folder.resolve("slow-seed-1/about.json"));
        Path settings = folder.resolve("fast-seed-1/settings.yaml");
        Files.writeString(settings, Files.readString(settings).replace("epochs: 2", "epochs: 3"));
        Files.createDirectories(folder.resolve("slow-seed-2.part"));
        Files.writeString(folder.resolve("slow-seed-2.part/history.jsonl"), "of a run that was killed");

        Counter counter = run(folder, 1, Integer.MAX_VALUE);

        assertThat(counter.again.get()).isEqualTo(2);
        assertThat(counter.earlier.get()).isEqualTo(2);
        before.keySet().removeIf(name -> name.contains(".part"));
        Map<String, String> after = files(folder);
        after.keySet().removeIf(name -> name.contains(".part"));
        assertThat(after).isEqualTo(before);
    }

    @Test
    void severalExperimentsGoTogetherAndEachIsReportedWhenItIsComplete() throws IOException {
        Experiment other = RecordCodec.STANDARD.fromYaml(Experiment.class, """
            question: And with a wider net?
            preset: quick-fc
            set: [data.limit=60, epochs=2, batch-size=20, evaluation.validation-examples=20]
            sweep: {key: model.hidden, template: "[{}]", values: [2, 3]}
            across: {key: learning-rate, values: [1e-3, 1e-2]}
            arms: [one]
            """, "other.yaml");
        Counter counter = new Counter();
        try (TrialRunner here = new LocalTrialRunner(2)) {
            new ExperimentRunner(here, counter)
                    .run(List.of(
                            new Work("tiny", folder.resolve("tiny"), TINY.runs(Data.SAMPLE, 1)),
                            new Work("other", folder.resolve("other"), other.runs(Data.SAMPLE, 1))));
        }

        assertThat(counter.again.get()).isEqualTo(6);
        assertThat(folder.resolve("tiny/results.csv")).exists();
        assertThat(counter.completed.stream().map(done -> done.plan().folder()))
                .containsExactly("one-2-1e-3-seed-1", "one-2-1e-2-seed-1", "one-3-1e-3-seed-1", "one-3-1e-2-seed-1");
        String map = new ExperimentReport("other", "again", "", new Results(other, Data.SAMPLE, counter.completed))
                .report()
                .toString();
        assertThat(map).contains("HeatMap[title=one: validation accuracy", "rowNames=[2, 3]");
    }

    @Test
    void aFolderThatHoldsNoRunIsNotTouched() throws IOException {
        Path mine = folder.resolve("slow-seed-1");
        Files.createDirectories(mine);
        Files.writeString(mine.resolve("thesis.txt"), "important");

        assertThatThrownBy(() -> run(folder, 1, Integer.MAX_VALUE))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("slow-seed-1")
                .hasMessageContaining("holds no run");
        assertThat(mine.resolve("thesis.txt")).hasContent("important");
    }

    @Test
    void theReportSaysWhatWasMeasuredAndWhetherItWasExpected() throws IOException {
        Results results = new Results(TINY, Data.SAMPLE, run(folder, 2, Integer.MAX_VALUE).completed);
        new ExperimentReport("tiny", "chainrule experiment run tiny.yaml", "question: Does it?", results).write(folder);

        Results.Verdict verdict = results.verdicts().getFirst();
        double fast =
                results.sample(new Point("fast", "", ""), Measure.TRAINING).mean();
        double slow =
                results.sample(new Point("slow", "", ""), Measure.TRAINING).mean();
        assertThat(verdict.met()).isEqualTo(fast > slow);
        assertThat(verdict.sentence()).contains("Welch's test over 2 and 2 seeds");
        assertThat(folder.resolve("report.html"))
                .content()
                .contains(
                        "Does a larger rate learn faster?", "training accuracy", "chainrule experiment run tiny.yaml");
        assertThat(folder.resolve("results.csv"))
                .content()
                .startsWith("arm,value,across,seed,steps,end,validation,training\n");
    }
}
