package dev.chainrule.lab.report;

import dev.chainrule.lab.page.Block;
import dev.chainrule.lab.page.Block.Axis;
import dev.chainrule.lab.page.Block.Density;
import dev.chainrule.lab.page.Block.Details;
import dev.chainrule.lab.page.Block.Guide;
import dev.chainrule.lab.page.Block.Heading;
import dev.chainrule.lab.page.Block.LineChart;
import dev.chainrule.lab.page.Block.Paragraph;
import dev.chainrule.lab.page.Block.Series;
import dev.chainrule.lab.page.Numbers;
import dev.chainrule.lab.run.Distribution;
import dev.chainrule.lab.run.LayerSignal;
import dev.chainrule.lab.run.RunRecord;
import dev.chainrule.lab.run.Signals;
import dev.chainrule.lab.run.WeightSignal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// What the layers did, if it was recorded: how large their outputs, the gradients with respect to their weights and
/// the updates were over time, how many outputs were 0, and histograms of some of them.
///
/// @param run what its folder says
/// @param signals what it recorded
record SignalPart(RunRecord run, List<Signals> signals) {
    /// More lines in one chart cannot be told apart.
    private static final int MOST_LINES = 8;

    private static final int HISTOGRAMS = 3;

    /// Of histograms that are drawn on one axis.
    private static final int BINS = 60;

    private static final double USUAL_RATIO = 1e-3;

    /// Everything; nothing where nothing was recorded.
    List<Block> blocks() {
        if (signals.isEmpty()) {
            return List.of();
        }
        List<Block> blocks = new ArrayList<>(List.of(new Heading("Inside the network"), new Paragraph(summary())));
        blocks.add(outputs());
        if (!withZeros().isEmpty()) {
            blocks.add(zeros());
        }
        if (!weighted().isEmpty()) {
            blocks.add(gradients());
            blocks.add(ratios());
        }
        blocks.add(new Details("Histograms over time, of the first, a middle and the last layer", histograms()));
        return blocks;
    }

    private String summary() {
        LayerSignal silent = layers().getFirst();
        for (LayerSignal layer : signals.getLast().layers()) {
            silent = layer.silent() > silent.silent() ? layer : silent;
        }
        String dead = silent.silent() == 0
                ? "At the last of them every unit gave something other than 0 for some image of the batch."
                : "At the last of them %s of the units of %s gave 0 for every image of the batch."
                        .formatted(Numbers.percent(silent.silent()), title(silent));
        return "Recorded at %s, from step %s to step %s, of the step's batch. %s"
                .formatted(
                        Numbers.count(signals.size(), "step"),
                        Numbers.count(signals.getFirst().step()),
                        Numbers.count(signals.getLast().step()),
                        dead);
    }

    private List<LayerSignal> layers() {
        return signals.getFirst().layers();
    }

    /// The places of layers whose outputs are other numbers than their inputs.
    private List<Integer> computing() {
        return places(layer -> !layer.layer().equals("Flatten"));
    }

    /// The places of layers with weights.
    private List<Integer> weighted() {
        return places(layer -> !layer.weights().isEmpty());
    }

    private List<Integer> places(Predicate<LayerSignal> wanted) {
        return IntStream.range(0, layers().size())
                .filter(place -> wanted.test(layers().get(place)))
                .boxed()
                .toList();
    }

    /// Some of them, evenly spread, the first and the last among them.
    static <T> List<T> some(List<T> all, int most) {
        return all.size() <= most
                ? all
                : IntStream.range(0, most)
                        .mapToObj(i -> all.get((int) ((long) i * (all.size() - 1) / (most - 1))))
                        .toList();
    }

    private static String of(List<?> shown, List<?> all, String what) {
        return shown.size() == all.size() ? "" : " %s of %s %s are shown.".formatted(shown.size(), all.size(), what);
    }

    /// A layer as a reader finds it: its place and what it is.
    private static String title(LayerSignal layer) {
        return layer.weights().isEmpty() ? layer.name() : layer.name() + " " + layer.layer();
    }

    private Axis time() {
        return Axis.of(run.unitOfTime());
    }

    private double[] times() {
        return signals.stream().mapToDouble(each -> run.position(each.step())).toArray();
    }

    private Series line(int place, ToDoubleFunction<LayerSignal> figure) {
        return Series.of(
                layers().get(place).name(),
                times(),
                signals.stream()
                        .mapToDouble(each -> figure.applyAsDouble(each.layers().get(place)))
                        .toArray());
    }

    private static Axis logarithmic(String label) {
        return new Axis(label + " (logarithmic)", Axis.Scale.LOGARITHMIC, Axis.Unit.NUMBER);
    }

    private LineChart outputs() {
        List<Integer> all = computing();
        List<Integer> shown = some(all, MOST_LINES);
        return new LineChart(
                "Outputs by layer",
                "Standard deviation of what each layer puts out. Lines that spread over decades from layer to layer"
                        + " fade or explode." + of(shown, all, "layers"),
                time(),
                logarithmic("deviation of outputs"),
                shown.stream()
                        .map(place -> line(place, layer -> layer.outputs().deviation()))
                        .toList(),
                List.of(),
                List.of());
    }

    /// The places of layers that put out a 0 at some time.
    private List<Integer> withZeros() {
        return computing().stream()
                .filter(place -> signals.stream()
                        .anyMatch(each -> each.layers().get(place).outputs().zeros() > 0))
                .toList();
    }

    private LineChart zeros() {
        List<Integer> all = withZeros();
        List<Integer> shown = some(all, MOST_LINES);
        return new LineChart(
                "Outputs that are 0",
                "Exactly 0, as behind a ReLU or dropout." + of(shown, all, "layers with zeros"),
                time(),
                new Axis("share of outputs that are 0", Axis.Scale.LINEAR, Axis.Unit.PERCENT),
                shown.stream()
                        .map(place -> line(place, layer -> layer.outputs().zeros()))
                        .toList(),
                List.of(),
                List.of());
    }

    private static WeightSignal weight(LayerSignal layer) {
        return layer.weights().getFirst();
    }

    private LineChart gradients() {
        List<Integer> shown = some(weighted(), MOST_LINES);
        return new LineChart(
                "Gradients by layer",
                "Standard deviation of the gradient of the loss, without penalties, with respect to the weights."
                        + of(shown, weighted(), "layers with weights"),
                time(),
                logarithmic("deviation of gradients"),
                shown.stream()
                        .map(place ->
                                line(place, layer -> weight(layer).gradient().deviation()))
                        .toList(),
                List.of(),
                List.of());
    }

    private LineChart ratios() {
        List<Integer> shown = some(weighted(), MOST_LINES);
        return new LineChart(
                "Updates beside weights",
                "‖update‖ / ‖weights‖ of a step. About 0.001 is usual; far more is a rate too high, far less one too"
                        + " low."
                        + of(shown, weighted(), "layers with weights"),
                time(),
                logarithmic("update / weights"),
                shown.stream()
                        .map(place -> line(place, layer -> weight(layer).ratio().orElse(Double.NaN)))
                        .toList(),
                List.of(new Guide(USUAL_RATIO, "usual 0.001")),
                List.of());
    }

    private List<Block> histograms() {
        List<Block> blocks = new ArrayList<>();
        for (int place : some(computing(), HISTOGRAMS)) {
            String name = title(layers().get(place));
            density(
                            "Outputs of " + name,
                            "output",
                            each -> Optional.of(each.layers().get(place).outputs()))
                    .ifPresent(blocks::add);
        }
        for (int place : some(weighted(), HISTOGRAMS)) {
            String name = layers().get(place).name();
            density(
                            "Gradient with respect to " + name,
                            "gradient",
                            each -> Optional.of(weight(each.layers().get(place)).gradient()))
                    .ifPresent(blocks::add);
            density(
                            "Update of " + name,
                            "update",
                            each -> weight(each.layers().get(place)).update())
                    .ifPresent(blocks::add);
        }
        return blocks;
    }

    /// Histograms of all times on one axis; none if there is nothing to count.
    private Optional<Block> density(String title, String label, Function<Signals, Optional<Distribution>> figure) {
        List<Optional<Distribution>> all = signals.stream().map(figure).toList();
        double low = all.stream()
                .flatMap(Optional::stream)
                .mapToDouble(Distribution::low)
                .filter(Double::isFinite)
                .min()
                .orElse(Double.NaN);
        double high = all.stream()
                .flatMap(Optional::stream)
                .mapToDouble(Distribution::high)
                .filter(Double::isFinite)
                .max()
                .orElse(Double.NaN);
        if (!(high > low)) {
            return Optional.empty();
        }
        double[] edges = IntStream.rangeClosed(0, BINS)
                .mapToDouble(i -> low + i * (high - low) / BINS)
                .toArray();
        double[][] shares = all.stream()
                .map(one -> one.map(known -> known.shares(edges)).orElseGet(() -> unknown()))
                .toArray(double[][]::new);
        return Optional.of(new Density(
                title,
                "The darker, the more numbers are there; exact zeros are left out.",
                time(),
                Axis.of(label),
                times(),
                edges,
                shares));
    }

    private static double[] unknown() {
        double[] shares = new double[BINS];
        Arrays.fill(shares, Double.NaN);
        return shares;
    }
}
