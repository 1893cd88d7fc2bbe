package dev.chainrule.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.BatchNorm1dImpl;
import org.bytedeco.pytorch.BatchNorm2dImpl;
import org.bytedeco.pytorch.BatchNormOptions;
import org.bytedeco.pytorch.Conv2dImpl;
import org.bytedeco.pytorch.Conv2dOptions;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/// A net of libtorch's own modules and optimiser through JavaCPP. The batches stay in native memory; ReLU works in
/// place; a scope releases what a step allocates.
final class LibtorchTraining implements Task {
    private final LibtorchForm form;
    private final List<UnaryOperator<Tensor>> layers = new ArrayList<>();
    private final TensorVector parameters = new TensorVector();
    private final Adam adam;
    private final Tensor[] examples;
    private final Tensor[] labels;
    private Tensor latestLoss = torch.tensor(0f);
    private int steps;

    LibtorchTraining(Net net, TrainingData data, LibtorchForm form) {
        this.form = form;
        Iterator<float[]> weights = data.weights().iterator();
        for (NetLayer layer : net.layers()) {
            layers.add(
                    switch (layer) {
                        case NetLayer.Convolution c -> convolution(c, weights.next());
                        case NetLayer.BatchNorm n -> batchNorm(n);
                        case NetLayer.Relu _ -> torch::relu_;
                        case NetLayer.Pool _ -> x -> torch.max_pool2d(x, 2, 2);
                        case NetLayer.Flatten _ -> x -> x.flatten(1, 3);
                        case NetLayer.Affine a -> affine(a, weights.next());
                    });
        }
        adam = new Adam(parameters, new AdamOptions(TrainingData.LEARNING_RATE));
        examples = Arrays.stream(data.examples())
                .map(batch -> net.ofImages()
                        ? form.image(batch, net.batch(), Net.CHANNELS, Net.SIZE, Net.SIZE)
                        : torch.tensor(batch).view(net.batch(), Net.INPUTS))
                .toArray(Tensor[]::new);
        labels = Arrays.stream(data.labels())
                .map(batch -> torch.tensor(Arrays.stream(batch).asLongStream().toArray()))
                .toArray(Tensor[]::new);
    }

    private UnaryOperator<Tensor> convolution(NetLayer.Convolution layer, float[] weights) {
        Conv2dOptions options =
                new Conv2dOptions(layer.channels(), layer.filters(), new LongPointer(layer.kernel(), layer.kernel()));
        options.padding().put(new LongPointer(layer.padding(), layer.padding()));
        options.bias().put(layer.biased());
        Conv2dImpl convolution = new Conv2dImpl(options);
        Tensor values = form.image(weights, layer.filters(), layer.channels(), layer.kernel(), layer.kernel());
        convolution.weight().__dispatch_set_data(values);
        parameters.push_back(convolution.weight());
        if (layer.biased()) {
            setZero(convolution.bias());
            parameters.push_back(convolution.bias());
        }
        return convolution::forward;
    }

    private UnaryOperator<Tensor> batchNorm(NetLayer.BatchNorm layer) {
        BatchNormOptions options = new BatchNormOptions(layer.features());
        if (layer.ofImages()) {
            BatchNorm2dImpl norm = new BatchNorm2dImpl(options);
            parameters.push_back(norm.weight()).push_back(norm.bias());
            return norm::forward;
        }
        BatchNorm1dImpl norm = new BatchNorm1dImpl(options);
        parameters.push_back(norm.weight()).push_back(norm.bias());
        return norm::forward;
    }

    private UnaryOperator<Tensor> affine(NetLayer.Affine layer, float[] weights) {
        LinearImpl linear = new LinearImpl(layer.inputs(), layer.outputs());
        linear.weight()
                .__dispatch_set_data(
                        torch.tensor(TrainingData.transposed(layer, weights)).view(layer.outputs(), layer.inputs()));
        setZero(linear.bias());
        parameters.push_back(linear.weight()).push_back(linear.bias());
        return linear::forward;
    }

    private static void setZero(Tensor tensor) {
        NoGradGuard guard = new NoGradGuard();
        tensor.zero_();
        guard.close();
    }

    @Override
    public void step() {
        form.use();
        try (PointerScope _ = new PointerScope()) {
            Tensor x = examples[steps % examples.length];
            Tensor y = labels[steps % labels.length];
            steps++;
            for (UnaryOperator<Tensor> layer : layers) {
                x = layer.apply(x);
            }
            Tensor loss = torch.cross_entropy(x, y);
            adam.zero_grad(true);
            loss.backward();
            adam.step();
            latestLoss.put(loss.detach());
        }
    }

    @Override
    public double result() {
        return latestLoss.item_float();
    }
}
