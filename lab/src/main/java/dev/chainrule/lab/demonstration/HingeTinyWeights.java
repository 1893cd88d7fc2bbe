package dev.chainrule.lab.demonstration;

import dev.chainrule.check.CheckSettings;
import dev.chainrule.check.GradientCheck;
import dev.chainrule.check.GradientReport;
import dev.chainrule.data.LabeledImages;
import dev.chainrule.lab.dataset.BundledCifar10;
import dev.chainrule.lab.demonstration.DemonstrationPage.Expectation;
import dev.chainrule.lab.demonstration.HandmadeHinge.Slip;
import dev.chainrule.lab.page.Block;
import dev.chainrule.lab.page.Block.Axis;
import dev.chainrule.lab.page.Block.LineChart;
import dev.chainrule.lab.page.Block.Paragraph;
import dev.chainrule.lab.page.Block.Series;
import dev.chainrule.lab.page.Block.Table;
import dev.chainrule.lab.page.Numbers;
import dev.chainrule.lab.settings.BaseSettings;
import dev.chainrule.lab.settings.QuestionSource;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Pass;
import dev.chainrule.loss.Loss;
import dev.chainrule.loss.MulticlassHinge;
import dev.chainrule.model.Model;
import dev.chainrule.model.ModelBuilder;
import dev.chainrule.optim.Adam;
import dev.chainrule.optim.GradientClipping;
import dev.chainrule.optim.Optimizer;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import dev.chainrule.zoo.Models;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleConsumer;

/// Why a gradient check of a hinge loss at tiny weights passes whatever its mask is: all margins are violated, so the
/// gradient with respect to the scores is one fixed pattern. A two-layer net on photographs is checked at its first
/// weights and after some steps of training, with the right gradient and with gradients as people get them wrong.
record HingeTinyWeights() implements Demonstration {
    private static final int EXAMPLES = 20;
    private static final int CLASSES = 10;
    private static final double RATE = 1e-4;

    /// About the deviation of a pixel from the mean image.
    private static final double TYPICAL = 60;

    /// Steps of training after which it is checked.
    private static final List<Integer> STEPS = List.of(0, 1, 2, 5, 10, 15, 20, 30);

    private static final CheckSettings SETTINGS = CheckSettings.defaults()
            .withFormula(CheckSettings.Formula.CENTRAL)
            .withScales(1)
            .withSamples(20)
            .withBurnIn(0);

    @Override
    public String id() {
        return "hinge-tiny-weights";
    }

    @Override
    public String question() {
        return "What does a gradient check of a hinge loss miss while the weights are tiny, and what does a burn-in"
                + " change?";
    }

    @Override
    public QuestionSource source() {
        return new QuestionSource(
                "Notes, open questions",
                "At tiny weights all scores are near 0 and all margins near 1: the loss is C − 1 and its gradient a"
                        + " fixed pattern, +1/N at each wrong class and −(C − 1)/N at the label, whatever the data. A"
                        + " wrong mask gives the same pattern. CS231n advises to train a little before the check.");
    }

    /// The largest relative error of a gradient with that slip in it.
    record Checked(Slip slip, double error) {}

    /// What was seen after some steps of training.
    ///
    /// @param steps of training
    /// @param violated the share of the margins above 0
    /// @param loss the hinge loss
    /// @param distance of the right gradient with respect to the scores from the fixed pattern, by the pattern's
    /// size
    /// @param ofNoise the same for noise in place of the photographs
    /// @param errors the largest relative error of the gradients, one a slip
    record Point(int steps, double violated, double loss, double distance, double ofNoise, List<Checked> errors) {
        double error(Slip slip) {
            return errors.stream().filter(each -> each.slip == slip).findFirst().orElseThrow().error;
        }

        boolean passes(Slip slip) {
            return error(slip) <= SETTINGS.tolerance();
        }

        private String verdict(Slip slip) {
            return "%s, %s".formatted(Numbers.significant(error(slip)), passes(slip) ? "passes" : "fails");
        }
    }

    @Override
    public Shown show(BaseSettings.Data data, DoubleConsumer progress) {
        List<Point> points = points(photographs(), progress);
        Point first = points.getFirst();
        Point last = points.getLast();
        int shows = points.stream()
                .filter(point -> !point.passes(Slip.NO_MASK))
                .mapToInt(Point::steps)
                .findFirst()
                .orElse(-1);
        String answer =
                ("At first weights of 0.001, %s of the margins are violated and the loss is %s: the gradient with"
                    + " respect to the scores is the fixed pattern, and a gradient without the mask passes (largest"
                    + " relative error %s). After %s of training, %s of the margins are violated and the same check"
                    + " fails (%s), while the right gradient still passes (%s). Of the measured steps the first at"
                    + " which it fails is %s.")
                        .formatted(
                                Numbers.percent(first.violated),
                                Numbers.significant(first.loss),
                                Numbers.significant(first.error(Slip.NO_MASK)),
                                Numbers.count(last.steps, "step"),
                                Numbers.percent(last.violated),
                                Numbers.significant(last.error(Slip.NO_MASK)),
                                Numbers.significant(last.error(Slip.NONE)),
                                shows < 0 ? "none" : "step " + shows);
        return DemonstrationPage.of(
                this,
                answer,
                expected(points),
                measured(points),
                "One net, one batch and one burn-in: after which step a wrong mask shows depends on the learning rate,"
                    + " the size of the weights and the data; the net is trained with the right gradient. A burn-in is"
                    + " of no use where it goes on until no margin is violated: then the right gradient is 0, as it is"
                    + " with the mask of scores without the + 1. chainrule check trains a net with a hinge loss until"
                    + " some margins are violated and some are not, and says how many are.");
    }

    private static List<Expectation> expected(List<Point> points) {
        Point first = points.getFirst();
        Point last = points.getLast();
        List<Slip> hidden = Arrays.stream(Slip.values()).filter(Slip::hides).toList();
        return List.of(
                new Expectation(
                        "at the first weights the distance of dscores from the fixed pattern is %s for photographs and %s for noise, expected 0 (by the size of the pattern)."
                                .formatted(Numbers.significant(first.distance), Numbers.significant(first.ofNoise)),
                        first.violated == 1 && first.distance < 1e-12 && first.ofNoise < 1e-12),
                new Expectation(
                        "the right gradient passes at each of %s points.".formatted(points.size()),
                        points.stream().allMatch(point -> point.passes(Slip.NONE))),
                new Expectation(
                        "no mask, and a count of all classes, pass at the first weights and fail after %s."
                                .formatted(Numbers.count(last.steps, "step")),
                        hidden.stream().allMatch(slip -> first.passes(slip) && !last.passes(slip))),
                new Expectation(
                        "the other slips fail at the first weights already: tiny weights do not hide every mistake.",
                        Arrays.stream(Slip.values())
                                .filter(slip -> slip != Slip.NONE && !slip.hides())
                                .noneMatch(first::passes)));
    }

    private List<Block> measured(List<Point> points) {
        double[] steps = points.stream().mapToDouble(Point::steps).toArray();
        List<Series> errors = new ArrayList<>();
        for (Slip slip : List.of(Slip.NO_MASK, Slip.COUNT_OF_ALL, Slip.NONE)) {
            errors.add(Series.of(
                    slip.title(),
                    steps,
                    points.stream().mapToDouble(point -> point.error(slip)).toArray()));
        }
        return List.of(
                new Paragraph(
                        "By step of training. The pattern is +1/N at each wrong class and −(C − 1)/N at the label; the"
                            + " distance of the right dscores, the gradient with respect to the scores, is relative to"
                            + " its size. Noise gives the same gradient as photographs for as long as the weights are"
                            + " tiny for it. Errors are the largest of the elements looked at, of the images and of"
                            + " all weights and biases."),
                byStep(points),
                new LineChart(
                        "Largest relative error of the gradients",
                        "Over steps of training, logarithmic: below the tolerance a check passes. The wrong gradients"
                                + " leave the right one's height as soon as margins are kept.",
                        Axis.of("step of training"),
                        DemonstrationPage.logarithmic("largest relative error"),
                        errors,
                        List.of(new Block.Guide(SETTINGS.tolerance(), "tolerance")),
                        List.of()),
                new Paragraph("Which mistakes tiny weights hide, by the same check; it passes up to an error of %s."
                        .formatted(Numbers.brief(SETTINGS.tolerance()))),
                bySlip(points.getFirst(), points.getLast()));
    }

    private static Table byStep(List<Point> points) {
        return new Table(
                "By step of training",
                DemonstrationPage.columns(
                        0,
                        "step",
                        "margins violated",
                        "loss",
                        "distance from the pattern",
                        "distance, noise",
                        "error of the right gradient",
                        "error without a mask"),
                points.stream()
                        .map(point -> List.of(
                                Numbers.count(point.steps),
                                Numbers.percent(point.violated),
                                Numbers.significant(point.loss),
                                Numbers.significant(point.distance),
                                Numbers.significant(point.ofNoise),
                                Numbers.significant(point.error(Slip.NONE)),
                                Numbers.significant(point.error(Slip.NO_MASK))))
                        .toList());
    }

    private static Table bySlip(Point first, Point last) {
        return new Table(
                "Which mistakes tiny weights hide",
                DemonstrationPage.columns(
                        2,
                        "gradient",
                        "what counts as violated",
                        "error at the first weights",
                        "error after %s".formatted(Numbers.count(last.steps, "step"))),
                Arrays.stream(Slip.values())
                        .map(slip -> List.of(slip.title(), slip.mask(), first.verdict(slip), last.verdict(slip)))
                        .toList());
    }

    /// The first validation images, the mean image subtracted.
    static Examples photographs() {
        BundledCifar10 bundled = BundledCifar10.load();
        LabeledImages images = bundled.validation().slice(0, EXAMPLES);
        double[] mean = bundled.meanOfTraining49000();
        byte[] pixels = images.pixels();
        double[] values = new double[pixels.length];
        Arrays.setAll(values, i -> (pixels[i] & 0xff) - mean[i % mean.length]);
        Shape shape = Shape.of(EXAMPLES, mean.length);
        return new Examples(Tensor.of(Precision.FLOAT64, shape, values), images.labels());
    }

    /// A batch.
    @SuppressWarnings("ArrayRecordComponent") // passed on, compared nowhere
    record Examples(Tensor x, int[] labels) {}

    /// Trains the net and looks at it now and then.
    static List<Point> points(Examples examples, DoubleConsumer progress) {
        int features = examples.x.shape().extent(1);
        Model model = ModelBuilder.build(
                Models.twoLayerNet(features, 20, CLASSES, 1e-3).withPrecision(Precision.FLOAT64), new NumpyRandom(231));
        Optimizer optimizer = new Optimizer(Adam.of(), new GradientClipping.None(), model.parameters());
        List<Point> points = new ArrayList<>();
        for (int step = 0; step <= STEPS.getLast(); step++) {
            if (STEPS.contains(step)) {
                points.add(point(step, model, examples));
                progress.accept((double) points.size() / STEPS.size());
            }
            Pass pass = model.forward(examples.x, new Mode.Evaluate());
            Tensor dscores =
                    MulticlassHinge.of().forward(pass.output(), examples.labels).dscores();
            optimizer.step(pass.backward(dscores), RATE);
        }
        return points;
    }

    private static Point point(int step, Model model, Examples examples) {
        Tensor scores = model.scores(examples.x);
        Tensor noise = Tensor.gaussian(Precision.FLOAT64, examples.x.shape(), new NumpyRandom(232))
                .times(TYPICAL);
        List<Checked> errors = Arrays.stream(Slip.values())
                .map(slip -> new Checked(slip, largestError(model, new HandmadeHinge(slip), examples)))
                .toList();
        return new Point(
                step,
                violated(scores, examples.labels),
                MulticlassHinge.of().forward(scores, examples.labels).value(),
                distance(scores, examples.labels),
                distance(model.scores(noise), examples.labels),
                errors);
    }

    /// Of the right gradient with respect to the scores from the pattern in which everything is violated.
    private static double distance(Tensor scores, int... labels) {
        Tensor right = MulticlassHinge.of().forward(scores, labels).dscores();
        Tensor pattern = new HandmadeHinge(Slip.NO_MASK).forward(scores, labels).dscores();
        return Length.of(right.minus(pattern)) / Length.of(pattern);
    }

    private static double largestError(Model model, Loss loss, Examples examples) {
        return GradientCheck.of(model, loss, List.of())
                .with(SETTINGS)
                .run(examples.x, examples.labels)
                .tensors()
                .stream()
                .mapToDouble(GradientReport::error)
                .max()
                .orElseThrow();
    }

    private static double violated(Tensor scores, int... labels) {
        int violated = 0;
        for (int n = 0; n < labels.length; n++) {
            for (int k = 0; k < CLASSES; k++) {
                violated += k != labels[n] && scores.get(n, k) - scores.get(n, labels[n]) + 1 > 0 ? 1 : 0;
            }
        }
        return (double) violated / (labels.length * (CLASSES - 1));
    }
}
