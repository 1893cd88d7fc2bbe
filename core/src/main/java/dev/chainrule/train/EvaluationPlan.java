package dev.chainrule.train;

/// When and on how many examples accuracy is measured during training. It is always measured after the last
/// step.
///
/// @param trainingExamples at most so many training examples, sampled if there are more
/// @param validationExamples at most so many validation examples, the first ones if there are more
/// @param everyEpochs measured after each so many epochs
/// @param afterFirstStep whether it is measured after the very first step too, as the course's Solver does
public record EvaluationPlan(int trainingExamples, int validationExamples, int everyEpochs, boolean afterFirstStep) {
    /// Checks the settings.
    public EvaluationPlan {
        if (trainingExamples < 0 || validationExamples < 0 || everyEpochs < 1) {
            throw new IllegalArgumentException(
                    "EvaluationPlan: %d training examples, %d validation examples, every %d epochs are out of range; expected ≥ 0, ≥ 0, ≥ 1"
                            .formatted(trainingExamples, validationExamples, everyEpochs));
        }
    }

    /// As the course's Solver: 1000 training examples, all validation examples, after the first step and
    /// every epoch.
    public static EvaluationPlan solver() {
        return new EvaluationPlan(1000, Integer.MAX_VALUE, 1, true);
    }
}
