package dev.chainrule.kernel;

/// What one score costs beside its target: the formulas in double. A loss is a sum of such terms.
public enum ScoreTerm {
    /// `(s − t)²`.
    SQUARED {
        @Override
        public double value(double score, double target) {
            return (score - target) * (score - target);
        }

        @Override
        public double slope(double score, double target) {
            return 2 * (score - target);
        }
    },
    /// `|s − t|`, whose slope is 0 at the target.
    ABSOLUTE {
        @Override
        public double value(double score, double target) {
            return Math.abs(score - target);
        }

        @Override
        public double slope(double score, double target) {
            return Math.signum(score - target);
        }
    },
    /// `−t · log σ(s) − (1 − t) · log(1 − σ(s))` with the sigmoid σ, as `max(s, 0) − s · t + log(1 + exp(−|s|))`,
    /// which is finite for all finite scores.
    LOGISTIC {
        @Override
        public double value(double score, double target) {
            return Math.max(score, 0) - score * target + StrictMath.log1p(StrictMath.exp(-Math.abs(score)));
        }

        @Override
        public double slope(double score, double target) {
            double small = StrictMath.exp(-Math.abs(score));
            return (score >= 0 ? 1 : small) / (1 + small) - target;
        }
    },
    /// `max(0, 1 − y · s)` with `y = 2t − 1`, so −1 for a target of 0 and 1 for one of 1.
    HINGE {
        @Override
        public double value(double score, double target) {
            return Math.max(0, 1 - (2 * target - 1) * score);
        }

        @Override
        public double slope(double score, double target) {
            double y = 2 * target - 1;
            return -y * Math.signum(value(score, target));
        }
    };

    /// The term.
    public abstract double value(double score, double target);

    /// Its derivative with respect to the score.
    public abstract double slope(double score, double target);
}
