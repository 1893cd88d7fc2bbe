package dev.chainrule.check;

import dev.chainrule.check.mistake.Mistake;
import dev.chainrule.loss.AbsoluteError;
import dev.chainrule.loss.AttributeHinge;
import dev.chainrule.loss.LogisticLoss;
import dev.chainrule.loss.Loss;
import dev.chainrule.loss.LossPass;
import dev.chainrule.loss.MeanOver;
import dev.chainrule.loss.SoftmaxCrossEntropy;
import dev.chainrule.loss.SquaredError;
import dev.chainrule.tensor.Tensor;
import java.util.List;
import java.util.function.DoubleBinaryOperator;

/// Losses that sum one term for each score, with mistakes.
final class StudentScoreTerms {
    private static final List<Double> WEIGHTS = List.of(1.0, 3.0, 0.5, 2.0);

    private StudentScoreTerms() {}

    /// A loss of terms of a score and its target, 1 at the label and 0 elsewhere.
    private static Loss terms(DoubleBinaryOperator value, DoubleBinaryOperator slope, double divisor) {
        return (scores, labels) -> {
            int classes = scores.shape().extent(1);
            Tensor dscores = scores.copy();
            double loss = 0;
            for (int i = 0; i < scores.size(); i++) {
                double target = labels[i / classes] == i % classes ? 1 : 0;
                loss += value.applyAsDouble(scores.getStored(i), target) / divisor;
                dscores.setStored(i, slope.applyAsDouble(scores.getStored(i), target) / divisor);
            }
            return new LossPass(loss, dscores);
        };
    }

    private static double sigmoid(double s) {
        return 1 / (1 + Math.exp(-s));
    }

    private static double negativeLogs(double s, double t) {
        return -t * Math.log(sigmoid(s)) - (1 - t) * Math.log(1 - sigmoid(s));
    }

    /// Softmax whose sum is divided by the weights of the labels.
    private static LossPass asPyTorch(Tensor scores, int[] labels) {
        LossPass right = SoftmaxCrossEntropy.of().withClassWeights(WEIGHTS).forward(scores, labels);
        double sum = 0;
        for (int label : labels) {
            sum += WEIGHTS.get(label);
        }
        double factor = labels.length / sum;
        Tensor dscores = right.dscores();
        return new LossPass(right.value() * factor, Np.of(dscores).times(factor).tensor(dscores.shape()));
    }

    static List<Submission> all() {
        SoftmaxCrossEntropy weighted = SoftmaxCrossEntropy.of().withClassWeights(WEIGHTS);
        Loss squareOverNumbers = terms((s, t) -> (s - t) * (s - t), (s, t) -> 2 * (s - t), 20);
        return List.of(
                StudentLosses.loss(
                        "mean over N and K", squareOverNumbers, SquaredError.of(), Mistake.DIVIDED_BY_NUMBERS),
                StudentLosses.loss(
                        "mean over N",
                        terms((s, t) -> (s - t) * (s - t), (s, t) -> 2 * (s - t), 5),
                        new SquaredError(MeanOver.NUMBERS),
                        Mistake.DIVIDED_BY_EXAMPLES),
                StudentLosses.loss(
                        "half of the square",
                        terms((s, t) -> 0.5 * (s - t) * (s - t), (s, t) -> s - t, 5),
                        SquaredError.of(),
                        Mistake.HALF_OF_SQUARE),
                StudentLosses.loss(
                        "t - s",
                        terms((s, t) -> (s - t) * (s - t), (s, t) -> 2 * (t - s), 5),
                        SquaredError.of(),
                        Mistake.GRADIENT_SIGN),
                StudentLosses.loss(
                        "no sign",
                        terms((s, t) -> Math.abs(s - t), (s, t) -> 1, 5),
                        AbsoluteError.of(),
                        Mistake.SIGN_FORGOTTEN),
                StudentLosses.loss(
                        "log of the sigmoid",
                        terms(StudentScoreTerms::negativeLogs, (s, t) -> sigmoid(s) - t, 5),
                        LogisticLoss.of(),
                        Mistake.LOGARITHM_OF_SIGMOID),
                StudentLosses.loss(
                        "positive term alone",
                        terms((s, t) -> t * Math.log1p(Math.exp(-s)), (s, t) -> t * (sigmoid(s) - 1), 5),
                        LogisticLoss.of(),
                        Mistake.NEGATIVES_FORGOTTEN),
                StudentLosses.loss(
                        "labels of 0 and 1",
                        terms((s, t) -> Math.max(0, 1 - t * s), (s, t) -> 1 - t * s > 0 ? -t : 0, 5),
                        new AttributeHinge(),
                        Mistake.LABELS_NOT_SIGNED),
                StudentLosses.loss("no weights", SoftmaxCrossEntropy.of(), weighted, Mistake.CLASS_WEIGHTS_MISSING),
                StudentLosses.loss(
                        "divided by the weights",
                        StudentScoreTerms::asPyTorch,
                        weighted,
                        Mistake.DIVIDED_BY_CLASS_WEIGHTS));
    }
}
