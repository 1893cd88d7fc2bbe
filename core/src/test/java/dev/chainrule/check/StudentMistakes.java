package dev.chainrule.check;

/// Layers that are wrong in unusual ways.
final class StudentMistakes {
    private StudentMistakes() {}

    /// Epsilon outside the root, and no path through the mean.
    static final class Two extends StudentNormalizations.BatchNorm {
        @Override
        Np forward(Np input) {
            x = input;
            xc = x.minus(x.mean0());
            var = xc.squared().mean0();
            std = var.sqrt().plus(1e-5);
            xhat = xc.over(std);
            return xhat.times(gamma()).plus(beta());
        }

        @Override
        Np backward(Np dy) {
            int n = x.rows;
            Np g = dy.times(gamma());
            returns(dy.times(xhat).sum0(), dy.sum0());
            return g.times(n).minus(xhat.times(g.times(xhat).sum0())).over(std).over(n);
        }
    }

    /// A gradient out of the blue.
    static final class Strange extends StudentLayers.Activation {
        @Override
        double function(double value) {
            return Math.tanh(value);
        }

        @Override
        Np backward(Np dy) {
            return dy.times(y).map(Math::cbrt);
        }
    }
}
