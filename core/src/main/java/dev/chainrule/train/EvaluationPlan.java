package dev.chainrule.train;

/// When and on how many examples accuracy is measured during training. It is always measured after the last
/// step.
///
/// @param trainingExamples at most so many training examples, sampled if there are more
/// @param validationExamples at most so many validation examples, the first ones if there are more
/// @param everyEpochs measured after each so many epochs
/// @param afterFirstStep whether it is measured after the very first step too, as the course's Solver does
/// @param testForms in which forms test images are shown after training; measurements show each as it is
public record EvaluationPlan(
        int trainingExamples,
        int validationExamples,
        int everyEpochs,
        boolean afterFirstStep,
        TestTimeAugmentation testForms) {
    /// Checks the settings.
    public EvaluationPlan {
        if (trainingExamples < 0 || validationExamples < 0 || everyEpochs < 1) {
            throw new IllegalArgumentException(
                    "EvaluationPlan: %d training examples, %d validation examples, every %d epochs are out of range; expected ≥ 0, ≥ 0, ≥ 1"
                            .formatted(trainingExamples, validationExamples, everyEpochs));
        }
    }

    /// A plan that shows test images as they are.
    public EvaluationPlan(int trainingExamples, int validationExamples, int everyEpochs, boolean afterFirstStep) {
        this(trainingExamples, validationExamples, everyEpochs, afterFirstStep, TestTimeAugmentation.NONE);
    }

    /// The same plan with other forms of test images.
    public EvaluationPlan withTestForms(TestTimeAugmentation other) {
        return new EvaluationPlan(trainingExamples, validationExamples, everyEpochs, afterFirstStep, other);
    }

    /// As the course's Solver: 1000 training examples, all validation examples, after the first step and
    /// every epoch.
    public static EvaluationPlan solver() {
        return new EvaluationPlan(1000, Integer.MAX_VALUE, 1, true);
    }
}
