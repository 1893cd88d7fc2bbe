package dev.chainrule.optim;

/// The learning rate as a function of the progress.
public sealed interface LearningRate {

    /// The rate of the step that comes next.
    double at(Progress progress);

    /// Always the same.
    record Constant(double rate) implements LearningRate {
        /// Checks the setting.
        public Constant {
            positive("Constant", "rate", rate);
        }

        @Override
        public double at(Progress progress) {
            return rate;
        }
    }

    /// `rate · factorᵉ` after e whole epochs: the course Solver's `lr_decay`.
    record EpochDecay(double rate, double factor) implements LearningRate {
        /// Checks the settings.
        public EpochDecay {
            positive("EpochDecay", "rate", rate);
            positive("EpochDecay", "factor", factor);
        }

        @Override
        public double at(Progress progress) {
            return rate * StrictMath.pow(factor, (double) progress.epoch());
        }
    }

    /// `rate`, multiplied by `factor` after every `epochs` epochs.
    record Step(double rate, double factor, int epochs) implements LearningRate {
        /// Checks the settings.
        public Step {
            positive("Step", "rate", rate);
            positive("Step", "factor", factor);
            positive("Step", "epochs", epochs);
        }

        @Override
        public double at(Progress progress) {
            long times = progress.epoch() / epochs;
            return rate * StrictMath.pow(factor, (double) times);
        }
    }

    /// `rate · exp(−decay · e)` after e epochs, fractions included.
    record Exponential(double rate, double decay) implements LearningRate {
        /// Checks the settings.
        public Exponential {
            positive("Exponential", "rate", rate);
            UpdateRule.checkSize("Exponential", "decay", decay);
        }

        @Override
        public double at(Progress progress) {
            return rate * StrictMath.exp(-decay * progress.epochs());
        }
    }

    /// `rate / (1 + decay · e)` after e epochs, fractions included.
    record InverseTime(double rate, double decay) implements LearningRate {
        /// Checks the settings.
        public InverseTime {
            positive("InverseTime", "rate", rate);
            UpdateRule.checkSize("InverseTime", "decay", decay);
        }

        @Override
        public double at(Progress progress) {
            return rate / (1 + decay * progress.epochs());
        }
    }

    /// Half a cosine wave from `rate` at the start down to `minimum` at the end of the run.
    record Cosine(double rate, double minimum) implements LearningRate {
        /// Checks the settings.
        public Cosine {
            positive("Cosine", "rate", rate);
            UpdateRule.checkSize("Cosine", "minimum", minimum);
        }

        @Override
        public double at(Progress progress) {
            double share = Math.min(1, (double) progress.step() / progress.totalSteps());
            return minimum + (rate - minimum) * 0.5 * (1 + StrictMath.cos(Math.PI * share));
        }
    }

    /// The triangular cycle of KTH DD2424: linearly from `minimum` up to `maximum` in `halfCycle` steps and
    /// down again in as many.
    ///
    /// @param halfCycle n_s, the steps of one way
    /// @param doubling whether each cycle is twice as long as the one before
    record Cyclic(double minimum, double maximum, long halfCycle, boolean doubling) implements LearningRate {
        /// Checks the settings.
        public Cyclic {
            UpdateRule.checkSize("Cyclic", "minimum", minimum);
            positive("Cyclic", "maximum", maximum);
            positive("Cyclic", "halfCycle", (double) halfCycle);
        }

        @Override
        public double at(Progress progress) {
            long half = halfCycle;
            long t = progress.step();
            while (doubling && t >= 2 * half) {
                t -= 2 * half;
                half *= 2;
            }
            t %= 2 * half;
            return t <= half
                    ? minimum + (double) t / half * (maximum - minimum)
                    : maximum - (double) (t - half) / half * (maximum - minimum);
        }
    }

    /// One cycle over the whole run: up from `maximum / 25` to `maximum` in the share `warmUp` of the steps,
    /// then down to
    /// `maximum / 10,000`, both along half a cosine wave.
    record OneCycle(double maximum, double warmUp) implements LearningRate {
        /// Checks the settings.
        public OneCycle {
            positive("OneCycle", "maximum", maximum);
            UpdateRule.checkShare("OneCycle", "warmUp", warmUp);
        }

        @Override
        public double at(Progress progress) {
            double share = Math.min(1, (double) progress.step() / progress.totalSteps());
            return share < warmUp
                    ? wave(maximum / 25, maximum, share / warmUp)
                    : wave(maximum, maximum / 10_000, (share - warmUp) / (1 - warmUp));
        }

        private static double wave(double from, double to, double share) {
            return to + (from - to) * 0.5 * (1 + StrictMath.cos(Math.PI * share));
        }
    }

    /// Another schedule whose rate is scaled up linearly over the first `steps` steps: `(t + 1) / steps` of
    /// it at step t.
    record WarmUp(long steps, LearningRate then) implements LearningRate {
        /// Checks the setting.
        public WarmUp {
            positive("WarmUp", "steps", (double) steps);
        }

        @Override
        public double at(Progress progress) {
            return then.at(progress) * Math.min(1, (progress.step() + 1.0) / steps);
        }
    }

    private static void positive(String where, String what, double value) {
        if (!(value > 0 && Double.isFinite(value))) {
            throw new IllegalArgumentException(
                    "LearningRate.%s: %s %s is out of range; expected a finite number above 0"
                            .formatted(where, what, value));
        }
    }
}
