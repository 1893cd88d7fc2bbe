package dev.chainrule.train;

import dev.chainrule.data.Batch;
import dev.chainrule.data.Dataset;
import dev.chainrule.data.Sampling;
import dev.chainrule.kernel.Parallel;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Parameter;
import dev.chainrule.model.Model;
import dev.chainrule.optim.AveragedWeights;
import dev.chainrule.optim.Optimizer;
import dev.chainrule.optim.Progress;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.ShapeMismatchException;
import dev.chainrule.tensor.Tensor;
import dev.chainrule.tensor.Workspace;
import java.util.Optional;
import java.util.stream.IntStream;

/// Trains a network: the training loop, and nothing else. All that is random is a function of the sampling
/// and of the key.
///
/// What CS231n's Solver does, it does; beyond that the best weights include buffers, and a loss that is not
/// finite ends the run with a sentence that says where it came from.
public final class Trainer {
    private final Model model;
    private final Dataset training;
    private final Dataset validation;
    private final TrainingPlan plan;
    private final Sampling sampling;
    private final RandomKey key;

    private final GradientSource gradients;
    private final Optimizer optimizer;
    private final AveragedWeights average;
    private final BestWeights best;
    private final History history = new History();
    private final Workspace workspace = new Workspace();

    /// Creates a trainer for one run.
    ///
    /// @param sampling which examples the batches are made of
    /// @param key of the randomness inside the network, such as dropout, and of augmentation
    /// @throws IllegalArgumentException if data, model and augmentation do not fit, a batch is larger than the
    /// training data, or weights that are to be computed from it never were
    public Trainer(
            Model model, Dataset training, Dataset validation, TrainingPlan plan, Sampling sampling, RandomKey key) {
        checkData("training", model, training);
        checkData("validation", model, validation);
        if (plan.batchSize() > training.size()) {
            throw new IllegalArgumentException(
                    "Trainer: batch size %d does not fit %d training examples; expected at most %d"
                            .formatted(plan.batchSize(), training.size(), training.size()));
        }
        plan.augmentation().check(training);
        checkFixed(model);
        this.model = model;
        this.training = training;
        this.validation = validation;
        this.plan = plan;
        this.sampling = sampling;
        this.key = key;
        this.gradients = new LocalGradientSource(
                plan.objective().loss(), plan.objective().penalties());
        this.optimizer = new Optimizer(
                plan.descent().optimizer(),
                plan.descent().clipping(),
                model.parameters(),
                plan.descent().shiftRateFactor());
        this.average = new AveragedWeights(plan.weightAverage(), model.parameters(), model.buffers());
        this.best = new BestWeights(model);
    }

    private static void checkData(String what, Model model, Dataset dataset) {
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
                    "Trainer: %d classes of the %s data do not fit a model of %d scores; expected at most %d"
                            .formatted(dataset.classNames().size(), what, model.classes(), model.classes()));
        }
    }

    private static void checkFixed(Model model) {
        for (Parameter parameter : model.parameters()) {
            if (parameter.isUnfitted()) {
                throw new IllegalArgumentException(
                        "Trainer: %s of zeros does not fit training, which leaves it as it is; expected weights computed from the training images"
                                .formatted(parameter));
            }
        }
    }

    /// Runs the plan to its end. A trainer runs once.
    ///
    /// If a loss is not finite, the run ends there and the model keeps the weights of that moment.
    public TrainingResult fit(TrainingListener listener) {
        if (history.steps() > 0) {
            throw new IllegalStateException("Trainer: this run was made already; create a new trainer for another");
        }
        TrainingResult.End end;
        try (BatchSource batches = batches()) {
            end = run(batches, listener);
        } catch (DivergedException e) {
            return new TrainingResult(history, TrainingResult.End.DIVERGED, Optional.of(e.getMessage()));
        }
        average.show();
        gatherStatistics();
        if (plan.ending().finalWeights() == FinalWeights.BEST) {
            best.restore();
        }
        return new TrainingResult(history, end, Optional.empty());
    }

    /// A thread that makes batches ahead is of use where it has a processor for itself. Where all compute, it would
    /// take turns with them, and they would wait for each other.
    private BatchSource batches() {
        boolean processorFree =
                Parallel.current().threads() < Runtime.getRuntime().availableProcessors();
        return sampling.isFunctionOfStep() && processorFree
                ? new BatchSource.Ahead(this::batch, totalSteps())
                : new BatchSource.OnDemand(this::batch);
    }

    private long stepsPerEpoch() {
        return training.size() / plan.batchSize();
    }

    private long totalSteps() {
        return stepsPerEpoch() * plan.epochs();
    }

    private Batch batch(long step) {
        int[] examples = sampling.batch(step, training.size(), plan.batchSize());
        Batch batch = training.batch(examples, model.spec().precision());
        Tensor varied = plan.augmentation()
                .apply(batch.x(), training, examples, step / stepsPerEpoch(), key.child("augmentation"));
        return new Batch(varied, batch.labels());
    }

    private TrainingResult.End run(BatchSource batches, TrainingListener listener) {
        long stepsPerEpoch = stepsPerEpoch();
        long totalSteps = totalSteps();
        for (long step = 0; step < totalSteps; step++) {
            Progress before = new Progress(step, stepsPerEpoch, totalSteps);
            double rate = plan.descent().rateAt(before);
            Batch batch = batches.batch(step);
            double loss = workspace.run(() -> step(batch, before, rate));
            history.add(loss, rate);
            Progress after = new Progress(step + 1, stepsPerEpoch, totalSteps);
            average.stepped(after);
            listener.stepped(after, loss, rate);
            boolean stop = listener.stopRequested();
            if (isMeasured(after)) {
                measure(after, listener);
            }
            if (stop) {
                return TrainingResult.End.STOPPED;
            }
            if (plan.ending().patience() > 0
                    && best.measurementsSince() >= plan.ending().patience()) {
                return TrainingResult.End.EARLY_STOP;
            }
        }
        return TrainingResult.End.COMPLETE;
    }

    private double step(Batch batch, Progress progress, double rate) {
        StepResult result = gradients.of(model, batch, new Mode.Train(key.child(progress.step())));
        if (!Double.isFinite(result.loss())) {
            throw Divergence.explain(model, batch, result, progress, rate);
        }
        optimizer.step(result.gradients(), rate);
        return result.loss();
    }

    private boolean isMeasured(Progress progress) {
        boolean epochEnds = progress.step() % progress.stepsPerEpoch() == 0;
        return progress.step() == progress.totalSteps()
                || (epochEnds && progress.epoch() % plan.evaluation().everyEpochs() == 0)
                || (progress.step() == 1 && plan.evaluation().afterFirstStep());
    }

    private void gatherStatistics() {
        PreciseStatistics.gather(model, training, plan.batchSize(), key.child("statistics"));
    }

    private void measure(Progress progress, TrainingListener listener) {
        average.show();
        gatherStatistics();
        int[] sample = sampling.subset(
                progress.step(), training.size(), plan.evaluation().trainingExamples());
        int[] held = IntStream.range(
                        0, Math.min(validation.size(), plan.evaluation().validationExamples()))
                .toArray();
        double onTraining = Evaluation.of(model, training, sample).accuracy();
        double onValidation = Evaluation.of(model, validation, held).accuracy();
        var measurement = new History.Measurement(progress.step(), progress.epoch(), onTraining, onValidation);
        history.add(measurement);
        best.offer(onValidation);
        average.hide();
        listener.measured(measurement);
    }
}
