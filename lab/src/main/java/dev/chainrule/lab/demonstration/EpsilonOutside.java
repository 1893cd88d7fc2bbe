package dev.chainrule.lab.demonstration;

import dev.chainrule.lab.demonstration.DemonstrationPage.Expectation;
import dev.chainrule.lab.demonstration.EpsilonNets.Growth;
import dev.chainrule.lab.demonstration.EpsilonNets.Net;
import dev.chainrule.lab.page.Block;
import dev.chainrule.lab.page.Block.Axis;
import dev.chainrule.lab.page.Block.LineChart;
import dev.chainrule.lab.page.Block.Paragraph;
import dev.chainrule.lab.page.Block.Series;
import dev.chainrule.lab.page.Block.Table;
import dev.chainrule.lab.page.Numbers;
import dev.chainrule.lab.settings.BaseSettings;
import dev.chainrule.lab.settings.QuestionSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleConsumer;
import java.util.function.Function;
import java.util.stream.IntStream;

/// What becomes of a small error, epsilon beside the root in place of under it, on its way back through a deep net. The
/// forward passes divide by `sqrt(var) + epsilon`; the backward pass of each normalisation is the one of
/// `sqrt(var + epsilon)`. The exact gradient is that of the same forward on a tape, which differences confirm.
record EpsilonOutside() implements Demonstration {
    private static final List<Double> DEVIATIONS = List.of(1.0, 0.1, 0.01, 0.001, 0.0001);
    private static final List<Double> EPSILONS = List.of(1e-3, 1e-5, 1e-8);
    private static final List<Double> WEIGHTS = List.of(0.2, 0.01, 0.001);

    @Override
    public String id() {
        return "epsilon-outside-root";
    }

    @Override
    public String question() {
        return "What does batch normalisation with √var + ε in place of √(var + ε) change, and does the small error"
                + " grow through a deep net?";
    }

    @Override
    public QuestionSource source() {
        return new QuestionSource(
                "Notes, open questions",
                "A student's backward pass did not match: the forward pass added ε to the deviation, not to the"
                        + " variance. The guess was that small errors grow through the net.");
    }

    @Override
    public Shown show(BaseSettings.Data data, DoubleConsumer progress) {
        List<Growth> growths = new ArrayList<>();
        List<Net> nets = new ArrayList<>();
        WEIGHTS.forEach(weights -> nets.add(new Net(weights, EpsilonNets.COURSE)));
        EPSILONS.stream()
                .filter(epsilon -> epsilon != EpsilonNets.COURSE)
                .forEach(epsilon -> nets.add(new Net(0.01, epsilon)));
        for (Net net : nets) {
            growths.add(EpsilonNets.growth(net));
            progress.accept((double) growths.size() / nets.size());
        }
        return DemonstrationPage.of(
                this,
                answer(growths),
                expected(growths),
                measured(growths),
                "A net at its first weights, with Gaussian numbers in place of images and without gamma and beta, one"
                        + " draw of each. Whether training suffers was not measured: a gradient that is too short"
                        + " everywhere still leads downhill. Nor how errors grow where gradients grow or shrink by"
                        + " themselves; here normalisation keeps their size.");
    }

    private static String answer(List<Growth> growths) {
        Growth course = growths.get(1);
        Growth large = growths.get(0);
        Growth tiny = growths.get(2);
        return ("It grows, but it does not explode: it adds up. With weights of 0.01 and ε = 1e-5 the error of the"
            + " gradient is %s at the last hidden layer and %s at the first of %s, %s times as large. Every wrong"
            + " backward makes the gradient %s as long, and the factors multiply. With weights of 0.2, so that"
            + " deviations are near 1, it is %s at the first layer; with weights of 0.001, so that the variance is"
            + " about as small as ε, %s: next to nothing is left of the gradient. Forward, the outputs of one layer"
            + " are %s times as large at a deviation of 0.001, and %s times at 1.")
                .formatted(
                        Numbers.significant(course.last()),
                        Numbers.significant(course.first()),
                        EpsilonNets.DEPTH,
                        Numbers.significant(course.times()),
                        String.format(Locale.ROOT, "%.4f times", 1 + course.ofOne()),
                        Numbers.significant(large.first()),
                        Numbers.significant(tiny.first()),
                        Numbers.significant(EpsilonNets.forwardRatio(0.001, EpsilonNets.COURSE)),
                        String.format(Locale.ROOT, "%.6f", EpsilonNets.forwardRatio(1, EpsilonNets.COURSE)));
    }

    private static List<Expectation> expected(List<Growth> growths) {
        double check = growths.stream().mapToDouble(Growth::check).max().orElseThrow();
        double most = growths.stream().mapToDouble(Growth::times).max().orElseThrow();
        double least = growths.stream().mapToDouble(Growth::times).min().orElseThrow();
        double control = EpsilonNets.control();
        double forward = DEVIATIONS.stream()
                .flatMapToDouble(deviation -> EPSILONS.stream()
                        .mapToDouble(epsilon -> Math.abs(EpsilonNets.forwardRatio(deviation, epsilon)
                                        / (StrictMath.sqrt(deviation * deviation + epsilon) / (deviation + epsilon))
                                - 1)))
                .max()
                .orElseThrow();
        double apart = growths.stream()
                .filter(each -> each.net().weights() < 0.1)
                .mapToDouble(each -> Math.abs(each.first() / each.ofAllFactors() - 1))
                .max()
                .orElseThrow();
        return List.of(
                new Expectation(
                        "forward, the outputs are √(var + ε) : (√var + ε) times as large, to %s, expected 1e-12."
                                .formatted(Numbers.significant(forward)),
                        forward < 1e-12),
                new Expectation(
                        "the exact gradients agree with differences to %s, expected %s."
                                .formatted(Numbers.significant(check), Numbers.brief(EpsilonNets.TOLERANCE)),
                        check < EpsilonNets.TOLERANCE),
                new Expectation(
                        "with ε under the root in forward too, the gradients are %s off, expected 1e-11."
                                .formatted(Numbers.significant(control)),
                        control < 1e-11),
                new Expectation(
                        "the error of the first layer is %s to %s times that of the last hidden one, expected more than 1 and at most %s, the number of normalisations."
                                .formatted(Numbers.significant(least), Numbers.significant(most), EpsilonNets.DEPTH),
                        least > 1 && most <= EpsilonNets.DEPTH),
                new Expectation(
                        "with weights of 0.01 and less it is the product of the factors, less 1, to %s, expected 20 %%."
                                .formatted(Numbers.percent(apart)),
                        apart < 0.2));
    }

    private List<Block> measured(List<Growth> growths) {
        return List.of(
                chart(
                        "by the size of the weights",
                        growths.stream()
                                .filter(each -> each.net().epsilon() == EpsilonNets.COURSE)
                                .toList(),
                        growth -> "weights " + Numbers.brief(growth.net().weights())),
                chart(
                        "by ε",
                        growths.stream()
                                .filter(each -> each.net().weights() == 0.01)
                                .toList(),
                        growth -> "ε = " + Numbers.brief(growth.net().epsilon())),
                new Paragraph(
                        ("%s layers of %s units, each affine, normalised, ReLU. A factor is the length of a gradient"
                            + " behind one wrong backward by that of the right one, (√var + ε) / √(var + ε), at the"
                            + " middle one of the deviations; what the product of %s of them is off from 1 stands"
                            + " beside the error of the first layer. A check with a tolerance of 1e-5, as the"
                            + " courses', would let the first row pass at the last hidden layer.")
                                .formatted(EpsilonNets.DEPTH, EpsilonNets.UNITS, EpsilonNets.DEPTH)),
                nets(growths),
                new Paragraph(
                        "One layer, forward: the size of its outputs with √var + ε, by that with √(var + ε). ε is far"
                                + " more under the root than beside it: √1e-5 = 0.0032, so the right layer keeps small"
                                + " what deviates by less, and the wrong one blows it up to 1."),
                forward());
    }

    private static LineChart chart(String what, List<Growth> growths, Function<Growth, String> name) {
        double[] crossed =
                IntStream.rangeClosed(1, EpsilonNets.DEPTH).asDoubleStream().toArray();
        return new LineChart(
                "Relative error of the gradients, " + what,
                "Of the gradient with respect to the weights of a layer, by the number of wrong normalisations between"
                    + " them and the loss; logarithmic. A line that bends downwards grows more slowly than by a factor"
                    + " a layer.",
                Axis.of("normalisations between weights and loss"),
                DemonstrationPage.logarithmic("‖wrong − exact‖ / ‖exact‖"),
                growths.stream()
                        .map(each -> Series.of(name.apply(each), crossed, each.errors()))
                        .toList(),
                List.of(),
                List.of());
    }

    private static Table nets(List<Growth> growths) {
        return new Table(
                "Errors of the gradients",
                DemonstrationPage.columns(
                        0,
                        "weights",
                        "ε",
                        "deviation",
                        "one factor, less 1",
                        "error, last hidden layer",
                        "error, first layer",
                        "of the factors alone",
                        "first : last"),
                growths.stream()
                        .map(each -> List.of(
                                Numbers.brief(each.net().weights()),
                                Numbers.brief(each.net().epsilon()),
                                Numbers.significant(each.deviation()),
                                Numbers.significant(each.ofOne()),
                                Numbers.significant(each.last()),
                                Numbers.significant(each.first()),
                                Numbers.significant(each.ofAllFactors()),
                                Numbers.significant(each.times())))
                        .toList());
    }

    private static Table forward() {
        List<List<String>> rows = new ArrayList<>();
        for (double deviation : DEVIATIONS) {
            List<String> row = new ArrayList<>(List.of(Numbers.brief(deviation)));
            EPSILONS.forEach(epsilon -> row.add(Numbers.significant(EpsilonNets.forwardRatio(deviation, epsilon))));
            rows.add(row);
        }
        return new Table(
                "Outputs of √var + ε : outputs of √(var + ε)",
                DemonstrationPage.columns(0, "deviation of the input", "ε = 1e-3", "ε = 1e-5", "ε = 1e-8"),
                rows);
    }
}
