package dev.chainrule.lab.settings;

/// Which examples the batches of a run are made of, by name; see [dev.chainrule.data.Sampling].
public enum SamplingRule {
    /// Each epoch is a new random order of all examples.
    SHUFFLED,
    /// Each batch is drawn with replacement.
    WITH_REPLACEMENT,
    /// As the course's Solver: drawn with replacement from the NumPy generator that the weights were drawn from.
    SOLVER,
    /// Batch after batch in the order of the data; what an epoch leaves over begins the next one.
    IN_ORDER
}
