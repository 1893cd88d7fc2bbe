package dev.chainrule.lab.demonstration;

import dev.chainrule.lab.demonstration.DeepNet.Form;
import dev.chainrule.lab.demonstration.DeepNet.Signals;
import dev.chainrule.lab.demonstration.DemonstrationPage.Expectation;
import dev.chainrule.lab.page.Block;
import dev.chainrule.lab.page.Block.Axis;
import dev.chainrule.lab.page.Block.LineChart;
import dev.chainrule.lab.page.Block.Paragraph;
import dev.chainrule.lab.page.Block.Series;
import dev.chainrule.lab.page.Block.Table;
import dev.chainrule.lab.page.Numbers;
import dev.chainrule.lab.settings.BaseSettings;
import dev.chainrule.lab.settings.QuestionSource;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleConsumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// Which gradients are proportional to which weights: the weights of one layer of a ReLU net are multiplied by a
/// number, then those of all layers, with the gradient with respect to the outputs held fixed.
record GradientAndWeights() implements Demonstration {
    /// Layers of the net of which one layer is scaled.
    static final int LAYERS = 5;

    /// The one that is scaled, from 1.
    static final int SCALED = 3;

    /// By so much.
    static final double FACTOR = 0.1;

    private static final int DEEPEST = 10;

    /// By which all weights are multiplied.
    private static final double[] SCALES = {1, 0.5, 0.2, 0.1};

    /// How far an exponent may be from a whole number.
    private static final double TOLERANCE = 1e-6;

    @Override
    public String id() {
        return "gradient-and-weights";
    }

    @Override
    public String question() {
        return "Is the gradient proportional to the weights, and if so, which gradient to which weights?";
    }

    @Override
    public QuestionSource source() {
        return new QuestionSource(
                "Notes, open questions",
                "CS231n's notes on small first weights: a layer with very small weights gets very small gradients on"
                    + " its data, since this gradient is proportional to the value of the weights. How depth and the"
                    + " scale of the first weights act on signals and on training is measured by chainrule experiment"
                    + " run gradient-flow.");
    }

    @Override
    public Shown show(BaseSettings.Data data, DoubleConsumer progress) {
        List<Row> rows = rows();
        progress.accept(0.2);
        List<Exponent> exponents = new ArrayList<>();
        for (int layers = 2; layers <= DEEPEST; layers += 2) {
            exponents.add(exponent(layers));
            progress.accept(0.2 + 0.06 * layers);
        }
        List<Decay> decays = Arrays.stream(Form.values()).map(Decay::of).toList();
        return DemonstrationPage.of(
                this,
                answer(exponents, decays),
                expected(rows, exponents, decays),
                measured(rows, exponents, decays),
                "Gradients at the first weights, with a fixed gradient with respect to the scores. In training that"
                    + " gradient follows the scores: a loss is not linear in them, so nothing is exactly proportional"
                    + " any more. Biases and other activations than ReLU and its leaky kin do not pass a factor on"
                    + " exactly. What becomes of such nets in training is on the page of gradient-flow.");
    }

    /// A gradient after the weights of one layer were multiplied, by the same gradient before.
    ///
    /// @param name which gradient
    /// @param times as long
    /// @param expected how many times as long it should be
    /// @param turned its distance from a multiple of the one before, by its length
    record Row(String name, double times, double expected, double turned) {}

    /// Scales one layer.
    static List<Row> rows() {
        DeepNet net = new DeepNet(Form.HE, LAYERS, 1);
        Signals before = net.signals();
        net.scale(SCALED, FACTOR);
        Signals after = net.signals();
        List<Row> rows = new ArrayList<>();
        for (int layer = 1; layer <= LAYERS; layer++) {
            double ofData = layer <= SCALED ? FACTOR : 1;
            double ofWeights = layer == SCALED ? 1 : FACTOR;
            rows.add(row("data of layer " + layer, before.ofData(layer), after.ofData(layer), ofData));
            rows.add(row("weights of layer " + layer, before.ofWeights(layer), after.ofWeights(layer), ofWeights));
        }
        return rows;
    }

    private static Row row(String name, Tensor before, Tensor after, double expected) {
        double times = Length.of(after) / Length.of(before);
        double turned = Length.of(after.minus(before.times(times))) / Length.of(after);
        return new Row(name, times, expected, turned);
    }

    /// How fast gradients fall with the scale of all weights: the slope of the logarithm of a length over that of
    /// the scale.
    ///
    /// @param layers of the net
    /// @param ofData of the gradient with respect to the output of the first layer
    /// @param ofWeights of the gradient with respect to its weights
    /// @param ofNormalised as `ofData` with batch normalisation
    /// @param ofNormalisedWeights as `ofWeights` with batch normalisation
    record Exponent(int layers, double ofData, double ofWeights, double ofNormalised, double ofNormalisedWeights) {}

    static Exponent exponent(int layers) {
        return new Exponent(
                layers,
                slope(Form.HE, layers, net -> Length.of(net.ofData(2))),
                slope(Form.HE, layers, net -> Length.of(net.ofWeights(1))),
                slope(Form.BATCH_NORM, layers, net -> Length.of(net.ofData(2))),
                slope(Form.BATCH_NORM, layers, net -> Length.of(net.ofWeights(1))));
    }

    private static double slope(Form form, int layers, ToDoubleFunction<Signals> length) {
        double[] x = Arrays.stream(SCALES).map(StrictMath::log).toArray();
        double[] y = Arrays.stream(SCALES)
                .map(scale -> StrictMath.log(length.applyAsDouble(new DeepNet(form, layers, scale).signals())))
                .toArray();
        double meanX = Arrays.stream(x).average().orElseThrow();
        double meanY = Arrays.stream(y).average().orElseThrow();
        double both = 0;
        double square = 0;
        for (int i = 0; i < x.length; i++) {
            both += (x[i] - meanX) * (y[i] - meanY);
            square += (x[i] - meanX) * (x[i] - meanX);
        }
        return both / square;
    }

    /// How long gradients are by layer.
    ///
    /// @param lengths of the gradient with respect to the output of each hidden layer, from the first, by that of
    /// the last
    @SuppressWarnings("ArrayRecordComponent") // passed on, compared nowhere
    record Decay(Form form, double[] lengths) {
        static Decay of(Form form) {
            Signals signals = new DeepNet(form, DEEPEST, 1).signals();
            double last = Length.of(signals.ofData(DEEPEST));
            double[] lengths = IntStream.rangeClosed(2, DEEPEST)
                    .mapToDouble(layer -> Length.of(signals.ofData(layer)) / last)
                    .toArray();
            return new Decay(form, lengths);
        }

        /// The mean factor of a layer on the way back.
        double aLayer() {
            return StrictMath.pow(lengths[0], 1.0 / (lengths.length - 1));
        }
    }

    private static String answer(List<Exponent> exponents, List<Decay> decays) {
        Exponent deepest = exponents.getLast();
        return ("The gradient with respect to the data of a layer is proportional to its weights; the gradient with"
            + " respect to its weights is not: it is proportional to those of every other layer. Of a ReLU net of %s"
            + " layers with the weights of layer %s times %s, all others fall to %s and that one stays. With all"
            + " weights times σ, the gradient at the first layer of %s falls as σ to the power %s. On the way back a"
            + " layer of 100 units multiplies it by %s with weights of 0.01, by %s after Glorot, by %s after He, and"
            + " by %s with weights of 0.01 and batch normalisation.")
                .formatted(
                        LAYERS,
                        SCALED,
                        Numbers.brief(FACTOR),
                        Numbers.brief(FACTOR),
                        deepest.layers,
                        Numbers.significant(deepest.ofWeights),
                        Numbers.significant(decays.get(0).aLayer()),
                        Numbers.significant(decays.get(1).aLayer()),
                        Numbers.significant(decays.get(2).aLayer()),
                        Numbers.significant(decays.get(3).aLayer()));
    }

    private static List<Expectation> expected(List<Row> rows, List<Exponent> exponents, List<Decay> decays) {
        double most = rows.stream()
                .mapToDouble(row -> Math.abs(row.times / row.expected - 1) + row.turned)
                .max()
                .orElseThrow();
        double away = exponents.stream()
                .mapToDouble(each -> Math.max(
                        Math.abs(each.ofData - (each.layers - 1)), Math.abs(each.ofWeights - (each.layers - 1))))
                .max()
                .orElseThrow();
        double normalised = exponents.stream()
                .mapToDouble(each -> Math.max(Math.abs(each.ofNormalised - 1), Math.abs(each.ofNormalisedWeights)))
                .max()
                .orElseThrow();
        return List.of(
                new Expectation(
                        "with the weights of one layer multiplied, every gradient is the same multiple or the same, to %s, expected at most %s."
                                .formatted(Numbers.significant(most), Numbers.brief(TOLERANCE)),
                        most < TOLERANCE),
                new Expectation(
                        "with all weights times σ, the exponent is the number of layers less 1, to %s, expected at most %s."
                                .formatted(Numbers.significant(away), Numbers.brief(TOLERANCE)),
                        away < TOLERANCE),
                new Expectation(
                        "with batch normalisation it is 1 on the data, of the last layer alone, and 0 on the weights, for any depth, to %s, expected 0.001."
                                .formatted(Numbers.significant(normalised)),
                        normalised < 1e-3),
                near("weights of 0.01", decays.get(0), StrictMath.sqrt(100 * 1e-4 / 2)),
                near("Glorot", decays.get(1), StrictMath.sqrt(0.5)),
                near("He", decays.get(2), 1));
    }

    private static Expectation near(String what, Decay decay, double expected) {
        return new Expectation(
                "%s: a layer multiplies the gradient by %s on the way back, expected %s, which is √(units · variance / 2), to 10 %%."
                        .formatted(what, Numbers.significant(decay.aLayer()), Numbers.significant(expected)),
                Math.abs(decay.aLayer() / expected - 1) < 0.1);
    }

    private static List<Block> measured(List<Row> rows, List<Exponent> exponents, List<Decay> decays) {
        double[] layers = IntStream.range(1, DEEPEST).asDoubleStream().toArray();
        return List.of(
                new Paragraph(
                        "A ReLU net without biases; the gradient with respect to the scores is held fixed. The weights"
                                + " of"
                                + " layer %s of %s are multiplied by %s: how many times as long each gradient is then, and how far it"
                                        .formatted(SCALED, LAYERS, Numbers.brief(FACTOR))
                                + " turned. A factor above 0 leaves every ReLU as open as it was, so all of it is"
                                + " exact: dW = xᵀ·dy has no W of its own in it, but x comes through the weights"
                                + " before, and dy through those behind."),
                ofOneLayer(rows),
                new Paragraph("All weights times σ, from 0.1 to 1: the exponent is the slope of the logarithm of a"
                        + " gradient's length over that of σ. Batch normalisation divides every scale away but"
                        + " that of the last layer, behind which none stands."),
                ofAllLayers(exponents),
                new LineChart(
                        "Length of the gradient by layer, %s layers".formatted(DEEPEST),
                        "With respect to the output of each hidden layer, by that of the last; logarithmic. The way"
                                + " back goes from right to left. A straight line is a factor a layer.",
                        Axis.of("hidden layer"),
                        DemonstrationPage.logarithmic("length : length at the last hidden layer"),
                        decays.stream()
                                .map(decay -> Series.of(decay.form.title(), layers, decay.lengths))
                                .toList(),
                        List.of(),
                        List.of()));
    }

    private static Table ofOneLayer(List<Row> rows) {
        return new Table(
                "Gradients with the weights of one layer multiplied",
                DemonstrationPage.columns(1, "gradient", "times as long", "expected", "turned by"),
                rows.stream()
                        .map(row -> List.of(
                                row.name,
                                String.format(Locale.ROOT, "%.6f", row.times),
                                Numbers.brief(row.expected),
                                Numbers.significant(row.turned)))
                        .toList());
    }

    private static Table ofAllLayers(List<Exponent> exponents) {
        return new Table(
                "Exponents of σ",
                DemonstrationPage.columns(
                        0,
                        "layers",
                        "data behind the first layer",
                        "weights of the first layer",
                        "data, batch norm",
                        "weights, batch norm"),
                exponents.stream()
                        .map(each -> List.of(
                                Numbers.count(each.layers),
                                exponent(each.ofData),
                                exponent(each.ofWeights),
                                exponent(each.ofNormalised),
                                exponent(each.ofNormalisedWeights)))
                        .toList());
    }

    private static String exponent(double value) {
        return String.format(Locale.ROOT, "%.4f", Math.abs(value) < 5e-5 ? 0 : value);
    }
}
