package dev.chainrule.layer;

/// Which variance of a training batch of m values is remembered for evaluation; training itself always divides by m.
public enum VarianceEstimate {
    /// Divided by m, as both courses.
    BIASED,
    /// Divided by m − 1, as the batch normalisation paper and PyTorch.
    UNBIASED
}
