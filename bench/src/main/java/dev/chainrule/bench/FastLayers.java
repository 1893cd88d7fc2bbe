package dev.chainrule.bench;

import dev.chainrule.kernel.Parallel;
import dev.chainrule.layer.Convolution2d;
import dev.chainrule.layer.Gradients;
import dev.chainrule.layer.Layer;
import dev.chainrule.layer.MaxPool;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Parameter;
import dev.chainrule.layer.Pass;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import dev.chainrule.tensor.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/// How many times as fast as the naive layers the fast ones are, and how far they agree, as CS231n's
/// `ConvolutionalNetworks` notebook asks, on its examples. Naive are the float64 reference kernels, one loop an index;
/// fast are the float32 kernels.
final class FastLayers {
    private static final long WARM_UP_NANOS = 1_500_000_000;
    private static final long TIMED_NANOS = 500_000_000;
    private static final int[] THREADS = {1, 2};

    private FastLayers() {}

    public static void main(String[] arguments) {
        System.out.println("ms naive; fast with 1, 2 threads (times as fast); largest difference : largest value");
        compare("convolution", Shape.of(100, 3, 31, 31), FastLayers::convolution);
        compare("pool", Shape.of(100, 3, 32, 32), precision -> MaxPool.square(2));
    }

    /// 25 filters 3×3, stride 2, padding 1.
    private static Layer convolution(Precision precision) {
        Convolution2d layer = Convolution2d.zeros(precision, 3, 25, 3, 2, 1);
        NumpyRandom random = new NumpyRandom(231);
        layer.parameters().forEach(parameter -> fill(parameter.value(), random));
        return layer;
    }

    private static void compare(String name, Shape input, Function<Precision, Layer> layer) {
        Run naive = new Run(layer.apply(Precision.FLOAT64), Precision.FLOAT64, input);
        Run fast = new Run(layer.apply(Precision.FLOAT32), Precision.FLOAT32, input);
        print(name + " forward", naive::forward, fast::forward);
        print(name + " backward", naive::backward, fast::backward);
    }

    private static void print(String name, Supplier<List<Tensor>> naive, Supplier<List<Tensor>> fast) {
        double slow = millis(1, naive);
        StringBuilder row = new StringBuilder("%-20s %8.2f".formatted(name, slow));
        for (int threads : THREADS) {
            double quick = millis(threads, fast);
            row.append("   %.3f (%.0f ×)".formatted(quick, slow / quick));
        }
        List<Tensor> exact = naive.get();
        List<Tensor> rounded = fast.get();
        for (int i = 0; i < exact.size(); i++) {
            row.append("   %.1e"
                    .formatted(difference(exact.get(i).toArray(), rounded.get(i).toArray())));
        }
        System.out.println(row);
    }

    private static double difference(double[] exact, double[] rounded) {
        double difference = 0;
        double largest = 0;
        for (int i = 0; i < exact.length; i++) {
            difference = Math.max(difference, Math.abs(exact[i] - rounded[i]));
            largest = Math.max(largest, Math.abs(exact[i]));
        }
        return difference / largest;
    }

    /// The median of half a second, at least once.
    private static double millis(int threads, Supplier<List<Tensor>> work) {
        Workspace workspace = new Workspace();
        List<Double> times = new ArrayList<>();
        try (Parallel parallel = Parallel.ofThreads(threads)) {
            long begin = System.nanoTime();
            long before = begin;
            do {
                Parallel.with(parallel, () -> workspace.run(work));
                long after = System.nanoTime();
                if (before - begin > WARM_UP_NANOS) {
                    times.add((after - before) / 1e6);
                }
                before = after;
            } while (before - begin < WARM_UP_NANOS + TIMED_NANOS || times.isEmpty());
        }
        return Statistics.median(times);
    }

    private static void fill(Tensor tensor, NumpyRandom random) {
        for (int i = 0; i < tensor.size(); i++) {
            tensor.setStored(Tensor.storedOffset(tensor.shape(), i), (float) random.nextGaussian());
        }
    }

    /// A layer with an input and the gradient of its output.
    private static final class Run {
        private final Layer layer;
        private final Tensor x;
        private final Tensor dy;
        private final Pass pass;

        Run(Layer layer, Precision precision, Shape input) {
            NumpyRandom random = new NumpyRandom(232);
            this.layer = layer;
            this.x = Tensor.zeros(precision, input);
            fill(x, random);
            this.dy = Tensor.zeros(precision, layer.outputShape(input));
            fill(dy, random);
            this.pass = layer.forward(x, new Mode.Evaluate());
        }

        List<Tensor> forward() {
            return List.of(layer.forward(x, new Mode.Evaluate()).output());
        }

        List<Tensor> backward() {
            Gradients gradients = pass.backward(dy);
            List<Tensor> all = new ArrayList<>(List.of(gradients.input()));
            for (Parameter parameter : layer.parameters()) {
                all.add(gradients.of(parameter));
            }
            return all;
        }
    }
}
