package dev.chainrule.bench;

import java.util.Arrays;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.BatchNorm1dImpl;
import org.bytedeco.pytorch.BatchNormOptions;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/// libtorch's own modules and optimiser through JavaCPP. The batches stay in native memory; ReLU works in place; a
/// scope releases what a step allocates.
final class LibtorchContender implements Contender {
    private static final int TRIAL_STEPS = 21;

    private final LinearImpl[] linear;
    private final BatchNorm1dImpl[] norm;
    private final Adam adam;
    private final Tensor[] examples;
    private final Tensor[] labels;
    private Tensor latestLoss = torch.tensor(0f);
    private final Pools pools;
    private int steps;

    private LibtorchContender(NetShape net, TrainingData data, Pools pools) {
        this.pools = pools;
        linear = new LinearImpl[net.layers()];
        norm = new BatchNorm1dImpl[net.batchNorm() ? net.layers() - 1 : 0];
        TensorVector parameters = new TensorVector();
        for (int layer = 0; layer < net.layers(); layer++) {
            int inputs = net.sizes().get(layer);
            int outputs = net.sizes().get(layer + 1);
            linear[layer] = new LinearImpl(inputs, outputs);
            setWeights(linear[layer], data.transposedWeights(layer, inputs, outputs), inputs, outputs);
            parameters.push_back(linear[layer].weight()).push_back(linear[layer].bias());
            if (layer < norm.length) {
                norm[layer] = new BatchNorm1dImpl(new BatchNormOptions(outputs));
                parameters.push_back(norm[layer].weight()).push_back(norm[layer].bias());
            }
        }
        adam = new Adam(parameters, new AdamOptions(TrainingData.LEARNING_RATE));
        examples = Arrays.stream(data.examples())
                .map(batch -> torch.tensor(batch).view(net.batch(), net.inputs()))
                .toArray(Tensor[]::new);
        labels = Arrays.stream(data.labels())
                .map(batch -> torch.tensor(Arrays.stream(batch).asLongStream().toArray()))
                .toArray(Tensor[]::new);
    }

    private static void setWeights(LinearImpl linear, float[] weights, int inputs, int outputs) {
        NoGradGuard guard = new NoGradGuard();
        linear.weight().copy_(torch.tensor(weights).view(outputs, inputs));
        linear.bias().zero_();
        guard.close();
    }

    /// A net that uses up to a number of threads in the way that is faster for it: libtorch's own loops and the
    /// BLAS below it have a pool each, and the two together, each waiting in loops, are several times slower than
    /// either.
    static LibtorchContender withFasterPool(NetShape net, TrainingData data, int threads) {
        Pools blas = new Pools(1, threads);
        Pools loops = new Pools(threads, 1);
        boolean blasIsFaster = threads == 1
                || new LibtorchContender(net, data, blas).trialNanos()
                        <= new LibtorchContender(net, data, loops).trialNanos();
        return new LibtorchContender(net, data, blasIsFaster ? blas : loops);
    }

    private long trialNanos() {
        long[] nanos = new long[TRIAL_STEPS];
        for (int i = 0; i < TRIAL_STEPS; i++) {
            long start = System.nanoTime();
            step();
            nanos[i] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        return nanos[TRIAL_STEPS / 2];
    }

    /// The threads of libtorch's own loops and of the BLAS below it. They are settings of the process.
    private record Pools(int loops, int blas) {
        private static Pools inUse = new Pools(0, 0);

        void use() {
            if (!equals(inUse)) {
                torch.set_num_threads(loops);
                openblas.blas_set_num_threads(blas);
                inUse = this;
            }
        }
    }

    @Override
    public void step() {
        pools.use();
        try (PointerScope _ = new PointerScope()) {
            Tensor x = examples[steps % examples.length];
            Tensor y = labels[steps % labels.length];
            steps++;
            for (int layer = 0; layer < linear.length; layer++) {
                x = linear[layer].forward(x);
                if (layer < norm.length) {
                    x = norm[layer].forward(x);
                }
                if (layer < linear.length - 1) {
                    x = torch.relu_(x);
                }
            }
            Tensor loss = torch.cross_entropy(x, y);
            adam.zero_grad(true);
            loss.backward();
            adam.step();
            latestLoss.put(loss.detach());
        }
    }

    @Override
    public double loss() {
        return latestLoss.item_float();
    }
}
