package dev.chainrule.train;

import dev.chainrule.data.Batch;
import dev.chainrule.layer.Mode;
import dev.chainrule.model.Model;

/// Where the gradients of a step come from.
public interface GradientSource {

    /// Runs a batch forward and backward.
    StepResult of(Model model, Batch batch, Mode mode);
}
