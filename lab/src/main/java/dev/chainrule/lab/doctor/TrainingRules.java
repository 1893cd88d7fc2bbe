package dev.chainrule.lab.doctor;

import dev.chainrule.lab.run.Inspection;
import dev.chainrule.lab.run.RunRecord;
import dev.chainrule.train.TrainingResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// Judges whether a network learned its training images, and what kept it from that.
final class TrainingRules {
    /// Weights that moved by less than this share of their size stand where they were.
    private static final double STILL = 1e-3;

    /// A layer of which so large a share is silent is worth a word.
    private static final double MANY_SILENT = 0.5;

    /// A loss that fell by less than this share of what guessing costs hardly fell.
    private static final double LITTLE = 0.15;

    /// A plan of fewer steps is short.
    private static final int FEW_STEPS = 100;

    private final RunFigures figures;
    private final LossCurve curve;
    private final Optional<Inspection> inspection;
    private final List<Finding> found = new ArrayList<>();

    private TrainingRules(RunFigures figures) {
        this.figures = figures;
        this.curve = figures.curve();
        this.inspection = figures.inspection();
    }

    static List<Finding> of(RunFigures figures) {
        TrainingRules rules = new TrainingRules(figures);
        if (!rules.diverged()) {
            boolean symmetric = rules.symmetric();
            boolean silent = rules.silent();
            if (!symmetric && !silent && !rules.flat() && !rules.hardlyMoves()) {
                rules.fewSteps();
            }
        }
        return rules.found;
    }

    private boolean add(Finding finding) {
        found.add(finding);
        return true;
    }

    private boolean diverged() {
        boolean end = figures.end().filter(TrainingResult.End.DIVERGED::equals).isPresent();
        double guessing = figures.run().lossOfGuessing().orElse(0)
                + figures.run().beginning().firstPenalty();
        boolean grew = curve.isLong() && curve.isFinite() && curve.grew(guessing);
        if (curve.steps() == 0 || (!end && curve.isFinite() && !grew)) {
            return false;
        }
        double rate = grew ? curve.highestRate() : curve.lastRate();
        return add(new TrainingFinding.Diverged(
                curve.first(),
                grew && !end ? curve.after() : Double.NaN,
                curve.steps(),
                rate,
                curve.rateThatWorked(rate)));
    }

    private boolean symmetric() {
        return inspection
                .filter(seen -> !seen.equalUnits().isEmpty())
                .filter(_ -> !figures.learned())
                .map(seen -> add(new TrainingFinding.Symmetric(seen.equalUnits())))
                .orElse(false);
    }

    private boolean silent() {
        return inspection
                .filter(seen -> seen.silentShare() >= MANY_SILENT)
                .map(seen -> {
                    found.add(new TrainingFinding.SilentUnits(
                            seen.silentLayer(), seen.silentUnits(), seen.rectifiedUnits(), seen.imagesShown()));
                    return seen.silentUnits() == seen.rectifiedUnits();
                })
                .orElse(false);
    }

    private boolean flat() {
        if (!curve.isLong() || curve.fell() || figures.trainingAccuracy() > 0.5 + figures.guessing() / 2) {
            return false;
        }
        OptionalDouble movement = inspection.map(Inspection::movement).orElse(OptionalDouble.empty());
        double before = curve.before();
        double after = curve.after();
        double rate = curve.highestRate();
        return (movement.isPresent() && movement.getAsDouble() < STILL)
                ? add(new TrainingFinding.RateTooSmall(before, after, rate, movement.getAsDouble()))
                : add(new TrainingFinding.NoFall(before, after, rate, movement));
    }

    private boolean hardlyMoves() {
        RunRecord run = figures.run();
        double accuracy = figures.trainingAccuracy();
        if (!curve.isLong() || run.lossOfGuessing().isEmpty() || !(accuracy < 0.5)) {
            return false;
        }
        double fall = curve.before() - curve.after();
        return fall < LITTLE * run.lossOfGuessing().getAsDouble()
                && add(new TrainingFinding.HardlyMoves(
                        curve.before(), curve.after(), curve.steps(), curve.highestRate(), accuracy));
    }

    private void fewSteps() {
        RunRecord run = figures.run();
        boolean complete =
                figures.end().filter(TrainingResult.End.COMPLETE::equals).isPresent();
        if (complete && curve.steps() < FEW_STEPS && figures.trainingAccuracy() < 0.9) {
            found.add(new TrainingFinding.FewSteps(
                    curve.steps(),
                    run.beginning().stepsPerEpoch(),
                    run.beginning().trainingImages(),
                    run.settings().plan().batchSize(),
                    figures.trainingAccuracy()));
        }
    }
}
