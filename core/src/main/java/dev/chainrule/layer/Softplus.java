package dev.chainrule.layer;

import dev.chainrule.kernel.Activation;

/// Softplus: a rectified linear unit without a kink, whose slope is the logistic function.
///
/// **Forward**, on each element: `y = ln(1 + exp(x))`.
///
/// **Backward**: `dx = dy / (1 + exp(−x))`.
///
/// **Source**: X. Glorot, A. Bordes and Y. Bengio, *Deep sparse rectifier neural networks*, 2011.
public final class Softplus extends Elementwise {
    /// Creates the layer.
    public Softplus() {
        super(new Activation.Softplus());
    }

    /// The settings: none.
    public record Settings() implements LayerSpec.Activation {
        @Override
        public Layer build(Build at) {
            return new Softplus();
        }
    }
}
