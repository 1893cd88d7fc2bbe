package dev.chainrule.layer;

import dev.chainrule.kernel.Activation;
import dev.chainrule.settings.Require;

/// The Gaussian error linear unit: `x·Φ(x)` with the normal distribution Φ, or its form with the hyperbolic tangent,
/// which differs from it by less than 5e-4.
///
/// **Forward**, on each element: `y = ½·x·(1 + tanh u)` with `u = √(2/π)·(x + 0.044715·x³)`; exact,
/// `y = x·Φ(x) = ½·x·(1 + erf(x/√2))`.
///
/// **Backward**: `dx = dy · (½·(1 + tanh u) + ½·x·(1 − tanh² u)·u')` with `u' = √(2/π)·(1 + 0.134145·x²)`; exact,
/// `dx = dy · (Φ(x) + x·φ(x))` with the density `φ(x) = exp(−x²/2) / √(2π)`.
///
/// **Source**: Hendrycks and Gimpel, Gaussian Error Linear Units, 2016.
public final class Gelu extends Elementwise {
    private final Form form;

    /// Which of the two forms.
    public enum Form {
        /// With the hyperbolic tangent.
        TANH,
        /// With the normal distribution.
        EXACT
    }

    /// Creates the layer with the hyperbolic tangent.
    public Gelu() {
        this(Form.TANH);
    }

    /// Creates the layer in a form.
    public Gelu(Form form) {
        super(function(form));
        this.form = form;
    }

    private static Activation function(Form form) {
        return switch (Require.present(form, "Gelu", "form", "tanh or exact")) {
            case TANH -> new Activation.Gelu();
            case EXACT -> new Activation.ExactGelu();
        };
    }

    /// The settings.
    ///
    /// @param form `tanh`, the usual approximation, or `exact`, by the normal distribution
    public record Settings(Form form) implements LayerSpec.Activation {
        /// Checks the setting.
        public Settings {
            Require.present(form, "Gelu", "form", "tanh or exact");
        }

        /// The form with the hyperbolic tangent.
        public static Settings of() {
            return new Settings(Form.TANH);
        }

        @Override
        public Layer build(Build at) {
            return new Gelu(form);
        }
    }

    @Override
    public String toString() {
        return form == Form.EXACT ? "Gelu(exact)" : "Gelu";
    }
}
