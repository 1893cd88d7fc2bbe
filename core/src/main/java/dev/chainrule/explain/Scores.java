package dev.chainrule.explain;

import dev.chainrule.tensor.Tensor;

/// What a row of scores says.
final class Scores {
    private Scores() {}

    /// The class of the highest score, the first of equals; −1 where a score is not a number.
    static int predicted(Tensor scores, int row) {
        int classes = scores.shape().extent(1);
        int best = 0;
        for (int k = 0; k < classes; k++) {
            double score = scores.getStored(row * classes + k);
            if (Double.isNaN(score)) {
                return -1;
            }
            if (score > scores.getStored(row * classes + best)) {
                best = k;
            }
        }
        return best;
    }

    /// The softmax probability of a class.
    static double probability(Tensor scores, int row, int label) {
        int classes = scores.shape().extent(1);
        double highest = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < classes; k++) {
            highest = Math.max(highest, scores.getStored(row * classes + k));
        }
        double sum = 0;
        for (int k = 0; k < classes; k++) {
            sum += StrictMath.exp(scores.getStored(row * classes + k) - highest);
        }
        return StrictMath.exp(scores.getStored(row * classes + label) - highest) / sum;
    }
}
