package dev.chainrule.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.op.nn.Conv2d;
import org.tensorflow.op.nn.FusedBatchNorm;
import org.tensorflow.op.nn.SoftmaxCrossEntropyWithLogits;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;

/// A net as a graph of TensorFlow's own operations, which a session runs as a whole: its gradients by TensorFlow, its
/// update by the fused Adam. The batches stay in native memory, channels last, which is the one order that its
/// convolutions have on a CPU.
final class TensorflowTraining implements Task {
    private static final List<Long> EACH_PIXEL = List.of(1L, 1L, 1L, 1L);

    private final Graph graph = new Graph();
    private final Ops tf = Ops.create(graph);
    private final Session session;
    private final List<Variable<TFloat32>> parameters = new ArrayList<>();
    private final List<Op> initial = new ArrayList<>();
    private final Placeholder<TFloat32> x;
    private final Placeholder<TFloat32> y;
    private final Operand<TFloat32> loss;
    private final List<Op> updates;
    private final TFloat32[] examples;
    private final TFloat32[] labels;
    private float latestLoss;
    private int steps;

    TensorflowTraining(Net net, TrainingData data, int threads) {
        Shape shape = net.ofImages()
                ? Shape.of(net.batch(), Net.SIZE, Net.SIZE, Net.CHANNELS)
                : Shape.of(net.batch(), Net.INPUTS);
        x = tf.placeholder(TFloat32.class, Placeholder.shape(shape));
        y = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(net.batch(), Net.CLASSES)));
        SoftmaxCrossEntropyWithLogits<TFloat32> losses =
                tf.nn.softmaxCrossEntropyWithLogits(scores(net, data.weights().iterator()), y);
        loss = tf.math.mean(losses.loss(), tf.constant(0));
        updates = updates();
        session = new Session(
                graph,
                ConfigProto.newBuilder()
                        .setIntraOpParallelismThreads(threads)
                        .setInterOpParallelismThreads(1)
                        .build());
        initial.forEach(session::run);
        examples = Arrays.stream(data.examples())
                .map(batch ->
                        tensor(shape, net.ofImages() ? channelsLast(batch, Net.CHANNELS, Net.SIZE * Net.SIZE) : batch))
                .toArray(TFloat32[]::new);
        labels = Arrays.stream(data.labels()).map(TensorflowTraining::oneHot).toArray(TFloat32[]::new);
    }

    private Operand<TFloat32> scores(Net net, Iterator<float[]> weights) {
        Operand<TFloat32> out = x;
        int channels = 0;
        for (NetLayer layer : net.layers()) {
            out = switch (layer) {
                case NetLayer.Convolution c -> convolution(c, out, weights.next());
                case NetLayer.BatchNorm n -> batchNorm(n, out);
                case NetLayer.Relu _ -> tf.nn.relu(out);
                case NetLayer.Pool _ ->
                    tf.nn.maxPool(
                            out, tf.constant(new int[] {1, 2, 2, 1}), tf.constant(new int[] {1, 2, 2, 1}), "VALID");
                case NetLayer.Flatten _ -> {
                    channels = (int) out.shape().get(3);
                    yield tf.reshape(out, tf.constant(new int[] {net.batch(), -1}));
                }
                case NetLayer.Affine a -> {
                    Operand<TFloat32> affine = affine(a, out, weights.next(), channels);
                    channels = 0;
                    yield affine;
                }
            };
        }
        return out;
    }

    private Operand<TFloat32> convolution(NetLayer.Convolution layer, Operand<TFloat32> in, float[] weights) {
        // From (F, C, HH, WW) to (HH, WW, C, F).
        float[] turned = channelsLast(weights, layer.filters(), layer.terms());
        float[] values = new float[turned.length];
        int pixels = layer.kernel() * layer.kernel();
        for (int c = 0; c < layer.channels(); c++) {
            for (int p = 0; p < pixels; p++) {
                System.arraycopy(
                        turned,
                        (c * pixels + p) * layer.filters(),
                        values,
                        (p * layer.channels() + c) * layer.filters(),
                        layer.filters());
            }
        }
        Shape shape = Shape.of(layer.kernel(), layer.kernel(), layer.channels(), layer.filters());
        Conv2d<TFloat32> out = tf.nn.conv2d(in, parameter(shape, values), EACH_PIXEL, "SAME");
        return layer.biased() ? tf.nn.biasAdd(out, constant(layer.filters(), 0)) : out;
    }

    /// The fused operation is one of images, so rows become images of one pixel.
    private Operand<TFloat32> batchNorm(NetLayer.BatchNorm layer, Operand<TFloat32> in) {
        int features = layer.features();
        Operand<TFloat32> images = layer.ofImages() ? in : tf.reshape(in, tf.constant(new int[] {-1, 1, 1, features}));
        Operand<TFloat32> nothing = tf.constant(new float[0]);
        Operand<TFloat32> out = tf.nn.fusedBatchNorm(
                        images,
                        constant(features, 1),
                        constant(features, 0),
                        nothing,
                        nothing,
                        FusedBatchNorm.epsilon(1e-5f),
                        FusedBatchNorm.isTraining(true))
                .y();
        return layer.ofImages() ? out : tf.reshape(out, tf.constant(new int[] {-1, features}));
    }

    /// @param channels of the images that were made rows just before, or 0: their weights come in the order (C, H,
    /// W)
    private Operand<TFloat32> affine(NetLayer.Affine layer, Operand<TFloat32> in, float[] weights, int channels) {
        float[] values = weights;
        if (channels > 0) {
            int pixels = layer.inputs() / channels;
            values = new float[weights.length];
            for (int i = 0; i < layer.inputs(); i++) {
                int to = i % pixels * channels + i / pixels;
                System.arraycopy(weights, i * layer.outputs(), values, to * layer.outputs(), layer.outputs());
            }
        }
        Operand<TFloat32> w = parameter(Shape.of(layer.inputs(), layer.outputs()), values);
        return tf.nn.biasAdd(tf.linalg.matMul(in, w), constant(layer.outputs(), 0));
    }

    private Variable<TFloat32> constant(int size, float value) {
        float[] values = new float[size];
        Arrays.fill(values, value);
        return parameter(Shape.of(size), values);
    }

    private Variable<TFloat32> parameter(Shape shape, float[] values) {
        Variable<TFloat32> parameter = variable(shape, values);
        parameters.add(parameter);
        return parameter;
    }

    private Variable<TFloat32> variable(Shape shape, float[] values) {
        Variable<TFloat32> variable = tf.variable(shape, TFloat32.class);
        initial.add(tf.assign(variable, tf.constant(shape, DataBuffers.of(values))));
        return variable;
    }

    /// Adam on each parameter, after which the powers of its decays go on.
    private List<Op> updates() {
        Output<?>[] gradients = graph.addGradients(
                loss.asOutput(), parameters.stream().map(Operand::asOutput).toArray(Output<?>[]::new));
        float[] decays = {0.9f, 0.999f};
        List<Variable<TFloat32>> powers = new ArrayList<>();
        for (float decay : decays) {
            powers.add(variable(Shape.scalar(), new float[] {decay}));
        }
        // The operation adds its epsilon before it corrects the bias of the second moment, PyTorch after that.
        Operand<TFloat32> correction = tf.math.sqrt(tf.math.sub(tf.constant(1f), powers.get(1)));
        Operand<TFloat32> epsilon = tf.math.mul(tf.constant(1e-8f), correction);
        List<Op> updated = new ArrayList<>();
        for (int i = 0; i < parameters.size(); i++) {
            Variable<TFloat32> parameter = parameters.get(i);
            Shape shape = parameter.shape();
            @SuppressWarnings("unchecked")
            Operand<TFloat32> gradient = (Operand<TFloat32>) gradients[i];
            updated.add(tf.train.applyAdam(
                    parameter,
                    variable(shape, new float[(int) shape.size()]),
                    variable(shape, new float[(int) shape.size()]),
                    powers.get(0),
                    powers.get(1),
                    tf.constant(TrainingData.LEARNING_RATE),
                    tf.constant(decays[0]),
                    tf.constant(decays[1]),
                    epsilon,
                    gradient));
        }
        Ops after = tf.withControlDependencies(updated);
        List<Op> all = new ArrayList<>(updated);
        for (int i = 0; i < decays.length; i++) {
            all.add(after.assign(powers.get(i), after.math.mul(powers.get(i), after.constant(decays[i]))));
        }
        return all;
    }

    private static TFloat32 tensor(Shape shape, float[] values) {
        return TFloat32.tensorOf(shape, DataBuffers.of(values));
    }

    private static TFloat32 oneHot(int[] labels) {
        float[] values = new float[labels.length * Net.CLASSES];
        for (int i = 0; i < labels.length; i++) {
            values[i * Net.CLASSES + labels[i]] = 1;
        }
        return tensor(Shape.of(labels.length, Net.CLASSES), values);
    }

    /// From (N, C, P) to (N, P, C), where N follows from how many there are.
    private static float[] channelsLast(float[] values, int channels, int pixels) {
        float[] turned = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            int image = i / (channels * pixels);
            int channel = i / pixels % channels;
            turned[(image * pixels + i % pixels) * channels + channel] = values[i];
        }
        return turned;
    }

    @Override
    public void step() {
        Session.Runner runner = session.runner()
                .feed(x, examples[steps % examples.length])
                .feed(y, labels[steps % labels.length])
                .fetch(loss);
        updates.forEach(runner::addTarget);
        steps++;
        try (Result result = runner.run()) {
            latestLoss = ((TFloat32) result.get(0)).getFloat();
        }
    }

    @Override
    public double result() {
        return latestLoss;
    }
}
