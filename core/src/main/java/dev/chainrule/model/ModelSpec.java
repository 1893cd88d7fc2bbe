package dev.chainrule.model;

import dev.chainrule.layer.LayerSpec;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import java.util.List;

/// The settings of a network: everything but its parameters.
///
/// @param name what people call it
/// @param input the shape of one example, for example `(3072)` or `(3, 32, 32)`
/// @param precision the precision it computes in
/// @param layers first to last; the last one yields the scores, one a class
public record ModelSpec(String name, Shape input, Precision precision, List<LayerSpec> layers) {
    /// Copies the list.
    public ModelSpec {
        layers = List.copyOf(layers);
    }

    /// The same network in another precision.
    public ModelSpec withPrecision(Precision other) {
        return new ModelSpec(name, input, other, layers);
    }
}
