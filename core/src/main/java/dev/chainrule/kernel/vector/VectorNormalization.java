package dev.chainrule.kernel.vector;

import static dev.chainrule.tensor.FloatTensor.dataOf;

import dev.chainrule.kernel.BackwardForm;
import dev.chainrule.kernel.GroupGeometry;
import dev.chainrule.kernel.Normalization;
import dev.chainrule.kernel.Standardization;
import dev.chainrule.kernel.Standardization.Epilogue;
import dev.chainrule.tensor.DoubleTensor;
import dev.chainrule.tensor.FloatTensor;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.Arrays;

/// Normalisation in float by vectors along the features.
///
/// Moments are sums of distances from the first number of the feature, added up in double: one pass, and no digits are
/// lost where the mean is large. A mean is used as a float and the rest that the float leaves over, for the same
/// reason. What remains to be done to each number are two multiply-adds, whose coefficients are computed once a
/// feature.
public final class VectorNormalization implements Normalization {

    @Override
    public void featureStatistics(Tensor x, Tensor mean, Tensor variance) {
        float[] xs = dataOf(x);
        double[] means = DoubleTensor.dataOf(mean);
        double[] variances = DoubleTensor.dataOf(variance);
        int features = means.length;
        int rows = xs.length / features;
        double[] sums = sumsOverRows(
                rows,
                features,
                features,
                (from, to, target, offset) -> VectorRows.moments(xs, features, from, to, xs, 0, target, offset));
        for (int d = 0; d < features; d++) {
            double distance = sums[d] / rows;
            means[d] = xs[d] + distance;
            variances[d] = Math.max(0, sums[features + d] / rows - distance * distance);
        }
    }

    @Override
    public void standardize(Tensor x, Standardization scaling, Tensor y) {
        float[] xs = dataOf(x);
        float[] ys = dataOf(y);
        int features = scaling.features();
        float[] coefficients = coefficients(scaling);
        int width = widthOfRow(x, scaling);
        Chunks.forEach(xs.length / width, width, (from, to) -> {
            switch (scaling.epilogue()) {
                case NONE -> VectorRows.standardize(xs, ys, features, from, to, coefficients, 0);
                case RELU -> VectorRows.standardizeRectified(xs, ys, features, from, to, coefficients, 0);
                case RELU_AND_POOL -> VectorPooledRows.maxima(xs, ys, features, width / 2, from, to, coefficients);
            }
        });
    }

    /// Elements of a row: of the features, or of the pixels under a row of windows.
    private static int widthOfRow(Tensor x, Standardization scaling) {
        return switch (scaling.epilogue()) {
            case NONE, RELU -> scaling.features();
            case RELU_AND_POOL -> 2 * x.shape().extent(3) * scaling.features();
        };
    }

    @Override
    public void batchGradients(
            Tensor x, Standardization scaling, BackwardForm form, Tensor dy, Tensor dx, Tensor dgamma, Tensor dbeta) {
        if (form != BackwardForm.SIMPLIFIED) {
            throw new IllegalArgumentException(
                    "BatchNorm: backward form %s does not fit FLOAT32; expected SIMPLIFIED, or float64 to study the others"
                            .formatted(form));
        }
        int features = scaling.features();
        double rows = (double) x.size() / features;
        gradients(x, scaling, dy, dx, dgamma, dbeta, rows);
    }

    @Override
    public void fixedGradients(Tensor x, Standardization scaling, Tensor dy, Tensor dx, Tensor dgamma, Tensor dbeta) {
        gradients(x, scaling, dy, dx, dgamma, dbeta, Double.POSITIVE_INFINITY);
    }

    /// The closed form; a constant mean and variance are those of infinitely many rows.
    private static void gradients(
            Tensor x, Standardization scaling, Tensor dy, Tensor dx, Tensor dgamma, Tensor dbeta, double rows) {
        float[] xs = dataOf(x);
        float[] dys = dataOf(dy);
        float[] dxs = dataOf(dx);
        int features = scaling.features();
        Epilogue epilogue = scaling.epilogue();
        int width = widthOfRow(x, scaling);
        float[] k = coefficients(scaling);
        double[] sums = sumsOverRows(xs.length / width, width, features, (from, to, target, offset) -> {
            switch (epilogue) {
                case NONE -> VectorRows.gradientSums(xs, dys, features, from, to, k, 0, target, offset);
                case RELU -> VectorRows.gradientSumsRectified(xs, dys, features, from, to, k, 0, target, offset);
                case RELU_AND_POOL ->
                    VectorPooledRows.gradientSums(xs, dys, features, width / 2, from, to, k, target, offset);
            }
        });
        float[] dgammas = dataOf(dgamma);
        float[] dbetas = dataOf(dbeta);
        for (int d = 0; d < features; d++) {
            double inverse = scaling.inverseDeviation(d);
            double scale = inverse * scaling.gammaOf(d);
            double dot = sums[features + d] * inverse;
            dgammas[d] = (float) dot;
            dbetas[d] = (float) sums[d];
            k[4 * features + d] = (float) (-scale * inverse * dot / rows);
            k[5 * features + d] = (float) (-scale * sums[d] / rows);
        }
        Chunks.forEach(xs.length / width, width, (from, to) -> {
            switch (epilogue) {
                case NONE -> VectorRows.gradients(xs, dys, dxs, features, from, to, k, 0);
                case RELU -> VectorRows.gradientsRectified(xs, dys, dxs, features, from, to, k, 0);
                case RELU_AND_POOL -> VectorPooledRows.gradients(xs, dys, dxs, features, width / 2, from, to, k);
            }
        });
    }

    private static float[] coefficients(Standardization scaling) {
        int features = scaling.features();
        float[] coefficients = dataOf(Tensor.allocate(Precision.FLOAT32, Shape.of(VectorRows.COEFFICIENTS, features)));
        double[] mean = DoubleTensor.dataOf(scaling.mean());
        for (int d = 0; d < features; d++) {
            VectorRows.put(
                    coefficients,
                    d,
                    features,
                    mean[d],
                    scaling.inverseDeviation(d) * scaling.gammaOf(d),
                    scaling.betaOf(d));
        }
        return coefficients;
    }

    @FunctionalInterface
    private interface RowSums {
        /// Adds two sums for each column over the rows `from` to `to`, at `offset` and `columns` further.
        void add(int from, int to, double[] target, int offset);
    }

    /// Two sums for each column over all rows of `width` elements, added up part by part in a fixed order; 0 of no
    /// rows.
    private static double[] sumsOverRows(int rows, int width, int columns, RowSums body) {
        int chunk = Chunks.itemsOfChunk(width);
        int parts = Math.ceilDiv(rows, chunk);
        double[] sums = zeros(Math.max(1, parts), 2 * columns);
        Chunks.forEach(parts, chunk * width, (from, to) -> {
            for (int part = from; part < to; part++) {
                body.add(part * chunk, Math.min(part * chunk + chunk, rows), sums, part * 2 * columns);
            }
        });
        addParts(sums, parts, 2 * columns);
        return sums;
    }

    /// Adds the later parts to the first.
    private static void addParts(double[] sums, int parts, int width) {
        for (int part = 1; part < parts; part++) {
            for (int i = 0; i < width; i++) {
                sums[i] += sums[part * width + i];
            }
        }
    }

    private static double[] zeros(int rows, int columns) {
        double[] sums = DoubleTensor.dataOf(Tensor.allocate(Precision.FLOAT64, Shape.of(rows, columns)));
        Arrays.fill(sums, 0);
        return sums;
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
        int chunk = Chunks.itemsOfChunk(geometry.size());
        int parts = Math.ceilDiv(geometry.examples(), chunk);
        double[] sums = zeros(parts, 2 * geometry.channels());
        float[] coefficients = scratch(parts, geometry);
        VectorGroup group = new VectorGroup(
                geometry,
                epsilon,
                dataOf(gamma),
                DoubleTensor.dataOf(mean),
                DoubleTensor.dataOf(variance),
                dataOf(x),
                coefficients,
                sums);
        float[] betas = dataOf(beta);
        float[] ys = dataOf(y);
        Chunks.forEach(parts, chunk * geometry.size(), (from, to) -> {
            for (int part = from; part < to; part++) {
                int end = Math.min(part * chunk + chunk, geometry.examples());
                for (int example = part * chunk; example < end; example++) {
                    group.forward(example, part, betas, ys);
                }
            }
        });
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
        int channels = geometry.channels();
        int chunk = Chunks.itemsOfChunk(geometry.size());
        int parts = Math.ceilDiv(geometry.examples(), chunk);
        double[] totals = zeros(Math.max(1, parts), 2 * channels);
        VectorGroup group = new VectorGroup(
                geometry,
                epsilon,
                dataOf(gamma),
                DoubleTensor.dataOf(mean),
                DoubleTensor.dataOf(variance),
                dataOf(x),
                scratch(parts, geometry),
                zeros(parts, 2 * channels));
        float[] dys = dataOf(dy);
        float[] dxs = dataOf(dx);
        Chunks.forEach(parts, chunk * geometry.size(), (from, to) -> {
            for (int part = from; part < to; part++) {
                int end = Math.min(part * chunk + chunk, geometry.examples());
                for (int example = part * chunk; example < end; example++) {
                    group.backward(example, part, dys, dxs, totals);
                }
            }
        });
        addParts(totals, parts, 2 * channels);
        float[] dgammas = dataOf(dgamma);
        float[] dbetas = dataOf(dbeta);
        for (int c = 0; c < channels; c++) {
            dbetas[c] = (float) totals[c];
            dgammas[c] = (float) totals[channels + c];
        }
    }

    private static float[] scratch(int parts, GroupGeometry geometry) {
        Shape shape = Shape.of(parts, VectorRows.COEFFICIENTS, geometry.channels());
        return FloatTensor.dataOf(Tensor.allocate(Precision.FLOAT32, shape));
    }
}
