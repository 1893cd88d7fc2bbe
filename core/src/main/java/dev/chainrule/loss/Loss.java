package dev.chainrule.loss;

import dev.chainrule.tensor.ShapeMismatchException;
import dev.chainrule.tensor.Tensor;

/// A loss on the scores of a classifier, a mean over the examples.
public interface Loss {

    /// Computes the loss and its gradient.
    ///
    /// @param scores (N, K)
    /// @param labels N classes, each in 0..K−1
    /// @throws ShapeMismatchException if the number of labels is not N
    /// @throws IllegalArgumentException if a label is out of range, naming the row
    LossPass forward(Tensor scores, int[] labels);

    /// Checks scores and labels as every loss must.
    static void check(String where, Tensor scores, int[] labels) {
        if (scores.shape().rank() != 2 || scores.shape().extent(0) != labels.length) {
            throw new ShapeMismatchException("%s: scores %s do not fit %s labels; expected (%s, K)"
                    .formatted(where, scores.shape(), labels.length, labels.length));
        }
        int classes = scores.shape().extent(1);
        for (int row = 0; row < labels.length; row++) {
            if (labels[row] < 0 || labels[row] >= classes) {
                throw new IllegalArgumentException("%s: label %s of row %s does not fit scores %s; expected 0 to %s"
                        .formatted(where, labels[row], row, scores.shape(), classes - 1));
            }
        }
    }
}
