package dev.chainrule.bench;

import dev.chainrule.data.Batch;
import dev.chainrule.kernel.Parallel;
import dev.chainrule.layer.BatchNorm;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Parameter;
import dev.chainrule.loss.SoftmaxCrossEntropy;
import dev.chainrule.model.HiddenLayer;
import dev.chainrule.model.Initializer;
import dev.chainrule.model.LayerSpec;
import dev.chainrule.model.Model;
import dev.chainrule.model.ModelBuilder;
import dev.chainrule.model.Models;
import dev.chainrule.optim.Adam;
import dev.chainrule.optim.GradientClipping;
import dev.chainrule.optim.Optimizer;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.FloatTensor;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Workspace;
import dev.chainrule.train.GradientSource;
import dev.chainrule.train.LocalGradientSource;
import dev.chainrule.train.StepResult;
import java.util.ArrayList;
import java.util.List;

/// This library, with the step of its own training loop.
final class ChainruleContender implements Contender {
    private final Model model;
    private final Optimizer optimizer;
    private final List<Batch> batches = new ArrayList<>();
    private final GradientSource gradients = new LocalGradientSource(new SoftmaxCrossEntropy(), List.of());
    private final Workspace workspace = new Workspace();
    private final RandomKey key = RandomKey.of(231);
    private final Parallel parallel;
    private double latestLoss;
    private int steps;

    ChainruleContender(NetShape net, TrainingData data, int threads) {
        List<Integer> hidden = net.sizes().subList(1, net.layers());
        HiddenLayer plain = HiddenLayer.rectified(new Initializer.Constant(0));
        HiddenLayer form =
                net.batchNorm() ? plain.withNormalization(new LayerSpec.BatchNorm(BatchNorm.Settings.CS231N)) : plain;
        model = ModelBuilder.build(Models.network("bench", net.inputs(), hidden, net.classes(), form), key.generator());
        int layer = 0;
        for (Parameter parameter : model.parameters()) {
            if (parameter.kind() == Parameter.Kind.WEIGHT) {
                float[] weights = data.weights(layer++);
                System.arraycopy(weights, 0, FloatTensor.dataOf(parameter.value()), 0, weights.length);
            }
        }
        optimizer = new Optimizer(new Adam(), new GradientClipping.None(), model.parameters());
        Shape shape = Shape.of(net.batch(), net.inputs());
        for (int i = 0; i < data.examples().length * data.labels().length; i++) {
            float[] examples = data.examples()[i % data.examples().length];
            batches.add(new Batch(new FloatTensor(shape, examples), data.labels()[i % data.labels().length]));
        }
        parallel = Parallel.ofThreads(threads);
    }

    @Override
    public void step() {
        Batch batch = batches.get(steps % batches.size());
        Mode mode = new Mode.Train(key.child(steps));
        steps++;
        latestLoss = Parallel.with(
                parallel,
                () -> workspace.run(() -> {
                    StepResult result = gradients.of(model, batch, mode);
                    optimizer.step(result.gradients(), TrainingData.LEARNING_RATE);
                    return result.loss();
                }));
    }

    @Override
    public double loss() {
        return latestLoss;
    }
}
