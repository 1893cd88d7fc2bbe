package dev.chainrule.kernel;

/// Three ways to write the backward pass of batch normalisation. They are equal up to rounding; the first two are there
/// to be read beside the third.
public enum BackwardForm {
    /// Node by node along the computation graph, as one differentiates on paper.
    GRAPH,
    /// The formulas of the batch normalisation paper: by the normalised value, the variance and the mean in turn.
    PAPER,
    /// The closed form in which the terms of mean and variance have been gathered; the fastest.
    SIMPLIFIED
}
