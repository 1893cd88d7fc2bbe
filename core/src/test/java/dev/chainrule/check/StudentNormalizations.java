package dev.chainrule.check;

import dev.chainrule.check.mistake.Mistake;
import dev.chainrule.layer.LayerSpec;
import dev.chainrule.layer.Parameter;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.List;

/// Normalisation layers with mistakes, after the assignments' solutions.
final class StudentNormalizations {
    private static final double EPS = 1e-5;
    private static final Shape ROWS = Shape.of(7, 5);
    private static final Shape IMAGES = Shape.of(3, 4, 2, 3);

    private StudentNormalizations() {}

    /// What every student's normalisation has.
    abstract static class Norm extends StudentLayer {
        final Tensor gammas;
        final Tensor betas;
        Np x;
        Np xc;
        Np xhat;
        Np mu;
        Np var;
        Np std;

        Norm(int features) {
            gammas = add("gamma", Parameter.Kind.SCALE, filled(1, features)).value();
            betas = add("beta", Parameter.Kind.SHIFT, filled(0, features)).value();
        }

        Np gamma() {
            return Np.of(gammas);
        }

        Np beta() {
            return Np.of(betas);
        }

        void returns(Np dgamma, Np dbeta) {
            gradients.add(dgamma);
            gradients.add(dbeta);
        }
    }

    /// The right forward pass of batch normalisation.
    abstract static class BatchNorm extends Norm {
        BatchNorm() {
            super(5);
        }

        @Override
        Np forward(Np input) {
            x = input;
            mu = x.mean0();
            xc = x.minus(mu);
            var = xc.squared().mean0();
            std = var.plus(EPS).sqrt();
            xhat = xc.over(std);
            return xhat.times(gamma()).plus(beta());
        }

        /// The paper's formulas.
        @Override
        Np backward(Np dy) {
            int n = x.rows;
            Np dxhat = dy.times(gamma());
            Np dvar = dxhat.times(xc).sum0().times(-0.5).times(var.plus(EPS).pow(-1.5));
            Np dmu = dxhat.over(std).sum0().times(-1).plus(dvar.times(xc.sum0().times(-2.0 / n)));
            returns(dy.times(xhat).sum0(), dy.sum0());
            return dxhat.over(std).plus(dvar.times(xc).times(2.0 / n)).plus(dmu.over(n));
        }
    }

    static final class LayerNormLikeBatchNorm extends Norm {
        LayerNormLikeBatchNorm() {
            super(5);
        }

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
            returns(dy.times(xhat).sum0(), dy.sum0());
            return dy.times(d)
                    .minus(dy.sum1())
                    .minus(xhat.times(dy.times(xhat).sum1()))
                    .over(std)
                    .over(d)
                    .times(gamma());
        }
    }

    static final class LayerNormOverBatch extends BatchNorm {}

    static final class LayerNormWrongSums extends Norm {
        LayerNormWrongSums() {
            super(5);
        }

        @Override
        Np forward(Np input) {
            x = input;
            xc = x.minus(x.mean1());
            var = xc.squared().mean1();
            std = var.plus(EPS).sqrt();
            xhat = xc.over(std);
            return xhat.times(gamma()).plus(beta());
        }

        @Override
        Np backward(Np dy) {
            int d = x.columns;
            Np g = dy.times(gamma());
            returns(dy.times(xhat).sum1(), dy.sum1());
            return g.times(d)
                    .minus(g.sum1())
                    .minus(xhat.times(g.times(xhat).sum1()))
                    .over(std)
                    .over(d);
        }
    }

    /// Group normalisation as a batch of (N·G) rows.
    abstract static class GroupNorm extends Norm {
        GroupNorm() {
            super(4);
        }

        /// Brings the numbers of a group together, or back.
        abstract Np grouped(Np images, boolean back);

        private static Np perChannel(Np parameter, Np images) {
            Np result = images.full(0);
            for (int i = 0; i < images.values.length; i++) {
                result.values[i] = parameter.values[i / 6 % 4];
            }
            return result;
        }

        @Override
        Np forward(Np input) {
            x = input;
            Np rows = grouped(x, false);
            xc = rows.minus(rows.mean1());
            var = xc.squared().mean1();
            std = var.plus(EPS).sqrt();
            xhat = xc.over(std);
            Np hat = grouped(xhat, true);
            return hat.times(perChannel(gamma(), hat)).plus(perChannel(beta(), hat));
        }

        @Override
        Np backward(Np dy) {
            Np hat = grouped(xhat, true);
            Np dgamma = gamma().full(0);
            Np dbeta = gamma().full(0);
            for (int i = 0; i < dy.values.length; i++) {
                dgamma.values[i / 6 % 4] += dy.values[i] * hat.values[i];
                dbeta.values[i / 6 % 4] += dy.values[i];
            }
            returns(dgamma, dbeta);
            Np g = grouped(dy.times(perChannel(gamma(), dy)), false);
            int m = g.columns;
            return grouped(
                    g.times(m)
                            .minus(g.sum1())
                            .minus(xhat.times(g.times(xhat).sum1()))
                            .over(std)
                            .over(m),
                    true);
        }
    }

    static final class Interleaved extends GroupNorm {
        @Override
        Np grouped(Np images, boolean back) {
            Np result = Np.array(back ? 3 : 6, back ? 24 : 12, new double[72]);
            for (int n = 0; n < 3; n++) {
                for (int c = 0; c < 4; c++) {
                    for (int p = 0; p < 6; p++) {
                        int image = n * 24 + c * 6 + p;
                        int group = (n * 2 + c % 2) * 12 + c / 2 * 6 + p;
                        result.values[back ? image : group] = images.values[back ? group : image];
                    }
                }
            }
            return result;
        }
    }

    static final class OneGroup extends GroupNorm {
        @Override
        Np grouped(Np images, boolean back) {
            return images.reshape(3);
        }
    }

    static List<Submission> all() {
        LayerSpec layer = new dev.chainrule.layer.LayerNorm.Settings(EPS);
        LayerSpec group = dev.chainrule.layer.GroupNorm.Settings.of(2).withEpsilon(EPS);
        return List.of(
                of("layer norm: gamma outside", new LayerNormLikeBatchNorm(), layer, Mistake.SCALE_OUTSIDE_SUMS),
                of("layer norm over the batch", new LayerNormOverBatch(), layer, Mistake.WRONG_AXIS),
                of("layer norm: dgamma along axis 1", new LayerNormWrongSums(), layer, Mistake.SUMMED_ALONG_WRONG_AXIS),
                images("groups interleaved", new Interleaved(), group, Mistake.GROUPS_INTERLEAVED),
                images("one group", new OneGroup(), group, Mistake.WRONG_AXIS));
    }

    private static Submission of(String title, StudentLayer layer, LayerSpec kind, Mistake expected) {
        return new Submission(
                title, expected, () -> GradientCheck.of(layer).as(kind).run(ROWS));
    }

    private static Submission images(String title, StudentLayer layer, LayerSpec kind, Mistake expected) {
        return new Submission(
                title, expected, () -> GradientCheck.of(layer).as(kind).run(IMAGES));
    }
}
