package dev.chainrule.loss;

import dev.chainrule.tensor.ShapeMismatchException;
import dev.chainrule.tensor.Tensor;

/// A loss that can also be told what each score should be: numbers of a regression, or shares of each class, as in
/// distillation and mixup. Beside labels it takes 1 for the score of the label and 0 for the others.
///
/// ```java
/// LossPass pass = SquaredError.of().forward(scores, targets);
/// ```
public interface TargetLoss extends Loss {

    /// Computes the loss and its gradient beside targets.
    ///
    /// @param scores (N, K)
    /// @param targets (N, K), of the same precision
    /// @throws ShapeMismatchException if the shapes differ, or if there are no scores
    LossPass forward(Tensor scores, Tensor targets);

    @Override
    default LossPass forward(Tensor scores, int[] labels) {
        return forward(scores, oneHot(getClass().getSimpleName(), scores, labels));
    }

    /// Targets of 1 at the label and 0 elsewhere.
    ///
    /// @param where to be named in errors
    /// @param scores which they are to go beside, (N, K)
    /// @throws ShapeMismatchException if the number of labels is not N
    /// @throws IllegalArgumentException if a label is out of range, naming the row
    static Tensor oneHot(String where, Tensor scores, int[] labels) {
        Loss.check(where, scores, labels);
        Tensor targets = Tensor.allocateLike(scores);
        targets.fill(0);
        int classes = scores.shape().extent(1);
        for (int row = 0; row < labels.length; row++) {
            targets.setStored(row * classes + labels[row], 1);
        }
        return targets;
    }

    /// Checks scores and targets as every such loss must.
    static void check(String where, Tensor scores, Tensor targets) {
        if (scores.shape().rank() != 2 || !targets.shape().equals(scores.shape())) {
            throw new ShapeMismatchException("%s: scores %s do not fit targets %s; expected (N, K) both"
                    .formatted(where, scores.shape(), targets.shape()));
        }
        Loss.requireScores(where, scores);
    }
}
