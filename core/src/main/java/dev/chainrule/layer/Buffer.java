package dev.chainrule.layer;

import dev.chainrule.tensor.Tensor;

/// A named tensor that belongs to a layer and is saved with it, but is not updated by gradients.
///
/// @param name the name under which it is saved
/// @param value the current value; not a copy
public record Buffer(String name, Tensor value) {}
