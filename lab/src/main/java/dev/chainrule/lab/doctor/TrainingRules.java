package dev.chainrule.lab.doctor;

import dev.chainrule.lab.run.Inspection;
import dev.chainrule.lab.run.RunRecord;
import dev.chainrule.lab.settings.Preset;
import dev.chainrule.lab.settings.RunSettings;
import dev.chainrule.train.TrainingResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// Judges whether a network learned its training images, and what kept it from that.
final class TrainingRules {
    /// Weights that moved by less than this share of their size stand where they were.
    private static final double STILL = 1e-3;

    /// Weights that moved by less than this share of their size had hardly begun.
    private static final double BARELY = 0.05;

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
                curve.rateThatWorked(rate),
                usual(rate)));
    }

    /// The preset that the run began with, if it goes down in the same way and more slowly.
    private Optional<TrainingFinding.Diverged.Usual> usual(double rate) {
        RunSettings settings = figures.run().settings();
        return Preset.find(settings.preset())
                .map(preset -> preset.settings().plan().descent())
                .filter(descent ->
                        descent.optimizer().equals(settings.plan().descent().optimizer()))
                .map(descent -> new TrainingFinding.Diverged.Usual(
                        settings.preset(), descent.learningRate().rate()))
                .filter(usual -> usual.rate() < 0.9 * rate);
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
                            seen.silentLayer(),
                            seen.silentUnits(),
                            seen.rectifiedUnits(),
                            seen.imagesShown(),
                            curve.highestRate()));
                    return seen.silentUnits() == seen.rectifiedUnits();
                })
                .orElse(false);
    }

    private boolean flat() {
        if (!curve.isLong() || curve.fell() || !knowsLittle()) {
            return false;
        }
        double moved = movement().orElse(Double.NaN);
        if (moved < STILL) {
            return add(new TrainingFinding.RateTooSmall(
                    curve.firstHalf(), curve.secondHalf(), curve.highestRate(), moved));
        }
        return moved < BARELY
                ? addHardlyMoves()
                : add(new TrainingFinding.NoFall(curve.before(), curve.after(), curve.highestRate(), movement()));
    }

    private OptionalDouble movement() {
        return inspection.map(Inspection::movement).orElse(OptionalDouble.empty());
    }

    /// Whether the training images are known less than half as well as they could be.
    private boolean knowsLittle() {
        return figures.trainingAccuracy() < 0.5 + figures.guessing() / 2;
    }

    private boolean hardlyMoves() {
        OptionalDouble guessing = figures.run().lossOfGuessing();
        return curve.isLong()
                && guessing.isPresent()
                && knowsLittle()
                && curve.before() - curve.after() < LITTLE * guessing.getAsDouble()
                && addHardlyMoves();
    }

    private boolean addHardlyMoves() {
        return add(new TrainingFinding.HardlyMoves(
                curve.before(),
                curve.after(),
                curve.steps(),
                curve.highestRate(),
                movement(),
                figures.trainingAccuracy()));
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
