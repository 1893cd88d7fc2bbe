package dev.chainrule.lab.experiment;

import dev.chainrule.lab.dataset.DatasetException;
import dev.chainrule.lab.experiment.Experiment.Planned;
import dev.chainrule.lab.run.Conclusion;
import dev.chainrule.lab.run.RunFolder;
import dev.chainrule.lab.run.RunRecord;
import dev.chainrule.lab.run.TrainingRun;
import dev.chainrule.lab.run.Version;
import dev.chainrule.lab.settings.SettingsException;
import dev.chainrule.lab.text.Reasons;
import dev.chainrule.optim.Progress;
import dev.chainrule.train.History;
import dev.chainrule.train.TrainingListener;
import dev.chainrule.train.TrainingResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/// Does the runs of experiments, several side by side, each into a folder of its own.
///
/// A run whose folder says that it was done with the same settings, images and version is not done again. Whatever is
/// incomplete, because the process was killed, is done from its start: a run works in a folder that ends in `.part`,
/// which gets its name when all of it is written. So the results are the same, to the byte, whether there was an
/// interruption or not, and for every number of workers.
public final class ExperimentRunner {
    private static final String PART = ".part";

    private final int workers;
    private final Watcher watcher;
    private final RunImages images = new RunImages();
    private volatile boolean stopped;

    /// @param workers how many runs go side by side, at least 1
    /// @param watcher is told what happens
    public ExperimentRunner(int workers, Watcher watcher) {
        if (workers < 1) {
            throw new SettingsException(
                    "ExperimentRunner: workers %s is out of range; expected at least 1".formatted(workers));
        }
        this.workers = workers;
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
        /// A run begins, on a thread of its own.
        void started(Work work, Planned run, long steps);

        /// A step of a run was done, on the thread that did it.
        void stepped(Planned run);

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
        try (Locks locks = new Locks()) {
            for (Work each : all) {
                locks.add(each.folder());
            }
            images.expect(all.stream()
                    .flatMap(work -> work.runs().stream())
                    .map(run -> run.settings().data())
                    .toList());
            return together(all);
        }
    }

    /// Ends the runs after their current steps; what they did is not kept. Any thread may ask.
    public void stop() {
        stopped = true;
    }

    private boolean together(List<Work> all) throws IOException {
        int runs = all.stream().mapToInt(work -> work.runs().size()).sum();
        try (ExecutorService pool = Executors.newFixedThreadPool(Math.clamp(runs, 1, workers))) {
            Deque<Started> started = new ArrayDeque<>();
            all.forEach(work -> started.add(new Started(
                    work,
                    work.runs().stream()
                            .map(run -> pool.submit(() -> done(work, run)))
                            .toList())));
            try {
                while (!started.isEmpty()) {
                    completed(started.remove()); // records are large: those of earlier experiments are let go
                }
            } catch (ExecutionException e) {
                stop();
                throw rethrown(Objects.requireNonNull(e.getCause()));
            } catch (InterruptedException e) {
                stop();
                Thread.currentThread().interrupt();
            } catch (IOException | RuntimeException e) {
                stop();
                throw e;
            }
            return !stopped;
        }
    }

    private record Started(Work work, List<Future<Optional<Done>>> runs) {}

    private void completed(Started started) throws IOException, ExecutionException, InterruptedException {
        List<Done> done = new ArrayList<>();
        for (Future<Optional<Done>> result : started.runs()) {
            result.get().ifPresent(done::add);
        }
        if (done.size() == started.runs().size()) {
            watcher.completed(started.work(), done);
        }
    }

    private static IOException rethrown(Throwable cause) throws IOException {
        switch (cause) {
            case IOException io -> throw io;
            case RuntimeException unchecked -> throw unchecked;
            case Error error -> throw error;
            default -> throw new IllegalStateException(cause);
        }
    }

    private Optional<Done> done(Work work, Planned plan) throws IOException {
        if (stopped) {
            return Optional.empty();
        }
        try {
            Path target = work.folder().resolve(plan.folder());
            Optional<RunRecord> earlier = earlier(plan, target);
            Optional<RunRecord> record = earlier.isPresent() ? earlier : trained(work, plan, target);
            record.ifPresent(it -> watcher.finished(work, plan, it, earlier.isEmpty()));
            return record.map(it -> new Done(plan, it));
        } finally {
            images.release(plan.settings().data());
        }
    }

    private Optional<RunRecord> trained(Work work, Planned plan, Path target) throws IOException {
        if (Files.exists(target) && !Files.isRegularFile(new RunFolder(target).settings())) {
            throw new SettingsException(
                    target + ": is there and holds no run; expected a folder of its own. Choose another one");
        }
        Path part = target.resolveSibling(plan.folder() + PART);
        delete(part);
        TrainingRun run = TrainingRun.of(
                plan.settings(), images.of(plan.settings().data()).data(), part);
        watcher.started(work, plan, run.plannedSteps());
        Conclusion end = run.start(new Steps(plan)).record().conclusion().orElseThrow();
        if (end.end() == TrainingResult.End.STOPPED) {
            delete(part);
            return Optional.empty();
        }
        delete(target);
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        return Optional.of(RunRecord.read(target));
    }

    /// The record of a run that was done with the same settings, images and version.
    private Optional<RunRecord> earlier(Planned plan, Path target) {
        if (!Files.isDirectory(target)) {
            return Optional.empty();
        }
        try {
            RunRecord record = RunRecord.read(target);
            boolean same = record.settings().equals(plan.settings())
                    && record.conclusion().isPresent()
                    && record.beginning().version().equals(Version.CURRENT)
                    && record.beginning()
                            .dataSha256()
                            .equals(images.of(plan.settings().data()).sha256());
            return same ? Optional.of(record) : Optional.empty();
        } catch (IOException | SettingsException e) {
            return Optional.empty(); // what cannot be read is done again
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (UncheckedIOException e) {
            throw new IOException(folder + ": cannot be removed (" + Reasons.of(e) + ")", e);
        }
    }

    private final class Steps implements TrainingListener {
        private final Planned plan;

        Steps(Planned plan) {
            this.plan = plan;
        }

        @Override
        public void stepped(Progress progress, double loss, double rate) {
            watcher.stepped(plan);
        }

        @Override
        public void measured(History.Measurement measurement) {
            // The record has it.
        }

        @Override
        public boolean stopRequested() {
            return stopped;
        }
    }
}
