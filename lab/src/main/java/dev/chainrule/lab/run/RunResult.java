package dev.chainrule.lab.run;

import dev.chainrule.train.History;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// How a run ended, and where its results are.
///
/// @param folder what was written
/// @param outcome why it ended
/// @param steps steps done
/// @param plannedSteps steps of the whole plan
/// @param stepsPerEpoch steps of one epoch
/// @param best the measurement of the highest validation accuracy, if there was any
/// @param validationAccuracy of the weights in the end, on all validation images
/// @param testAccuracy of the weights in the end; measured once, and not at all if the run did not reach its end
/// @param seconds spent training
/// @param imagesPerSecond training images a second
/// @param divergence what went wrong, if the loss was not finite
/// @param warnings files that could not be written
public record RunResult(
        RunFolder folder,
        Outcome outcome,
        long steps,
        long plannedSteps,
        long stepsPerEpoch,
        Optional<History.Measurement> best,
        OptionalDouble validationAccuracy,
        OptionalDouble testAccuracy,
        double seconds,
        double imagesPerSecond,
        Optional<String> divergence,
        List<String> warnings) {

    /// Why a run ended.
    public enum Outcome {
        /// All epochs are done.
        COMPLETE,
        /// Validation accuracy did not improve any more.
        EARLY_STOP,
        /// Somebody asked for it.
        STOPPED,
        /// The loss was not finite.
        DIVERGED
    }
}
