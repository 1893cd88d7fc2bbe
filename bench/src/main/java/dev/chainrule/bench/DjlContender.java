package dev.chainrule.bench;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;

/// DJL on PyTorch. The batches stay in native memory; each step has its own manager, so that what it allocates is
/// released at its end and not by the garbage collector.
final class DjlContender implements Contender {
    private final Trainer trainer;
    private final NDArray[] examples;
    private final NDArray[] labels;
    private final Loss criterion = Loss.softmaxCrossEntropyLoss();
    private final NDManager manager;
    private NDArray latestLoss;
    private int steps;

    @SuppressWarnings("this-escape")
    DjlContender(NetShape net, TrainingData data) {
        SequentialBlock block = new SequentialBlock();
        for (int layer = 0; layer < net.layers(); layer++) {
            int inputs = net.sizes().get(layer);
            int outputs = net.sizes().get(layer + 1);
            float[] weights = data.transposedWeights(layer, inputs, outputs);
            Linear linear = Linear.builder().setUnits(outputs).build();
            linear.setInitializer((owner, shape, type) -> owner.create(weights, shape), Parameter.Type.WEIGHT);
            block.add(linear);
            if (layer < net.layers() - 1) {
                if (net.batchNorm()) {
                    block.add(BatchNorm.builder().build());
                }
                block.add(Activation::relu);
            }
        }
        Model model = Model.newInstance("bench", "PyTorch");
        model.setBlock(block);
        DefaultTrainingConfig settings = new DefaultTrainingConfig(criterion)
                .optOptimizer(Optimizer.adam()
                        .optLearningRateTracker(Tracker.fixed(TrainingData.LEARNING_RATE))
                        .build());
        trainer = model.newTrainer(settings);
        trainer.initialize(new Shape(net.batch(), net.inputs()));
        manager = trainer.getManager();
        examples = new NDArray[data.examples().length];
        for (int i = 0; i < examples.length; i++) {
            examples[i] = manager.create(data.examples()[i], new Shape(net.batch(), net.inputs()));
        }
        labels = new NDArray[data.labels().length];
        for (int i = 0; i < labels.length; i++) {
            long[] batch =
                    java.util.Arrays.stream(data.labels()[i]).asLongStream().toArray();
            labels[i] = manager.create(batch);
        }
        latestLoss = manager.create(0f);
    }

    @Override
    public void step() {
        NDArray x = examples[steps % examples.length];
        NDArray y = labels[steps % labels.length];
        steps++;
        try (NDManager stepManager = manager.newSubManager()) {
            x.tempAttach(stepManager);
            y.tempAttach(stepManager);
            try (GradientCollector collector = trainer.newGradientCollector()) {
                NDList scores = trainer.forward(new NDList(x));
                NDArray loss = criterion.evaluate(new NDList(y), scores);
                collector.backward(loss);
                latestLoss.close();
                latestLoss = loss.stopGradient();
                latestLoss.attach(manager);
            }
            trainer.step();
        }
    }

    @Override
    public double loss() {
        return latestLoss.toFloatArray()[0];
    }
}
