package dev.chainrule.bench;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.util.Arrays;
import java.util.Iterator;

/// A net of DJL's blocks on PyTorch. The batches stay in native memory; each step has its own manager, so that what it
/// allocates is released at its end and not by the garbage collector.
final class DjlTraining implements Task {
    private final Trainer trainer;
    private final NDArray[] examples;
    private final NDArray[] labels;
    private final Loss criterion = Loss.softmaxCrossEntropyLoss();
    private final NDManager manager;
    private NDArray latestLoss;
    private int steps;

    @SuppressWarnings("this-escape")
    DjlTraining(Net net, TrainingData data) {
        SequentialBlock block = new SequentialBlock();
        Iterator<float[]> weights = data.weights().iterator();
        net.layers().forEach(layer -> block.add(block(layer, weights)));
        Model model = Model.newInstance("bench", "PyTorch");
        model.setBlock(block);
        DefaultTrainingConfig settings = new DefaultTrainingConfig(criterion)
                .optOptimizer(Optimizer.adam()
                        .optLearningRateTracker(Tracker.fixed(TrainingData.LEARNING_RATE))
                        .build());
        trainer = model.newTrainer(settings);
        Shape shape = net.ofImages()
                ? new Shape(net.batch(), Net.CHANNELS, Net.SIZE, Net.SIZE)
                : new Shape(net.batch(), Net.INPUTS);
        trainer.initialize(shape);
        manager = trainer.getManager();
        examples = Arrays.stream(data.examples())
                .map(batch -> manager.create(batch, shape))
                .toArray(NDArray[]::new);
        labels = Arrays.stream(data.labels())
                .map(batch -> manager.create(Arrays.stream(batch).asLongStream().toArray()))
                .toArray(NDArray[]::new);
        latestLoss = manager.create(0f);
    }

    private static Block block(NetLayer layer, Iterator<float[]> weights) {
        return switch (layer) {
            case NetLayer.Convolution c ->
                initialized(
                        Conv2d.builder()
                                .setKernelShape(new Shape(c.kernel(), c.kernel()))
                                .optPadding(new Shape(c.padding(), c.padding()))
                                .setFilters(c.filters())
                                .optBias(c.biased())
                                .build(),
                        weights.next());
            case NetLayer.BatchNorm _ -> BatchNorm.builder().build();
            case NetLayer.Relu _ -> Activation.reluBlock();
            case NetLayer.Pool _ -> Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2), new Shape(0, 0));
            case NetLayer.Flatten _ -> Blocks.batchFlattenBlock();
            case NetLayer.Affine a ->
                initialized(Linear.builder().setUnits(a.outputs()).build(), TrainingData.transposed(a, weights.next()));
        };
    }

    private static Block initialized(AbstractBlock block, float[] weights) {
        block.setInitializer((owner, shape, type) -> owner.create(weights, shape), Parameter.Type.WEIGHT);
        return block;
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
    public double result() {
        return latestLoss.toFloatArray()[0];
    }
}
