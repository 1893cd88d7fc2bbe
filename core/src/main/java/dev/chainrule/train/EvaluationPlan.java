package dev.chainrule.train;

import dev.chainrule.evaluate.TestTimeAugmentation;
import dev.chainrule.settings.OrAll;
import dev.chainrule.settings.Require;

/// When and on how many examples accuracy is measured during training. It is always measured after the last step.
///
/// @param trainingExamples at most so many training examples, sampled if there are more
/// @param validationExamples at most so many validation examples, the first ones if there are more
/// @param everyEpochs measured after each so many epochs
/// @param afterFirstStep whether it is measured after the very first step too, as the course's Solver does
/// @param tta in which forms test images are shown after training; measurements show each as it is
public record EvaluationPlan(
        @OrAll int trainingExamples,
        @OrAll int validationExamples,
        int everyEpochs,
        boolean afterFirstStep,
        TestTimeAugmentation tta) {
    /// Checks the settings.
    public EvaluationPlan {
        Require.atLeast(0, "EvaluationPlan", "trainingExamples", trainingExamples);
        Require.atLeast(0, "EvaluationPlan", "validationExamples", validationExamples);
        Require.atLeast(1, "EvaluationPlan", "everyEpochs", everyEpochs);
    }

    /// As the course's Solver: 1000 training examples, all validation examples, after the first step and every
    /// epoch; test images as they are.
    public static EvaluationPlan of() {
        return new EvaluationPlan(1000, Integer.MAX_VALUE, 1, true, TestTimeAugmentation.NONE);
    }

    /// The same with another number of training examples.
    public EvaluationPlan withTrainingExamples(int other) {
        return new EvaluationPlan(other, validationExamples, everyEpochs, afterFirstStep, tta);
    }

    /// The same with another number of validation examples.
    public EvaluationPlan withValidationExamples(int other) {
        return new EvaluationPlan(trainingExamples, other, everyEpochs, afterFirstStep, tta);
    }

    /// The same after each so many epochs.
    public EvaluationPlan withEveryEpochs(int other) {
        return new EvaluationPlan(trainingExamples, validationExamples, other, afterFirstStep, tta);
    }

    /// The same with or without a measurement after the first step.
    public EvaluationPlan withAfterFirstStep(boolean other) {
        return new EvaluationPlan(trainingExamples, validationExamples, everyEpochs, other, tta);
    }

    /// The same with other forms of test images.
    public EvaluationPlan withTta(TestTimeAugmentation other) {
        return new EvaluationPlan(trainingExamples, validationExamples, everyEpochs, afterFirstStep, other);
    }
}
