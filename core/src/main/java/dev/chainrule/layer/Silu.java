package dev.chainrule.layer;

import dev.chainrule.kernel.Activation;

/// The sigmoid-weighted linear unit, also called swish.
///
/// **Forward**, on each element: `y = x · s` with `s = 1 / (1 + exp(−x))`.
///
/// **Backward**: `dx = dy · (s + x · s · (1 − s))`.
///
/// **Source**: S. Elfwing, E. Uchibe and K. Doya, *Sigmoid-weighted linear units for neural network function
/// approximation in reinforcement learning*, 2017.
public final class Silu extends Elementwise {
    /// Creates the layer.
    public Silu() {
        super(new Activation.Silu());
    }

    /// The settings: none.
    public record Settings() implements LayerSpec.Activation {
        @Override
        public Layer build(Build at) {
            return new Silu();
        }
    }
}
