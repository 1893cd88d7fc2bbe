package dev.chainrule.kernel.reference;

import static dev.chainrule.tensor.DoubleTensor.dataOf;

import dev.chainrule.kernel.BackwardForm;
import dev.chainrule.kernel.GroupGeometry;
import dev.chainrule.kernel.Normalization;
import dev.chainrule.kernel.Pooling;
import dev.chainrule.kernel.PoolingGeometry;
import dev.chainrule.kernel.PoolingWindow;
import dev.chainrule.kernel.Standardization;
import dev.chainrule.kernel.Standardization.Epilogue;
import dev.chainrule.tensor.Tensor;
import java.util.Arrays;

/// Normalisation in double, one loop an index.
public final class ReferenceNormalization implements Normalization {
    private static final Pooling POOLING = new ReferencePooling();

    @Override
    public void featureStatistics(Tensor x, Tensor mean, Tensor variance) {
        double[] xs = dataOf(x);
        double[] means = dataOf(mean);
        double[] variances = dataOf(variance);
        int features = means.length;
        int rows = xs.length / features;
        for (int d = 0; d < features; d++) {
            double sum = 0;
            for (int n = 0; n < rows; n++) {
                sum += xs[n * features + d];
            }
            means[d] = sum / rows;
            double squares = 0;
            for (int n = 0; n < rows; n++) {
                double distance = xs[n * features + d] - means[d];
                squares += distance * distance;
            }
            variances[d] = squares / rows;
        }
    }

    @Override
    public void standardize(Tensor x, Standardization scaling, Tensor y) {
        switch (scaling.epilogue()) {
            case NONE, RELU -> standardizeEach(x, scaling, y);
            case RELU_AND_POOL -> {
                Tensor rectified = Tensor.allocateLike(x);
                standardizeEach(x, scaling, rectified);
                POOLING.max(windows(x), rectified, y);
            }
        }
    }

    private static PoolingGeometry windows(Tensor x) {
        return new PoolingGeometry(x.shape(), PoolingWindow.square(2, 2));
    }

    private static void standardizeEach(Tensor x, Standardization scaling, Tensor y) {
        double[] xs = dataOf(x);
        double[] ys = dataOf(y);
        double[] mean = dataOf(scaling.mean());
        int features = scaling.features();
        for (int i = 0; i < xs.length; i++) {
            int d = i % features;
            double xHat = (xs[i] - mean[d]) * scaling.inverseDeviation(d);
            double value = scaling.gammaOf(d) * xHat + scaling.betaOf(d);
            ys[i] = scaling.epilogue() != Epilogue.NONE && value <= 0 ? 0 : value;
        }
    }

    @Override
    public void batchGradients(
            Tensor x, Standardization scaling, BackwardForm form, Tensor dy, Tensor dx, Tensor dgamma, Tensor dbeta) {
        double[] upstream = upstream(x, scaling, dy);
        double[] dxs = dataOf(dx);
        int features = scaling.features();
        for (int d = 0; d < features; d++) {
            ReferenceBatchNormBackward feature = new ReferenceBatchNormBackward(dataOf(x), upstream, scaling, d);
            double scaleGradient = feature.dgamma();
            double shiftGradient = feature.dbeta();
            switch (form) {
                case GRAPH -> feature.graph(dxs);
                case PAPER -> feature.paper(dxs);
                case SIMPLIFIED -> feature.simplified(scaleGradient, shiftGradient, dxs);
            }
            dgamma.setStored(d, scaleGradient);
            dbeta.setStored(d, shiftGradient);
        }
    }

    @Override
    public void fixedGradients(Tensor x, Standardization scaling, Tensor dy, Tensor dx, Tensor dgamma, Tensor dbeta) {
        double[] upstream = upstream(x, scaling, dy);
        double[] dxs = dataOf(dx);
        int features = scaling.features();
        for (int i = 0; i < dxs.length; i++) {
            int d = i % features;
            dxs[i] = upstream[i] * scaling.gammaOf(d) * scaling.inverseDeviation(d);
        }
        for (int d = 0; d < features; d++) {
            ReferenceBatchNormBackward feature = new ReferenceBatchNormBackward(dataOf(x), upstream, scaling, d);
            dgamma.setStored(d, feature.dgamma());
            dbeta.setStored(d, feature.dbeta());
        }
    }

    /// The gradient with respect to what the standardisation itself yields.
    private static double[] upstream(Tensor x, Standardization scaling, Tensor dy) {
        if (scaling.epilogue() == Epilogue.NONE) {
            return dataOf(dy);
        }
        Tensor rectified = Tensor.allocateLike(x);
        standardizeEach(x, scaling, rectified);
        double[] ys = dataOf(rectified);
        double[] gradient = scaling.epilogue() == Epilogue.RELU ? dataOf(dy) : beforePool(rectified, dy);
        double[] upstream = new double[ys.length];
        for (int i = 0; i < ys.length; i++) {
            upstream[i] = ys[i] <= 0 ? 0 : gradient[i];
        }
        return upstream;
    }

    private static double[] beforePool(Tensor rectified, Tensor dy) {
        Tensor pooled = Tensor.allocateLike(dy);
        Tensor gradient = Tensor.allocateLike(rectified);
        POOLING.max(windows(rectified), rectified, pooled);
        POOLING.maxGradient(windows(rectified), Pooling.Ties.FIRST, rectified, pooled, dy, gradient);
        return dataOf(gradient);
    }

    @Override
    public void groups(
            Tensor x,
            GroupGeometry geometry,
            double epsilon,
            Tensor gamma,
            Tensor beta,
            Tensor mean,
            Tensor variance,
            Tensor y) {
        double[] xs = dataOf(x);
        double[] ys = dataOf(y);
        double[] gammas = dataOf(gamma);
        double[] betas = dataOf(beta);
        for (int n = 0; n < geometry.examples(); n++) {
            for (int g = 0; g < geometry.groups(); g++) {
                int[] members = members(geometry, n, g);
                double sum = 0;
                for (int i : members) {
                    sum += xs[i];
                }
                double mu = sum / members.length;
                double squares = 0;
                for (int i : members) {
                    squares += (xs[i] - mu) * (xs[i] - mu);
                }
                double var = squares / members.length;
                for (int i : members) {
                    int c = i % geometry.channels();
                    ys[i] = gammas[c] * (xs[i] - mu) / Math.sqrt(var + epsilon) + betas[c];
                }
                mean.setStored(n * geometry.groups() + g, mu);
                variance.setStored(n * geometry.groups() + g, var);
            }
        }
    }

    @Override
    public void groupGradients(
            Tensor x,
            GroupGeometry geometry,
            double epsilon,
            Tensor gamma,
            Tensor mean,
            Tensor variance,
            Tensor dy,
            Tensor dx,
            Tensor dgamma,
            Tensor dbeta) {
        double[] xs = dataOf(x);
        double[] dys = dataOf(dy);
        double[] dxs = dataOf(dx);
        double[] gammas = dataOf(gamma);
        double[] dgammas = dataOf(dgamma);
        double[] dbetas = dataOf(dbeta);
        Arrays.fill(dgammas, 0);
        Arrays.fill(dbetas, 0);
        for (int n = 0; n < geometry.examples(); n++) {
            for (int g = 0; g < geometry.groups(); g++) {
                int[] members = members(geometry, n, g);
                int at = n * geometry.groups() + g;
                double mu = mean.getStored(at);
                double sigma = Math.sqrt(variance.getStored(at) + epsilon);
                double sum = 0;
                double dot = 0;
                for (int i : members) {
                    int c = i % geometry.channels();
                    double xHat = (xs[i] - mu) / sigma;
                    dgammas[c] += dys[i] * xHat;
                    dbetas[c] += dys[i];
                    sum += dys[i] * gammas[c];
                    dot += dys[i] * gammas[c] * xHat;
                }
                int m = members.length;
                for (int i : members) {
                    double dxHat = dys[i] * gammas[i % geometry.channels()];
                    double xHat = (xs[i] - mu) / sigma;
                    dxs[i] = (m * dxHat - sum - xHat * dot) / (m * sigma);
                }
            }
        }
    }

    /// The stored positions of the numbers of one group.
    private static int[] members(GroupGeometry geometry, int example, int group) {
        int[] members = new int[geometry.sizeOfGroup()];
        int width = geometry.channelsOfGroup();
        for (int pixel = 0; pixel < geometry.pixels(); pixel++) {
            for (int c = 0; c < width; c++) {
                members[pixel * width + c] =
                        (example * geometry.pixels() + pixel) * geometry.channels() + group * width + c;
            }
        }
        return members;
    }
}
