package dev.chainrule.optim;

import dev.chainrule.settings.Require;

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
    /// @param every steps between updates
    /// @param warmUp whether update k, from 1, keeps no more than (1 + k) / (10 + k), so that the first weights are
    /// soon forgotten
    record Ema(double decay, int every, boolean warmUp) implements WeightAverage {
        /// Checks the settings.
        public Ema {
            Require.share("Ema", "decay", decay);
            Require.atLeast(1, "Ema", "every", every);
        }

        /// A decay of 0.999 with a warm-up, every 5 steps.
        public static Ema of() {
            return new Ema(0.999, 5, true);
        }

        /// The same with another decay.
        public Ema withDecay(double other) {
            return new Ema(other, every, warmUp);
        }

        /// The same with another number of steps between updates.
        public Ema withEvery(int steps) {
            return new Ema(decay, steps, warmUp);
        }

        /// The same with or without a warm-up.
        public Ema withWarmUp(boolean other) {
            return new Ema(decay, every, other);
        }
    }

    /// Slow weights that follow the trained ones, which return to them after each update:
    /// `slow = slow + s · (w − slow); w = slow`. Source: M. Zhang et al., *Lookahead optimizer*, 2019.
    ///
    /// @param every steps between updates; 5 is usual
    /// @param share s, the part of the way that an update goes, above 0; 0.5 is usual
    /// @param growth how the slow weights gain weight: the kept part `1 − s` is multiplied by the share of the run
    /// that is done, to this power; 0 keeps it the same throughout, and 3 is K. Jordan's of 2024
    record Lookahead(int every, double share, double growth) implements WeightAverage {
        /// Checks the settings.
        public Lookahead {
            Require.atLeast(1, "Lookahead", "every", every);
            Require.that(share > 0 && share <= 1, "Lookahead", "share", share, "a number above 0 and at most 1");
            Require.nonNegative("Lookahead", "growth", growth);
        }

        /// Half of the way every 5 steps, throughout.
        public static Lookahead of() {
            return new Lookahead(5, 0.5, 0);
        }

        /// The same with another number of steps between updates.
        public Lookahead withEvery(int steps) {
            return new Lookahead(steps, share, growth);
        }

        /// The same with another part of the way.
        public Lookahead withShare(double other) {
            return new Lookahead(every, other, growth);
        }

        /// The same with another growth.
        public Lookahead withGrowth(double other) {
            return new Lookahead(every, share, other);
        }
    }
}
