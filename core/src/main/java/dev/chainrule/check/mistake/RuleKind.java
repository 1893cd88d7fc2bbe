package dev.chainrule.check.mistake;

import dev.chainrule.settings.Require;

/// What an update rule means to be, for checks of rules.
public sealed interface RuleKind {

    /// Checks the share.
    private static void share(String where, String what, double value) {
        Require.share("RuleKind." + where, what, value);
    }

    /// Plain descent: `w −= rate · g`.
    record Sgd() implements RuleKind {}

    /// Momentum: `v = momentum · v − rate · g; w += v`.
    ///
    /// @param momentum the share of the velocity that is kept
    record Momentum(double momentum) implements RuleKind {
        /// Checks the setting.
        public Momentum {
            share("Momentum", "momentum", momentum);
        }
    }

    /// Nesterov's momentum: `v' = momentum · v − rate · g; w += −momentum · v + (1 + momentum) · v'`.
    /// PyTorch's form makes the same steps as long as the rate stays the same.
    ///
    /// @param momentum the share of the velocity that is kept
    record Nesterov(double momentum) implements RuleKind {
        /// Checks the setting.
        public Nesterov {
            share("Nesterov", "momentum", momentum);
        }
    }

    /// AdaGrad: `c += g²; w −= rate · g / (√c + epsilon)`.
    ///
    /// @param epsilon keeps the division finite
    record AdaGrad(double epsilon) implements RuleKind {}

    /// RMSProp: `c = decay · c + (1 − decay) · g²; w −= rate · g / (√c + epsilon)`.
    ///
    /// @param decay the share of the mean of squares that is kept
    /// @param epsilon keeps the division finite
    record RmsProp(double decay, double epsilon) implements RuleKind {
        /// Checks the setting.
        public RmsProp {
            share("RmsProp", "decay", decay);
        }
    }

    /// Adam: `w −= rate · m̂ / (√v̂ + epsilon)` with both averages corrected for their start at 0.
    ///
    /// @param beta1 the share of the mean gradient that is kept
    /// @param beta2 the share of the mean squared gradient that is kept
    /// @param epsilon keeps the division finite
    record Adam(double beta1, double beta2, double epsilon) implements RuleKind {
        /// Checks the settings.
        public Adam {
            share("Adam", "beta1", beta1);
            share("Adam", "beta2", beta2);
        }

        /// With the usual settings.
        public Adam() {
            this(0.9, 0.999, 1e-8);
        }
    }
}
