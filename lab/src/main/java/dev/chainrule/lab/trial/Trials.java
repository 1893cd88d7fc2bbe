package dev.chainrule.lab.trial;

import dev.chainrule.lab.dataset.DatasetException;
import dev.chainrule.lab.settings.DataSettings;
import dev.chainrule.lab.settings.RunSettings;
import dev.chainrule.lab.settings.SettingsException;
import dev.chainrule.train.TrainingPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;

/// Does trials, several side by side, each into a folder of its own.
///
/// A trial whose folder says that it was done with the same settings, images and version is not done again, and one
/// that was stopped or killed goes on from its last state. So the results are the same, to the byte, whether there was
/// an interruption or not, for every number of workers, and wherever they are computed.
///
/// ```java
/// try (TrialRunner here = new LocalTrialRunner(2); Trials trials = new Trials(here, TrialWatcher.none())) {
///     Optional<List<TrialResult>> results = trials.all(List.of(Trial.whole("first", settings, folder)));
/// }
/// ```
public final class Trials implements AutoCloseable {
    private final TrialRunner runner;
    private final TrialWatcher watcher;
    private final RunImages images = new RunImages();
    private final Locks locks = new Locks();
    private final ExecutorService pool;
    private volatile boolean stopped;
    private volatile BooleanSupplier timeLeft = () -> true;

    /// @param runner where they are computed; it is not closed here
    /// @param watcher is told what happens
    public Trials(TrialRunner runner, TrialWatcher watcher) {
        this.runner = runner;
        this.watcher = watcher;
        this.pool = Executors.newFixedThreadPool(runner.workers());
    }

    /// Keeps other processes out of a folder until this is closed.
    ///
    /// @throws SettingsException if another process works in it
    /// @throws IOException if it cannot be created
    public void lock(Path folder) throws IOException {
        locks.add(folder);
    }

    /// Begins trials only while there is time; what was begun is done to its end.
    ///
    /// @param condition asked on the threads that do the trials
    public void beginWhile(BooleanSupplier condition) {
        timeLeft = condition;
    }

    /// The number of steps of the whole plan of a training.
    ///
    /// @throws DatasetException if its images are missing or damaged
    public long plannedSteps(RunSettings settings) throws DatasetException {
        TrainingPlan plan = settings.plan();
        int images = this.images.of(settings.data()).data().trainingImages();
        return (long) plan.epochs() * (images / plan.batchSize());
    }

    /// Says which images the trials to come will need, one entry a trial: they are read once, and let go when the
    /// last trial that needs them is done.
    ///
    /// @throws DatasetException if a data set is missing or damaged
    public void expect(List<DataSettings> needs) throws DatasetException {
        images.expect(needs);
    }

    /// A trial that is to be done, after those that were submitted before.
    ///
    /// @return what comes of it; nothing if it was stopped
    public Future<Optional<TrialResult>> submit(Trial trial) {
        return pool.submit(() -> done(trial));
    }

    /// Does trials, and waits for all of them.
    ///
    /// @return what came of them, in their order; nothing if they were stopped
    /// @throws IllegalArgumentException if settings and images do not fit each other
    /// @throws IOException if something cannot be read or written
    public Optional<List<TrialResult>> all(List<Trial> trials) throws IOException {
        return awaited(trials.stream().map(this::submit).toList());
    }

    /// Waits for trials that were submitted. If one fails, the others are stopped.
    ///
    /// @return what came of them, in their order; nothing if they were stopped
    /// @throws IOException if one could not be read or written
    public Optional<List<TrialResult>> awaited(List<Future<Optional<TrialResult>>> submitted) throws IOException {
        List<TrialResult> results = finished(submitted);
        return results.size() == submitted.size() ? Optional.of(results) : Optional.empty();
    }

    /// Waits for trials that were submitted. If one fails, the others are stopped.
    ///
    /// @return what came of those that were done, in their order
    /// @throws IOException if one could not be read or written
    public List<TrialResult> finished(List<Future<Optional<TrialResult>>> submitted) throws IOException {
        List<TrialResult> results = new ArrayList<>();
        try {
            for (Future<Optional<TrialResult>> each : submitted) {
                each.get().ifPresent(results::add);
            }
        } catch (ExecutionException e) {
            stop();
            throw rethrown(Objects.requireNonNull(e.getCause()));
        } catch (InterruptedException e) {
            stop();
            Thread.currentThread().interrupt();
        }
        return results;
    }

    private static IOException rethrown(Throwable cause) throws IOException {
        switch (cause) {
            case IOException io -> throw io;
            case RuntimeException unchecked -> throw unchecked;
            case Error error -> throw error;
            default -> throw new IllegalStateException(cause);
        }
    }

    private Optional<TrialResult> done(Trial trial) throws IOException {
        try {
            if (stopped) {
                return Optional.empty();
            }
            RunImages.Images needed = images.of(trial.settings().data());
            TrialFolder folder = new TrialFolder(trial, needed.sha256());
            Optional<TrialResult> earlier = folder.earlier();
            boolean begins = earlier.isEmpty() && timeLeft.getAsBoolean();
            Optional<TrialResult> result = begins ? trained(folder, needed) : earlier;
            result.ifPresent(it -> watcher.finished(it, earlier.isEmpty()));
            return result;
        } finally {
            images.release(trial.settings().data());
        }
    }

    private Optional<TrialResult> trained(TrialFolder folder, RunImages.Images needed) throws IOException {
        Trial trial = folder.trial();
        boolean complete = folder.prepare();
        if (!complete) {
            watcher.started(trial, plannedSteps(trial.settings()));
            complete = runner.train(trial, needed.data(), folder.part(), step -> watcher.stepped(trial, step));
            stopped |= !complete; // whoever stopped the runner stopped all
        }
        return complete ? Optional.of(folder.finish()) : Optional.empty();
    }

    /// Ends the trials after their current steps; what they did is kept, and gone on with when they are asked for
    /// again. Any thread may ask.
    public void stop() {
        stopped = true;
        runner.stop();
    }

    /// Whether they were asked to end.
    public boolean isStopped() {
        return stopped;
    }

    @Override
    public void close() throws IOException {
        stopped = true;
        pool.close();
        locks.close();
    }
}
