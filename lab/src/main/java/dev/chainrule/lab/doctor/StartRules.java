package dev.chainrule.lab.doctor;

import dev.chainrule.lab.doctor.StartFinding.FirstLoss;
import dev.chainrule.lab.run.InputStatistics;
import java.util.List;
import java.util.OptionalDouble;

/// Judges the first loss and the size of the inputs.
final class StartRules {
    /// Within such a share of ln K, a first loss is near it.
    private static final double NEAR = 0.15;

    /// Beyond such a share of ln K, a first loss is far above it.
    private static final double FAR = 0.5;

    private StartRules() {}

    /// @param unexplained whether the loss grew or did not fall, and the inputs may be why
    static List<Finding> of(RunFigures figures, boolean unexplained) {
        OptionalDouble guessing = figures.run().lossOfGuessing();
        LossCurve curve = figures.curve();
        boolean knows = figures.run().beginning().start().isPresent(); // what another network had learned
        if (curve.steps() == 0
                || knows
                || guessing.isEmpty()
                || !(guessing.getAsDouble() > 0)
                || !Double.isFinite(curve.first())) {
            return List.of();
        }
        FirstLoss first = new FirstLoss(
                curve.first(), guessing.getAsDouble(), figures.run().beginning().firstPenalty());
        double excess = (first.loss() - first.expected()) / first.guessing();
        InputStatistics inputs = figures.run().beginning().inputs();
        boolean unscaled = StrictMath.hypot(inputs.mean(), inputs.deviation()) > StartFinding.UnscaledInputs.LARGE;
        if (unscaled && (excess > FAR || unexplained)) {
            return List.of(new StartFinding.UnscaledInputs(inputs, first, figures.learned()));
        }
        if (excess > FAR) {
            return List.of(new StartFinding.High(first, figures.learned()));
        }
        if (excess < -FAR && figures.run().settings().plan().batchSize() >= 16) {
            return List.of(new StartFinding.Low(first));
        }
        return Math.abs(excess) <= NEAR ? List.of(new StartFinding.Sound(first)) : List.of();
    }
}
