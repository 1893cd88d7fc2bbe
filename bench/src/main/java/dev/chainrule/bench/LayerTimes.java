package dev.chainrule.bench;

import dev.chainrule.kernel.Parallel;
import dev.chainrule.layer.Gradients;
import dev.chainrule.layer.Layer;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Pass;
import dev.chainrule.loss.SoftmaxCrossEntropy;
import dev.chainrule.model.Model;
import dev.chainrule.model.ModelBuilder;
import dev.chainrule.model.ModelSpec;
import dev.chainrule.optim.Adam;
import dev.chainrule.optim.GradientClipping;
import dev.chainrule.optim.Optimizer;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Tensor;
import dev.chainrule.tensor.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Where the time of a training step goes: each layer's forward and backward pass, loss and update.
///
/// ```text
/// LayerTimes vgg-64-128-256 2 60      (network as in the bench's --nets, threads, steps)
/// ```
final class LayerTimes {
    private final List<Layer> layers;
    private final Optimizer optimizer;
    private final SoftmaxCrossEntropy loss = SoftmaxCrossEntropy.of();
    private final Tensor x;
    private final int[] labels;
    private final List<Row> rows = new ArrayList<>();

    /// The milliseconds of a part of the step, one number a step.
    private record Row(String name, List<Double> forward, List<Double> backward) {
        Row(String name) {
            this(name, new ArrayList<>(), new ArrayList<>());
        }
    }

    private LayerTimes(Net net) {
        ModelSpec spec = ChainruleTraining.spec(net);
        RandomGenerator random = RandomKey.of(231).generator();
        Model model = ModelBuilder.build(spec, random);
        layers = model.network().layers();
        optimizer = new Optimizer(Adam.of(), new GradientClipping.None(), model.parameters());
        x = RandomTensors.gaussian(Precision.FLOAT32, spec.input().batchOf(net.batch()), random);
        labels = random.ints(net.batch(), 0, Net.CLASSES).toArray();
        layers.forEach(layer -> rows.add(new Row(layer.toString())));
        rows.add(new Row("loss"));
        rows.add(new Row("Adam"));
    }

    public static void main(String[] arguments) {
        Net net = Net.parse(arguments.length > 0 ? arguments[0] : "vgg-64-128-256");
        int threads = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 2;
        int steps = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 60;
        LayerTimes times = new LayerTimes(net);
        Workspace workspace = new Workspace();
        List<Double> whole = new ArrayList<>();
        try (Parallel parallel = Parallel.ofThreads(threads)) {
            for (int step = 0; step < steps; step++) {
                Mode mode = new Mode.Train(RandomKey.of(step));
                long start = System.nanoTime();
                Parallel.with(parallel, () -> workspace.run(() -> times.step(mode)));
                whole.add(since(start));
            }
        }
        times.print("%s, %d threads".formatted(net, threads), whole);
    }

    private int step(Mode mode) {
        List<Pass> passes = new ArrayList<>();
        Tensor y = x;
        for (int i = 0; i < layers.size(); i++) {
            long start = System.nanoTime();
            Pass pass = layers.get(i).forward(y, mode.child(i));
            rows.get(i).forward.add(since(start));
            passes.add(pass);
            y = pass.output();
        }
        long lossStart = System.nanoTime();
        Tensor gradient = loss.forward(y, labels).dscores();
        rows.get(layers.size()).forward.add(since(lossStart));
        Gradients all = Gradients.withoutInput();
        for (int i = layers.size() - 1; i >= 0; i--) {
            long start = System.nanoTime();
            Gradients part =
                    i > 0 ? passes.get(i).backward(gradient) : passes.get(i).parameterGradients(gradient);
            rows.get(i).backward.add(since(start));
            all.withParametersOf(part);
            gradient = i > 0 ? part.input() : gradient;
        }
        long updateStart = System.nanoTime();
        optimizer.step(all, TrainingData.LEARNING_RATE);
        rows.get(layers.size() + 1).backward.add(since(updateStart));
        return passes.size();
    }

    private static double since(long start) {
        return (System.nanoTime() - start) / 1e6;
    }

    /// Prints medians of the second half of the steps; in the first, the compiler still works.
    private void print(String title, List<Double> whole) {
        System.out.println(title + "; ms, median of the second half of the steps");
        double forward = 0;
        double backward = 0;
        for (Row row : rows) {
            forward += median(row.forward);
            backward += median(row.backward);
            System.out.printf("%-40s %8.3f %8.3f%n", row.name, median(row.forward), median(row.backward));
        }
        System.out.printf("%-40s %8.3f %8.3f%n", "all", forward, backward);
        System.out.printf("%-40s %8.3f%n", "step", median(whole));
    }

    private static double median(List<Double> times) {
        return times.isEmpty() ? 0 : Statistics.median(times.subList(times.size() / 2, times.size()));
    }
}
