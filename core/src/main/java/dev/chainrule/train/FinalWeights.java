package dev.chainrule.train;

/// Which weights a model has after training.
public enum FinalWeights {
    /// Those of the best validation accuracy (the first of equals), buffers included; where examples have targets
    /// and no class, those of the lowest validation loss.
    BEST,
    /// Those after the last step.
    LAST
}
