package dev.chainrule.lab.demonstration;

import dev.chainrule.lab.demonstration.DemonstrationPage.Expectation;
import dev.chainrule.lab.page.Block.Axis;
import dev.chainrule.lab.page.Block.LineChart;
import dev.chainrule.lab.page.Block.Paragraph;
import dev.chainrule.lab.page.Block.Series;
import dev.chainrule.lab.page.Block.Table;
import dev.chainrule.lab.page.Numbers;
import dev.chainrule.lab.settings.BaseSettings;
import dev.chainrule.lab.settings.QuestionSource;
import dev.chainrule.layer.BatchNorm;
import dev.chainrule.layer.EvaluationStatistics.RunningAverage;
import dev.chainrule.layer.EvaluationStatistics.Start;
import dev.chainrule.layer.Mode;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleConsumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// What a running average of batch normalisation holds after each of its first steps, and how far from mean 0 and
/// deviation 1 evaluation is with it, for each of its starts.
record RunningAverageSteps() implements Demonstration {
    static final int STEPS = 60;
    private static final double KEEP = 0.9;
    private static final int EXAMPLES = 400;
    private static final int FEATURES = 100;

    /// Mean and deviation of every feature.
    private static final double MEAN = 3;

    private static final double DEVIATION = 2;

    /// The sampling error of a batch allows so much.
    private static final double TOLERANCE = 0.02;

    private static final List<Integer> SHOWN = List.of(1, 2, 3, 5, 8, 12, 20, 30, 44, 60);

    @Override
    public String id() {
        return "running-average-steps";
    }

    @Override
    public String question() {
        return "What does a running average of batch normalisation that starts from zeros hold after each of its first"
                + " steps?";
    }

    @Override
    public QuestionSource source() {
        return new QuestionSource(
                "Notes, open questions",
                "The running mean starts at 0, so at first it is below the sample mean. From zeros an average that"
                    + " keeps 0.9 holds the share 1 − 0.9ᵗ of the truth after t steps. What that does to the accuracy"
                    + " of a net in its first steps is measured by chainrule experiment run running-average-start.");
    }

    /// What a running average has reached.
    ///
    /// @param step from 1
    /// @param mean the running mean by the mean of the sample means so far, over all features
    /// @param variance likewise the running variance
    /// @param outputs the mean and the deviation of evaluated outputs
    record Reached(int step, double mean, double variance, Outputs outputs) {}

    /// Mean and deviation of what is normalised in evaluation; 0 and 1 with the right statistics.
    record Outputs(double mean, double deviation) {}

    /// What is expected of the average from zeros: 1 − keepᵗ.
    static double share(int step) {
        return 1 - StrictMath.pow(KEEP, step);
    }

    /// Trains a layer for some steps, on a new batch each.
    static List<Reached> steps(Start start) {
        BatchNorm layer = new BatchNorm(
                BatchNorm.Settings.of().withAffine(false).withEvaluation(new RunningAverage(KEEP, start)),
                Precision.FLOAT64,
                Shape.of(1, FEATURES),
                "");
        NumpyRandom random = new NumpyRandom(231);
        Tensor held = batch(new NumpyRandom(232));
        List<Reached> steps = new ArrayList<>();
        double means = 0;
        double variances = 0;
        for (int step = 1; step <= STEPS; step++) {
            Tensor x = batch(random);
            layer.forward(x, new Mode.Train(RandomKey.of(step)));
            means += x.mean(0).mean().getStored(0);
            variances += x.variance(0).mean().getStored(0);
            Tensor y = layer.forward(held, new Mode.Evaluate()).output();
            steps.add(new Reached(
                    step,
                    layer.buffers().get(0).value().mean().getStored(0) * step / means,
                    layer.buffers().get(1).value().mean().getStored(0) * step / variances,
                    new Outputs(
                            y.mean().getStored(0),
                            StrictMath.sqrt(y.variance(0).mean().getStored(0)))));
        }
        return steps;
    }

    private static Tensor batch(NumpyRandom random) {
        return Tensor.gaussian(Precision.FLOAT64, Shape.of(EXAMPLES, FEATURES), random)
                .times(DEVIATION)
                .plus(MEAN);
    }

    @Override
    public Shown show(BaseSettings.Data data, DoubleConsumer progress) {
        List<Reached> zeros = steps(Start.ZEROS);
        List<Reached> corrected = steps(Start.ZEROS_CORRECTED);
        List<Reached> first = steps(Start.FIRST_BATCH);
        List<Reached> standard = steps(Start.STANDARD);
        return DemonstrationPage.of(
                this,
                answer(zeros, corrected, first),
                expected(zeros, corrected, first),
                List.of(
                        chart(List.of(zeros, corrected, first, standard)),
                        new Paragraph(
                                "Features of mean 3 and deviation 2, a new batch of 400 a step. PyTorch starts from"
                                    + " mean 0 and variance 1: right for data that have them, here as slow as zeros in"
                                    + " the mean."),
                        table(List.of(zeros, corrected, first, standard))),
                "Data that stay the same. In training the weights move, so that what an average holds is also late:"
                    + " then an average from the first batch hangs on to a batch of first weights, 0.9ᵗ of it after t"
                    + " steps. Nor how many accuracy points it costs.");
    }

    private static String answer(List<Reached> zeros, List<Reached> corrected, List<Reached> first) {
        int enough = zeros.stream()
                .filter(each -> each.variance >= 0.99)
                .mapToInt(Reached::step)
                .findFirst()
                .orElse(-1);
        Reached one = zeros.getFirst();
        Reached ten = zeros.get(9);
        return ("After 1 step it holds %s of the sample mean and %s of the sample variance, after 10 steps %s and %s:"
                        + " 1 − 0.9ᵗ. Evaluated outputs, which should have mean 0 and deviation 1, have mean %s and"
                        + " deviation %s after 1 step, %s and %s after 10. 99 %% of the variance is reached after %s."
                        + " Divided by 1 − 0.9ᵗ, or started from the first batch, it is right from the first step on"
                        + " (deviation %s and %s).")
                .formatted(
                        Numbers.percent(one.mean),
                        Numbers.percent(one.variance),
                        Numbers.percent(ten.mean),
                        Numbers.percent(ten.variance),
                        Numbers.significant(one.outputs.mean),
                        Numbers.significant(one.outputs.deviation),
                        Numbers.significant(ten.outputs.mean),
                        Numbers.significant(ten.outputs.deviation),
                        enough < 0 ? "more than " + STEPS + " steps" : Numbers.count(enough, "step"),
                        Numbers.significant(corrected.getFirst().outputs.deviation),
                        Numbers.significant(first.getFirst().outputs.deviation));
    }

    private static List<Expectation> expected(List<Reached> zeros, List<Reached> corrected, List<Reached> first) {
        return List.of(
                within("the running mean is 1 − 0.9ᵗ of the sample mean", zeros, each -> each.mean / share(each.step)),
                within(
                        "the running variance is 1 − 0.9ᵗ of the sample variance",
                        zeros,
                        each -> each.variance / share(each.step)),
                within(
                        "evaluated outputs deviate by 1 : √(1 − 0.9ᵗ)",
                        zeros,
                        each -> each.outputs.deviation * StrictMath.sqrt(share(each.step))),
                within("corrected, they deviate by 1", corrected, each -> each.outputs.deviation),
                within("started from the first batch, they deviate by 1", first, each -> each.outputs.deviation));
    }

    private static Expectation within(String what, List<Reached> steps, ToDoubleFunction<Reached> ratio) {
        double most = steps.stream()
                .mapToDouble(each -> Math.abs(ratio.applyAsDouble(each) - 1))
                .max()
                .orElseThrow();
        return new Expectation(
                "%s, to %s at each of %s steps, expected %s."
                        .formatted(what, Numbers.percent(most), STEPS, Numbers.percent(TOLERANCE)),
                most <= TOLERANCE);
    }

    private static LineChart chart(List<List<Reached>> starts) {
        double[] steps = IntStream.rangeClosed(1, STEPS).asDoubleStream().toArray();
        List<String> names = List.of("from zeros", "zeros, corrected", "first batch", "mean 0, variance 1");
        return new LineChart(
                "Deviation of evaluated outputs",
                "By training steps before the evaluation; 1 is right. Above 1 the next layer gets larger numbers than"
                        + " it got in training.",
                Axis.of("step"),
                DemonstrationPage.logarithmic("deviation of outputs"),
                IntStream.range(0, starts.size())
                        .mapToObj(i -> Series.of(
                                names.get(i),
                                steps,
                                starts.get(i).stream()
                                        .mapToDouble(each -> each.outputs.deviation)
                                        .toArray()))
                        .toList(),
                List.of(),
                List.of());
    }

    private static Table table(List<List<Reached>> starts) {
        List<List<String>> rows = new ArrayList<>();
        for (int step : SHOWN) {
            Reached zeros = starts.getFirst().get(step - 1);
            List<String> row = new ArrayList<>(List.of(
                    Numbers.count(step),
                    Numbers.percent(share(step)),
                    Numbers.percent(zeros.mean),
                    Numbers.percent(zeros.variance)));
            starts.stream()
                    .map(each -> each.get(step - 1).outputs)
                    .forEach(outputs ->
                            row.add(String.format(Locale.ROOT, "%.2f, %.3f", outputs.mean, outputs.deviation)));
            rows.add(row);
        }
        return new Table(
                "Mean and deviation of evaluated outputs by step",
                DemonstrationPage.columns(
                        0,
                        "step",
                        "1 − 0.9ᵗ",
                        "running : sample mean",
                        "running : sample variance",
                        "mean, deviation: from zeros",
                        "zeros, corrected",
                        "first batch",
                        "mean 0, variance 1"),
                rows);
    }
}
