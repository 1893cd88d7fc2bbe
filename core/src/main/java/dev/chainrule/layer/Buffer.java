package dev.chainrule.layer;

import dev.chainrule.settings.Require;
import dev.chainrule.tensor.Tensor;

/// A named tensor that belongs to a layer and is saved with it, but is not updated by gradients.
///
/// @param name the name under which it is saved
/// @param value the current value; not a copy
/// @param counts whether it counts something, so that a mean of several of its values has no meaning
public record Buffer(String name, Tensor value, boolean counts) {

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
