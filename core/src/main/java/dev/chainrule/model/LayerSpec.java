package dev.chainrule.model;

import java.util.List;

/// The settings of a layer, without its parameters.
public sealed interface LayerSpec {

    /// Settings of [dev.chainrule.layer.Affine].
    ///
    /// @param outputs number of outputs M; the number of inputs follows from the layer before
    /// @param weight how the weights start
    /// @param bias how the biases start
    record Affine(int outputs, Initializer weight, Initializer bias) implements LayerSpec {
        /// Checks the settings.
        public Affine {
            if (outputs < 1) {
                throw new IllegalArgumentException("Affine: " + outputs + " outputs are too few; expected 1 or more");
            }
        }
    }

    /// Settings of [dev.chainrule.layer.Relu].
    record Relu() implements LayerSpec {}

    /// Settings of [dev.chainrule.layer.LeakyRelu].
    ///
    /// @param slope of the line left of 0
    record LeakyRelu(double slope) implements LayerSpec {}

    /// Settings of [dev.chainrule.layer.Sigmoid].
    record Sigmoid() implements LayerSpec {}

    /// Settings of [dev.chainrule.layer.Tanh].
    record Tanh() implements LayerSpec {}

    /// Settings of [dev.chainrule.layer.Flatten].
    record Flatten() implements LayerSpec {}

    /// Settings of [dev.chainrule.layer.Sequential].
    ///
    /// @param layers first to last
    record Sequence(List<LayerSpec> layers) implements LayerSpec {
        /// Copies the list.
        public Sequence {
            layers = List.copyOf(layers);
        }
    }
}
