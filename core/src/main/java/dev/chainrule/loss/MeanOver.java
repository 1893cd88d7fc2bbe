package dev.chainrule.loss;

import dev.chainrule.tensor.Shape;

/// What a sum of one term for each score (N, K) is divided by.
public enum MeanOver {
    /// The N examples, as all other losses: the terms of an example add up, as in the notes of CS231n. K times as
    /// large as the other.
    EXAMPLES,
    /// All N · K numbers: `reduction="mean"` of PyTorch's `MSELoss`, `L1Loss` and `BCEWithLogitsLoss`.
    NUMBERS;

    /// The number that scores of a shape are divided by.
    double divisor(Shape scores) {
        return switch (this) {
            case EXAMPLES -> scores.extent(0);
            case NUMBERS -> scores.size();
        };
    }
}
