package dev.chainrule.check.mistake;

import static dev.chainrule.check.mistake.Mistake.*;

import dev.chainrule.loss.SoftmaxCrossEntropy;
import dev.chainrule.tensor.Shape;

/// Losses on scores, means over the examples: softmax cross-entropy and the multiclass hinge. Steps have a number for
/// each score; `terms` add up to the loss of an example, `gradient` is that of its loss.
final class LossFormulas extends Formulas {

    private LossFormulas() {
        number("divisions", 1);
        number("divisions of gradient", 1);
        step("label", LossFormulas::label);
        step("loss", c -> new Numbers(c.get("terms").sum() / Math.pow(examples(c), c.number("divisions"))));
        step("dscores", c -> c.get("gradient").times(1 / Math.pow(examples(c), c.number("divisions of gradient"))));
    }

    /// `L = −mean Σ_k t_k · log p_k`.
    ///
    static LossFormulas softmax(SoftmaxCrossEntropy loss) {
        LossFormulas softmax = new LossFormulas();
        softmax.step("shift", c -> largestOfRows(c.get("x"), c.shape()));
        softmax.step("shifted", c -> c.get("x").minus(c.get("shift")));
        softmax.step("sums", c -> rows(c, c.get("shifted").map(StrictMath::exp)));
        softmax.step("p", c -> c.get("shifted").map(StrictMath::exp).with(c.get("sums"), (exp, sum) -> exp / sum));
        softmax.step("log p", c -> c.get("shifted").minus(c.get("sums").map(StrictMath::log)));
        softmax.step("target", c -> target(c, loss));
        softmax.step("terms", c -> c.get("target").with(c.get("log p"), LossFormulas::term));
        softmax.step("gradient", c -> c.get("p").minus(c.get("target")));
        if (loss.smoothing() > 0) {
            SoftmaxCrossEntropy other = loss.withSmoothingOver(
                    switch (loss.smoothingOver()) {
                        case OTHER_CLASSES -> SoftmaxCrossEntropy.Over.ALL_CLASSES;
                        case ALL_CLASSES -> SoftmaxCrossEntropy.Over.OTHER_CLASSES;
                    });
            softmax.mistake(SMOOTHING_OVER_OTHER_CLASSES, replace("target", c -> target(c, other)));
        }
        softmax.mistake(LABEL_NOT_SUBTRACTED, replace("gradient", c -> c.get("p")));
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
