package dev.chainrule.lab.report;

import dev.chainrule.lab.doctor.Answers;
import dev.chainrule.lab.page.Block.Axis;
import dev.chainrule.lab.page.Block.Guide;
import dev.chainrule.lab.page.Block.LineChart;
import dev.chainrule.lab.page.Block.Mark;
import dev.chainrule.lab.page.Block.Series;
import dev.chainrule.lab.page.Curve;
import dev.chainrule.lab.page.Numbers;
import dev.chainrule.lab.run.RunRecord;
import dev.chainrule.train.History.Measurement;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/// How a run went, step by step: losses, accuracies and the learning rate over time.
///
/// @param run what its folder says
/// @param answers on the validation images
record Course(RunRecord run, Answers answers) {

    /// All charts, of which two stand side by side.
    List<LineChart> charts() {
        return run.history().measurements().stream().anyMatch(one -> Double.isFinite(one.validationLoss()))
                ? List.of(loss(), accuracy(), validationLoss(), rate())
                : List.of(loss(), accuracy(), rate());
    }

    /// The losses as the chart shows them.
    static double[] smoothed(RunRecord run) {
        double[] losses = run.history().losses();
        return Curve.smoothed(losses, Curve.window(losses.length));
    }

    private Axis time() {
        return Axis.of(run.unitOfTime());
    }

    /// The positions of the steps.
    private double[] steps() {
        return run.keptSteps().mapToDouble(run::position).toArray();
    }

    private List<Guide> guessing() {
        return run.lossOfGuessing().stream()
                .mapToObj(guessing -> new Guide(guessing, "guessing " + Numbers.significant(guessing)))
                .toList();
    }

    private LineChart loss() {
        double[] losses = run.history().losses();
        int smoothing = Curve.window(losses.length);
        String description = run.keptBatches()
                + ", penalties included."
                + (smoothing == 1 ? "" : " Faint: each by itself. Strong: the mean of %s steps.".formatted(smoothing));
        return new LineChart(
                "Loss",
                description,
                time(),
                lossAxis(losses),
                List.of(new Series("training", steps(), losses, smoothing)),
                guessing(),
                List.of());
    }

    private static Axis lossAxis(double... losses) {
        boolean logarithmic = Curve.spansDecades(losses);
        return new Axis(
                logarithmic ? "loss (logarithmic)" : "loss",
                logarithmic ? Axis.Scale.LOGARITHMIC : Axis.Scale.LINEAR,
                Axis.Unit.NUMBER);
    }

    /// After the first step alone, running statistics are those of one batch and a loss with them is anything.
    private List<Measurement> settled() {
        List<Measurement> all = run.history().measurements();
        return all.size() > 2 && all.getFirst().step() < 2 ? all.subList(1, all.size()) : all;
    }

    private LineChart validationLoss() {
        double[] losses =
                settled().stream().mapToDouble(Measurement::validationLoss).toArray();
        double[] times =
                settled().stream().mapToDouble(one -> run.position(one.step())).toArray();
        Optional<Mark> lowest = settled().stream()
                .filter(one -> Double.isFinite(one.validationLoss()))
                .min(Comparator.comparingDouble(Measurement::validationLoss))
                .map(one -> new Mark(
                        run.position(one.step()),
                        one.validationLoss(),
                        "lowest: %s, %s".formatted(Numbers.significant(one.validationLoss()), when(one))));
        return new LineChart(
                "Validation loss",
                "Of images that were not trained on, without penalties. It rises where the network becomes sure of"
                        + " wrong answers.",
                time(),
                lossAxis(losses),
                List.of(new Series("validation", times, losses, 1)),
                guessing(),
                lowest.stream().toList());
    }

    private LineChart rate() {
        return new LineChart(
                "Learning rate",
                run.history().stride() == 1
                        ? "Of each step, as it was."
                        : "Of one step in " + run.history().stride() + ".",
                time(),
                Axis.of("learning rate"),
                List.of(new Series("rate", steps(), run.history().rates(), 1)),
                List.of(),
                List.of());
    }

    /// The positions of the measurements.
    private double[] times() {
        return measured(one -> run.position(one.step()));
    }

    private double[] measured(ToDoubleFunction<Measurement> figure) {
        return run.history().measurements().stream().mapToDouble(figure).toArray();
    }

    private String when(Measurement one) {
        return run.unitOfTime() + " " + Numbers.count(Math.round(run.position(one.step())));
    }

    private LineChart accuracy() {
        Optional<Mark> best = run.history()
                .best()
                .map(one -> new Mark(
                        run.position(one.step()),
                        one.validationAccuracy(),
                        "best: %s, %s".formatted(Numbers.percent(one.validationAccuracy()), when(one))));
        List<Guide> guides = answers.classes() < 2
                ? List.of()
                : List.of(new Guide(1.0 / answers.classes(), "guessing " + Numbers.percent(1.0 / answers.classes())));
        return new LineChart(
                "Accuracy",
                "Of images that were trained on, and of images that were not. The ring marks the best of the latter.",
                time(),
                new Axis("share of images that are right", Axis.Scale.LINEAR, Axis.Unit.PERCENT),
                List.of(
                        new Series("training", times(), measured(Measurement::trainingAccuracy), 1),
                        new Series("validation", times(), measured(Measurement::validationAccuracy), 1)),
                guides,
                best.stream().toList());
    }
}
