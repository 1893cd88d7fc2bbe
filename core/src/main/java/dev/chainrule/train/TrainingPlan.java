package dev.chainrule.train;

import dev.chainrule.data.Augmentation;
import dev.chainrule.loss.Loss;
import dev.chainrule.loss.WeightPenalty;
import dev.chainrule.optim.GradientClipping;
import dev.chainrule.optim.LearningRate;
import dev.chainrule.optim.UpdateRule;
import dev.chainrule.optim.WeightAverage;
import java.util.List;
import java.util.function.Consumer;

/// The settings of a training run, without model and data.
///
/// @param epochs passes over the training data, of `examples / batchSize` steps each
/// @param batchSize examples a step
/// @param loss on the scores
/// @param penalties on the weights; empty for none
/// @param updateRule how a gradient moves a parameter
/// @param learningRate of each step
/// @param clipping of gradients before a step
/// @param evaluation when accuracy is measured
/// @param patience stop after so many measurements without a better validation accuracy; 0 never stops early
/// @param finalWeights which weights the model has in the end
/// @param augmentation how the images of training batches are varied; accuracy is measured on images as they are
/// @param weightAverage which mean of the weights is measured and kept in the end
/// @param shiftRateFactor how many times as fast as all else the shifts of normalisations learn; 1 is usual
public record TrainingPlan(
        int epochs,
        int batchSize,
        Loss loss,
        List<WeightPenalty> penalties,
        UpdateRule updateRule,
        LearningRate learningRate,
        GradientClipping clipping,
        EvaluationPlan evaluation,
        int patience,
        FinalWeights finalWeights,
        Augmentation augmentation,
        WeightAverage weightAverage,
        double shiftRateFactor) {
    /// Checks the settings.
    public TrainingPlan {
        penalties = List.copyOf(penalties);
        if (epochs < 1 || batchSize < 1 || patience < 0) {
            throw new IllegalArgumentException(
                    "TrainingPlan: %d epochs, batch size %d, patience %d are out of range; expected ≥ 1, ≥ 1, ≥ 0"
                            .formatted(epochs, batchSize, patience));
        }
        if (!(shiftRateFactor > 0 && Double.isFinite(shiftRateFactor))) {
            throw new IllegalArgumentException(
                    "TrainingPlan: shift rate factor %s is out of range; expected a finite number above 0"
                            .formatted(shiftRateFactor));
        }
    }

    /// Which weights a model has after training.
    public enum FinalWeights {
        /// Those of the best validation accuracy (the first of equals), buffers included.
        BEST,
        /// Those after the last step.
        LAST
    }

    /// A plan that varies no image, averages no weights and lets all parameters learn at one rate.
    public TrainingPlan(
            int epochs,
            int batchSize,
            Loss loss,
            List<WeightPenalty> penalties,
            UpdateRule updateRule,
            LearningRate learningRate,
            GradientClipping clipping,
            EvaluationPlan evaluation,
            int patience,
            FinalWeights finalWeights) {
        this(
                epochs,
                batchSize,
                loss,
                penalties,
                updateRule,
                learningRate,
                clipping,
                evaluation,
                patience,
                finalWeights,
                Augmentation.NONE,
                new WeightAverage.None(),
                1);
    }

    /// A plan with softmax cross-entropy, no penalty, no clipping, the Solver's evaluation, no early stop,
    /// the best weights.
    public static TrainingPlan of(int epochs, int batchSize, UpdateRule updateRule, LearningRate learningRate) {
        return new TrainingPlan(
                epochs,
                batchSize,
                new dev.chainrule.loss.SoftmaxCrossEntropy(),
                List.of(),
                updateRule,
                learningRate,
                new GradientClipping.None(),
                EvaluationPlan.solver(),
                0,
                FinalWeights.BEST);
    }

    /// The same plan with weight penalties.
    public TrainingPlan withPenalties(WeightPenalty... others) {
        return changed(copy -> copy.penalties = List.of(others));
    }

    /// The same plan with another evaluation.
    public TrainingPlan withEvaluation(EvaluationPlan other) {
        return changed(copy -> copy.evaluation = other);
    }

    /// The same plan with other final weights.
    public TrainingPlan withFinalWeights(FinalWeights others) {
        return changed(copy -> copy.finalWeights = others);
    }

    /// The same plan with another loss.
    public TrainingPlan withLoss(Loss other) {
        return changed(copy -> copy.loss = other);
    }

    /// The same plan with its training images varied.
    public TrainingPlan withAugmentation(Augmentation other) {
        return changed(copy -> copy.augmentation = other);
    }

    /// The same plan with a mean of the weights.
    public TrainingPlan withWeightAverage(WeightAverage other) {
        return changed(copy -> copy.weightAverage = other);
    }

    /// The same plan with another rate of the shifts of normalisations.
    public TrainingPlan withShiftRateFactor(double other) {
        return changed(copy -> copy.shiftRateFactor = other);
    }

    private TrainingPlan changed(Consumer<Copy> change) {
        Copy copy = new Copy(this);
        change.accept(copy);
        return new TrainingPlan(
                epochs,
                batchSize,
                copy.loss,
                copy.penalties,
                updateRule,
                learningRate,
                clipping,
                copy.evaluation,
                patience,
                copy.finalWeights,
                copy.augmentation,
                copy.weightAverage,
                copy.shiftRateFactor);
    }

    /// What can be changed of a plan.
    private static final class Copy {
        private Loss loss;
        private List<WeightPenalty> penalties;
        private EvaluationPlan evaluation;
        private FinalWeights finalWeights;
        private Augmentation augmentation;
        private WeightAverage weightAverage;
        private double shiftRateFactor;

        Copy(TrainingPlan plan) {
            loss = plan.loss;
            penalties = plan.penalties;
            evaluation = plan.evaluation;
            finalWeights = plan.finalWeights;
            augmentation = plan.augmentation;
            weightAverage = plan.weightAverage;
            shiftRateFactor = plan.shiftRateFactor;
        }
    }
}
