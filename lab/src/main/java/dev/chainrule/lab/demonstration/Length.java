package dev.chainrule.lab.demonstration;

import dev.chainrule.tensor.Tensor;

/// How long a tensor is as a vector.
final class Length {
    private Length() {}

    /// `‖x‖₂`.
    static double of(Tensor x) {
        return StrictMath.sqrt(x.square().sum().getStored(0));
    }
}
