package dev.chainrule.loss;

import dev.chainrule.layer.Parameter;

/// Which parameters a penalty is on.
public enum Penalised {
    /// Weights alone, as the courses do: biases, scales and shifts do not multiply the data.
    WEIGHTS,
    /// Weights and biases.
    WEIGHTS_AND_BIASES,
    /// All that is trained, the scales and shifts of normalisations too: what PyTorch's `weight_decay` is on.
    ALL;

    /// Whether parameters of a kind are penalised.
    public boolean includes(Parameter.Kind kind) {
        return switch (kind) {
            case WEIGHT -> true;
            case FIXED -> false;
            case BIAS -> this != WEIGHTS;
            case SCALE, SHIFT -> this == ALL;
        };
    }
}
