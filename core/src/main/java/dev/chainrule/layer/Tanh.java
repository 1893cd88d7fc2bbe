package dev.chainrule.layer;

import dev.chainrule.kernel.Activation;

/// The hyperbolic tangent.
///
/// **Forward**, on each element: `y = tanh(x)`.
///
/// **Backward**: `dx = dy · (1 − y²)`, which vanishes for large `|x|`.
///
/// **Source**: CS231n notes, neural networks 1.
public final class Tanh extends Elementwise {
    /// Creates the layer.
    public Tanh() {
        super(new Activation.Tanh());
    }

    /// The settings: none.
    public record Settings() implements LayerSpec.Activation {
        @Override
        public Layer build(Build at) {
            return new Tanh();
        }
    }
}
