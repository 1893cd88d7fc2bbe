package dev.chainrule.lab.doctor;

import dev.chainrule.evaluate.Evaluation;
import dev.chainrule.lab.page.Block.Tone;
import dev.chainrule.lab.run.RunRecord;
import java.util.ArrayList;
import java.util.List;

/// What the figures of a run say, the most important first.
///
/// ```java
/// for (Finding finding : Findings.of(RunRecord.read(Path.of("runs/quick-1")))) {
///     System.out.println(finding.lead() + " " + finding.text());
/// }
/// ```
///
/// Each rule keeps quiet where it has nothing to go by. A run in which something is certainly wrong gets no praise.
public final class Findings {
    private Findings() {}

    /// The findings about a run.
    public static List<Finding> of(RunRecord run) {
        Evaluation none = new Evaluation(new int[0], new int[0], new float[0][]);
        return of(run, Answers.of(run.validation().orElse(none), run.beginning().classNames()));
    }

    /// The findings about a run whose answers are counted already.
    public static List<Finding> of(RunRecord run, Answers validation) {
        RunFigures figures = new RunFigures(run, validation);
        List<Finding> training = TrainingRules.of(figures);
        List<Finding> start = StartRules.of(figures, training.stream().anyMatch(Findings::mayComeFromTheInputs));
        boolean spoilt = training.stream().anyMatch(Findings::spoilsTheRest);
        List<Finding> gap = spoilt ? List.of() : GapRules.of(figures);
        List<Finding> all = new ArrayList<>();
        if (start.stream().anyMatch(StartFinding.UnscaledInputs.class::isInstance)) {
            all.addAll(start);
            all.addAll(training);
        } else {
            all.addAll(training);
            all.addAll(start);
        }
        all.addAll(gap);
        boolean sick = spoilt
                || all.stream()
                        .anyMatch(finding -> finding.tone() == Tone.ATTENTION
                                && (finding instanceof StartFinding || finding instanceof GapFinding.LearntByHeart));
        all.addAll(AnswerRules.of(validation));
        return sick
                ? all.stream().filter(finding -> finding.tone() != Tone.FINE).toList()
                : List.copyOf(all);
    }

    /// The findings that are beyond doubt and call for something to be done: what a terminal should say.
    public static List<Finding> certain(RunRecord run) {
        return of(run).stream()
                .filter(finding -> finding.certain() && finding.tone() == Tone.ATTENTION)
                .toList();
    }

    private static boolean mayComeFromTheInputs(Finding finding) {
        return finding instanceof TrainingFinding.Diverged
                || finding instanceof TrainingFinding.NoFall
                || finding instanceof TrainingFinding.SilentUnits;
    }

    /// Whether there is no use in looking at accuracies, because training went wrong.
    private static boolean spoilsTheRest(Finding finding) {
        return finding instanceof TrainingFinding training
                && switch (training) {
                    case TrainingFinding.Diverged _,
                            TrainingFinding.Symmetric _,
                            TrainingFinding.RateTooSmall _,
                            TrainingFinding.NoFall _,
                            TrainingFinding.HardlyMoves _ -> true;
                    case TrainingFinding.SilentUnits silent -> silent.silent() == silent.units();
                    case TrainingFinding.FewSteps _ -> false;
                };
    }
}
