package dev.chainrule.layer;

import dev.chainrule.kernel.Activation;

/// The logistic function.
///
/// **Forward**, on each element: `y = 1 / (1 + exp(−x))`.
///
/// **Backward**: `dx = dy · y · (1 − y)`, which vanishes for large `|x|`.
///
/// **Source**: CS231n notes, neural networks 1.
public final class Sigmoid extends Elementwise {
    /// Creates the layer.
    public Sigmoid() {
        super(new Activation.Sigmoid());
    }

    /// The settings: none.
    public record Settings() implements LayerSpec.Activation {
        @Override
        public Layer build(Build at) {
            return new Sigmoid();
        }
    }
}
