package dev.chainrule.lab.experiment;

import dev.chainrule.lab.dataset.DatasetException;
import dev.chainrule.lab.experiment.Experiment.Planned;
import dev.chainrule.lab.run.Conclusion;
import dev.chainrule.lab.run.RunData;
import dev.chainrule.lab.run.RunFolder;
import dev.chainrule.lab.run.RunRecord;
import dev.chainrule.lab.run.TrainingRun;
import dev.chainrule.lab.run.Version;
import dev.chainrule.lab.settings.DataSettings;
import dev.chainrule.lab.settings.SettingsException;
import dev.chainrule.lab.text.Reasons;
import dev.chainrule.optim.Progress;
import dev.chainrule.train.History;
import dev.chainrule.train.TrainingListener;
import dev.chainrule.train.TrainingResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/// Does the runs of an experiment, several side by side, each into a folder of its own.
///
/// A run whose folder says that it was done with the same settings, images and version is not done again. Whatever is
/// incomplete, because the process was killed, is done from its start: a run works in a folder that ends in `.part`,
/// which gets its name when all of it is written. So the results are the same, to the byte, whether there was an
/// interruption or not, and for every number of workers.
public final class ExperimentRunner {
    private static final String PART = ".part";

    private final Path folder;
    private final int workers;
    private final Watcher watcher;
    private final Map<DataSettings, Images> data = new HashMap<>();
    private volatile boolean stopped;

    /// @param folder for all runs; created if needed
    /// @param workers how many runs go side by side, at least 1
    /// @param watcher is told what happens
    public ExperimentRunner(Path folder, int workers, Watcher watcher) {
        if (workers < 1) {
            throw new SettingsException(
                    "ExperimentRunner: workers %s is out of range; expected at least 1".formatted(workers));
        }
        this.folder = folder;
        this.workers = workers;
        this.watcher = watcher;
    }

    /// Is told what happens to the runs of an experiment, from the threads that do them.
    public interface Watcher {
        /// A run begins.
        void started(Planned run, long steps);

        /// A step of a run was done.
        void stepped(Planned run);

        /// A run is complete.
        ///
        /// @param again whether it was done now; it was done earlier otherwise
        void finished(Planned run, RunRecord record, boolean again);
    }

    /// A planned run and what came of it.
    public record Done(Planned plan, RunRecord record) {}

    private record Images(RunData data, String sha256) {}

    /// Does all runs that are not done yet.
    ///
    /// @return all of them in the order of the plan; those that are complete if it was stopped
    /// @throws DatasetException if images are missing or damaged
    /// @throws SettingsException if settings and images do not fit, or another process works in the folder
    /// @throws IOException if results cannot be written
    public List<Done> run(List<Planned> plan) throws IOException {
        Files.createDirectories(folder);
        try (FileChannel channel =
                        FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock _ = lock(channel)) {
            for (Planned each : plan) {
                imagesOf(each);
            }
            return together(plan);
        }
    }

    /// Ends the runs after their current steps; what they did is not kept. Any thread may ask.
    public void stop() {
        stopped = true;
    }

    private FileLock lock(FileChannel channel) throws IOException {
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            throw new SettingsException(folder
                    + ": another process works in it; expected a folder of its own for each. Wait for it, or choose"
                    + " another folder");
        }
        return lock;
    }

    private List<Done> together(List<Planned> plan) throws IOException {
        try (ExecutorService pool = Executors.newFixedThreadPool(workers)) {
            List<Future<Optional<Done>>> results = new ArrayList<>();
            for (Planned each : plan) {
                results.add(pool.submit(() -> done(each)));
            }
            List<Done> done = new ArrayList<>();
            try {
                for (Future<Optional<Done>> result : results) {
                    result.get().ifPresent(done::add);
                }
            } catch (ExecutionException e) {
                stop();
                throw rethrown(Objects.requireNonNull(e.getCause()));
            } catch (InterruptedException e) {
                stop();
                Thread.currentThread().interrupt();
            }
            return done;
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

    private Optional<Done> done(Planned plan) throws IOException {
        Path target = folder.resolve(plan.folder());
        Optional<RunRecord> earlier = earlier(plan, target);
        if (earlier.isPresent()) {
            watcher.finished(plan, earlier.get(), false);
            return Optional.of(new Done(plan, earlier.get()));
        }
        if (stopped) {
            return Optional.empty();
        }
        if (Files.exists(target) && !Files.isRegularFile(new RunFolder(target).settings())) {
            throw new SettingsException(
                    target + ": is there and holds no run; expected a folder of its own. Choose another one");
        }
        Path part = target.resolveSibling(plan.folder() + PART);
        delete(part);
        TrainingRun run = TrainingRun.of(plan.settings(), imagesOf(plan).data(), part);
        watcher.started(plan, run.plannedSteps());
        Conclusion end = run.start(new Steps(plan)).record().conclusion().orElseThrow();
        if (end.end() == TrainingResult.End.STOPPED) {
            delete(part);
            return Optional.empty();
        }
        delete(target);
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        RunRecord record = RunRecord.read(target);
        watcher.finished(plan, record, true);
        return Optional.of(new Done(plan, record));
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
                    && record.beginning().dataSha256().equals(imagesOf(plan).sha256());
            return same ? Optional.of(record) : Optional.empty();
        } catch (IOException | SettingsException e) {
            return Optional.empty(); // what cannot be read is done again
        }
    }

    /// The images of a run, read once for all runs on the same.
    private Images imagesOf(Planned plan) throws DatasetException {
        synchronized (data) {
            DataSettings settings = plan.settings().data();
            Images known = data.get(settings);
            if (known == null) {
                RunData read = RunData.load(settings);
                known = new Images(read, read.sha256());
                data.put(settings, known);
            }
            return known;
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
