package dev.chainrule.lab.demonstration;

import dev.chainrule.kernel.Parallel;
import dev.chainrule.lab.page.Block;
import dev.chainrule.lab.page.Block.Code;
import dev.chainrule.lab.page.Block.Column;
import dev.chainrule.lab.page.Block.Heading;
import dev.chainrule.lab.page.Block.Paragraph;
import dev.chainrule.lab.page.Block.Table;
import dev.chainrule.lab.page.Numbers;
import dev.chainrule.lab.page.Report;
import dev.chainrule.lab.settings.BaseSettings;
import dev.chainrule.lab.settings.QuestionSource;
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
import java.util.Locale;
import java.util.function.DoubleConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// How many times as fast as the naive layers the fast ones are, and how far they agree, as CS231n's
/// `ConvolutionalNetworks` notebook asks, on its examples. Naive are the float64 reference kernels, one loop an index;
/// fast are the float32 kernels, on one thread.
record FastLayers() implements Demonstration {
    private static final long WARM_UP_NANOS = 1_000_000_000;
    private static final long TIMED_NANOS = 400_000_000;

    /// Sums of up to 250 products of numbers around 1, in float32.
    private static final double MOST_DIFFERENCE = 1e-5;

    @Override
    public String id() {
        return "cs231n-fast-layers";
    }

    @Override
    public String question() {
        return "How much faster than naive loops can a convolution and a pooling layer be, and do they agree?";
    }

    @Override
    public QuestionSource source() {
        return new QuestionSource(
                "CS231n A2, ConvolutionalNetworks",
                "Beside naive Python loops 280 to 570 times forward and 350 to 1470 times backward. The naive layers"
                        + " here are loops of compiled Java, which are fast already.");
    }

    /// One direction of one layer.
    private record Row(String name, double naive, double fast, double difference) {
        double speedUp() {
            return naive / fast;
        }
    }

    @Override
    public Shown show(BaseSettings.Data data, DoubleConsumer progress) {
        List<Row> rows = Stream.concat(
                        compare("convolution", Shape.of(100, 3, 31, 31), FastLayers::convolution).stream(),
                        compare("max pooling", Shape.of(100, 3, 32, 32), _ -> MaxPool.square(2)).stream())
                .toList();
        boolean agree = rows.stream().allMatch(row -> row.difference <= MOST_DIFFERENCE);
        double least = rows.stream().mapToDouble(Row::speedUp).min().orElseThrow();
        double most = rows.stream().mapToDouble(Row::speedUp).max().orElseThrow();
        double difference = rows.stream().mapToDouble(Row::difference).max().orElseThrow();
        String answer =
                "%s to %s times as fast on one thread; the largest difference is %s of the largest value, expected"
                                .formatted(
                                        Numbers.significant(least),
                                        Numbers.significant(most),
                                        Numbers.significant(difference))
                        + " at most %s in float32.".formatted(Numbers.significant(MOST_DIFFERENCE));
        return new Shown(new Report(id(), blocks(answer, rows)), answer, agree);
    }

    private List<Block> blocks(String answer, List<Row> rows) {
        List<List<String>> cells = rows.stream()
                .map(row -> List.of(
                        row.name,
                        millis(row.naive),
                        millis(row.fast),
                        "%s ×".formatted(Numbers.significant(row.speedUp())),
                        Numbers.significant(row.difference)))
                .toList();
        return List.of(
                new Paragraph(question()),
                new Paragraph("From %s.".formatted(source().course())),
                new Heading("Answer"),
                new Paragraph(answer),
                new Table(
                        "Naive and fast layers",
                        List.of(
                                new Column("layer", false),
                                new Column("naive, float64", true),
                                new Column("fast, float32", true),
                                new Column("times as fast", true),
                                new Column("largest difference : largest value", true)),
                        cells),
                new Paragraph("100 images of 3 × 31 × 31, 25 filters of 3 × 3, stride 2, padding 1; pooling of 2 × 2 on"
                        + " 100 images of 3 × 32 × 32. Medians on one thread, after warming up."),
                new Heading("What others found"),
                new Paragraph(source().published()),
                new Heading("Do it again"),
                new Code(command()));
    }

    private static String millis(double millis) {
        return String.format(Locale.ROOT, "%.3g ms", millis);
    }

    /// 25 filters 3×3, stride 2, padding 1.
    private static Layer convolution(Precision precision) {
        Convolution2d layer = Convolution2d.zeros(precision, 3, 25, 3, 2, 1);
        NumpyRandom random = new NumpyRandom(231);
        layer.parameters().forEach(parameter -> fill(parameter.value(), random));
        return layer;
    }

    private static List<Row> compare(String name, Shape input, Function<Precision, Layer> layer) {
        Run naive = new Run(layer.apply(Precision.FLOAT64), Precision.FLOAT64, input);
        Run fast = new Run(layer.apply(Precision.FLOAT32), Precision.FLOAT32, input);
        return List.of(
                row(name + " forward", naive::forward, fast::forward),
                row(name + " backward", naive::backward, fast::backward));
    }

    private static Row row(String name, Supplier<List<Tensor>> naive, Supplier<List<Tensor>> fast) {
        double slow = median(naive);
        double quick = median(fast);
        List<Tensor> exact = naive.get();
        List<Tensor> rounded = fast.get();
        double difference = 0;
        for (int i = 0; i < exact.size(); i++) {
            difference = Math.max(
                    difference,
                    difference(exact.get(i).toArray(), rounded.get(i).toArray()));
        }
        return new Row(name, slow, quick, difference);
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

    /// The median time in milliseconds, of at least one.
    private static double median(Supplier<List<Tensor>> work) {
        Workspace workspace = new Workspace();
        List<Double> times = new ArrayList<>();
        try (Parallel parallel = Parallel.ofThreads(1)) {
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
        return times.stream().sorted().toList().get(times.size() / 2);
    }

    private static void fill(Tensor tensor, NumpyRandom random) {
        for (int i = 0; i < tensor.size(); i++) {
            tensor.setStored(Tensor.storedOffset(tensor.shape(), i), (float) random.nextGaussian());
        }
    }

    /// A layer with an input and the gradient with respect to its output.
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
