package dev.chainrule.loss;

import dev.chainrule.tensor.ShapeMismatchException;
import dev.chainrule.tensor.Tensor;

/// A loss on the scores of a classifier, a mean over the examples.
public interface Loss {

    /// Computes the loss and its gradient.
    ///
    /// @param scores (N, K), both at least 1: of nothing there is no mean
    /// @param labels N classes, each in 0..K−1
    /// @throws ShapeMismatchException if the number of labels is not N, or if there are no scores
    /// @throws IllegalArgumentException if a label is out of range, naming the row
    LossPass forward(Tensor scores, int[] labels);

    /// Checks scores and labels as every loss must.
    static void check(String where, Tensor scores, int[] labels) {
        if (scores.shape().rank() != 2 || scores.shape().extent(0) != labels.length) {
            throw new ShapeMismatchException("%s: scores %s do not fit %s labels; expected (%s, K)"
                    .formatted(where, scores.shape(), labels.length, labels.length));
        }
        requireScores(where, scores);
        int classes = scores.shape().extent(1);
        for (int row = 0; row < labels.length; row++) {
            if (labels[row] < 0 || labels[row] >= classes) {
                throw new IllegalArgumentException("%s: label %s of row %s does not fit scores %s; expected 0 to %s"
                        .formatted(where, labels[row], row, scores.shape(), classes - 1));
            }
        }
    }

    /// Refuses scores of no example or of no class.
    static void requireScores(String where, Tensor scores) {
        if (scores.size() == 0) {
            throw new ShapeMismatchException("%s: scores %s do not fit a mean; expected (N, K) with N and K at least 1"
                    .formatted(where, scores.shape()));
        }
    }
}
