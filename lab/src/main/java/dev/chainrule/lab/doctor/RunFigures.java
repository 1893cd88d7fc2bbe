package dev.chainrule.lab.doctor;

import dev.chainrule.lab.page.Numbers;
import dev.chainrule.lab.run.Conclusion;
import dev.chainrule.lab.run.Inspection;
import dev.chainrule.lab.run.RunRecord;
import dev.chainrule.train.FinalWeights;
import dev.chainrule.train.History;
import dev.chainrule.train.History.Measurement;
import dev.chainrule.train.TrainingResult;
import java.util.List;
import java.util.Optional;

/// The figures that findings are made from.
record RunFigures(RunRecord run, Answers answers, LossCurve curve) {

    RunFigures(RunRecord run, Answers answers) {
        this(
                run,
                answers,
                new LossCurve(
                        run.history().steps(),
                        run.history().losses(),
                        run.history().rates()));
    }

    List<Measurement> measurements() {
        return run.history().measurements();
    }

    /// The last measurement.
    Optional<Measurement> last() {
        List<Measurement> all = measurements();
        return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
    }

    /// The measurement of the weights that were kept.
    Optional<Measurement> kept() {
        History history = run.history();
        return run.settings().plan().ending().finalWeights() == FinalWeights.BEST
                ? history.best().or(this::last)
                : last();
    }

    /// The accuracy on training images in the end; not a number if it was not measured.
    double trainingAccuracy() {
        return last().map(Measurement::trainingAccuracy).orElse(Double.NaN);
    }

    /// How many training images an accuracy is measured on.
    int measuredTraining() {
        return Math.min(
                run.settings().plan().evaluation().trainingExamples(),
                run.beginning().trainingImages());
    }

    /// How many validation images an accuracy is measured on; 0 if it is not known.
    int measuredValidation() {
        return Math.min(run.settings().plan().evaluation().validationExamples(), answers.size());
    }

    /// The accuracy of a network that knows nothing but the most frequent class.
    double guessing() {
        double largest = answers.size() == 0 ? 0 : answers.largestShare();
        return Math.max(largest, 1.0 / Math.max(1, run.beginning().classNames().size()));
    }

    Optional<Inspection> inspection() {
        return run.conclusion().flatMap(Conclusion::inspection);
    }

    Optional<TrainingResult.End> end() {
        return run.conclusion().map(Conclusion::end);
    }

    /// Whether nearly all training images are right in the end.
    boolean learned() {
        return trainingAccuracy() >= 0.95;
    }

    /// A moment in words, for example `epoch 8`.
    String when(long step) {
        return run.unitOfTime() + " " + Numbers.count(Math.round(run.position(step)));
    }
}
