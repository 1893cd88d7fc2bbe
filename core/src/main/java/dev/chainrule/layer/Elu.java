package dev.chainrule.layer;

import dev.chainrule.kernel.Activation;
import dev.chainrule.settings.Require;

/// The exponential linear unit: negative inputs saturate at −alpha, so that the mean of the outputs is near 0.
///
/// **Forward**, on each element: `y = x` where `x > 0`, else `alpha · (exp(x) − 1)`.
///
/// **Backward**: `dx = dy` where `x > 0`, else `dy · alpha · exp(x)`.
///
/// **Source**: D. Clevert, T. Unterthiner and S. Hochreiter, *Fast and accurate deep network learning by exponential
/// linear units*, 2015.
public final class Elu extends Elementwise {
    /// The settings.
    ///
    /// @param alpha where negative inputs saturate, negated; 1 is usual, and alone has no kink at 0
    public record Settings(double alpha) implements LayerSpec.Activation {
        /// Checks the setting.
        public Settings {
            Require.positive("Elu", "alpha", alpha);
        }

        /// An alpha of 1.
        public static Settings of() {
            return new Settings(1);
        }

        @Override
        public Layer build(Build at) {
            return new Elu(alpha);
        }
    }

    /// Creates the layer.
    ///
    /// @param alpha where negative inputs saturate, negated
    public Elu(double alpha) {
        super(new Activation.Elu(new Settings(alpha).alpha()));
    }
}
