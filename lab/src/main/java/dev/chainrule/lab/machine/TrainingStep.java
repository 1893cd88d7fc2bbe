package dev.chainrule.lab.machine;

import dev.chainrule.data.Batch;
import dev.chainrule.kernel.Parallel;
import dev.chainrule.lab.experiment.Costs;
import dev.chainrule.lab.settings.RunSettings;
import dev.chainrule.layer.Mode;
import dev.chainrule.model.Model;
import dev.chainrule.model.ModelBuilder;
import dev.chainrule.optim.Optimizer;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Tensor;
import dev.chainrule.tensor.Workspace;
import dev.chainrule.train.Descent;
import dev.chainrule.train.LocalGradientSource;
import dev.chainrule.train.StepResult;

/// Steps of training with random images: forward, loss, backward and update, nothing else.
final class TrainingStep {
    private static final double RATE = 1e-3;

    private final Model model;
    private final Optimizer optimizer;
    private final LocalGradientSource gradients;
    private final Batch batch;
    private final Workspace workspace = new Workspace();

    /// @param settings of a run on CIFAR-10's images
    private TrainingStep(RunSettings settings, int batchSize) {
        NumpyRandom random = new NumpyRandom(1);
        model = ModelBuilder.build(settings.spec(Costs.IMAGE, Costs.CLASSES), random);
        Descent descent = settings.plan().descent();
        optimizer = new Optimizer(
                descent.optimizer(),
                descent.clipping(),
                model.parameters(),
                descent.shiftRateFactor(),
                descent.constraint());
        gradients = LocalGradientSource.of(settings.plan());
        Tensor x = Tensor.zeros(model.spec().precision(), model.spec().input().batchOf(batchSize));
        for (int i = 0; i < x.shape().size(); i++) {
            x.setStored(i, random.nextDouble() - 0.5);
        }
        batch = new Batch(x, random.ints(batchSize, 0, Costs.CLASSES).toArray());
    }

    /// Seconds of a step, of which a quarter were faster.
    ///
    /// @param nanos how long it must not become faster
    static double seconds(RunSettings settings, int batchSize, int threads, long nanos) {
        TrainingStep step = new TrainingStep(settings, batchSize);
        try (Parallel parallel = Parallel.ofThreads(threads)) {
            return Parallel.with(parallel, () -> Times.lowerQuartile(threads, nanos, step::run));
        }
    }

    private void run() {
        workspace.run(() -> {
            StepResult result = gradients.of(model, batch, new Mode.Train(RandomKey.of(1)));
            optimizer.step(result.gradients(), RATE);
            return result.loss();
        });
    }
}
