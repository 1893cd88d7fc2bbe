package dev.chainrule.lab.demonstration;

import dev.chainrule.loss.LossPass;
import dev.chainrule.loss.SoftmaxCrossEntropy;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;

/// Ways to compute softmax cross-entropy and its gradient, of one example.
enum SoftmaxForm {
    /// `p = exp(s) / Σ exp(s)`, `L = −log p`.
    NAIVE("naive") {
        @Override
        Result of(Precision precision, double[] scores, int label) {
            return ofProbabilities(precision, scores, 0, label);
        }
    },
    /// `p = exp(s − max s) / Σ exp(s − max s)`, `L = −log p`.
    MAXIMUM_SUBTRACTED("shifted") {
        @Override
        Result of(Precision precision, double[] scores, int label) {
            return ofProbabilities(precision, scores, largest(scores), label);
        }
    },
    /// The library's, `L = max s + log Σ exp(s − max s) − s_y`.
    LIBRARY("library") {
        @Override
        Result of(Precision precision, double[] scores, int label) {
            Tensor row = Tensor.of(precision, Shape.of(1, scores.length), scores);
            LossPass pass = SoftmaxCrossEntropy.of().forward(row, new int[] {label});
            return new Result(pass.value(), pass.dscores().toArray());
        }
    };

    private final String title;

    SoftmaxForm(String title) {
        this.title = title;
    }

    /// What it is called.
    String title() {
        return title;
    }

    /// Computes it.
    ///
    /// @param precision to which every step is rounded
    abstract Result of(Precision precision, double[] scores, int label);

    /// The loss and its gradient with respect to the scores.
    @SuppressWarnings("ArrayRecordComponent") // passed on, compared nowhere
    record Result(double loss, double[] gradient) {}

    private static double largest(double... scores) {
        double largest = Double.NEGATIVE_INFINITY;
        for (double score : scores) {
            largest = Math.max(largest, score);
        }
        return largest;
    }

    private static Result ofProbabilities(Precision precision, double[] scores, double shift, int label) {
        double[] p = new double[scores.length];
        double sum = 0;
        for (int k = 0; k < p.length; k++) {
            p[k] = rounded(precision, StrictMath.exp(rounded(precision, scores[k] - shift)));
            sum = rounded(precision, sum + p[k]);
        }
        for (int k = 0; k < p.length; k++) {
            p[k] = rounded(precision, p[k] / sum);
        }
        double loss = rounded(precision, -StrictMath.log(p[label]));
        p[label] = rounded(precision, p[label] - 1);
        return new Result(loss, p);
    }

    private static double rounded(Precision precision, double value) {
        return switch (precision) {
            case FLOAT32 -> (float) value;
            case FLOAT64 -> value;
        };
    }
}
