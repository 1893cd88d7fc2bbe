package dev.chainrule.train;

import dev.chainrule.model.Model;
import java.util.Optional;

/// How a run ended.
///
/// @param model with its final weights
/// @param history what was measured
/// @param end why it ended
/// @param divergence what went wrong, if a loss was not finite: the step, the learning rate, the first layer that went
/// wrong, and what to try
public record TrainingResult(Model model, History history, End end, Optional<String> divergence) {

    /// Why a run ended.
    public enum End {
        /// All epochs are done.
        COMPLETE,
        /// Validation accuracy did not improve any more.
        EARLY_STOP,
        /// A listener asked for it.
        STOPPED,
        /// The loss was infinite or not a number.
        DIVERGED
    }
}
