package dev.chainrule.lab.doctor;

import dev.chainrule.train.History;
import java.util.List;
import java.util.Optional;

/// What was measured while a network was trained.
///
/// @param losses the loss of each step; not copied
/// @param measurements accuracies, in order
/// @param stepsPerEpoch steps of one pass over the training data, at least 1
/// @param lossOfGuessing what a network that knows nothing pays, without penalties: ln K for the
///     cross-entropy of K classes; not a number if it is not known
/// @param firstPenalty the weight penalty of the first weights, 0 if there is none; not a number if it is not
///     known
/// @param imagesPerSecond training images a second; not a number if it is not known
/// @param elapsedSeconds from start to end; not a number if it is not known
@SuppressWarnings("ArrayRecordComponent") // long and shared on purpose; compared nowhere
public record RunFigures(
        double[] losses,
        List<History.Measurement> measurements,
        long stepsPerEpoch,
        double lossOfGuessing,
        double firstPenalty,
        double imagesPerSecond,
        double elapsedSeconds) {
    /// Copies the list.
    ///
    /// @throws IllegalArgumentException if an epoch has no step
    public RunFigures {
        measurements = List.copyOf(measurements);
        if (stepsPerEpoch < 1) {
            throw new IllegalArgumentException(
                    "RunFigures: %d steps an epoch are out of range; expected 1 or more".formatted(stepsPerEpoch));
        }
    }

    /// The measurement of the highest validation accuracy, the first of equals; none if nothing was measured.
    public Optional<History.Measurement> best() {
        History.Measurement best = null;
        for (History.Measurement one : measurements) {
            boolean better = best == null || one.validationAccuracy() > best.validationAccuracy();
            if (Double.isFinite(one.validationAccuracy()) && better) {
                best = one;
            }
        }
        return Optional.ofNullable(best);
    }

    /// Passes over the training data that were done, the last one perhaps in part.
    public double epochs() {
        return (double) losses.length / stepsPerEpoch;
    }

    /// Whether it makes sense to count in epochs rather than in steps.
    public boolean countsEpochs() {
        return losses.length >= stepsPerEpoch;
    }

    /// Steps as a position along the axis of time: in epochs, or in steps of a run shorter than one.
    public double position(long step) {
        return countsEpochs() ? (double) step / stepsPerEpoch : step;
    }

    /// What [#position] counts, for the name of an axis.
    public String unitOfTime() {
        return countsEpochs() ? "epoch" : "step";
    }
}
