package dev.chainrule.layer;

import dev.chainrule.settings.Require;
import dev.chainrule.tensor.Tensor;

/// A named tensor that belongs to a layer and is saved with it, but is not updated by gradients.
///
/// @param name the name under which it is saved
/// @param value the current value; not a copy
/// @param latest whether its latest value stands for all where a mean of several is taken: it counts something, or
/// never changes
public record Buffer(String name, Tensor value, boolean latest) {

    /// Checks that there is something.
    public Buffer {
        Require.present(name, "Buffer", "name", "the name under which it is saved");
        Require.present(value, "Buffer", "value", "a tensor");
    }

    /// A buffer of measured numbers.
    public Buffer(String name, Tensor value) {
        this(name, value, false);
    }
}
