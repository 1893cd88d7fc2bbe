package dev.chainrule.kernel.vector;

import static dev.chainrule.tensor.FloatTensor.dataOf;

import dev.chainrule.kernel.ScoreLoss;
import dev.chainrule.kernel.ScoreTerm;
import dev.chainrule.tensor.Tensor;

/// Losses on scores in float. Exponentials run along all elements of a range of rows at once, because rows are short;
/// what is left for each row is plain code, and what is added up is double.
public final class VectorScoreLoss implements ScoreLoss {

    @Override
    public double softmaxCrossEntropy(Tensor scores, int[] labels, double smoothing, Tensor dscores) {
        float[] s = dataOf(scores);
        float[] ds = dataOf(dscores);
        int examples = scores.shape().extent(0);
        int classes = scores.shape().extent(1);
        return Chunks.sum(
                        examples,
                        classes,
                        (from, to) -> softmaxCrossEntropy(s, labels, smoothing, ds, examples, classes, from, to))
                / examples;
    }

    private static double softmaxCrossEntropy(
            float[] s, int[] labels, double smoothing, float[] ds, int examples, int classes, int from, int to) {
        double other = classes == 1 ? 0 : smoothing / (classes - 1);
        double own = 1 - other * (classes - 1);
        double loss = 0;
        for (int i = from; i < to; i++) {
            int row = i * classes;
            int label = row + labels[i];
            float max = rowMaximum(s, row, classes);
            loss += own * ((double) max - s[label]);
            if (other != 0) {
                loss += other * (distanceTo(max, s, row, label) + distanceTo(max, s, label + 1, row + classes));
            }
            subtract(s, max, ds, row, classes);
        }
        VectorMath.exp(ds, ds, from * classes, to * classes);
        float ownShare = (float) (own / examples);
        float otherShare = (float) (other / examples);
        for (int i = from; i < to; i++) {
            int row = i * classes;
            int label = row + labels[i];
            double sum = sum(ds, row, classes);
            loss += StrictMath.log(sum);
            float factor = (float) (1 / (sum * examples));
            float exponential = ds[label];
            for (int k = row; k < row + classes; k++) {
                ds[k] = Math.fma(ds[k], factor, -otherShare);
            }
            ds[label] = Math.fma(exponential, factor, -ownShare);
        }
        return loss;
    }

    @Override
    public double softmaxCrossEntropy(Tensor scores, Tensor targets, Tensor dscores) {
        float[] s = dataOf(scores);
        float[] t = dataOf(targets);
        float[] ds = dataOf(dscores);
        int examples = scores.shape().extent(0);
        int classes = scores.shape().extent(1);
        return Chunks.sum(
                        examples,
                        classes,
                        (from, to) -> softmaxCrossEntropy(s, t, ds, 1.0 / examples, classes, from, to))
                / examples;
    }

    private static double softmaxCrossEntropy(
            float[] s, float[] t, float[] ds, double share, int classes, int from, int to) {
        double loss = 0;
        for (int row = from * classes; row < to * classes; row += classes) {
            float max = rowMaximum(s, row, classes);
            for (int k = row; k < row + classes; k++) {
                loss += t[k] == 0 ? 0 : t[k] * ((double) max - s[k]);
            }
            subtract(s, max, ds, row, classes);
        }
        VectorMath.exp(ds, ds, from * classes, to * classes);
        for (int row = from * classes; row < to * classes; row += classes) {
            double sum = sum(ds, row, classes);
            double total = sum(t, row, classes);
            loss += total * StrictMath.log(sum);
            float factor = (float) (total * share / sum);
            for (int k = row; k < row + classes; k++) {
                ds[k] = Math.fma(ds[k], factor, (float) (-t[k] * share));
            }
        }
        return loss;
    }

    /// In double, as the hinge; but for the logistic term, exponentials by vectors.
    @Override
    public double pointwise(ScoreTerm term, Tensor scores, Tensor targets, double[] factors, Tensor dscores) {
        float[] s = dataOf(scores);
        float[] t = dataOf(targets);
        float[] ds = dataOf(dscores);
        int classes = factors.length;
        return Chunks.sum(
                scores.shape().extent(0),
                classes,
                (from, to) -> term == ScoreTerm.LOGISTIC
                        ? logistic(s, t, factors, ds, from * classes, to * classes)
                        : pointwise(term, s, t, factors, ds, from * classes, to * classes));
    }

    private static double pointwise(
            ScoreTerm term, float[] s, float[] t, double[] factors, float[] ds, int from, int to) {
        double loss = 0;
        for (int i = from; i < to; i++) {
            double factor = factors[i % factors.length];
            double score = s[i];
            loss += factor * term.value(score, t[i]);
            ds[i] = (float) (factor * term.slope(score, t[i]));
        }
        return loss;
    }

    private static double logistic(float[] s, float[] t, double[] factors, float[] ds, int from, int to) {
        double loss = 0;
        float[] small = new float[to - from];
        for (int i = from; i < to; i++) {
            small[i - from] = -Math.abs(s[i]);
        }
        VectorMath.exp(small, small, 0, to - from);
        for (int i = from; i < to; i++) {
            double factor = factors[i % factors.length];
            double score = s[i];
            double exponential = small[i - from];
            loss += factor * (Math.max(score, 0) - score * t[i] + StrictMath.log1p(exponential));
            ds[i] = (float) (factor * ((score >= 0 ? 1 : exponential) / (1 + exponential) - t[i]));
        }
        return loss;
    }

    @Override
    public double hinge(Tensor scores, int[] labels, double margin, boolean squared, Tensor dscores) {
        float[] s = dataOf(scores);
        float[] ds = dataOf(dscores);
        int examples = scores.shape().extent(0);
        int classes = scores.shape().extent(1);
        return Chunks.sum(examples, classes, (from, to) -> {
                    double loss = 0;
                    for (int i = from; i < to; i++) {
                        loss += hinge(s, i * classes, classes, labels[i], margin, squared, examples, ds);
                    }
                    return loss;
                })
                / examples;
    }

    /// The loss of one row, in double: there is little to do for each element but to load and store it.
    private static double hinge(
            float[] s, int row, int classes, int label, double margin, boolean squared, int examples, float[] ds) {
        double share = 1.0 / examples;
        double loss = 0;
        double sumOfOthers = 0;
        double labelScore = s[row + label];
        for (int k = 0; k < classes; k++) {
            double term = k == label ? 0 : Math.max(0, s[row + k] - labelScore + margin);
            double slope = squared ? 2 * term : Math.signum(term);
            loss += squared ? term * term : term;
            sumOfOthers += slope;
            ds[row + k] = (float) (slope * share);
        }
        ds[row + label] = (float) (-sumOfOthers * share);
        return loss;
    }

    @Override
    public void softmax(Tensor scores, Tensor probabilities) {
        float[] s = dataOf(scores);
        float[] p = dataOf(probabilities);
        int classes = scores.shape().extent(1);
        Chunks.forEach(scores.shape().extent(0), classes, (from, to) -> softmax(s, p, classes, from, to));
    }

    private static void softmax(float[] s, float[] p, int classes, int from, int to) {
        for (int row = from * classes; row < to * classes; row += classes) {
            subtract(s, rowMaximum(s, row, classes), p, row, classes);
        }
        VectorMath.exp(p, p, from * classes, to * classes);
        for (int row = from * classes; row < to * classes; row += classes) {
            float factor = (float) (1 / sum(p, row, classes));
            for (int k = row; k < row + classes; k++) {
                p[k] *= factor;
            }
        }
    }

    /// Passes over a not-a-number, which then spreads from the sum of exponentials.
    private static float rowMaximum(float[] s, int row, int classes) {
        float max = Float.NEGATIVE_INFINITY;
        for (int k = row; k < row + classes; k++) {
            max = s[k] > max ? s[k] : max;
        }
        return max;
    }

    private static void subtract(float[] s, float max, float[] shifted, int row, int classes) {
        for (int k = row; k < row + classes; k++) {
            shifted[k] = s[k] - max;
        }
    }

    /// Four sums at once, because each addition waits for the one before.
    private static double sum(float[] x, int row, int classes) {
        int end = row + classes;
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int k = row;
        for (; k <= end - 4; k += 4) {
            a += x[k];
            b += x[k + 1];
            c += x[k + 2];
            d += x[k + 3];
        }
        for (; k < end; k++) {
            a += x[k];
        }
        return (a + b) + (c + d);
    }

    /// `Σ (max − s)` of a part of a row.
    private static double distanceTo(float max, float[] s, int from, int to) {
        double sum = 0;
        for (int k = from; k < to; k++) {
            sum += (double) max - s[k];
        }
        return sum;
    }
}
