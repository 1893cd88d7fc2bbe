package dev.chainrule.layer;

import dev.chainrule.kernel.Activation;

/// The rectified linear unit.
///
/// **Forward**, on each element: `y = max(0, x)`; a not-a-number stays one.
///
/// **Backward**: `dx = dy` where `x > 0`, else 0 (also at 0).
///
/// **Source**: CS231n assignment 2, `relu_forward` and `relu_backward`.
public final class Relu extends Elementwise {
    /// Creates the layer.
    public Relu() {
        super(new Activation.Relu());
    }

    /// The settings: none.
    public record Settings() implements LayerSpec.Activation {
        @Override
        public Layer build(Build at) {
            return new Relu();
        }
    }
}
