package dev.chainrule.optim;

/// Which mean of the weights of many steps is evaluated and kept. Statistics that a network keeps beside its parameters
/// are averaged likewise. Everything counts *updates* of the mean, which come every few steps.
public sealed interface WeightAverage {

    /// The weights as they are.
    record None() implements WeightAverage {}

    /// An exponential moving average that training does not see: `mean = d · mean + (1 − d) · w`, beginning with
    /// the first weights. Source: B. Polyak and A. Juditsky, *Acceleration of stochastic approximation by
    /// averaging*, 1992, for averaging.
    ///
    /// @param decay d, the share of the mean that an update keeps
    /// @param everySteps steps between updates
    /// @param warmUp whether update k, from 1, keeps no more than (1 + k) / (10 + k), so that the first weights are
    /// soon forgotten
    record Ema(double decay, int everySteps, boolean warmUp) implements WeightAverage {
        /// Checks the settings.
        public Ema {
            UpdateRule.checkShare("Ema", "decay", decay);
            checkEvery("Ema", everySteps);
        }
    }

    /// Slow weights that follow the trained ones, which return to them after each update:
    /// `slow = slow + s · (w − slow); w = slow`. Source: M. Zhang et al., *Lookahead optimizer*, 2019.
    ///
    /// @param everySteps steps between updates; 5 is usual
    /// @param share s, the part of the way that an update goes, above 0; 0.5 is usual
    /// @param growth how the slow weights gain weight: the kept part `1 − s` is multiplied by the share of the run
    /// that is done, to this power; 0 keeps it the same throughout, and 3 is K. Jordan's of 2024
    record Lookahead(int everySteps, double share, double growth) implements WeightAverage {
        /// Checks the settings.
        public Lookahead {
            if (!(share > 0 && share <= 1)) {
                throw new IllegalArgumentException(
                        "Lookahead: share %s is out of range; expected 0 < share ≤ 1".formatted(share));
            }
            checkEvery("Lookahead", everySteps);
            UpdateRule.checkSize("Lookahead", "growth", growth);
        }
    }

    private static void checkEvery(String where, int steps) {
        if (steps < 1) {
            throw new IllegalArgumentException(
                    "%s: an update every %d steps is out of range; expected 1 or more".formatted(where, steps));
        }
    }
}
