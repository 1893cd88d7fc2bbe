package dev.chainrule.bench;

import dev.chainrule.check.TapeFormulas;
import dev.chainrule.data.Batch;
import dev.chainrule.kernel.Parallel;
import dev.chainrule.layer.Affine;
import dev.chainrule.layer.BatchNorm;
import dev.chainrule.layer.Build;
import dev.chainrule.layer.Convolution2d;
import dev.chainrule.layer.Layer;
import dev.chainrule.layer.LayerSpec;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Parameter;
import dev.chainrule.layer.Relu;
import dev.chainrule.layer.Sequential;
import dev.chainrule.layer.TapeLayer;
import dev.chainrule.loss.Loss;
import dev.chainrule.loss.SoftmaxCrossEntropy;
import dev.chainrule.model.Model;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import dev.chainrule.tensor.Workspace;
import dev.chainrule.train.LocalGradientSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// What the tape costs: forward and backward passes of layers, of a loss and of a whole net, written by hand and as
/// formulas, in float32. Each round times both once, and a ratio is taken within a round.
///
/// ```text
/// TapeTimes 1      (threads)
/// ```
final class TapeTimes {
    private static final int ROUNDS = 15;
    private static final int WARM_UP = 20;
    private static final long SLICE_NANOS = 60_000_000;
    private static final Mode MODE = new Mode.Train(RandomKey.of(0));
    private static final NumpyRandom RANDOM = new NumpyRandom(0);

    private final String name;
    private final Timed byHand;
    private final Timed byTape;

    private TapeTimes(String name, Supplier<?> byHand, Supplier<?> byTape) {
        this.name = name;
        this.byHand = new Timed(byHand);
        this.byTape = new Timed(byTape);
    }

    public static void main(String[] arguments) {
        int threads = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1;
        System.out.printf("Forward and backward, %d threads, µs, median of %d rounds%n", threads, ROUNDS);
        System.out.println("| what, batch | by hand | by the tape | ratio |\n|---|---|---|---|");
        try (Parallel parallel = Parallel.ofThreads(threads)) {
            for (TapeTimes each : all()) {
                System.out.println(Parallel.with(parallel, each::row));
            }
        }
    }

    private static List<TapeTimes> all() {
        return List.of(
                affineWithRelu(),
                layer("batch norm of 500 features, 100", BatchNorm.Settings.of(), Shape.of(100, 500)),
                layer("batch norm of 32 × 16×16, 64", BatchNorm.Settings.of(), Shape.of(64, 32, 16, 16)),
                loss(),
                layer(
                        "convolution 3 → 32, 5×5, 32×32, 64",
                        Convolution2d.Settings.same(32, 5),
                        Shape.of(64, 3, 32, 32)),
                layer(
                        "convolution 32 → 16, 3×3, 32×32, 64",
                        Convolution2d.Settings.same(16, 3),
                        Shape.of(64, 32, 32, 32)),
                net("step of 3072-100-10, 100", 100, 100),
                net("step of 3072-4000-10, 64", 4000, 64));
    }

    private static TapeTimes layer(String name, LayerSpec spec, Shape input) {
        Layer layer = spec.build(new Build(input, Precision.FLOAT32, RANDOM));
        return layers(name, layer, TapeFormulas.of(spec, layer).orElseThrow(), input);
    }

    private static TapeTimes layers(String name, Layer byHand, Layer byTape, Shape input) {
        Tensor x = Tensor.gaussian(Precision.FLOAT32, input, RANDOM);
        Tensor dy = Tensor.gaussian(Precision.FLOAT32, byHand.outputShape(input), RANDOM);
        return new TapeTimes(
                name,
                () -> byHand.forward(x, MODE).backward(dy),
                () -> byTape.forward(x, MODE).backward(dy));
    }

    private static TapeTimes affineWithRelu() {
        Shape input = Shape.of(100, 500);
        Layer affine = Affine.Settings.of(500).build(new Build(input, Precision.FLOAT32, RANDOM));
        List<Parameter> parameters = affine.parameters();
        TapeLayer formula = TapeLayer.of(
                given -> given.x()
                        .matmul(given.of(parameters.get(0)))
                        .plus(given.of(parameters.get(1)))
                        .relu(),
                parameters.toArray(Parameter[]::new));
        return layers("affine 500 → 500 with ReLU, 100", Sequential.of(affine, new Relu()), formula, input);
    }

    private static TapeTimes loss() {
        Loss byHand = SoftmaxCrossEntropy.of();
        Loss byTape = TapeFormulas.of(byHand).orElseThrow();
        Tensor scores = Tensor.gaussian(Precision.FLOAT32, Shape.of(100, 10), RANDOM);
        int[] labels = RANDOM.choice(10, 100);
        return new TapeTimes(
                "softmax loss of 10 classes, 100",
                () -> byHand.forward(scores, labels),
                () -> byTape.forward(scores, labels));
    }

    private static TapeTimes net(String name, int hidden, int examples) {
        Layer first = Affine.Settings.of(hidden).build(new Build(Shape.of(examples, 3072), Precision.FLOAT32, RANDOM));
        Layer last = Affine.Settings.of(10).build(new Build(Shape.of(examples, hidden), Precision.FLOAT32, RANDOM));
        List<Parameter> all = new ArrayList<>(first.parameters());
        all.addAll(last.parameters());
        TapeLayer formula = TapeLayer.of(
                given -> given.x()
                        .matmul(given.of(all.get(0)))
                        .plus(given.of(all.get(1)))
                        .relu()
                        .matmul(given.of(all.get(2)))
                        .plus(given.of(all.get(3))),
                all.toArray(Parameter[]::new));
        Loss loss = SoftmaxCrossEntropy.of();
        Batch batch = new Batch(
                Tensor.gaussian(Precision.FLOAT32, Shape.of(examples, 3072), RANDOM), RANDOM.choice(10, examples));
        return new TapeTimes(
                name,
                step(batch, loss, first, new Relu(), last),
                step(batch, TapeFormulas.of(loss).orElseThrow(), formula));
    }

    private static Supplier<?> step(Batch batch, Loss loss, Layer... layers) {
        Model model = Model.of("net", Shape.of(3072), Precision.FLOAT32, layers);
        LocalGradientSource gradients = new LocalGradientSource(loss, List.of());
        return () -> gradients.of(model, batch, MODE);
    }

    private String row() {
        for (int round = 0; round < ROUNDS; round++) {
            byHand.time();
            byTape.time();
        }
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            ratios.add(byTape.micros.get(round) / byHand.micros.get(round));
        }
        return "| %s | %.0f | %.0f | %.2f |"
                .formatted(
                        name,
                        Statistics.median(byHand.micros),
                        Statistics.median(byTape.micros),
                        Statistics.median(ratios));
    }

    /// One of the two, and how long it took in each round.
    private static final class Timed {
        private final Supplier<?> work;
        private final Workspace workspace = new Workspace();
        private final List<Double> micros = new ArrayList<>();

        Timed(Supplier<?> work) {
            this.work = work;
        }

        void time() {
            int warm = micros.isEmpty() ? WARM_UP : 1;
            for (int i = 0; i < warm; i++) {
                slice();
            }
            micros.add(slice());
        }

        private double slice() {
            long start = System.nanoTime();
            int runs = 0;
            while (System.nanoTime() - start < SLICE_NANOS) {
                workspace.run(work);
                runs++;
            }
            return (System.nanoTime() - start) * 1e-3 / runs;
        }
    }
}
