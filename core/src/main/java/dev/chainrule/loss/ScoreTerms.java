package dev.chainrule.loss;

import dev.chainrule.kernel.Kernels;
import dev.chainrule.kernel.ScoreTerm;
import dev.chainrule.settings.Require;
import dev.chainrule.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/// What the losses share that weigh scores and sum terms.
final class ScoreTerms {
    private ScoreTerms() {}

    /// The mean of a term over examples or numbers.
    static LossPass mean(String where, ScoreTerm term, MeanOver over, Tensor scores, Tensor targets) {
        return mean(where, term, over, List.of(), scores, targets);
    }

    /// The mean of a term that has a weight for each class.
    static LossPass mean(
            String where, ScoreTerm term, MeanOver over, List<Double> weights, Tensor scores, Tensor targets) {
        TargetLoss.check(where, scores, targets);
        checkWeights(where, weights, scores);
        double[] factors = new double[scores.shape().extent(1)];
        double divisor = over.divisor(scores.shape());
        Arrays.setAll(factors, k -> (weights.isEmpty() ? 1 : weights.get(k)) / divisor);
        Tensor dscores = Tensor.allocateLike(scores);
        double value = Kernels.of(scores).scoreLoss().pointwise(term, scores, targets, factors, dscores);
        return new LossPass(value, dscores);
    }

    /// Checks the weights of a record of settings.
    static List<Double> weights(String owner, List<Double> weights) {
        weights.forEach(weight -> Require.nonNegative(owner, "classWeights", weight));
        Require.that(
                weights.isEmpty() || weights.stream().anyMatch(weight -> weight > 0),
                owner,
                "classWeights",
                weights,
                "at least one above 0");
        return List.copyOf(weights);
    }

    /// Refuses weights that are not one a class.
    static void checkWeights(String where, List<Double> weights, Tensor scores) {
        if (!weights.isEmpty() && weights.size() != scores.shape().extent(1)) {
            throw new IllegalArgumentException("%s: %s class weights do not fit scores %s; expected %s, one a class"
                    .formatted(
                            where,
                            weights.size(),
                            scores.shape(),
                            scores.shape().extent(1)));
        }
    }
}
