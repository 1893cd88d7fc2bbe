package dev.chainrule.lab.trial;

import dev.chainrule.evaluate.Calibration;
import dev.chainrule.lab.run.Conclusion;
import dev.chainrule.lab.run.RunRecord;
import dev.chainrule.train.TrainingResult;

/// What a training had come to when it paused or ended.
///
/// @param step the number of steps done
/// @param accuracy of the kept weights on all validation images; not a number without any
/// @param loss the mean cross-entropy of the kept weights on them; not a number without any
/// @param end why it went no further; [TrainingResult.End#STOPPED] for a pause
public record Rung(long step, double accuracy, double loss, TrainingResult.End end) {
    /// What a record says of its last step.
    ///
    /// @throws java.util.NoSuchElementException if the run was cut off
    static Rung of(RunRecord record) {
        Conclusion conclusion = record.conclusion().orElseThrow();
        boolean known = conclusion.end() != TrainingResult.End.DIVERGED;
        return new Rung(
                record.history().steps(),
                known ? conclusion.validationAccuracy().orElse(Double.NaN) : Double.NaN,
                known
                        ? record.validation()
                                .map(answers -> Calibration.of(answers).negativeLogLikelihood())
                                .orElse(Double.NaN)
                        : Double.NaN,
                conclusion.end());
    }

    /// Whether it went no further because there was no further step, or none that made sense.
    public boolean isFinal() {
        return end != TrainingResult.End.STOPPED;
    }

    /// Whether a training that was to come to a step stands here: it paused there, or ended before.
    boolean answers(long until) {
        return isFinal() ? step <= until : step == until;
    }
}
