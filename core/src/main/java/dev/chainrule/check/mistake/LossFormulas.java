package dev.chainrule.check.mistake;

import static dev.chainrule.check.mistake.Mistake.*;

import dev.chainrule.loss.LogisticLoss;
import dev.chainrule.loss.MeanOver;
import dev.chainrule.loss.SoftmaxCrossEntropy;
import dev.chainrule.tensor.Shape;
import java.util.Arrays;
import java.util.List;

/// Losses on scores, means over the examples. Steps have a number for each score; `terms` add up to the loss of an
/// example, `gradient` is that of its loss.
final class LossFormulas extends Formulas {

    private LossFormulas() {
        number("divisions", 1);
        number("divisions of gradient", 1);
        step("label", LossFormulas::label);
        step("others", c -> new Numbers(1));
        step("others of gradient", c -> c.get("others"));
        step("loss", c -> new Numbers(c.get("terms").sum() / divisor(c, "")));
        step("dscores", c -> c.get("gradient").times(1 / divisor(c, " of gradient")));
    }

    /// What the sum of all terms is divided by: the number of examples, and perhaps something else.
    private static double divisor(Computation c, String part) {
        return Math.pow(examples(c), c.number("divisions" + part)) * c.number("others" + part);
    }

    /// `L = −mean Σ_k w_k · t_k · log p_k`.
    static LossFormulas softmax(SoftmaxCrossEntropy loss) {
        LossFormulas softmax = new LossFormulas();
        softmax.step("shift", c -> largestOfRows(c.get("x"), c.shape()));
        softmax.step("shifted", c -> c.get("x").minus(c.get("shift")));
        softmax.step("sums", c -> rows(c, c.get("shifted").map(StrictMath::exp)));
        softmax.step("p", c -> c.get("shifted").map(StrictMath::exp).with(c.get("sums"), (exp, sum) -> exp / sum));
        softmax.step("log p", c -> c.get("shifted").minus(c.get("sums").map(StrictMath::log)));
        softmax.step("weights", c -> weights(c, loss.classWeights()));
        softmax.step("target", c -> target(c, loss).times(c.get("weights")));
        softmax.step("terms", c -> c.get("target").with(c.get("log p"), LossFormulas::term));
        softmax.step("gradient", c -> c.get("p").times(rows(c, c.get("target"))).minus(c.get("target")));
        if (loss.smoothing() > 0) {
            SoftmaxCrossEntropy other = loss.withSmoothingOver(
                    switch (loss.smoothingOver()) {
                        case OTHER_CLASSES -> SoftmaxCrossEntropy.Over.ALL_CLASSES;
                        case ALL_CLASSES -> SoftmaxCrossEntropy.Over.OTHER_CLASSES;
                    });
            softmax.mistake(
                    SMOOTHING_OVER_OTHER_CLASSES,
                    replace("target", c -> target(c, other).times(c.get("weights"))));
        }
        if (!loss.classWeights().isEmpty()) {
            softmax.weightMistakes(loss.classWeights());
        }
        softmax.mistake(
                LABEL_NOT_SUBTRACTED, replace("gradient", c -> c.get("p").times(rows(c, c.get("target")))));
        softmax.mistake(LOGARITHM_MISSING, replace("terms", c -> c.get("target").with(c.get("p"), LossFormulas::term)));
        softmax.mistake(LOGARITHM_OF_ZERO, replace("log p", c -> c.get("p").map(StrictMath::log)));
        softmax.mistake(
                MAXIMUM_NOT_SUBTRACTED,
                replace("shift", c -> c.get("x").filled(0))
                        .and(replace("log p", c -> c.get("p").map(StrictMath::log))));
        return softmax.ofAnyLoss();
    }

    private static Numbers target(Computation c, SoftmaxCrossEntropy loss) {
        int classes = c.shape().extent(1);
        double share = loss.shareOfOthers(classes);
        return c.get("label").map(label -> label == 1 ? 1 - share : share / (classes - 1));
    }

    private static double term(double target, double log) {
        return target == 0 ? 0 : -target * log;
    }

    /// `L = mean Σ_{k≠y} max(0, s_k − s_y + margin)`, or the squares of the terms.
    static LossFormulas hinge(double margin, boolean squared) {
        LossFormulas hinge = new LossFormulas();
        hinge.number("margin", margin);
        hinge.number("square factor", 2);
        hinge.step("counted", c -> c.get("label").map(label -> 1 - label));
        hinge.step("counted in gradient", c -> c.get("label").map(label -> 1 - label));
        hinge.step(
                "violation",
                c -> c.get("x")
                        .minus(rows(c, c.get("x").times(c.get("label"))))
                        .map(distance -> Math.max(0, distance + c.number("margin"))));
        hinge.step(
                "terms", c -> c.get("violation").map(v -> squared ? v * v : v).times(c.get("counted")));
        hinge.step("slope", c -> c.get("violation").map(v -> squared ? c.number("square factor") * v : v > 0 ? 1 : 0));
        hinge.step("of label", c -> {
            Numbers others = c.get("slope").with(c.get("label"), (slope, label) -> label == 1 ? 0 : slope);
            return rows(c, others).times(c.get("label"));
        });
        hinge.step(
                "gradient",
                c -> c.get("slope").times(c.get("counted in gradient")).minus(c.get("of label")));
        hinge.mistake(MARGIN_COUNT_MISSING, times("of label", 0));
        if (margin != 0) {
            hinge.mistake(MARGIN_MISSING, set("margin", 0));
        }
        Change all = replace("counted", c -> c.get("x").filled(1));
        Change allInGradient = replace("counted in gradient", c -> c.get("x").filled(1));
        hinge.mistake(LABEL_NOT_EXCLUDED, all, all.and(allInGradient), allInGradient);
        if (squared) {
            hinge.mistake(SQUARE_FACTOR_MISSING, set("square factor", 1));
        }
        return hinge.ofAnyLoss();
    }

    /// `L = mean Σ_k (s_k − t_k)²`.
    static LossFormulas squared(MeanOver over) {
        LossFormulas squared = new LossFormulas();
        squared.number("square factor", 2);
        squared.number("half", 1);
        squared.step("distance", c -> c.get("x").minus(c.get("label")));
        squared.step("terms", c -> c.get("distance").map(d -> d * d).times(c.number("half")));
        squared.step(
                "gradient",
                c -> c.get("distance").times(c.number("square factor")).times(c.number("half")));
        squared.mistake(SQUARE_FACTOR_MISSING, set("square factor", 1));
        squared.mistake(HALF_OF_SQUARE, set("half", 0.5));
        return squared.meanOver(over).ofAnyLoss();
    }

    /// `L = mean Σ_k |s_k − t_k|`.
    static LossFormulas absolute(MeanOver over) {
        LossFormulas absolute = new LossFormulas();
        absolute.step("distance", c -> c.get("x").minus(c.get("label")));
        absolute.step("terms", c -> c.get("distance").map(Math::abs));
        absolute.step("gradient", c -> c.get("distance").map(Math::signum));
        absolute.mistake(SIGN_FORGOTTEN, replace("gradient", c -> c.get("x").filled(1)));
        return absolute.meanOver(over).ofAnyLoss();
    }

    /// `L = −mean Σ_k w_k · (t_k · log p_k + (1 − t_k) · log(1 − p_k))` with the sigmoid p.
    static LossFormulas logistic(LogisticLoss loss) {
        LossFormulas logistic = new LossFormulas();
        logistic.step("weights", c -> weights(c, loss.classWeights()));
        logistic.step("p", c -> c.get("x").map(s -> 1 / (1 + StrictMath.exp(-s))));
        logistic.step("log p", c -> c.get("x").map(LossFormulas::logSigmoid));
        logistic.step("log not p", c -> c.get("x").map(s -> logSigmoid(-s)));
        logistic.step("positive", c -> c.get("label").with(c.get("log p"), LossFormulas::term));
        logistic.step("negative", c -> c.get("label").map(t -> 1 - t).with(c.get("log not p"), LossFormulas::term));
        logistic.step("terms", c -> c.get("positive").plus(c.get("negative")).times(c.get("weights")));
        logistic.step("gradient", c -> c.get("p").minus(c.get("label")).times(c.get("weights")));
        if (!loss.classWeights().isEmpty()) {
            logistic.classWeightMistakes();
        }
        logistic.mistake(
                NEGATIVES_FORGOTTEN,
                times("negative", 0).and(after("gradient", (c, gradient) -> gradient.times(c.get("label")))),
                times("negative", 0));
        logistic.mistake(
                LABEL_NOT_SUBTRACTED, replace("gradient", c -> c.get("p").times(c.get("weights"))));
        Change logarithms = replace("log p", c -> c.get("p").map(StrictMath::log))
                .and(replace("log not p", c -> c.get("p").map(p -> StrictMath.log(1 - p))));
        Change zeroTimesLogarithm = replace(
                        "positive", c -> c.get("label").times(c.get("log p")).times(-1))
                .and(replace("negative", c -> c.get("label").map(t -> t - 1).times(c.get("log not p"))));
        logistic.mistake(LOGARITHM_OF_SIGMOID, logarithms, logarithms.and(zeroTimesLogarithm));
        return logistic.meanOver(loss.meanOver()).ofAnyLoss();
    }

    /// `L = mean Σ_k max(0, 1 − y_k · s_k)` with y of −1 and 1.
    static LossFormulas attributeHinge() {
        LossFormulas hinge = new LossFormulas();
        hinge.number("margin", 1);
        hinge.step("y", c -> c.get("label").map(t -> 2 * t - 1));
        hinge.step(
                "terms", c -> c.get("y").times(c.get("x")).map(product -> Math.max(0, c.number("margin") - product)));
        hinge.step(
                "gradient", c -> c.get("terms").map(term -> -Math.signum(term)).times(c.get("y")));
        hinge.mistake(MARGIN_MISSING, set("margin", 0));
        hinge.mistake(LABELS_NOT_SIGNED, replace("y", c -> c.get("label")));
        return hinge.ofAnyLoss();
    }

    /// `log(1 / (1 + exp(−s)))`.
    private static double logSigmoid(double s) {
        return Math.min(s, 0) - StrictMath.log1p(StrictMath.exp(-Math.abs(s)));
    }

    /// The weight of its class beside each number.
    private static Numbers weights(Computation c, List<Double> weights) {
        double[] all = new double[c.shape().size()];
        Arrays.setAll(all, i -> weights.isEmpty() ? 1 : weights.get(i % weights.size()));
        return new Numbers(all);
    }

    private void weightMistakes(List<Double> weights) {
        classWeightMistakes();
        mistake(DIVIDED_BY_CLASS_WEIGHTS, replace("others", c -> {
            double ofLabels = c.get("label").times(weights(c, weights)).sum();
            return new Numbers(ofLabels / examples(c));
        }));
    }

    private void classWeightMistakes() {
        mistake(CLASS_WEIGHTS_MISSING, replace("weights", c -> c.get("x").filled(1)));
    }

    /// Divides by the number of classes too, or not, and knows the other as a mistake.
    private LossFormulas meanOver(MeanOver over) {
        Computation.Step classes = c -> new Numbers(c.shape().extent(1));
        Computation.Step one = c -> new Numbers(1);
        boolean numbers = over == MeanOver.NUMBERS;
        if (numbers) {
            step("others", classes);
        }
        Mistake mistake = numbers ? DIVIDED_BY_EXAMPLES : DIVIDED_BY_NUMBERS;
        Computation.Step other = numbers ? one : classes;
        Computation.Step right = numbers ? classes : one;
        mistake(mistake, replace("others", other));
        mistake(mistake, replace("others of gradient", other));
        mistake(mistake, replace("others", other).and(replace("others of gradient", right)));
        return this;
    }

    private LossFormulas ofAnyLoss() {
        divisions(BATCH_SIZE_MISSING, 0);
        divisions(BATCH_SIZE_TWICE, 2);
        mistake(GRADIENT_SIGN, times("dscores", -1));
        return this;
    }

    private void divisions(Mistake mistake, int count) {
        Change value = set("divisions", count);
        Change gradient = set("divisions of gradient", count);
        mistake(mistake, gradient, gradient.and(value), value);
    }

    private static int examples(Computation c) {
        return c.shape().extent(0);
    }

    /// 1 at the label of each example, 0 elsewhere.
    private static Numbers label(Computation c) {
        double[] label = new double[c.shape().size()];
        for (int i = 0; i < examples(c); i++) {
            label[i * c.shape().extent(1) + c.observed().labels()[i]] = 1;
        }
        return new Numbers(label);
    }

    /// The sum of its row beside each number.
    private static Numbers rows(Computation c, Numbers numbers) {
        Numbers examples = Grouping.examples(c.shape());
        return numbers.summedBy(examples).spreadBy(examples);
    }

    private static Numbers largestOfRows(Numbers numbers, Shape shape) {
        double[] largest = new double[shape.size()];
        for (int i = 0; i < largest.length; i++) {
            int row = i / shape.extent(1) * shape.extent(1);
            largest[i] = Double.NEGATIVE_INFINITY;
            for (int j = row; j < row + shape.extent(1); j++) {
                largest[i] = Math.max(largest[i], numbers.at(j));
            }
        }
        return new Numbers(largest);
    }
}
