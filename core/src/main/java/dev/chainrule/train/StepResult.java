package dev.chainrule.train;

import dev.chainrule.layer.Gradients;

/// What one batch says about the parameters.
///
/// @param dataLoss the mean loss of the batch
/// @param penalty the weight penalty
/// @param gradients of the sum of both, by all parameters; of the loss alone where [TrainingPlan#penaltiesInGradients]
/// says so
public record StepResult(double dataLoss, double penalty, Gradients gradients) {

    /// The loss that training minimises.
    public double loss() {
        return dataLoss + penalty;
    }
}
