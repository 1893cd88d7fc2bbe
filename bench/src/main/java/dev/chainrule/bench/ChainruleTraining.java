package dev.chainrule.bench;

import dev.chainrule.data.Batch;
import dev.chainrule.kernel.Parallel;
import dev.chainrule.layer.BatchNorm;
import dev.chainrule.layer.Initializer;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Parameter;
import dev.chainrule.loss.SoftmaxCrossEntropy;
import dev.chainrule.model.Model;
import dev.chainrule.model.ModelBuilder;
import dev.chainrule.model.ModelSpec;
import dev.chainrule.optim.Adam;
import dev.chainrule.optim.GradientClipping;
import dev.chainrule.optim.Optimizer;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import dev.chainrule.tensor.Workspace;
import dev.chainrule.train.GradientSource;
import dev.chainrule.train.LocalGradientSource;
import dev.chainrule.train.StepResult;
import dev.chainrule.zoo.ConvNets;
import dev.chainrule.zoo.HiddenLayer;
import dev.chainrule.zoo.Models;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/// A net of this library's presets, with the step of its own training loop.
final class ChainruleTraining implements Task {
    private static final Shape IMAGE = Shape.of(Net.CHANNELS, Net.SIZE, Net.SIZE);

    private final Model model;
    private final Optimizer optimizer;
    private final List<Batch> batches = new ArrayList<>();
    private final GradientSource gradients = new LocalGradientSource(SoftmaxCrossEntropy.of(), List.of());
    private final Workspace workspace = new Workspace();
    private final RandomKey key = RandomKey.of(231);
    private final Parallel parallel;
    private double latestLoss;
    private int steps;

    ChainruleTraining(Net net, TrainingData data, int threads) {
        model = ModelBuilder.build(spec(net), key.generator());
        Iterator<float[]> weights = data.weights().iterator();
        for (Parameter parameter : model.parameters()) {
            if (parameter.kind() == Parameter.Kind.WEIGHT) {
                fill(parameter.value(), weights.next());
            }
        }
        optimizer = new Optimizer(Adam.of(), new GradientClipping.None(), model.parameters());
        Shape shape = net.ofImages()
                ? Shape.of(net.batch(), Net.CHANNELS, Net.SIZE, Net.SIZE)
                : Shape.of(net.batch(), Net.INPUTS);
        List<Tensor> examples = new ArrayList<>();
        for (float[] values : data.examples()) {
            Tensor x = Tensor.zeros(Precision.FLOAT32, shape);
            fill(x, values);
            examples.add(x);
        }
        for (int i = 0; i < examples.size() * data.labels().length; i++) {
            batches.add(new Batch(examples.get(i % examples.size()), data.labels()[i % data.labels().length]));
        }
        parallel = Parallel.ofThreads(threads);
    }

    static ModelSpec spec(Net net) {
        return switch (net) {
            case Net.FullyConnected n -> {
                HiddenLayer plain = HiddenLayer.rectified(new Initializer.Constant(0));
                HiddenLayer form = n.batchNorm() ? plain.withNormalization(BatchNorm.Settings.of()) : plain;
                List<Integer> hidden = Collections.nCopies(n.depth(), n.width());
                yield Models.network("bench", Net.INPUTS, hidden, Net.CLASSES, form);
            }
            case Net.ThreeLayerConvNet _ ->
                Models.threeLayerConvNet(
                        IMAGE,
                        Net.ThreeLayerConvNet.FILTERS,
                        Net.ThreeLayerConvNet.KERNEL,
                        Net.ThreeLayerConvNet.HIDDEN,
                        Net.CLASSES,
                        1e-3);
            case Net.Vgg n -> ConvNets.vgg(IMAGE, n.widths(), Net.Vgg.DEPTH, Net.CLASSES);
        };
    }

    /// Replaces a tensor's numbers by others in row-major order.
    static void fill(Tensor tensor, float[] values) {
        for (int i = 0; i < values.length; i++) {
            tensor.setStored(Tensor.storedOffset(tensor.shape(), i), values[i]);
        }
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
    public double result() {
        return latestLoss;
    }
}
