package dev.chainrule.train;

import dev.chainrule.loss.Loss;
import dev.chainrule.loss.SoftmaxCrossEntropy;
import dev.chainrule.loss.WeightPenalty;
import java.util.List;

/// What training minimises: the mean loss of the examples plus the penalties.
///
/// @param loss on the scores
/// @param penalties on the weights, or on more if they say so; empty for none
public record Objective(Loss loss, List<WeightPenalty> penalties) {
    /// Copies the list.
    public Objective {
        penalties = List.copyOf(penalties);
    }

    /// Softmax cross-entropy without a penalty.
    public static Objective of() {
        return new Objective(SoftmaxCrossEntropy.of(), List.of());
    }
}
