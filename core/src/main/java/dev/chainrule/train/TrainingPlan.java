package dev.chainrule.train;

import dev.chainrule.data.Augmentation;
import dev.chainrule.loss.Loss;
import dev.chainrule.loss.WeightPenalty;
import dev.chainrule.optim.LearningRate;
import dev.chainrule.optim.UpdateRule;
import dev.chainrule.optim.WeightAverage;
import dev.chainrule.settings.Inlined;
import dev.chainrule.settings.Require;
import java.util.List;
import java.util.Optional;

/// The settings of a training run, without model and data.
///
/// ```java
/// TrainingPlan plan = TrainingPlan.of(10, 100, Adam.of(), new LearningRate.Constant(1e-3))
///         .withPenalties(WeightPenalty.HalfL2.of(5e-4));
/// ```
///
/// @param epochs passes over the training data, of `examples / batchSize` steps each
/// @param batchSize examples a step
/// @param descent how a step moves the parameters
/// @param objective what is minimised
/// @param evaluation when accuracy is measured
/// @param ending when a run stops early, and which weights are kept
/// @param augmentation how the images of training batches are varied; accuracy is measured on images as they are
/// @param weightAverage which mean of the weights is measured and kept in the end
public record TrainingPlan(
        int epochs,
        int batchSize,
        @Inlined Descent descent,
        @Inlined Objective objective,
        EvaluationPlan evaluation,
        @Inlined Ending ending,
        Augmentation augmentation,
        WeightAverage weightAverage) {
    /// Checks the settings.
    public TrainingPlan {
        Require.atLeast(1, "TrainingPlan", "epochs", epochs);
        Require.atLeast(1, "TrainingPlan", "batchSize", batchSize);
    }

    /// A plan with softmax cross-entropy, the Solver's evaluation, no early stop and the best weights, that varies
    /// no image and averages no weights.
    public static TrainingPlan of(int epochs, int batchSize, Descent descent) {
        return new TrainingPlan(
                epochs,
                batchSize,
                descent,
                Objective.of(),
                EvaluationPlan.of(),
                Ending.of(),
                Augmentation.of(),
                new WeightAverage.None());
    }

    /// The same as [#of(int, int, Descent)], without clipping and with all parameters at one rate.
    public static TrainingPlan of(int epochs, int batchSize, UpdateRule optimizer, LearningRate learningRate) {
        return of(epochs, batchSize, Descent.of(optimizer, learningRate));
    }

    /// Whether a [GradientSource] adds the gradients of the penalties to those of the loss. If not, they are added
    /// after clipping.
    public boolean penaltiesInGradients() {
        return descent.penaltyAdded() == Descent.PenaltyAdded.BEFORE_CLIPPING;
    }

    /// The same plan with another number of epochs.
    public TrainingPlan withEpochs(int other) {
        return new TrainingPlan(other, batchSize, descent, objective, evaluation, ending, augmentation, weightAverage);
    }

    /// Why the first steps of a longer run by this plan would not be those of this one, if that is so, as a part of
    /// a sentence.
    public Optional<String> endsWithItsLength() {
        if (descent.learningRate().endsWithItsLength()) {
            return Optional.of("its learning rate goes by the length of the run");
        }
        if (descent.momentumSchedule().endsWithItsLength()) {
            return Optional.of("its momentum goes by the length of the run");
        }
        boolean grows = weightAverage instanceof WeightAverage.Lookahead lookahead && lookahead.growth() != 0;
        return grows ? Optional.of("its mean of weights goes by the length of the run") : Optional.empty();
    }

    /// The same plan with another descent.
    public TrainingPlan withDescent(Descent other) {
        return new TrainingPlan(epochs, batchSize, other, objective, evaluation, ending, augmentation, weightAverage);
    }

    /// The same plan with another objective.
    public TrainingPlan withObjective(Objective other) {
        return new TrainingPlan(epochs, batchSize, descent, other, evaluation, ending, augmentation, weightAverage);
    }

    /// The same plan with another loss.
    public TrainingPlan withLoss(Loss other) {
        return withObjective(new Objective(other, objective.penalties()));
    }

    /// The same plan with weight penalties.
    public TrainingPlan withPenalties(WeightPenalty... others) {
        return withObjective(new Objective(objective.loss(), List.of(others)));
    }

    /// The same plan with another evaluation.
    public TrainingPlan withEvaluation(EvaluationPlan other) {
        return new TrainingPlan(epochs, batchSize, descent, objective, other, ending, augmentation, weightAverage);
    }

    /// The same plan with another ending.
    public TrainingPlan withEnding(Ending other) {
        return new TrainingPlan(epochs, batchSize, descent, objective, evaluation, other, augmentation, weightAverage);
    }

    /// The same plan with an early stop after so many measurements without a better one.
    public TrainingPlan withPatience(int measurements) {
        return withEnding(new Ending(measurements, ending.finalWeights()));
    }

    /// The same plan with other final weights.
    public TrainingPlan withFinalWeights(FinalWeights others) {
        return withEnding(new Ending(ending.patience(), others));
    }

    /// The same plan with its training images varied.
    public TrainingPlan withAugmentation(Augmentation other) {
        return new TrainingPlan(epochs, batchSize, descent, objective, evaluation, ending, other, weightAverage);
    }

    /// The same plan with a mean of the weights.
    public TrainingPlan withWeightAverage(WeightAverage other) {
        return new TrainingPlan(epochs, batchSize, descent, objective, evaluation, ending, augmentation, other);
    }
}
