package dev.chainrule.kernel.reference;

import static dev.chainrule.tensor.DoubleTensor.dataOf;

import dev.chainrule.kernel.ScoreLoss;
import dev.chainrule.kernel.ScoreTerm;
import dev.chainrule.tensor.Tensor;

/// Losses on scores in double, one example after the other.
public final class ReferenceScoreLoss implements ScoreLoss {

    @Override
    public double softmaxCrossEntropy(Tensor scores, int[] labels, double smoothing, Tensor dscores) {
        double[] s = dataOf(scores);
        double[] ds = dataOf(dscores);
        int examples = scores.shape().extent(0);
        int classes = scores.shape().extent(1);
        double other = classes == 1 ? 0 : smoothing / (classes - 1);
        double loss = 0;
        for (int i = 0; i < examples; i++) {
            int row = i * classes;
            double max = rowMaximum(s, row, classes);
            double logSum = StrictMath.log(sumOfExponentials(s, row, classes, max));
            for (int k = 0; k < classes; k++) {
                double target = k == labels[i] ? 1 - other * (classes - 1) : other;
                double logProbability = s[row + k] - max - logSum;
                if (target != 0) {
                    loss -= target * logProbability;
                }
                ds[row + k] = (StrictMath.exp(logProbability) - target) / examples;
            }
        }
        return loss / examples;
    }

    @Override
    public double softmaxCrossEntropy(Tensor scores, Tensor targets, Tensor dscores) {
        double[] s = dataOf(scores);
        double[] t = dataOf(targets);
        double[] ds = dataOf(dscores);
        int examples = scores.shape().extent(0);
        int classes = scores.shape().extent(1);
        double loss = 0;
        for (int row = 0; row < examples * classes; row += classes) {
            double max = rowMaximum(s, row, classes);
            double logSum = StrictMath.log(sumOfExponentials(s, row, classes, max));
            double total = 0;
            for (int k = row; k < row + classes; k++) {
                total += t[k];
            }
            for (int k = row; k < row + classes; k++) {
                double logProbability = s[k] - max - logSum;
                if (t[k] != 0) {
                    loss -= t[k] * logProbability;
                }
                ds[k] = (StrictMath.exp(logProbability) * total - t[k]) / examples;
            }
        }
        return loss / examples;
    }

    @Override
    public double pointwise(ScoreTerm term, Tensor scores, Tensor targets, double[] factors, Tensor dscores) {
        double[] s = dataOf(scores);
        double[] t = dataOf(targets);
        double[] ds = dataOf(dscores);
        double loss = 0;
        for (int i = 0; i < s.length; i++) {
            double factor = factors[i % factors.length];
            loss += factor * term.value(s[i], t[i]);
            ds[i] = factor * term.slope(s[i], t[i]);
        }
        return loss;
    }

    @Override
    public double hinge(Tensor scores, int[] labels, double margin, boolean squared, Tensor dscores) {
        double[] s = dataOf(scores);
        double[] ds = dataOf(dscores);
        int examples = scores.shape().extent(0);
        int classes = scores.shape().extent(1);
        double loss = 0;
        for (int i = 0; i < examples; i++) {
            int row = i * classes;
            int label = row + labels[i];
            double labelScore = s[label];
            double sumOfOthers = 0;
            for (int k = row; k < row + classes; k++) {
                if (k != label) {
                    double term = Math.max(0, s[k] - labelScore + margin);
                    double slope = squared ? 2 * term : Math.signum(term);
                    loss += squared ? term * term : term;
                    ds[k] = slope / examples;
                    sumOfOthers += slope;
                }
            }
            ds[label] = -sumOfOthers / examples;
        }
        return loss / examples;
    }

    @Override
    public void softmax(Tensor scores, Tensor probabilities) {
        double[] s = dataOf(scores);
        double[] p = dataOf(probabilities);
        int examples = scores.shape().extent(0);
        int classes = scores.shape().extent(1);
        for (int i = 0; i < examples; i++) {
            int row = i * classes;
            double max = rowMaximum(s, row, classes);
            double sum = sumOfExponentials(s, row, classes, max);
            for (int k = row; k < row + classes; k++) {
                p[k] = StrictMath.exp(s[k] - max) / sum;
            }
        }
    }

    private static double rowMaximum(double[] s, int row, int classes) {
        double max = Double.NEGATIVE_INFINITY;
        for (int k = row; k < row + classes; k++) {
            max = Math.max(max, s[k]);
        }
        return max;
    }

    private static double sumOfExponentials(double[] s, int row, int classes, double max) {
        double sum = 0;
        for (int k = row; k < row + classes; k++) {
            sum += StrictMath.exp(s[k] - max);
        }
        return sum;
    }
}
