package dev.chainrule.lab.report;

import dev.chainrule.lab.doctor.Answers;
import dev.chainrule.lab.page.Block.KeyFigure;
import dev.chainrule.lab.page.Block.KeyFigures;
import dev.chainrule.lab.page.Numbers;
import dev.chainrule.lab.run.Conclusion;
import dev.chainrule.lab.run.RunRecord;
import dev.chainrule.train.TrainingPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/// What came out of a run, in a sentence and in large figures.
///
/// @param run what its folder says
/// @param answers on the validation images
record Outcome(RunRecord run, Answers answers) {

    /// Two or three sentences.
    String summary() {
        String done = run.countsEpochs()
                ? "%s (%s)"
                        .formatted(
                                Numbers.count(Math.round(run.epochs()), "epoch"),
                                Numbers.count(run.history().steps(), "step"))
                : Numbers.count(run.history().steps(), "step");
        String time =
                seconds().isPresent() ? " and " + Numbers.seconds(seconds().getAsDouble()) : "";
        String what = answers.size() == 0
                ? run.conclusion().isPresent()
                        ? "training ended. There were no validation images to try the network on."
                        : "training was cut off before the network was tried on the validation images."
                : "the network labels %s of the %s validation images correctly (%s); guessing among %s would be right on %s."
                        .formatted(
                                Numbers.count(answers.right()),
                                Numbers.count(answers.size()),
                                Numbers.percent(answers.evaluation().accuracy()),
                                answers.classes() == 1 ? "one class" : Numbers.count(answers.classes()) + " classes",
                                Numbers.percent(1.0 / answers.classes()));
        return "After %s%s, %s %s".formatted(done, time, what, ending()).strip();
    }

    /// The time that training took, if it is known.
    private OptionalDouble seconds() {
        return run.conclusion()
                .map(Conclusion::seconds)
                .filter(Double::isFinite)
                .map(OptionalDouble::of)
                .orElse(OptionalDouble.empty());
    }

    /// One sentence on how the run ended.
    private String ending() {
        if (run.conclusion().isEmpty()) {
            return "It was cut off after step %s of %s.".formatted(run.history().steps(), run.plannedSteps());
        }
        Conclusion conclusion = run.conclusion().get();
        TrainingPlan plan = run.settings().plan();
        return switch (conclusion.end()) {
            case COMPLETE ->
                plan.epochs() == 1
                        ? "The one epoch is done."
                        : "All %s are done.".formatted(Numbers.count(plan.epochs(), "epoch"));
            case EARLY_STOP ->
                "It stopped early: validation accuracy did not improve in %s measurements."
                        .formatted(plan.ending().patience());
            case STOPPED ->
                "It was stopped at step %s of %s.".formatted(run.history().steps(), run.plannedSteps());
            case DIVERGED -> conclusion.divergence().orElse("The loss was not finite.");
        };
    }

    /// The figures that a reader wants first.
    KeyFigures keyFigures() {
        List<KeyFigure> keys = new ArrayList<>();
        if (answers.size() > 0) {
            keys.add(accuracy("Validation accuracy", answers));
        }
        run.test()
                .ifPresent(test -> keys.add(accuracy(
                        "Test accuracy", Answers.of(test, run.beginning().classNames()))));
        double[] losses = run.history().losses();
        if (losses.length > 0) {
            double[] smooth = Course.smoothed(run);
            keys.add(new KeyFigure(
                    "Final loss",
                    Numbers.significant(smooth[smooth.length - 1]),
                    "from " + Numbers.significant(losses[0])));
        }
        if (seconds().isPresent()) {
            keys.add(new KeyFigure(
                    "Time",
                    Numbers.seconds(seconds().getAsDouble()),
                    Numbers.count(run.history().steps(), "step")));
            keys.add(new KeyFigure(
                    "Images per second",
                    Numbers.count(Math.round(run.imagesPerSecond().orElseThrow())),
                    "while training"));
        }
        return new KeyFigures(keys);
    }

    private static KeyFigure accuracy(String label, Answers answers) {
        String interval = Numbers.percentRange(Answers.interval(answers.right(), answers.size()));
        return new KeyFigure(
                label,
                Numbers.percent(answers.evaluation().accuracy()),
                "%s of %s; 95\u00a0%% interval %s"
                        .formatted(Numbers.count(answers.right()), Numbers.count(answers.size()), interval));
    }
}
