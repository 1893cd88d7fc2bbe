package dev.chainrule.check;

import dev.chainrule.check.mistake.Mistake;
import dev.chainrule.layer.BatchNorm;
import dev.chainrule.layer.Relu;
import dev.chainrule.layer.Sigmoid;
import dev.chainrule.layer.Tanh;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.List;
import java.util.stream.Stream;

/// Batch normalisations with mistakes, after the assignments' solutions.
final class StudentBatchNorms {
    private static final double EPS = 1e-5;
    private static final Shape ROWS = Shape.of(7, 5);

    private StudentBatchNorms() {}

    static final class EpsilonOutside extends StudentNormalizations.BatchNorm {
        @Override
        Np forward(Np input) {
            x = input;
            mu = x.mean0();
            xc = x.minus(mu);
            var = xc.squared().mean0();
            std = var.sqrt().plus(EPS);
            xhat = xc.over(std);
            return xhat.times(gamma()).plus(beta());
        }

        @Override
        Np backward(Np dy) {
            int n = x.rows;
            Np g = dy.times(gamma());
            returns(dy.times(xhat).sum0(), dy.sum0());
            return g.times(n)
                    .minus(g.sum0())
                    .minus(xhat.times(g.times(xhat).sum0()))
                    .over(std)
                    .over(n);
        }
    }

    static final class EpsilonOutsideByGraph extends StudentNormalizations.BatchNorm {
        private Np sd = beta();

        @Override
        Np forward(Np input) {
            x = input;
            mu = x.mean0();
            xc = x.minus(mu);
            var = xc.squared().mean0();
            sd = var.sqrt();
            std = sd.plus(EPS);
            xhat = xc.over(std);
            return xhat.times(gamma()).plus(beta());
        }

        @Override
        Np backward(Np dy) {
            int n = x.rows;
            Np dxhat = dy.times(gamma());
            Np dxc = dxhat.over(std);
            Np dstd = dxhat.times(xc).over(std.squared()).sum0().times(-1);
            Np dvar = dstd.times(0.5).over(sd);
            dxc = dxc.plus(dvar.times(xc).times(2.0 / n));
            returns(dy.times(xhat).sum0(), dy.sum0());
            return dxc.minus(dxc.sum0().over(n));
        }
    }

    static final class NoEpsilonInBackward extends StudentNormalizations.BatchNorm {
        @Override
        Np backward(Np dy) {
            int n = x.rows;
            Np g = dy.times(gamma());
            Np gradVar = g.times(var.pow(-1.5)).times(xc).sum0().times(-0.5);
            Np gradMu = g.times(var.pow(-0.5)).sum0().times(-1);
            returns(dy.times(xhat).sum0(), dy.sum0());
            return g.times(var.pow(-0.5)).plus(gradVar.times(xc).times(2.0 / n)).plus(gradMu.over(n));
        }
    }

    static final class NoEpsilon extends StudentNormalizations.BatchNorm {
        @Override
        Np forward(Np input) {
            x = input;
            mu = x.mean0();
            xc = x.minus(mu);
            var = xc.squared().mean0();
            std = var.sqrt();
            xhat = xc.over(std);
            return xhat.times(gamma()).plus(beta());
        }

        @Override
        Np backward(Np dy) {
            int n = x.rows;
            Np g = dy.times(gamma());
            Np gradVar = g.times(var.pow(-1.5)).times(xc).sum0().times(-0.5);
            Np gradMu = g.times(var.pow(-0.5)).sum0().times(-1);
            returns(dy.times(xhat).sum0(), dy.sum0());
            return g.times(var.pow(-0.5)).plus(gradVar.times(xc).times(2.0 / n)).plus(gradMu.over(n));
        }
    }

    static final class NoMeanTerm extends StudentNormalizations.BatchNorm {
        @Override
        Np backward(Np dy) {
            int n = x.rows;
            Np dxhat = dy.times(gamma());
            Np dvar = dxhat.times(xc).sum0().times(-0.5).times(var.plus(EPS).pow(-1.5));
            returns(dy.times(xhat).sum0(), dy.sum0());
            return dxhat.over(std).plus(dvar.times(xc).times(2.0 / n));
        }
    }

    static final class NoVarianceTerm extends StudentNormalizations.BatchNorm {
        @Override
        Np backward(Np dy) {
            int n = x.rows;
            Np dxhat = dy.times(gamma());
            Np dmu = dxhat.over(std).sum0().times(-1);
            returns(dy.times(xhat).sum0(), dy.sum0());
            return dxhat.over(std).plus(dmu.over(n));
        }
    }

    static final class UnbiasedVariance extends StudentNormalizations.BatchNorm {
        @Override
        Np forward(Np input) {
            x = input;
            mu = x.mean0();
            xc = x.minus(mu);
            var = xc.squared().sum0().over(x.rows - 1);
            std = var.plus(EPS).sqrt();
            xhat = xc.over(std);
            return xhat.times(gamma()).plus(beta());
        }
    }

    static final class BesselInBackward extends StudentNormalizations.BatchNorm {
        @Override
        Np backward(Np dy) {
            int n = x.rows;
            Np dxhat = dy.times(gamma());
            Np dvar = dxhat.times(xc).sum0().times(-0.5).times(var.plus(EPS).pow(-1.5));
            Np dmu = dxhat.over(std).sum0().times(-1);
            returns(dy.times(xhat).sum0(), dy.sum0());
            return dxhat.over(std).plus(dvar.times(xc).times(2.0 / (n - 1))).plus(dmu.over(n));
        }
    }

    static final class NotDividedByN extends StudentNormalizations.BatchNorm {
        @Override
        Np backward(Np dy) {
            int n = x.rows;
            Np g = dy.times(gamma());
            returns(dy.times(xhat).sum0(), dy.sum0());
            return g.times(n)
                    .minus(g.sum0())
                    .minus(xhat.times(g.times(xhat).sum0()))
                    .over(std);
        }
    }

    static final class Swapped extends StudentNormalizations.BatchNorm {
        @Override
        Np backward(Np dy) {
            int n = x.rows;
            Np g = dy.times(gamma());
            returns(dy.sum0(), dy.times(xhat).sum0());
            return g.times(n)
                    .minus(g.sum0())
                    .minus(xhat.times(g.times(xhat).sum0()))
                    .over(std)
                    .over(n);
        }
    }

    static final class GammaForgotten extends StudentNormalizations.BatchNorm {
        @Override
        Np backward(Np dy) {
            int n = x.rows;
            returns(dy.times(xhat).sum0(), dy.sum0());
            return dy.times(n)
                    .minus(dy.sum0())
                    .minus(xhat.times(dy.times(xhat).sum0()))
                    .over(std)
                    .over(n);
        }
    }

    static final class AlongAxisOne extends StudentNormalizations.BatchNorm {
        @Override
        Np forward(Np input) {
            x = input;
            mu = x.mean1();
            xc = x.minus(mu);
            var = xc.squared().mean1();
            std = var.plus(EPS).sqrt();
            xhat = xc.over(std);
            return xhat.times(gamma()).plus(beta());
        }

        @Override
        Np backward(Np dy) {
            int d = x.columns;
            Np g = dy.times(gamma());
            returns(dy.times(xhat).sum0(), dy.sum0());
            return g.times(d)
                    .minus(g.sum1())
                    .minus(xhat.times(g.times(xhat).sum1()))
                    .over(std)
                    .over(d);
        }
    }

    static final class GammaNotSummed extends StudentNormalizations.BatchNorm {
        @Override
        Np backward(Np dy) {
            int n = x.rows;
            Np g = dy.times(gamma());
            returns(dy.times(xhat), dy.sum0());
            return g.times(n)
                    .minus(g.sum0())
                    .minus(xhat.times(g.times(xhat).sum0()))
                    .over(std)
                    .over(n);
        }
    }

    static final class BetaOverAllUnits extends StudentNormalizations.BatchNorm {
        @Override
        Np backward(Np dy) {
            int n = x.rows;
            Np g = dy.times(gamma());
            returns(dy.times(xhat).sum0(), gamma().full(dy.sum() / n));
            return g.times(n)
                    .minus(g.sum0())
                    .minus(xhat.times(g.times(xhat).sum0()))
                    .over(std)
                    .over(n);
        }
    }

    static final class GammaFromInput extends StudentNormalizations.BatchNorm {
        @Override
        Np backward(Np dy) {
            int n = x.rows;
            Np g = dy.times(gamma());
            returns(dy.times(x).sum0(), dy.sum0());
            return g.times(n)
                    .minus(g.sum0())
                    .minus(xhat.times(g.times(xhat).sum0()))
                    .over(std)
                    .over(n);
        }
    }

    static final class HalfForgotten extends StudentNormalizations.BatchNorm {
        @Override
        Np backward(Np dy) {
            int n = x.rows;
            Np dxhat = dy.times(gamma());
            Np dvar = dxhat.times(xc).sum0().times(-1).times(var.plus(EPS).pow(-1.5));
            Np dmu = dxhat.over(std).sum0().times(-1);
            returns(dy.times(xhat).sum0(), dy.sum0());
            return dxhat.over(std).plus(dvar.times(xc).times(2.0 / n)).plus(dmu.over(n));
        }
    }

    /// With running statistics.
    abstract static class Running extends StudentNormalizations.BatchNorm {
        final Tensor runningMean = buffer("running_mean", 5);
        final Tensor runningVar = buffer("running_var", 5);
        final double momentum = 0.9;

        void update(Tensor running, Np sample, double old) {
            for (int i = 0; i < running.size(); i++) {
                running.setStored(i, old * running.getStored(i) + (1 - old) * sample.at(0, i));
            }
        }
    }

    static final class EvaluatesByBatch extends Running {
        @Override
        Np forward(Np input) {
            Np y = super.forward(input);
            if (training) {
                update(runningMean, mu, momentum);
                update(runningVar, var, momentum);
            }
            return y;
        }
    }

    static final class MomentumSwapped extends Running {
        @Override
        Np forward(Np input) {
            if (!training) {
                Np scale = Np.of(runningVar).plus(EPS).sqrt();
                return input.minus(Np.of(runningMean))
                        .over(scale)
                        .times(gamma())
                        .plus(beta());
            }
            Np y = super.forward(input);
            update(runningMean, mu, 1 - momentum);
            update(runningVar, var, 1 - momentum);
            return y;
        }
    }

    static List<Submission> all() {
        return List.of(
                of("std + eps, closed form", new EpsilonOutside(), Mistake.EPSILON_OUTSIDE_ROOT),
                of("std + eps, graph", new EpsilonOutsideByGraph(), Mistake.EPSILON_OUTSIDE_ROOT),
                of("no eps in backward", new NoEpsilonInBackward(), Mistake.EPSILON_MISSING_IN_BACKWARD),
                of("no eps at all", new NoEpsilon(), Mistake.EPSILON_MISSING),
                of("no mean term", new NoMeanTerm(), Mistake.MEAN_TERM_MISSING),
                of("no variance term", new NoVarianceTerm(), Mistake.VARIANCE_TERM_MISSING),
                of("np.var(ddof=1)", new UnbiasedVariance(), Mistake.BESSEL),
                of("N - 1 in backward", new BesselInBackward(), Mistake.BESSEL_IN_BACKWARD),
                of("not divided by N", new NotDividedByN(), Mistake.GROUP_SIZE_MISSING),
                of("dgamma and dbeta swapped", new Swapped(), Mistake.SCALE_AND_SHIFT_SWAPPED),
                of("gamma forgotten in dx", new GammaForgotten(), Mistake.SCALE_FORGOTTEN_IN_BACKWARD),
                of("axis=1", new AlongAxisOne(), Mistake.WRONG_AXIS),
                of("dgamma not summed", new GammaNotSummed(), Mistake.NOT_SUMMED),
                of("dbeta = dout.sum()/n", new BetaOverAllUnits(), Mistake.SUMMED_OVER_UNITS),
                of("dgamma = sum(dout * x)", new GammaFromInput(), Mistake.SCALE_GRADIENT_FROM_INPUT),
                of("-1/2 forgotten in dvar", new HalfForgotten(), Mistake.VARIANCE_TERM_FACTOR),
                of("evaluates by batch", new EvaluatesByBatch(), Mistake.BATCH_STATISTICS_IN_EVALUATION),
                of("momentum swapped", new MomentumSwapped(), Mistake.MOMENTUM_SWAPPED));
    }

    /// With a feature that is the same in all examples, such as a pixel that is always black.
    static Submission constantFeature() {
        Tensor x = StudentLayer.drawn(ROWS.extent(0), ROWS.extent(1));
        for (int n = 0; n < ROWS.extent(0); n++) {
            x.set(0.5, n, 2);
        }
        return new Submission(
                "no eps, constant feature",
                Mistake.EPSILON_MISSING,
                () -> GradientCheck.of(new NoEpsilon())
                        .as(BatchNorm.Settings.of().withEpsilon(EPS))
                        .run(x));
    }

    /// Where a ReLU, a sigmoid or a tanh should be.
    static List<Submission> insteadOfActivations() {
        return Stream.of(new Relu.Settings(), new Sigmoid.Settings(), new Tanh.Settings())
                .map(activation -> new Submission(
                        "batch norm for " + activation,
                        Mistake.NORMALIZED_INSTEAD_OF_ACTIVATED,
                        () -> GradientCheck.of(new StudentNormalizations.LayerNormOverBatch())
                                .as(activation)
                                .run(ROWS)))
                .toList();
    }

    private static Submission of(String title, StudentLayer layer, Mistake expected) {
        return new Submission(
                title,
                expected,
                () -> GradientCheck.of(layer)
                        .as(BatchNorm.Settings.of().withEpsilon(EPS))
                        .run(ROWS));
    }
}
