package dev.chainrule.lab.run;

import dev.chainrule.data.ImageDataset;
import dev.chainrule.data.Sampling;
import dev.chainrule.format.AtomicFile;
import dev.chainrule.kernel.Parallel;
import dev.chainrule.lab.dataset.DatasetException;
import dev.chainrule.lab.report.RunPage;
import dev.chainrule.lab.settings.RunSettings;
import dev.chainrule.lab.settings.Words;
import dev.chainrule.lab.text.Reasons;
import dev.chainrule.loss.WeightPenalty;
import dev.chainrule.model.Checkpoint;
import dev.chainrule.model.Model;
import dev.chainrule.model.ModelBuilder;
import dev.chainrule.model.ModelSpec;
import dev.chainrule.optim.Progress;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.random.RandomKey;
import dev.chainrule.train.DivergedException;
import dev.chainrule.train.Evaluation;
import dev.chainrule.train.History;
import dev.chainrule.train.Trainer;
import dev.chainrule.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/// One training run: settings in, a folder of results out.
///
/// ```java
/// TrainingRun run = TrainingRun.prepare(Preset.QUICK.settings(), null);
/// RunResult result = run.start(TrainingListener.none());
/// ```
///
/// The weights are drawn from NumPy's generator with the run's seed. All other randomness is a function of the seed,
/// so nothing that a listener does changes a bit of the run.
public final class TrainingRun {
    private final RunSettings settings;
    private final RunData data;
    private final Model model;
    private final ImageDataset training;
    private final ImageDataset validation;
    private final Trainer trainer;
    private final RunMemory memory;
    private final RunFolder folder;
    private final String dataSha256;
    private final double firstPenalty;
    private volatile boolean stopRequested;
    private volatile long stepsDone;

    private TrainingRun(RunSettings settings, RunData data, @Nullable Path out) {
        this.settings = settings;
        this.data = data;
        this.dataSha256 = data.sha256();
        ModelSpec spec =
                settings.model().spec(data.imageShape(), data.classNames().size());
        NumpyRandom random = new NumpyRandom(settings.seed());
        this.model = ModelBuilder.build(spec, random);
        this.firstPenalty = WeightPenalty.total(settings.plan().objective().penalties(), model.parameters());
        this.training = data.training(spec.input());
        this.validation = data.validation(spec.input());
        Whitening.fit(model, training);
        RandomKey key = RandomKey.of(settings.seed());
        this.trainer =
                new Trainer(model, training, validation, settings.plan(), sampling(key, random), key.child("network"));
        this.memory = withThreads(() -> RunMemory.of(model, training, data.partition(), settings.plan()));
        memory.require(Runtime.getRuntime().maxMemory());
        this.folder = out == null ? RunFolder.next(Path.of("runs"), settings.name()) : RunFolder.create(out);
    }

    private Sampling sampling(RandomKey key, NumpyRandom random) {
        return switch (settings.sampling()) {
            case SHUFFLED -> new Sampling.Shuffled(key.child("sampling"));
            case WITH_REPLACEMENT -> new Sampling.WithReplacement(key.child("sampling"));
            case SOLVER -> new Sampling.Solver(random);
            case IN_ORDER -> new Sampling.InOrder();
        };
    }

    /// Loads the data, builds the network and creates the folder; whatever is wrong with the settings is found
    /// here.
    ///
    /// @param out the folder for the results, new or empty; null for the next number of `runs/<name>-<number>`
    /// @throws DatasetException if the data is missing or damaged
    /// @throws IllegalArgumentException if settings, data and folder do not fit each other, or the heap is too
    /// small
    public static TrainingRun prepare(RunSettings settings, @Nullable Path out) throws DatasetException {
        if (out != null) {
            RunFolder.check(out);
        }
        return new TrainingRun(settings, RunData.load(settings.data()), out);
    }

    /// The settings of the run.
    public RunSettings settings() {
        return settings;
    }

    /// The network, which training changes.
    public Model model() {
        return model;
    }

    /// The folder for the results.
    public RunFolder folder() {
        return folder;
    }

    /// The SHA-256 of all its images and labels.
    public String dataSha256() {
        return dataSha256;
    }

    /// The number of training images.
    public int trainingSize() {
        return training.size();
    }

    /// The number of steps done so far; any thread may ask.
    public long stepsDone() {
        return stepsDone;
    }

    /// The number of steps of the whole plan.
    public long plannedSteps() {
        return stepsPerEpoch() * settings.plan().epochs();
    }

    private long stepsPerEpoch() {
        return training.size() / settings.plan().batchSize();
    }

    /// Asks the run to end after the current step; results are written as usual. Any thread may ask.
    public void stop() {
        stopRequested = true;
    }

    /// Trains, evaluates and writes the results. A run starts once.
    ///
    /// @throws IOException if the results cannot be written
    public RunResult start(TrainingListener watcher) throws IOException {
        return withThreads(() -> trainAndReport(watcher));
    }

    private <R, X extends Throwable> R withThreads(ScopedValue.CallableOp<R, X> action) throws X {
        int threads = settings.threads() == 0 ? Runtime.getRuntime().availableProcessors() : settings.threads();
        try (Parallel parallel = Parallel.ofThreads(threads)) {
            return Parallel.with(parallel, action);
        }
    }

    private RunResult trainAndReport(TrainingListener watcher) throws IOException {
        try (HistoryLog log = HistoryLog.create(folder.history())) {
            AtomicFile.write(folder.settings(), settingsText());
            Ending ending = train(new Recorder(log, watcher));
            Checkpoint.save(folder.weights(), model);
            Evaluation onValidation = Evaluation.of(model, validation);
            Evaluation onTest =
                    ending.outcome == RunResult.Outcome.COMPLETE || ending.outcome == RunResult.Outcome.EARLY_STOP
                            ? Evaluation.of(
                                    model,
                                    data.test(model.spec().input()),
                                    settings.plan().evaluation().tta())
                            : null;
            RunResult result = result(ending, log, onValidation, onTest);
            log.ended(lastLine(result));
            return withReport(result, log, onValidation, onTest);
        }
    }

    private record Ending(
            RunResult.Outcome outcome, @Nullable String divergence, double seconds) {}

    private Ending train(TrainingListener listener) {
        long start = System.nanoTime();
        RunResult.Outcome outcome;
        String divergence = null;
        try {
            outcome = switch (trainer.fit(listener).end()) {
                case COMPLETE -> RunResult.Outcome.COMPLETE;
                case EARLY_STOP -> RunResult.Outcome.EARLY_STOP;
                case STOPPED -> RunResult.Outcome.STOPPED;
            };
        } catch (DivergedException e) {
            outcome = RunResult.Outcome.DIVERGED;
            divergence = e.getMessage();
        }
        return new Ending(outcome, divergence, (System.nanoTime() - start) / 1e9);
    }

    private RunResult result(Ending ending, HistoryLog log, Evaluation onValidation, @Nullable Evaluation onTest) {
        long steps = log.losses().length;
        return new RunResult(
                folder,
                ending.outcome,
                steps,
                plannedSteps(),
                stepsPerEpoch(),
                best(log.measurements()),
                accuracy(onValidation),
                accuracy(onTest),
                ending.seconds,
                steps * settings.plan().batchSize() / ending.seconds,
                Optional.ofNullable(ending.divergence),
                log.trouble().stream().toList());
    }

    private static OptionalDouble accuracy(@Nullable Evaluation evaluation) {
        return evaluation == null || evaluation.labels().length == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(evaluation.accuracy());
    }

    private static Optional<History.Measurement> best(List<History.Measurement> measurements) {
        History.Measurement best = null;
        for (History.Measurement measurement : measurements) {
            if (best == null || measurement.validationAccuracy() > best.validationAccuracy()) {
                best = measurement;
            }
        }
        return Optional.ofNullable(best);
    }

    private static Map<String, Object> lastLine(RunResult result) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("end", Words.of(result.outcome()));
        line.put("steps", result.steps());
        result.validationAccuracy().ifPresent(accuracy -> line.put("validation_accuracy", accuracy));
        result.testAccuracy().ifPresent(accuracy -> line.put("test_accuracy", accuracy));
        result.divergence().ifPresent(reason -> line.put("reason", reason));
        return line;
    }

    private RunResult withReport(
            RunResult result, HistoryLog log, Evaluation onValidation, @Nullable Evaluation onTest) {
        List<String> warnings = new ArrayList<>(result.warnings());
        try {
            RunPage page =
                    new RunPage(settings, data, model, memory, firstPenalty, result, log.losses(), log.measurements());
            AtomicFile.write(folder.report(), page.html(onValidation, onTest));
        } catch (IOException e) {
            warnings.add(folder.report() + ": cannot be written (" + Reasons.withoutFile(e) + ")");
        }
        return new RunResult(
                folder,
                result.outcome(),
                result.steps(),
                result.plannedSteps(),
                result.stepsPerEpoch(),
                result.best(),
                result.validationAccuracy(),
                result.testAccuracy(),
                result.seconds(),
                result.imagesPerSecond(),
                result.divergence(),
                List.copyOf(warnings));
    }

    private String settingsText() {
        return """
            # Repeat this run to the bit: chainrule train --config settings.yaml
            %s
            about:
              chainrule: %s
              java: %s
              data-sha256: %s
            """.formatted(settings.toYaml().strip(), Version.CURRENT, Runtime.version(), dataSha256);
    }

    /// Tells the log and the watcher what happens.
    private final class Recorder implements TrainingListener {
        private final HistoryLog log;
        private final TrainingListener watcher;

        Recorder(HistoryLog log, TrainingListener watcher) {
            this.log = log;
            this.watcher = watcher;
        }

        @Override
        public void stepped(Progress progress, double loss, double rate) {
            stepsDone = progress.step();
            log.stepped(progress, loss, rate);
            watcher.stepped(progress, loss, rate);
        }

        @Override
        public void measured(History.Measurement measurement) {
            log.measured(measurement);
            watcher.measured(measurement);
        }

        @Override
        public boolean stopRequested() {
            return stopRequested || watcher.stopRequested();
        }
    }
}
