package dev.chainrule.layer;

import dev.chainrule.kernel.Activation;
import dev.chainrule.settings.Require;

/// The rectified linear unit with a small slope for negative inputs.
///
/// **Forward**, on each element: `y = x` where `x > 0`, else `slope · x`.
///
/// **Backward**: `dx = dy` where `x > 0`, else `slope · dy`.
///
/// **Source**: KTH DD2424 reports, with slope 0.01.
public final class LeakyRelu extends Elementwise {
    /// The settings.
    ///
    /// @param slope of the line left of 0; 0.01 is usual
    public record Settings(double slope) implements LayerSpec.Activation {
        /// Checks the setting.
        public Settings {
            Require.finite("LeakyRelu", "slope", slope);
        }

        /// The usual slope.
        public static Settings of() {
            return new Settings(0.01);
        }

        @Override
        public Layer build(Build at) {
            return new LeakyRelu(slope);
        }
    }

    /// Creates the layer.
    ///
    /// @param slope of the line left of 0; 0.01 is usual
    public LeakyRelu(double slope) {
        super(new Activation.LeakyRelu(new Settings(slope).slope()));
    }

    @Override
    public String toString() {
        return "LeakyRelu(" + ((Activation.LeakyRelu) function()).slope() + ")";
    }
}
