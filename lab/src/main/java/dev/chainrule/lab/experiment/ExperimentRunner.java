package dev.chainrule.lab.experiment;

import dev.chainrule.lab.dataset.DatasetException;
import dev.chainrule.lab.experiment.Experiment.Planned;
import dev.chainrule.lab.run.RunRecord;
import dev.chainrule.lab.settings.SettingsException;
import dev.chainrule.lab.trial.Trial;
import dev.chainrule.lab.trial.TrialResult;
import dev.chainrule.lab.trial.TrialRunner;
import dev.chainrule.lab.trial.TrialWatcher;
import dev.chainrule.lab.trial.Trials;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/// Does the runs of experiments as [Trials]: several side by side, each into a folder of its own; what is done is not
/// done again, and what was stopped goes on.
public final class ExperimentRunner {
    private final TrialRunner runner;
    private final Watcher watcher;

    /// @param runner where the runs are computed
    /// @param watcher is told what happens
    public ExperimentRunner(TrialRunner runner, Watcher watcher) {
        this.runner = runner;
        this.watcher = watcher;
    }

    /// The runs of one experiment.
    ///
    /// @param name of the experiment
    /// @param folder for its runs; created if needed
    /// @param runs in their order
    public record Work(String name, Path folder, List<Planned> runs) {
        /// Copies the list.
        public Work {
            runs = List.copyOf(runs);
        }
    }

    /// Is told what happens.
    public interface Watcher {
        /// A run begins or goes on, on a thread of its own.
        void started(Work work, Planned run, long steps);

        /// So many steps of a run are done, on the thread that did them.
        void stepped(Planned run, long step);

        /// A run is complete.
        ///
        /// @param again whether it was done now; it was done earlier otherwise
        void finished(Work work, Planned run, RunRecord record, boolean again);

        /// All runs of an experiment are complete, on the thread that asked for them.
        ///
        /// @param runs in the order of the plan
        /// @throws IOException if what is made of them cannot be written
        void completed(Work work, List<Done> runs) throws IOException;
    }

    /// A planned run and what came of it.
    public record Done(Planned plan, RunRecord record) {}

    /// Does all runs that are not done yet, those of one experiment after those of the one before.
    ///
    /// @return whether all are complete; it was stopped otherwise
    /// @throws DatasetException if images are missing or damaged
    /// @throws SettingsException if settings and images do not fit, or another process works in a folder
    /// @throws IOException if results cannot be written
    public boolean run(List<Work> all) throws IOException {
        Planner planner = new Planner();
        try (Trials trials = new Trials(runner, planner)) {
            for (Work each : all) {
                trials.lock(each.folder());
            }
            trials.expect(all.stream()
                    .flatMap(work -> work.runs().stream())
                    .map(run -> run.settings().data())
                    .toList());
            Deque<Started> started = new ArrayDeque<>();
            for (Work work : all) {
                List<Trial> planned = work.runs().stream()
                        .map(run -> planner.trial(work, run))
                        .toList();
                started.add(
                        new Started(work, planned.stream().map(trials::submit).toList()));
            }
            try {
                return completed(trials, started);
            } catch (IOException | RuntimeException e) {
                trials.stop();
                throw e;
            }
        }
    }

    /// Ends the runs after their current steps; what they did is gone on with the next time. Any thread may ask.
    public void stop() {
        runner.stop();
    }

    private record Started(Work work, List<Future<Optional<TrialResult>>> runs) {}

    /// Records are large: those of earlier experiments are let go.
    private boolean completed(Trials trials, Deque<Started> started) throws IOException {
        boolean all = true;
        while (!started.isEmpty()) {
            Started first = started.remove();
            Optional<List<TrialResult>> results = trials.awaited(first.runs());
            all &= results.isPresent();
            if (results.isPresent()) {
                List<Planned> plan = first.work().runs();
                watcher.completed(
                        first.work(),
                        IntStream.range(0, plan.size())
                                .mapToObj(i -> new Done(
                                        plan.get(i), results.get().get(i).record()))
                                .toList());
            }
        }
        return all;
    }

    /// Knows which run a trial is.
    private final class Planner implements TrialWatcher {
        private final Map<Path, Run> runs = new HashMap<>();

        private record Run(Work work, Planned plan) {}

        Trial trial(Work work, Planned plan) {
            Path folder = work.folder().resolve(plan.folder());
            synchronized (runs) {
                runs.put(folder, new Run(work, plan));
            }
            return Trial.whole(plan.folder(), plan.settings(), folder);
        }

        private Run run(Trial trial) {
            synchronized (runs) {
                return Objects.requireNonNull(runs.get(trial.folder()));
            }
        }

        @Override
        public void started(Trial trial, long steps) {
            Run run = run(trial);
            watcher.started(run.work(), run.plan(), steps);
        }

        @Override
        public void stepped(Trial trial, long step) {
            watcher.stepped(run(trial).plan(), step);
        }

        @Override
        public void finished(TrialResult result, boolean again) {
            Run run = run(result.trial());
            watcher.finished(run.work(), run.plan(), result.record(), again);
        }
    }
}
