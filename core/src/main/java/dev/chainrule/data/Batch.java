package dev.chainrule.data;

import dev.chainrule.tensor.Tensor;

/// Some examples of a data set.
///
/// @param x the examples, along the first axis
/// @param labels their classes
@SuppressWarnings("ArrayRecordComponent") // a batch is used within its step and compared nowhere
public record Batch(Tensor x, int[] labels) {}
