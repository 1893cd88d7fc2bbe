package dev.chainrule.layer;

import dev.chainrule.kernel.Activation;

/// The Gaussian error linear unit, in its form with the hyperbolic tangent; `x·Φ(x)` with the exact normal distribution
/// Φ differs from it by less than 5e-4.
///
/// **Forward**, on each element: `y = ½·x·(1 + tanh u)` with `u = √(2/π)·(x + 0.044715·x³)`.
///
/// **Backward**: `dx = dy · (½·(1 + tanh u) + ½·x·(1 − tanh² u)·u')` with `u' = √(2/π)·(1 + 0.134145·x²)`.
///
/// **Source**: Hendrycks and Gimpel, Gaussian Error Linear Units, 2016.
public final class Gelu extends Elementwise {
    /// Creates the layer.
    public Gelu() {
        super(new Activation.Gelu());
    }

    /// The settings: none.
    public record Settings() implements LayerSpec.Activation {
        @Override
        public Layer build(Build at) {
            return new Gelu();
        }
    }
}
