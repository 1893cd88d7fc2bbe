package dev.chainrule.train;

import dev.chainrule.data.Batch;
import dev.chainrule.data.Dataset;
import dev.chainrule.data.Sampling;
import dev.chainrule.evaluate.Evaluation;
import dev.chainrule.layer.Buffer;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Parameter;
import dev.chainrule.loss.Loss;
import dev.chainrule.loss.TargetLoss;
import dev.chainrule.loss.WeightPenalty;
import dev.chainrule.model.Model;
import dev.chainrule.optim.AveragedWeights;
import dev.chainrule.optim.LearningRate;
import dev.chainrule.optim.Optimizer;
import dev.chainrule.optim.Progress;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import dev.chainrule.tensor.Snapshot;
import dev.chainrule.tensor.Tensor;
import dev.chainrule.tensor.Workspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Trains a network: the training loop, and nothing else. All that is random is a function of the sampling and of the
/// key. A [Training] makes it.
///
/// What CS231n's Solver does, it does; beyond that the best weights include buffers, and a loss that is not finite ends
/// the run with a sentence that says where it came from.
public final class Trainer {
    /// Of so many examples, more than one that no batch of an epoch has is worth a word.
    private static final int MOST_LEFT_OVER = 10;

    private final Model model;
    private final Dataset training;
    private final Optional<Dataset> validation;
    private final TrainingPlan plan;
    private final Sampling sampling;
    private final RandomKey key;
    private final GradientSource gradients;

    private final Optimizer optimizer;
    private final AveragedWeights average;
    private final Snapshot best;
    private final Workspace workspace = new Workspace();
    private History history = new History();
    private boolean started;
    private boolean ended;
    private @Nullable TrainingState stopped;

    /// Creates a trainer for one run.
    ///
    /// @param sampling which examples the batches are made of
    /// @param key of the randomness inside the network, such as dropout, and of augmentation
    Trainer(
            Model model,
            Dataset training,
            Optional<Dataset> validation,
            TrainingPlan plan,
            Sampling sampling,
            RandomKey key,
            GradientSource gradients) {
        check(model, training, validation, plan);
        plan.augmentation().check(training);
        checkFixed(model);
        this.model = model;
        this.training = training;
        this.validation = validation.filter(
                held -> Math.min(held.size(), plan.evaluation().validationExamples()) > 0);
        this.plan = plan;
        this.sampling = sampling;
        this.key = key;
        this.gradients = gradients;
        Descent descent = plan.descent();
        this.optimizer = new Optimizer(
                descent.optimizer(),
                descent.clipping(),
                model.parameters(),
                descent.shiftRateFactor(),
                descent.constraint());
        this.average = new AveragedWeights(plan.weightAverage(), model.parameters(), model.buffers());
        this.best = new Snapshot(Stream.concat(
                        model.parameters().stream().map(Parameter::value),
                        model.buffers().stream().map(Buffer::value))
                .toList());
    }

    static void check(Model model, Dataset training, Optional<Dataset> validation, TrainingPlan plan) {
        Loss loss = plan.objective().loss();
        checkData("training", model, training, loss);
        validation.ifPresent(held -> checkData("validation", model, held, loss));
        if (plan.batchSize() > training.size()) {
            throw new IllegalArgumentException(
                    "Trainer: batch size %s does not fit %s training examples; expected at most %s"
                            .formatted(plan.batchSize(), training.size(), training.size()));
        }
        long steps = plan.epochs() * (long) (training.size() / plan.batchSize());
        if (plan.descent().warmUpSteps() >= steps) {
            throw new IllegalArgumentException(
                    "Trainer: %s warm-up steps do not fit a run of %s steps; expected fewer, so that the schedule has some"
                            .formatted(plan.descent().warmUpSteps(), steps));
        }
    }

    private static void checkData(String what, Model model, Dataset dataset, Loss loss) {
        if (!dataset.exampleShape().equals(model.spec().input())) {
            throw ShapeMismatchException.of(
                    "Trainer",
                    what + " examples",
                    dataset.exampleShape(),
                    "the model's input",
                    model.spec().input(),
                    model.spec().input().toString());
        }
        if (dataset.classNames().size() > model.classes()) {
            throw new IllegalArgumentException(
                    "Trainer: %s classes of the %s data do not fit a model of %s scores; expected at most %s"
                            .formatted(dataset.classNames().size(), what, model.classes(), model.classes()));
        }
        if (dataset.targets() > 0 && dataset.targets() != model.classes()) {
            throw new IllegalArgumentException(
                    "Trainer: %s targets of each of the %s examples do not fit a model of %s scores; expected %s"
                            .formatted(dataset.targets(), what, model.classes(), model.classes()));
        }
        if (dataset.targets() > 0 && !(loss instanceof TargetLoss)) {
            throw new IllegalArgumentException(
                    "Trainer: loss %s does not fit %s examples with targets; expected one beside targets, such as SquaredError"
                            .formatted(loss, what));
        }
    }

    private static void checkFixed(Model model) {
        List<Parameter> all = model.parameters();
        if (all.stream().anyMatch(Parameter::isFrozen) && all.stream().noneMatch(Parameter::isTrained)) {
            throw new IllegalArgumentException(
                    "Trainer: all layers of %s are frozen, so nothing is left to train; expected one that is not"
                            .formatted(model.spec().name()));
        }
        for (Parameter parameter : model.parameters()) {
            if (parameter.isUnfitted()) {
                throw new IllegalArgumentException(
                        "Trainer: %s of zeros does not fit training, which leaves it as it is; expected weights computed from the training images"
                                .formatted(parameter));
            }
        }
    }

    /// What of the plan comes to nothing in this run, a sentence each: known before its first step.
    public List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (validation.isEmpty()) {
            if (plan.ending().patience() > 0) {
                notes.add("no validation images: patience has nothing to look at, and all epochs are done");
            }
            if (plan.descent().learningRate() instanceof LearningRate.ReduceOnPlateau) {
                notes.add("no validation images: reduce-on-plateau has nothing to look at, and the rate never falls");
            }
            if (plan.ending().finalWeights() == FinalWeights.BEST) {
                notes.add("no validation images: there are no best weights, and those after the last step are kept");
            }
        }
        long perEpoch = stepsPerEpoch() * plan.batchSize();
        if (sampling.isByEpoch() && training.size() - perEpoch > training.size() / MOST_LEFT_OVER) {
            notes.add("an epoch is %s of %s images, because batches are of %s; a batch size that divides %2$s uses all"
                    .formatted(perEpoch, training.size(), plan.batchSize()));
        }
        return notes;
    }

    /// Runs the plan to its end. A trainer runs once.
    ///
    /// If a loss is not finite, the run ends there and the model keeps the weights of that moment.
    public TrainingResult fit(TrainingListener listener) {
        if (started) {
            throw new IllegalStateException("Trainer: this run was made already; create a new trainer for another");
        }
        started = true;
        TrainingResult result;
        try (BatchSource batches = BatchSource.of(sampling, this::batch, totalSteps())) {
            result = run(batches, listener);
        }
        if (result.end() != TrainingResult.End.DIVERGED) {
            listener.ending();
        }
        if (result.end() == TrainingResult.End.STOPPED) {
            stopped = state();
            if (listener.isMeasuredWhereStopped() && history.lastMeasuredStep() < history.steps()) {
                measure(listener);
            }
        }
        ended = true;
        if (result.end() != TrainingResult.End.DIVERGED) {
            average.show();
            gatherStatistics();
            if (plan.ending().finalWeights() == FinalWeights.BEST) {
                best.restore();
            }
        }
        return result;
    }

    /// All that further steps depend on, copied: after any step and when no more follows, asked for by a listener,
    /// or after a run that was stopped. [Training#from] goes on from it.
    ///
    /// @throws IllegalStateException after a run that came to its end
    public TrainingState state() {
        if (stopped != null) {
            return stopped;
        }
        return present().copy();
    }

    /// The same without a copy, for whoever writes it at once: the next step changes it.
    ///
    /// @throws IllegalStateException after a run that came to its end
    public TrainingState present() {
        if (ended) {
            throw new IllegalStateException(
                    "Trainer: a run that came to its end has no state; expected one that goes on or was stopped");
        }
        return new TrainingState(tensors(), sampling.position(), history);
    }

    /// Starts from a state instead of from the beginning.
    void load(TrainingState state) {
        if (state.step() > totalSteps()) {
            throw new IllegalArgumentException(
                    "Trainer: a state after %s steps does not fit a plan of %s steps; expected at most %s"
                            .formatted(state.step(), totalSteps(), totalSteps()));
        }
        if (state.history().best().isPresent()) {
            best.take();
        }
        state.copyTo(tensors());
        sampling.resume(state.sampling());
        optimizer.resume(state.step());
        history = state.history().copy();
    }

    /// The tensors of [TrainingState] themselves.
    private Map<String, Tensor> tensors() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        Map<String, Tensor> own = model.tensors();
        own.forEach((name, tensor) -> tensors.put(TrainingState.MODEL + name, tensor));
        optimizer.memory().forEach((name, tensor) -> tensors.put("optimizer/" + name, tensor));
        average.means().forEach((name, tensor) -> tensors.put("average/" + name, tensor));
        List<String> names = List.copyOf(own.keySet());
        List<Tensor> copies = best.copies();
        for (int i = 0; i < copies.size(); i++) {
            tensors.put("best/" + names.get(i), copies.get(i));
        }
        return tensors;
    }

    private long stepsPerEpoch() {
        return training.size() / plan.batchSize();
    }

    private long totalSteps() {
        return stepsPerEpoch() * plan.epochs();
    }

    private Progress progress() {
        return new Progress(
                history.steps(),
                stepsPerEpoch(),
                totalSteps(),
                history.meritsAfter(plan.descent().warmUpSteps()));
    }

    private Batch batch(long step) {
        int[] examples = sampling.batch(step, training.size(), plan.batchSize());
        Batch batch = training.batch(examples, model.spec().precision());
        Tensor varied = plan.augmentation()
                .apply(batch.x(), training, examples, step / stepsPerEpoch(), key.child("augmentation"));
        return batch.withX(varied);
    }

    /// Whatever is decided after a step is decided from the history alone, so that a run that starts from a state
    /// decides the same.
    private TrainingResult run(BatchSource batches, TrainingListener listener) {
        boolean stepped = false;
        while (true) {
            if (isMeasurementDue()) {
                measure(listener);
            }
            if (stepped && listener.stopRequested()) {
                return result(TrainingResult.End.STOPPED);
            }
            int patience = plan.ending().patience();
            if (patience > 0 && history.measurementsSinceBest() >= patience) {
                return result(TrainingResult.End.EARLY_STOP);
            }
            Progress before = progress();
            if (before.step() >= before.totalSteps()) {
                return result(TrainingResult.End.COMPLETE);
            }
            Batch batch = batches.batch(before.step());
            Optional<String> divergence = workspace.run(() -> step(batch, before));
            if (divergence.isPresent()) {
                return new TrainingResult(model, history, TrainingResult.End.DIVERGED, divergence);
            }
            Progress after = progress();
            average.stepped(after);
            listener.stepped(after, history.lastLoss(), history.lastRate());
            stepped = true;
        }
    }

    private TrainingResult result(TrainingResult.End end) {
        return new TrainingResult(model, history, end, Optional.empty());
    }

    /// Makes a step, or says why its loss is not finite.
    private Optional<String> step(Batch batch, Progress before) {
        double rate = plan.descent().rateAt(before);
        StepResult result = gradients.of(model, batch, new Mode.Train(key.child(before.step())));
        if (!Double.isFinite(result.loss())) {
            return Optional.of(Divergence.explain(model, batch, result, before, rate));
        }
        optimizer.clip(result.gradients());
        if (!plan.penaltiesInGradients()) {
            WeightPenalty.addGradients(plan.objective().penalties(), model.parameters(), result.gradients());
        }
        optimizer.move(result.gradients(), rate, plan.descent().ruleAt(before));
        history.add(result.loss(), rate);
        return Optional.empty();
    }

    /// Whether the plan wants a measurement after the steps done, and none was made yet.
    private boolean isMeasurementDue() {
        Progress progress = progress();
        long step = progress.step();
        boolean epochEnds = step % progress.stepsPerEpoch() == 0;
        boolean wanted = step == progress.totalSteps()
                || (epochEnds && progress.epoch() % plan.evaluation().everyEpochs() == 0)
                || (step == 1 && plan.evaluation().afterFirstStep());
        return wanted && step > 0 && history.lastMeasuredStep() < step;
    }

    private void gatherStatistics() {
        PreciseStatistics.gather(model, training, plan.batchSize(), key.child("statistics"));
    }

    private void measure(TrainingListener listener) {
        average.show();
        gatherStatistics();
        Progress progress = progress();
        int[] sample = sampling.subset(
                progress.step(), training.size(), plan.evaluation().trainingExamples());
        double onTraining = Evaluation.of(model, training, sample).accuracy();
        Optional<Evaluation> held = validation.map(this::evaluated);
        var measurement = new History.Measurement(
                progress.step(),
                progress.epoch(),
                onTraining,
                held.map(Evaluation::accuracy).orElse(Double.NaN),
                held.map(each -> meanLoss(each, validation.orElseThrow())).orElse(Double.NaN));
        history.add(measurement);
        if (history.best().filter(measurement::equals).isPresent()) {
            best.take();
        }
        average.hide();
        listener.measured(measurement);
    }

    private Evaluation evaluated(Dataset held) {
        int count = Math.min(held.size(), plan.evaluation().validationExamples());
        return Evaluation.of(model, held, IntStream.range(0, count).toArray());
    }

    /// The mean loss of the first examples, without penalties; not a number if there are none.
    private double meanLoss(Evaluation of, Dataset held) {
        int count = of.labels().length;
        double sum = 0;
        for (int from = 0; from < count; from += Evaluation.BATCH) {
            int to = Math.min(count, from + Evaluation.BATCH);
            Tensor scores = Tensor.zeros(model.precision(), Shape.of(to - from, model.classes()));
            for (int row = from; row < to; row++) {
                for (int k = 0; k < model.classes(); k++) {
                    scores.setStored((row - from) * model.classes() + k, of.scores()[row][k]);
                }
            }
            int[] labels = Arrays.copyOfRange(of.labels(), from, to);
            Optional<Tensor> targets = held.targets(IntStream.range(from, to).toArray(), model.precision());
            Loss loss = plan.objective().loss();
            sum += (to - from)
                    * LocalGradientSource.forward(loss, scores, labels, targets).value();
        }
        return sum / count;
    }
}
