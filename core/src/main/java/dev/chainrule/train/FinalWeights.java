package dev.chainrule.train;

/// Which weights a model has after training.
public enum FinalWeights {
    /// Those of the best validation accuracy (the first of equals), buffers included.
    BEST,
    /// Those after the last step.
    LAST
}
