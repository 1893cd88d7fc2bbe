package dev.chainrule.train;

import dev.chainrule.data.Batch;
import dev.chainrule.layer.Gradients;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Pass;
import dev.chainrule.loss.Loss;
import dev.chainrule.loss.LossPass;
import dev.chainrule.loss.TargetLoss;
import dev.chainrule.loss.WeightPenalty;
import dev.chainrule.model.Model;
import dev.chainrule.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/// Gradients computed here, on the whole batch at once.
///
/// @param loss on the scores
/// @param penalties on the weights
/// @param penaltiesInGradients whether the gradients hold those of the penalties too
public record LocalGradientSource(Loss loss, List<WeightPenalty> penalties, boolean penaltiesInGradients)
        implements GradientSource {
    /// Copies the list.
    public LocalGradientSource {
        penalties = List.copyOf(penalties);
    }

    /// Gradients of the loss and of the penalties.
    public LocalGradientSource(Loss loss, List<WeightPenalty> penalties) {
        this(loss, penalties, true);
    }

    /// The gradients that a training by a plan asks for.
    public static LocalGradientSource of(TrainingPlan plan) {
        return new LocalGradientSource(
                plan.objective().loss(), plan.objective().penalties(), plan.penaltiesInGradients());
    }

    @Override
    public StepResult of(Model model, Batch batch, Mode mode) {
        Pass pass = model.forward(batch.x(), mode);
        LossPass data = forward(loss, pass.output(), batch.labels(), batch.targets());
        Gradients gradients = pass.parameterGradients(data.dscores());
        if (penaltiesInGradients) {
            WeightPenalty.addGradients(penalties, model.parameters(), gradients);
        }
        double penalty = WeightPenalty.total(penalties, model.parameters());
        return new StepResult(data.value(), penalty, gradients);
    }

    /// The loss beside targets, where there are any, else beside labels.
    static LossPass forward(Loss loss, Tensor scores, int[] labels, Optional<Tensor> targets) {
        return targets.map(wanted -> ((TargetLoss) loss).forward(scores, wanted))
                .orElseGet(() -> loss.forward(scores, labels));
    }
}
