package dev.chainrule.train;

import dev.chainrule.settings.Require;

/// When a run ends before its epochs are done, and what is left of it.
///
/// @param patience stop after so many measurements without a better validation accuracy; 0 never stops early, nor does
/// a run without validation examples
/// @param finalWeights which weights the model has in the end; without validation examples those after the last step
public record Ending(int patience, FinalWeights finalWeights) {
    /// Checks the settings.
    public Ending {
        Require.atLeast(0, "Ending", "patience", patience);
    }

    /// No early stop, and the best weights.
    public static Ending of() {
        return new Ending(0, FinalWeights.BEST);
    }
}
