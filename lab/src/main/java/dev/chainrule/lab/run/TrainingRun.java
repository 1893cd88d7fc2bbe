package dev.chainrule.lab.run;

import dev.chainrule.data.ImageDataset;
import dev.chainrule.data.Sampling;
import dev.chainrule.evaluate.Evaluation;
import dev.chainrule.evaluate.TestTimeAugmentation;
import dev.chainrule.kernel.Parallel;
import dev.chainrule.lab.dataset.DatasetException;
import dev.chainrule.lab.predict.ModelFile;
import dev.chainrule.lab.predict.Preparation;
import dev.chainrule.lab.predict.TrainedModel;
import dev.chainrule.lab.settings.CheckpointPlan;
import dev.chainrule.lab.settings.RunSettings;
import dev.chainrule.lab.settings.SettingsBuilder;
import dev.chainrule.lab.settings.SettingsException;
import dev.chainrule.lab.text.MaximumHeap;
import dev.chainrule.lab.text.Reasons;
import dev.chainrule.lab.whiten.FittedLayers;
import dev.chainrule.loss.WeightPenalty;
import dev.chainrule.model.Model;
import dev.chainrule.model.ModelBuilder;
import dev.chainrule.model.ModelSpec;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.random.RandomKey;
import dev.chainrule.train.History;
import dev.chainrule.train.Trainer;
import dev.chainrule.train.Training;
import dev.chainrule.train.TrainingListener;
import dev.chainrule.train.TrainingResult;
import dev.chainrule.train.TrainingState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One training run: settings in, a folder of results out.
///
/// ```java
/// TrainingRun run = TrainingRun.prepare(Preset.quick().settings(), null);
/// RunResult result = run.start(TrainingListener.none());
/// ```
///
/// The weights are drawn from NumPy's generator with the run's seed. All other randomness is a function of the seed, so
/// nothing that a listener does changes a bit of the run.
public final class TrainingRun implements AutoCloseable {
    private final RunSettings settings;
    private final RunData data;
    private final Model model;
    private final ImageDataset training;
    private final ImageDataset validation;
    private final SignalRecorder recorder;
    private final Trainer trainer;
    private final Claim claim;
    private final Beginning beginning;
    private final Inspector inspector;
    private final Span span;
    private final SpanProgress progress;
    private final Optional<Start> start;
    private final List<String> fitted;
    private List<String> resumed = List.of();

    /// @param claimed the folder to write in; without one, the next number of `runs/<name>-<number>` is claimed
    private TrainingRun(
            RunSettings settings,
            RunData data,
            Optional<StartWeights> weights,
            Optional<Claim> claimed,
            Span span,
            DoubleConsumer fitting) {
        this.settings = settings;
        this.data = data;
        this.span = span;
        ModelSpec spec = settings.spec(data.imageShape(), data.classNames().size());
        NumpyRandom random = new NumpyRandom(settings.seed());
        RunMemory.requireParameters(spec, settings.plan(), MaximumHeap.bytes());
        this.model = ModelBuilder.build(spec, random);
        this.start = weights.map(from -> new Start(settings.start().orElseThrow(), from, model, data));
        this.training = data.training(spec.input());
        this.validation = data.validation(spec.input());
        Training.check(model, training, validation, settings.plan());
        RandomKey key = RandomKey.of(settings.seed());
        Sampling sampling = sampling(key, random);
        RunMemory memory = RunMemory.of(model, training, data.partition(), settings.plan(), sampling);
        memory.require(
                MaximumHeap.bytes(),
                () -> LargestTensors.of(model, settings.plan().batchSize()));
        this.fitted = withThreads(() -> fitted(fitting));
        double firstPenalty = WeightPenalty.total(settings.plan().objective().penalties(), model.parameters());
        this.recorder = new SignalRecorder(
                model,
                settings.plan(),
                settings.signals(),
                training.size()
                        / settings.plan().batchSize()
                        * (long) settings.plan().epochs());
        this.inspector = new Inspector(model, training, settings.plan().batchSize()); // of the first weights
        this.trainer = trainer(key, sampling);
        this.beginning = beginning(firstPenalty, memory);
        this.claim = claimed.orElseGet(() -> Claim.next(Path.of("runs"), settings.preset()));
        this.progress = new SpanProgress(span, plannedSteps());
    }

    private Beginning beginning(double firstPenalty, RunMemory memory) {
        return new Beginning(
                Version.CURRENT,
                Runtime.version().toString(),
                data.sha256(),
                data.classNames(),
                data.imageShape(),
                training.size(),
                training.size() / settings.plan().batchSize(),
                InputStatistics.of(training),
                firstPenalty,
                memory.toString(),
                data.origin(),
                start.map(Start::record));
    }

    /// Computes what training leaves as it is; a part of a run has it from the part before.
    private List<String> fitted(DoubleConsumer fitting) {
        if (span.from().isEmpty()) {
            return FittedLayers.fit(model, training, fitting);
        }
        TrainingState saved = span.from().get().state();
        model.parameters().stream()
                .filter(parameter -> !parameter.isTrained())
                .forEach(parameter -> saved.ofModel(parameter.name()).ifPresent(parameter.value()::copyFrom));
        return List.of();
    }

    private Trainer trainer(RandomKey key, Sampling sampling) {
        Training whole = Training.of(model, training)
                .validation(validation)
                .plan(settings.plan())
                .sampling(sampling)
                .key(key.child("network"))
                .gradients(recorder);
        span.from().ifPresent(saved -> whole.from(saved.state()));
        return whole.trainer();
    }

    private Sampling sampling(RandomKey key, NumpyRandom random) {
        return switch (settings.sampling()) {
            case SHUFFLED -> new Sampling.Shuffled(key.child("sampling"));
            case WITH_REPLACEMENT -> new Sampling.WithReplacement(key.child("sampling"));
            case SOLVER -> new Sampling.Solver(random);
            case IN_ORDER -> new Sampling.InOrder();
        };
    }

    /// Loads the data, builds the network and claims the folder; whatever is wrong with the settings is found here.
    ///
    /// @param out the folder for the results, new or empty; null for the next number of `runs/<name>-<number>`
    /// @throws DatasetException if the data is missing or damaged
    /// @throws IllegalArgumentException if settings, data and folder do not fit each other, the heap is too small,
    /// or another process writes in the folder
    /// @throws IOException if the folder of an earlier run cannot be read
    public static TrainingRun prepare(RunSettings settings, @Nullable Path out) throws IOException {
        return claimed(
                out == null ? Optional.empty() : Optional.of(Claim.fresh(out)),
                claim -> new TrainingRun(
                        settings,
                        RunData.load(settings.data()),
                        StartWeights.of(settings),
                        claim,
                        Span.whole(),
                        _ -> {}));
    }

    /// The same from settings that are still put together, as [RunInput#of].
    ///
    /// @param out as in the other form
    public static TrainingRun prepare(SettingsBuilder builder, @Nullable Path out) throws IOException {
        return prepare(builder, out, _ -> {});
    }

    /// The same, telling how far what is computed from the training images before the first step is, where it takes
    /// long: whitening.
    ///
    /// @param fitting gets the share that is done, from 0 to 1, now and then, perhaps from another thread
    public static TrainingRun prepare(SettingsBuilder builder, @Nullable Path out, DoubleConsumer fitting)
            throws IOException {
        builder.build(); // a wrong setting is refused before a folder is made
        return claimed(out == null ? Optional.empty() : Optional.of(Claim.fresh(out)), claim -> {
            RunInput input = RunInput.of(builder);
            Optional<StartWeights> weights = StartWeights.of(input.settings(), builder);
            return new TrainingRun(input.settings(), input.data(), weights, claim, Span.whole(), fitting);
        });
    }

    /// A run, or a part of one, on images that were read already.
    ///
    /// @param data what its settings say
    /// @param out the folder for the results: new or empty, or that of the earlier part
    /// @throws IllegalArgumentException as [#prepare], or if the earlier part is of another run
    /// @throws IOException if weights that it begins with cannot be read
    public static TrainingRun of(RunSettings settings, RunData data, Path out, Span span) throws IOException {
        span.from().ifPresent(saved -> checkSame(saved, settings, data));
        return claimed(
                Optional.of(span.from().isPresent() ? Claim.again(out) : Claim.fresh(out)),
                claim -> new TrainingRun(
                        settings, data, StartWeights.of(settings, new RunFolder(out)), claim, span, _ -> {}));
    }

    private static void checkSame(StateFile saved, RunSettings settings, RunData data) {
        boolean same = saved.settings().equals(settings.toYaml())
                && saved.dataSha256().equals(data.sha256())
                && saved.version().equals(Version.CURRENT);
        if (!same) {
            throw new IllegalArgumentException(
                    "TrainingRun: a state after %s steps does not fit; expected one of the same settings, images and version"
                            .formatted(saved.state().step()));
        }
    }

    /// Goes on with the run of a folder from its last checkpoint, to the bits of one that never stopped.
    ///
    /// @param epochs how many it shall have in all, if it is to be longer
    /// @param fitting as for [#prepare]
    /// @throws Resumption.EndedException if it came to its end, and is not to be longer
    /// @throws SettingsException if the folder holds no run, somebody writes there, or the run cannot be longer
    /// @throws DatasetException if its images are missing, damaged or others
    /// @throws IOException if a file of it cannot be read
    public static TrainingRun resume(Path path, OptionalInt epochs, DoubleConsumer fitting) throws IOException {
        Resumption.check(path);
        return claimed(Optional.of(Claim.again(path)), claim -> {
            RunFolder folder = new RunFolder(path);
            Resumption resumption = Resumption.of(folder, epochs);
            TrainingRun run = new TrainingRun(
                    resumption.settings(),
                    resumption.data(),
                    StartWeights.of(resumption.settings(), folder),
                    claim,
                    Span.whole().from(resumption.from()),
                    fitting);
            run.resumed = resumption.notes();
            return run;
        });
    }

    private interface Making {
        TrainingRun make(Optional<Claim> claim) throws IOException;
    }

    /// What cannot be prepared leaves no folder behind.
    private static TrainingRun claimed(Optional<Claim> claim, Making making) throws IOException {
        boolean made = false;
        try {
            TrainingRun run = making.make(claim);
            made = true;
            return run;
        } finally {
            if (!made) {
                claim.ifPresent(Claim::abandon);
            }
        }
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
        return claim.folder();
    }

    /// What is known before the first step.
    public Beginning beginning() {
        return beginning;
    }

    /// The network as it is now, with all that its use needs.
    public TrainedModel trained() {
        return new TrainedModel(
                model,
                data.classNames(),
                data.scaling(),
                Preparation.of(data.imageShape(), settings.data().backgroundColour()),
                settings.plan().evaluation().tta(),
                beginning.version());
    }

    /// What a person should know of the settings with these images, a sentence each: what of them comes to nothing,
    /// and what was found while the layers in front were computed.
    public List<String> notes() {
        Stream<String> begun = beginning.start().stream().flatMap(each -> each.warnings().stream());
        return Stream.of(resumed.stream(), begun, fitted.stream(), trainer.notes().stream())
                .flatMap(each -> each)
                .toList();
    }

    /// Its images.
    public RunData data() {
        return data;
    }

    /// The number of steps done so far; any thread may ask.
    public long stepsDone() {
        return progress.done();
    }

    /// The number of steps of the whole plan.
    public long plannedSteps() {
        return beginning.stepsPerEpoch() * settings.plan().epochs();
    }

    /// Asks the run to end after the current step; results are written as usual. Any thread may ask.
    public void stop() {
        progress.stop();
    }

    /// Trains, evaluates and writes the results, but no report. A run starts once.
    ///
    /// @throws IOException if what is known before the first step cannot be written
    public RunResult start(TrainingListener watcher) throws IOException {
        return start(watcher, _ -> {});
    }

    /// The same, saying during the run what could not be written.
    ///
    /// @param trouble gets a line each time
    /// @throws IOException if what is known before the first step cannot be written
    public RunResult start(TrainingListener watcher, Consumer<String> trouble) throws IOException {
        try (claim) {
            return withThreads(() -> trainAndWrite(watcher, trouble));
        }
    }

    /// Leaves the folder to others, as [#start] does in the end.
    @Override
    public void close() {
        claim.close();
    }

    private <R, X extends Throwable> R withThreads(ScopedValue.CallableOp<R, X> action) throws X {
        int threads = settings.threads() == Integer.MAX_VALUE
                ? Runtime.getRuntime().availableProcessors()
                : settings.threads();
        try (Parallel parallel = Parallel.ofThreads(threads)) {
            return Parallel.with(parallel, action);
        }
    }

    private RunResult trainAndWrite(TrainingListener watcher, Consumer<String> trouble) throws IOException {
        RunFolder folder = folder();
        DiskSpace.require(folder.path(), trainer.present().tensors().values());
        if (start.isPresent() && !Files.exists(folder.start())) {
            start.get().write(folder.start()); // first: whoever finds the settings finds what they begin with
        }
        History earlier = span.from().map(saved -> saved.state().history()).orElseGet(History::new);
        try (RunWriter writer = RunWriter.begin(folder, settings, data.files(), beginning, earlier);
                SignalRecorder signals = recorder.into(folder.signals(), stepsDone())) {
            long start = System.nanoTime();
            TrainingResult training = trainer.fit(
                    new RunRecording(progress, keeping(start, trouble), List.of(writer.log(), recorder, watcher)));
            double seconds = seconds(start);
            boolean pauses = span.isPart() && training.end() == TrainingResult.End.STOPPED;
            if (pauses && stepsDone() < span.until()) {
                keepState(trainer.state(), seconds);
                return new RunResult(unfinished(training), List.of(), List.of());
            }
            writer.attempt(folder.model(), () -> ModelFile.write(folder.model(), trained()));
            RunRecord record = record(training, seconds);
            if (pauses) {
                keepState(trainer.state(), seconds);
            }
            signals.ended();
            Receipt receipt = Receipt.of(
                    settings, Parallel.current().threads(), beginning.dataSha256(), training.history(), model);
            writer.conclude(record, receipt);
            return new RunResult(record, signals.trouble().stream().toList(), writer.unwritten());
        }
    }

    private StateKeeping keeping(long start, Consumer<String> trouble) {
        return new StateKeeping(
                span.isPart() ? CheckpointPlan.of() : settings.checkpoints(),
                beginning.stepsPerEpoch(),
                () -> keepState(trainer.present(), seconds(start)),
                reason -> trouble.accept("%s: no checkpoint can be written (%s); the run goes on"
                        .formatted(folder().path(), Reasons.withoutFile(reason))),
                System::nanoTime);
    }

    private double seconds(long start) {
        return span.secondsBefore() + (System.nanoTime() - start) / 1e9;
    }

    private void keepState(TrainingState state, double seconds) throws IOException {
        StateFile saved = new StateFile(state, seconds, beginning.version(), settings.toYaml(), beginning.dataSha256());
        if (span.isPart()) {
            saved.write(folder().state());
        } else {
            folder().checkpoints().keep(saved, settings.checkpoints());
        }
    }

    /// What is known of a run that was stopped before the end of its span.
    private RunRecord unfinished(TrainingResult training) {
        return new RunRecord(
                folder(),
                settings,
                beginning,
                training.history(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private RunRecord record(TrainingResult training, double seconds) {
        Optional<Evaluation> onValidation = answers(validation, TestTimeAugmentation.NONE);
        Optional<Evaluation> onTest = switch (training.end()) {
            case COMPLETE, EARLY_STOP ->
                span.tested()
                        ? answers(
                                data.test(model.spec().input()),
                                settings.plan().evaluation().tta())
                        : Optional.empty();
            case STOPPED, DIVERGED -> Optional.empty();
        };
        Conclusion conclusion = new Conclusion(
                training.end(),
                training.divergence(),
                accuracy(onValidation),
                accuracy(onTest),
                seconds,
                Optional.of(inspector.inspect()));
        return new RunRecord(
                folder(), settings, beginning, training.history(), Optional.of(conclusion), onValidation, onTest);
    }

    private Optional<Evaluation> answers(ImageDataset images, TestTimeAugmentation forms) {
        return images.size() == 0 ? Optional.empty() : Optional.of(Evaluation.of(model, images, forms));
    }

    private static OptionalDouble accuracy(Optional<Evaluation> evaluation) {
        return evaluation.stream().mapToDouble(Evaluation::accuracy).findFirst();
    }
}
