package dev.chainrule.data;

import dev.chainrule.tensor.Tensor;
import java.util.Optional;

/// Some examples of a data set.
///
/// @param x the examples, along the first axis
/// @param labels their classes; −1 for an example that has none
/// @param targets what the scores should be, (N, K), where more is known than a class
@SuppressWarnings("ArrayRecordComponent") // a batch is used within its step and compared nowhere
public record Batch(Tensor x, int[] labels, Optional<Tensor> targets) {
    /// Examples that have a class each.
    public Batch(Tensor x, int[] labels) {
        this(x, labels, Optional.empty());
    }

    /// The same with other numbers of the examples, such as varied ones.
    public Batch withX(Tensor other) {
        return new Batch(other, labels, targets);
    }
}
