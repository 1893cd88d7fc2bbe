package dev.chainrule.lab.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.lab.dataset.Part;
import dev.chainrule.lab.run.RunRecord;
import dev.chainrule.lab.run.SavedRun;
import dev.chainrule.lab.settings.BaseSettings;
import dev.chainrule.lab.settings.SettingsException;
import dev.chainrule.lab.trial.LocalTrialRunner;
import dev.chainrule.lab.trial.TrialRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SearchRunTest {
    @TempDir
    private Path folder;

    /// 9 steps a trial, of nets that take no time.
    private static Search search(String method, int trials, String more) {
        return Searches.fromYaml("""
            preset: quick-fc
            set: ["model.hidden=[4]", data.limit=60, epochs=3, batch-size=20, evaluation.validation-examples=20]
            vary: [learning-rate=log:1e-4..1, "model.normalization=choice:none|batch-norm"]
            method: %s
            trials: %s
            %s
            """.formatted(method, trials, more), "test");
    }

    /// Counts what happens, and stops a runner after so many steps.
    private static final class Counter implements SearchWatcher {
        private final AtomicInteger steps = new AtomicInteger();
        private final AtomicInteger now = new AtomicInteger();
        private int stopAfter = Integer.MAX_VALUE;
        private Runnable stop = () -> {};

        @Override
        public void started(Step step, long planned) {
            assertThat(planned).isEqualTo(9);
        }

        @Override
        public void stepped(Step step, long done) {
            if (steps.incrementAndGet() == stopAfter) {
                stop.run();
            }
        }

        @Override
        public void finished(Measured measured, boolean again, Optional<Measured> best) {
            now.addAndGet(again ? 1 : 0);
            assertThat(best.isPresent() || !measured.outcome().isFinite()).isTrue();
        }

        @Override
        public void retrained(long step, long planned) {
            steps.incrementAndGet();
        }
    }

    private static Optional<SearchResults> run(Search search, Path folder, int workers, Counter counter)
            throws IOException {
        try (TrialRunner here = new LocalTrialRunner(workers)) {
            counter.stop = here::stop;
            return new SearchRun(search, BaseSettings.Data.SAMPLE, folder, here, counter).run();
        }
    }

    private static SearchResults run(Search search, Path folder, int workers) throws IOException {
        return run(search, folder, workers, new Counter()).orElseThrow();
    }

    private static List<List<Outcome>> outcomes(SearchResults results) {
        return results.rounds().stream()
                .map(round -> round.stream().map(Measured::outcome).toList())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "random",
                "{method: hyperband, smallest-share: 0.12}",
                "{method: coarse-to-fine, rounds: 3, best: 2}",
                "{method: tpe, startup: 3, batch: 2}"
            })
    void stopsAndWorkersChangeNothing(String method) throws IOException {
        Search search = search(method, 8, "");
        SearchResults whole = run(search, folder.resolve("one"), 1);
        SearchResults four = run(search, folder.resolve("four"), 4);

        Path broken = folder.resolve("broken");
        for (int stopAfter : new int[] {2, 11, 17}) {
            Counter counter = new Counter();
            counter.stopAfter = stopAfter;
            assertThat(run(search, broken, 2, counter)).isEmpty();
        }
        SearchResults resumed = run(search, broken, 3);

        assertThat(outcomes(four)).isEqualTo(outcomes(whole));
        assertThat(outcomes(resumed)).isEqualTo(outcomes(whole));
        int winner = whole.winner().orElseThrow().measured().trial();
        assertThat(resumed.winner().orElseThrow().measured().trial()).isEqualTo(winner);
        assertThat(resumed.winner().orElseThrow().testAccuracy())
                .isEqualTo(whole.winner().orElseThrow().testAccuracy());
        assertThat(whole.trials()).hasSize(8);

        Counter again = new Counter();
        assertThat(outcomes(run(search, broken, 1, again).orElseThrow())).isEqualTo(outcomes(whole));
        assertThat(again.now.get()).isZero();
        assertThat(again.steps.get()).isZero();
    }

    @Test
    void theWinnerIsTheBestAndItsTestImagesAreLookedAtOnce() throws IOException {
        Search search = search("random", 5, "");
        SearchResults results = run(search, folder, 2);
        SearchResults.Winner winner = results.winner().orElseThrow();

        double highest = results.trials().stream()
                .filter(each -> each.outcome().isFinite())
                .mapToDouble(each -> each.rung().accuracy())
                .max()
                .orElseThrow();
        assertThat(winner.validationAccuracy()).isEqualTo(highest);
        assertThat(winner.testAccuracy().orElseThrow())
                .isEqualTo(SavedRun.open(winner.folder()).evaluate(Part.TEST).accuracy());
        for (Measured each : results.trials()) {
            assertThat(RunRecord.read(each.folder()).test()).isEmpty();
        }
        Path kept = folder.resolve("winner.json");
        FileTime before = Files.getLastModifiedTime(kept);
        run(search, folder, 1);
        assertThat(Files.getLastModifiedTime(kept)).isEqualTo(before);
    }

    @Test
    void theWinnerMayBeTrainedAnewAndIsThenTested() throws IOException {
        SearchResults results = run(search("random", 3, "retrain: [epochs=4]"), folder, 2);
        SearchResults.Winner winner = results.winner().orElseThrow();

        RunRecord record = RunRecord.read(winner.folder());
        assertThat(record.history().steps()).isEqualTo(12);
        assertThat(record.settings().plan().epochs()).isEqualTo(4);
        assertThat(winner.testAccuracy())
                .isEqualTo(record.conclusion().orElseThrow().testAccuracy());
        assertThat(record.test()).isPresent();
    }

    @Test
    void aFolderOfAnotherSearchIsRefusedButMoreTrialsOrTimeGoOn() throws IOException {
        run(search("random", 3, ""), folder, 2);

        assertThatThrownBy(() -> run(search("random", 3, "seed: 2"), folder, 2))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("another search is there (without 'seed: 2')")
                .hasMessageContaining("--out");
        Counter more = new Counter();
        SearchResults results =
                run(search("random", 5, "minutes: 1000"), folder, 2, more).orElseThrow();
        assertThat(results.trials()).hasSize(5);
        assertThat(more.now.get()).isEqualTo(2);
        assertThatThrownBy(() -> run(search("tpe", 5, ""), folder, 2)).isInstanceOf(SettingsException.class);
    }

    @Test
    void whenTheTimeIsOverNoTrialIsBegunAndWhatIsThereCounts() throws IOException {
        Search search = search("random", 6, "minutes: 1");
        run(search("random", 2, ""), folder, 1);
        Files.writeString(folder.resolve("spent.json"), "{\"seconds\": 61.0}\n");
        Files.writeString(folder.resolve("search.yaml"), Files.readString(folder.resolve("search.yaml")));
        Counter counter = new Counter();
        SearchResults results = run(search, folder, 2, counter).orElseThrow();

        assertThat(results.trials()).hasSize(2);
        assertThat(counter.now.get()).isZero();
        assertThat(results.winner()).isPresent();
    }

    @Test
    void whereAllDivergeThereIsNoWinner() throws IOException {
        Search search = Searches.fromYaml("""
            preset: quick-fc
            set: ["model.hidden=[4]", data.limit=60, epochs=3, batch-size=20, optimizer=sgd, evaluation.validation-examples=20]
            vary: [learning-rate=log:1e20..1e30]
            trials: 3
            """, "test");

        SearchResults results = run(search, folder, 2);

        assertThat(results.winner()).isEmpty();
        assertThat(results.trials()).hasSize(3);
        assertThat(results.advances()).isEmpty();
    }

    @Test
    void whatIsNotASearchsFolderIsNotTouched() throws IOException {
        Files.writeString(folder.resolve("thesis.txt"), "important");

        assertThatThrownBy(() -> run(search("random", 3, ""), folder, 2))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("is not empty and holds no search");
        assertThat(folder.resolve("thesis.txt")).hasContent("important");
        assertThat(folder.resolve("trials")).doesNotExist();
    }

    @Test
    void stepsSpentAreThoseOfAllTrialsTogether() throws IOException {
        SearchResults results = run(search("{method: successive-halving, smallest-share: 0.33}", 6, ""), folder, 2);

        // 6 trials of 3 steps, and 2 of them go on to 9
        assertThat(results.steps()).isEqualTo(6 * 3 + 2 * 6);
        assertThat(results.rounds()).hasSize(2);
        assertThat(results.ranking().getFirst().outcome().step().share()).isEqualTo(1);
        assertThat(results.advances().getLast().score())
                .isEqualTo(results.ranking().getFirst().outcome().score());
    }
}
