package dev.chainrule.kernel;

/// A function of each element by itself, with its gradient: the formulas in double. For float32 those of this file have
/// kernels of their own; any other, also one of yours, is computed element by element in double and rounded.
public interface Activation {

    /// `y = f(x)`.
    double value(double x);

    /// `dx = dy · f'(x)`.
    ///
    /// @param y the value at `x`
    double gradient(double x, double y, double dy);

    /// `max(0, x)`; a not-a-number stays one.
    record Relu() implements Activation {
        @Override
        public double value(double x) {
            return Math.max(0, x);
        }

        @Override
        public double gradient(double x, double y, double dy) {
            return x > 0 ? dy : 0;
        }
    }

    /// `x` where `x > 0`, else `slope · x`.
    record LeakyRelu(double slope) implements Activation {
        @Override
        public double value(double x) {
            return x > 0 ? x : slope * x;
        }

        @Override
        public double gradient(double x, double y, double dy) {
            return x > 0 ? dy : slope * dy;
        }
    }

    /// `1 / (1 + exp(−x))`, without overflow for any `x`.
    record Sigmoid() implements Activation {
        @Override
        public double value(double x) {
            return 1 / (1 + StrictMath.exp(-x));
        }

        @Override
        public double gradient(double x, double y, double dy) {
            return dy * y * (1 - y);
        }
    }

    /// `tanh(x)`.
    record Tanh() implements Activation {
        @Override
        public double value(double x) {
            return StrictMath.tanh(x);
        }

        @Override
        public double gradient(double x, double y, double dy) {
            return dy * (1 - y * y);
        }
    }

    /// `½·x·(1 + tanh u)` with `u = √(2/π)·(x + 0.044715·x³)`, computed as `x · sigmoid(2u)`; below −10 as at −10,
    /// where it is −2e-37.
    record Gelu() implements Activation {
        /// `2√(2/π)` and 0.044715 of it: the exponent is `−x·(linear + cubic·x²)`.
        private static final double LINEAR = 2 * Math.sqrt(2 / Math.PI);

        private static final double CUBIC = 0.044715 * LINEAR;
        private static final double LIMIT = 10;

        @Override
        public double value(double x) {
            double u = Math.max(x, -LIMIT);
            return u / (1 + StrictMath.exp(-u * (LINEAR + CUBIC * u * u)));
        }

        /// `dx = dy · (s + x·s·(1 − s)·2u')` with `s = sigmoid(2u)`.
        @Override
        public double gradient(double x, double y, double dy) {
            double u = Math.max(-LIMIT, Math.min(x, LIMIT));
            double s = 1 / (1 + StrictMath.exp(-u * (LINEAR + CUBIC * u * u)));
            return dy * (s + u * s * (1 - s) * (LINEAR + 3 * CUBIC * u * u));
        }
    }

    /// `x·Φ(x)` with the normal distribution Φ; below −13 as at −13, where it is −8e-38.
    record ExactGelu() implements Activation {
        private static final double LIMIT = 13;

        @Override
        public double value(double x) {
            double u = Math.max(x, -LIMIT);
            return u * NormalDistribution.cumulative(u);
        }

        /// `dx = dy · (Φ(x) + x·φ(x))` with the density φ.
        @Override
        public double gradient(double x, double y, double dy) {
            double u = Math.max(-LIMIT, Math.min(x, LIMIT));
            return dy * (NormalDistribution.cumulative(u) + u * NormalDistribution.density(u));
        }
    }

    /// `x` where `x > 0`, else `alpha · (exp(x) − 1)`.
    record Elu(double alpha) implements Activation {
        @Override
        public double value(double x) {
            return x > 0 ? x : alpha * StrictMath.expm1(x);
        }

        @Override
        public double gradient(double x, double y, double dy) {
            return x > 0 ? dy : dy * (alpha * StrictMath.exp(x));
        }
    }

    /// `x · sigmoid(x)`; below −87 as at −87, where it is −1e-36.
    record Silu() implements Activation {
        private static final double LIMIT = 87;

        @Override
        public double value(double x) {
            double u = Math.max(x, -LIMIT);
            return u / (1 + StrictMath.exp(-u));
        }

        @Override
        public double gradient(double x, double y, double dy) {
            double u = Math.max(-LIMIT, Math.min(x, LIMIT));
            double s = 1 / (1 + StrictMath.exp(-u));
            return dy * (s + u * s * (1 - s));
        }
    }

    /// `ln(1 + exp(x))`, without overflow for any `x`.
    record Softplus() implements Activation {
        @Override
        public double value(double x) {
            return Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
        }

        @Override
        public double gradient(double x, double y, double dy) {
            return dy / (1 + StrictMath.exp(-x));
        }
    }
}
