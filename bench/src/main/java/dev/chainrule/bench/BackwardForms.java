package dev.chainrule.bench;

import dev.chainrule.kernel.BackwardForm;
import dev.chainrule.kernel.Parallel;
import dev.chainrule.layer.BatchNorm;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Pass;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import dev.chainrule.tensor.Workspace;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// How much faster the simplified backward pass of batch normalisation is than the computation graph's, as CS231n's
/// `BatchNormalization` notebook asks. All forms are the float64 reference, one thread; the last figure is the
/// simplified form as training runs it, in float32 with vectors.
///
/// Each round times every form once, and a ratio is taken within a round.
final class BackwardForms {
    private static final int ROUNDS = 15;
    private static final int WARM_UP = 30;
    private static final long SLICE_NANOS = 100_000_000;
    private static final int[][] SHAPES = {{100, 500}, {100, 100}, {1000, 1000}};

    private BackwardForms() {}

    public static void main(String[] arguments) {
        System.out.printf(
                "Backward pass of batch normalisation: µs (times as fast as the graph), median of %d%n", ROUNDS);
        System.out.println("N × D: graph, paper, simplified, simplified in float32");
        try (Parallel parallel = Parallel.ofThreads(1)) {
            for (int[] shape : SHAPES) {
                System.out.println(Parallel.with(parallel, () -> row(Shape.of(shape))));
            }
        }
    }

    private static String row(Shape shape) {
        Map<BackwardForm, Form> forms = new EnumMap<>(BackwardForm.class);
        for (BackwardForm form : BackwardForm.values()) {
            forms.put(form, new Form(form, Precision.FLOAT64, shape));
        }
        Form vectors = new Form(BackwardForm.SIMPLIFIED, Precision.FLOAT32, shape);
        for (int round = 0; round < ROUNDS; round++) {
            forms.values().forEach(Form::time);
            vectors.time();
        }
        Form graph = forms.get(BackwardForm.GRAPH);
        StringBuilder row = new StringBuilder(
                "%d × %d: %.1f".formatted(shape.extent(0), shape.extent(1), Statistics.median(graph.micros)));
        for (Form form : List.of(forms.get(BackwardForm.PAPER), forms.get(BackwardForm.SIMPLIFIED), vectors)) {
            row.append(", ").append(form.comparedWith(graph));
        }
        return row.toString();
    }

    /// One form at work, and its times.
    private static final class Form {
        private final Workspace workspace = new Workspace();
        private final List<Double> micros = new ArrayList<>();
        private final Pass pass;
        private final Tensor dy;

        Form(BackwardForm form, Precision precision, Shape shape) {
            NumpyRandom random = new NumpyRandom(231);
            BatchNorm layer = new BatchNorm(BatchNorm.Settings.of().withBackward(form), precision, shape, "");
            this.pass =
                    layer.forward(RandomTensors.gaussian(precision, shape, random), new Mode.Train(RandomKey.of(0)));
            this.dy = RandomTensors.gaussian(precision, shape, random);
            for (int slice = 0; slice < WARM_UP; slice++) {
                time();
            }
            micros.clear();
        }

        /// Adds the median of a slice's runs.
        void time() {
            List<Double> runs = new ArrayList<>();
            long start = System.nanoTime();
            for (long before = start; before - start < SLICE_NANOS; ) {
                workspace.run(() -> pass.backward(dy).input());
                long after = System.nanoTime();
                runs.add((after - before) / 1e3);
                before = after;
            }
            micros.add(Statistics.median(runs));
        }

        String comparedWith(Form graph) {
            List<Double> ratios = new ArrayList<>();
            for (int round = 0; round < micros.size(); round++) {
                ratios.add(graph.micros.get(round) / micros.get(round));
            }
            return "%.1f (%.2f)".formatted(Statistics.median(micros), Statistics.median(ratios));
        }
    }
}
