package dev.chainrule.lab.doctor;

import dev.chainrule.lab.doctor.GapFinding.Gap;
import dev.chainrule.lab.doctor.GapFinding.Turn;
import dev.chainrule.lab.run.RunRecord;
import dev.chainrule.train.History.Measurement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Judges what carries over from training to validation images.
final class GapRules {
    /// Above it, all of the interval of the gap is wide.
    private static final double WIDE = 0.10;

    /// Below it, all of the interval of the gap is small.
    private static final double SMALL = 0.08;

    /// An interval of the gap that is wider to either side says little.
    private static final double LOOSE = 0.05;

    /// So few images are chosen in order to be learnt by heart.
    private static final int FEW_IMAGES = 100;

    /// So much of a run without a better validation accuracy is a plateau.
    private static final double PLATEAU = 0.3;

    private final RunFigures figures;
    private final RunRecord run;
    private final List<Finding> found = new ArrayList<>();

    private GapRules(RunFigures figures) {
        this.figures = figures;
        this.run = figures.run();
    }

    static List<Finding> of(RunFigures figures) {
        GapRules rules = new GapRules(figures);
        if (rules.isOnFewImages()) {
            rules.fewImages();
        } else if (!rules.byHeart()) {
            rules.gap();
            rules.course();
        }
        return rules.found;
    }

    /// Whether few images were chosen out of more.
    private boolean isOnFewImages() {
        int images = run.beginning().trainingImages();
        return images <= FEW_IMAGES && run.settings().data().limit() == images;
    }

    private void fewImages() {
        if (figures.learned()) {
            found.add(new GapFinding.FitsFewImages(run.beginning().trainingImages(), figures.trainingAccuracy()));
        }
    }

    private boolean byHeart() {
        Measurement last = figures.last().orElse(null);
        int count = figures.measuredValidation();
        if (last == null || count == 0 || !isMeasured(last)) {
            return false;
        }
        double guessing = figures.guessing();
        double training = last.trainingAccuracy();
        double[] interval = interval(last.validationAccuracy(), count);
        boolean known = training > guessing + 0.2 && interval(training, figures.measuredTraining())[0] > guessing;
        boolean guessed = interval[0] <= guessing && interval[1] < (training + guessing) / 2;
        if (known && guessed) {
            found.add(new GapFinding.LearntByHeart(training, last.validationAccuracy(), guessing, count));
        }
        return known && guessed;
    }

    private static boolean isMeasured(Measurement one) {
        return Double.isFinite(one.trainingAccuracy()) && Double.isFinite(one.validationAccuracy());
    }

    private static double[] interval(double share, int count) {
        return Answers.interval(Math.round(share * count), count);
    }

    private void gap() {
        Measurement kept = figures.kept().orElse(null);
        int seen = figures.measuredTraining();
        int held = figures.measuredValidation();
        if (kept == null || seen == 0 || held == 0 || !isMeasured(kept)) {
            return;
        }
        double training = kept.trainingAccuracy();
        double validation = kept.validationAccuracy();
        double margin = 1.96 * StrictMath.sqrt(training * (1 - training) / seen + validation * (1 - validation) / held);
        Gap gap = new Gap(training, validation, margin);
        boolean aboveGuessing = interval(training, seen)[0] > figures.guessing() + 0.02
                && interval(validation, held)[0] > figures.guessing() + 0.02;
        if (gap.width() - margin > WIDE) {
            found.add(new GapFinding.Wide(gap, turn()));
        } else if (aboveGuessing && gap.width() + margin < SMALL) {
            found.add(new GapFinding.Small(gap));
        } else if (aboveGuessing && margin < LOOSE) {
            found.add(new GapFinding.Moderate(gap));
        }
    }

    /// Where the validation loss was lowest, if it rose by a tenth and more after that.
    private Optional<Turn> turn() {
        List<Measurement> all = figures.measurements().stream()
                .filter(one -> Double.isFinite(one.validationLoss()))
                .toList();
        if (all.size() < 3) {
            return Optional.empty();
        }
        Measurement lowest = all.stream()
                .min(Comparator.comparingDouble(Measurement::validationLoss))
                .orElseThrow();
        double last = all.getLast().validationLoss();
        return last > 1.1 * lowest.validationLoss()
                ? Optional.of(new Turn(figures.when(lowest.step()), lowest.validationLoss(), last))
                : Optional.empty();
    }

    /// Whether the accuracy rose to the end, or had come to its height long before.
    private void course() {
        List<Measurement> all =
                figures.measurements().stream().filter(GapRules::isMeasured).toList();
        Measurement best = run.history().best().orElse(null);
        int held = figures.measuredValidation();
        if (all.size() < 4 || best == null || held == 0) {
            return;
        }
        Measurement last = all.getLast();
        Measurement before = all.get((all.size() - 1) * 3 / 4);
        double error = 1.96 * StrictMath.sqrt(last.validationAccuracy() * (1 - last.validationAccuracy()) / held);
        boolean rateStands = figures.curve().steps() > 0
                && figures.curve().lastRate() > 0.5 * figures.curve().highestRate();
        if (last.validationAccuracy() - before.validationAccuracy() > error && rateStands) {
            found.add(new GapFinding.StillRising(before.validationAccuracy(), last.validationAccuracy()));
        } else if (last.step() - best.step() > PLATEAU * last.step()) {
            found.add(new GapFinding.Plateau(
                    figures.when(best.step()),
                    figures.when(last.step()),
                    best.validationAccuracy(),
                    last.validationAccuracy()));
        }
    }
}
