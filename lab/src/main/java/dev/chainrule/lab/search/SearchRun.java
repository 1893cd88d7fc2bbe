package dev.chainrule.lab.search;

import dev.chainrule.evaluate.Evaluation;
import dev.chainrule.lab.dataset.DatasetException;
import dev.chainrule.lab.dataset.Part;
import dev.chainrule.lab.run.RunRecord;
import dev.chainrule.lab.run.SavedRun;
import dev.chainrule.lab.settings.BaseSettings;
import dev.chainrule.lab.settings.RunSettings;
import dev.chainrule.lab.settings.SettingsException;
import dev.chainrule.lab.trial.Rung;
import dev.chainrule.lab.trial.Trial;
import dev.chainrule.lab.trial.TrialResult;
import dev.chainrule.lab.trial.TrialRunner;
import dev.chainrule.lab.trial.TrialWatcher;
import dev.chainrule.lab.trial.Trials;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Future;

/// Does a search, round by round, in a folder: `search.yaml`, a run's folder for each trial below `trials`, and
/// `winner` for the network that is trained anew.
///
/// What is decided depends on the results alone. So a search that was stopped or killed goes on where it was, and it
/// has the same trials, scores and winner for every number of workers, wherever they are. Only a budget in minutes
/// depends on how fast they are.
public final class SearchRun {
    private final Search search;
    private final BaseSettings.Data data;
    private final SearchFolder folder;
    private final TrialRunner runner;
    private final SearchWatcher watcher;
    private final Map<Path, Step> steps = Collections.synchronizedMap(new HashMap<>());
    private final List<Measured> seen = new ArrayList<>();

    /// @param search what is asked for
    /// @param data what the trials run on
    /// @param folder for all of it: new, empty, or that of the same search
    /// @param runner where trials are computed
    /// @param watcher is told what happens
    public SearchRun(Search search, BaseSettings.Data data, Path folder, TrialRunner runner, SearchWatcher watcher) {
        this.search = search;
        this.data = data;
        this.folder = new SearchFolder(folder);
        this.runner = runner;
        this.watcher = watcher;
    }

    /// Searches to the end.
    ///
    /// @return what came of it; nothing if it was stopped
    /// @throws DatasetException if images are missing or damaged
    /// @throws SettingsException if settings and images do not fit, or something else is in the folder
    /// @throws IOException if results cannot be written
    public Optional<SearchResults> run() throws IOException {
        search.check(data);
        try (Trials trials = new Trials(runner, new Steps())) {
            trials.lock(folder.path());
            folder.claim(search, data);
            Clock clock = new Clock(folder.secondsSpent());
            search.budget().minutes().ifPresent(minutes -> trials.beginWhile(() -> clock.seconds() < 60.0 * minutes));
            trials.expect(List.of(settings(search.next(List.of()).getFirst()).data())); // held until the end
            Optional<List<List<Measured>>> rounds = rounds(trials, clock);
            return rounds.isEmpty() ? Optional.empty() : results(trials, rounds.get());
        }
    }

    private Optional<List<List<Measured>>> rounds(Trials trials, Clock clock) throws IOException {
        List<List<Measured>> rounds = new ArrayList<>();
        while (true) {
            List<List<Outcome>> outcomes = rounds.stream()
                    .map(round -> round.stream().map(Measured::outcome).toList())
                    .toList();
            List<Step> next = search.next(outcomes);
            if (next.isEmpty()) {
                return Optional.of(rounds);
            }
            List<Measured> round = round(trials, next);
            folder.spent(clock.seconds());
            if (trials.isStopped()) {
                return Optional.empty();
            }
            if (!round.isEmpty()) {
                rounds.add(round);
            }
            if (round.size() < next.size()) {
                return Optional.of(rounds); // the time is over
            }
        }
    }

    private List<Measured> round(Trials trials, List<Step> round) throws IOException {
        trials.expect(round.stream().map(step -> settings(step).data()).toList());
        List<Trial> planned = new ArrayList<>();
        for (Step step : round) {
            planned.add(trial(trials, step));
        }
        List<Future<Optional<TrialResult>>> submitted =
                planned.stream().map(trials::submit).toList();
        return trials.finished(submitted).stream()
                .map(result -> measured(result, step(result.trial())))
                .toList();
    }

    private RunSettings settings(Step step) {
        return search.settings(data, step.point());
    }

    private Trial trial(Trials trials, Step step) throws IOException {
        RunSettings settings = settings(step);
        long until = step.share() >= 1
                ? Long.MAX_VALUE
                : Math.max(1, Math.round(step.share() * trials.plannedSteps(settings)));
        Path target = folder.trial(step.trial());
        steps.put(target, step);
        return new Trial("trial " + step.trial(), settings, target, until, false);
    }

    private Step step(Trial trial) {
        return Objects.requireNonNull(steps.get(trial.folder()));
    }

    private Measured measured(TrialResult result, Step step) {
        Rung rung = result.rung();
        double score = search.selection().score().of(rung.accuracy(), rung.loss());
        double seconds = result.record().conclusion().orElseThrow().seconds();
        return new Measured(new Outcome(step, score), rung, result.trial().folder(), seconds);
    }

    private Optional<SearchResults> results(Trials trials, List<List<Measured>> rounds) throws IOException {
        SearchResults all = new SearchResults(search, data, rounds, Optional.empty());
        Optional<Measured> best =
                all.ranking().stream().filter(each -> each.outcome().isFinite()).findFirst();
        if (best.isEmpty()) {
            return Optional.of(all);
        }
        Optional<SearchResults.Winner> winner = search.selection().retrain().isPresent()
                ? retrained(trials, best.get())
                : Optional.of(tested(best.get()));
        return winner.isEmpty() ? Optional.empty() : Optional.of(new SearchResults(search, data, rounds, winner));
    }

    private Optional<SearchResults.Winner> retrained(Trials trials, Measured best) throws IOException {
        RunSettings settings = search.winner(data, best.point());
        trials.beginWhile(() -> true);
        trials.expect(List.of(settings.data()));
        Trial trial = Trial.whole("the winner", settings, folder.winner(best.trial()));
        return trials.all(List.of(trial)).map(List::getFirst).map(result -> {
            RunRecord record = result.record();
            return new SearchResults.Winner(
                    best,
                    trial.folder(),
                    result.rung().accuracy(),
                    record.conclusion().orElseThrow().testAccuracy());
        });
    }

    /// Looks at the test images, unless that was done before.
    private SearchResults.Winner tested(Measured best) throws IOException {
        Optional<OptionalDouble> known = folder.testAccuracy(best);
        OptionalDouble accuracy = known.isPresent() ? known.get() : testAccuracy(best.folder());
        if (known.isEmpty()) {
            folder.tested(best, accuracy);
        }
        return new SearchResults.Winner(best, best.folder(), best.rung().accuracy(), accuracy);
    }

    private static OptionalDouble testAccuracy(Path run) throws IOException {
        Evaluation evaluation = SavedRun.open(run).evaluate(Part.TEST);
        return evaluation.labels().length == 0 ? OptionalDouble.empty() : OptionalDouble.of(evaluation.accuracy());
    }

    /// Passes on what happens, in the terms of the search.
    private final class Steps implements TrialWatcher {
        private final Map<Path, Long> wholes = Collections.synchronizedMap(new HashMap<>());

        @Override
        public void started(Trial trial, long whole) {
            wholes.put(trial.folder(), whole);
            Step step = steps.get(trial.folder());
            if (step != null) {
                watcher.started(step, whole);
            }
        }

        @Override
        public void stepped(Trial trial, long done) {
            Step step = steps.get(trial.folder());
            if (step != null) {
                watcher.stepped(step, done);
            } else {
                watcher.retrained(done, wholes.getOrDefault(trial.folder(), done));
            }
        }

        @Override
        public void finished(TrialResult result, boolean again) {
            Step step = steps.get(result.trial().folder());
            if (step == null) {
                return;
            }
            Measured measured = measured(result, step);
            synchronized (seen) {
                seen.add(measured);
                SearchResults sofar = new SearchResults(search, data, List.of(seen), Optional.empty());
                watcher.finished(
                        measured,
                        again,
                        sofar.ranking().stream()
                                .filter(each -> each.outcome().isFinite())
                                .findFirst());
            }
        }
    }

    /// Counts the time of this search, that of earlier processes included.
    private static final class Clock {
        private final double before;
        private final long start = System.nanoTime();

        Clock(double before) {
            this.before = before;
        }

        double seconds() {
            return before + (System.nanoTime() - start) / 1e9;
        }
    }
}
