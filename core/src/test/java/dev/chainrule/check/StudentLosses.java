package dev.chainrule.check;

import dev.chainrule.check.mistake.Mistake;
import dev.chainrule.layer.Parameter;
import dev.chainrule.loss.Loss;
import dev.chainrule.loss.LossPass;
import dev.chainrule.loss.MulticlassHinge;
import dev.chainrule.loss.Penalised;
import dev.chainrule.loss.SoftmaxCrossEntropy;
import dev.chainrule.loss.WeightPenalty;
import dev.chainrule.optim.Adam;
import dev.chainrule.optim.Momentum;
import dev.chainrule.optim.Nesterov;
import dev.chainrule.optim.RmsProp;
import dev.chainrule.optim.UpdateRule;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// Losses, penalties and update rules with mistakes.
final class StudentLosses {
    private static final int[] LABELS = {2, 0, 3, 3, 1};

    private StudentLosses() {}

    private static Np softmax(Np scores) {
        Np exp = scores.map(Math::exp);
        return exp.over(exp.sum1());
    }

    private static Np shifted(Np scores) {
        Np result = scores.map(v -> v);
        for (int i = 0; i < scores.rows; i++) {
            double max = Double.NEGATIVE_INFINITY;
            for (int j = 0; j < scores.columns; j++) {
                max = Math.max(max, scores.at(i, j));
            }
            for (int j = 0; j < scores.columns; j++) {
                result.values[i * scores.columns + j] -= max;
            }
        }
        return result;
    }

    private static double crossEntropy(Np scores, int[] labels) {
        Np shifted = shifted(scores);
        Np logSum = shifted.map(Math::exp).sum1().map(Math::log);
        double loss = 0;
        for (int i = 0; i < labels.length; i++) {
            loss -= shifted.at(i, labels[i]) - logSum.at(i, 0);
        }
        return loss / labels.length;
    }

    private static Np oneHot(Np like, int[] labels) {
        Np result = like.full(0);
        for (int i = 0; i < labels.length; i++) {
            result.values[i * like.columns + labels[i]] = 1;
        }
        return result;
    }

    static LossPass oneNotSubtracted(Tensor scores, int[] labels) {
        Np p = softmax(shifted(Np.of(scores)));
        return new LossPass(
                crossEntropy(Np.of(scores), labels), p.over(labels.length).tensor(scores.shape()));
    }

    static LossPass notDivided(Tensor scores, int[] labels) {
        Np p = softmax(shifted(Np.of(scores)));
        return new LossPass(
                crossEntropy(Np.of(scores), labels), p.minus(oneHot(p, labels)).tensor(scores.shape()));
    }

    static LossPass logarithmOfZero(Tensor scores, int[] labels) {
        Np p = softmax(shifted(Np.of(scores)));
        double loss = 0;
        for (int i = 0; i < labels.length; i++) {
            loss -= Math.log(p.at(i, labels[i]));
        }
        Np dscores = p.minus(oneHot(p, labels)).over(labels.length);
        return new LossPass(loss / labels.length, dscores.tensor(scores.shape()));
    }

    /// As KTH's smoothing, or PyTorch's.
    static LossPass smoothed(Tensor scores, int[] labels, double label, double other) {
        Np shifted = shifted(Np.of(scores));
        Np logSum = shifted.map(Math::exp).sum1().map(Math::log);
        Np target = oneHot(shifted, labels).map(one -> one == 1 ? label : other);
        Np logs = shifted.minus(logSum);
        double loss = 0;
        for (int i = 0; i < logs.values.length; i++) {
            loss -= target.values[i] * logs.values[i];
        }
        Np dscores = softmax(shifted).minus(target).over(labels.length);
        return new LossPass(loss / labels.length, dscores.tensor(scores.shape()));
    }

    static LossPass overflowing(Tensor scores, int[] labels) {
        Np p = softmax(Np.of(scores));
        double loss = 0;
        for (int i = 0; i < labels.length; i++) {
            loss -= Math.log(p.at(i, labels[i]));
        }
        Np dscores = p.minus(oneHot(p, labels)).over(labels.length);
        return new LossPass(loss / labels.length, dscores.tensor(scores.shape()));
    }

    private static LossPass hinge(Tensor tensor, int[] labels, double delta, boolean counts) {
        Np scores = Np.of(tensor);
        Np gradient = scores.full(0);
        double loss = 0;
        for (int i = 0; i < labels.length; i++) {
            for (int j = 0; j < scores.columns; j++) {
                double margin = scores.at(i, j) - scores.at(i, labels[i]) + delta;
                if (j != labels[i] && margin > 0) {
                    loss += margin;
                    gradient.values[i * scores.columns + j] += 1;
                    gradient.values[i * scores.columns + labels[i]] -= counts ? 1 : 0;
                }
            }
        }
        return new LossPass(loss / labels.length, gradient.over(labels.length).tensor(tensor.shape()));
    }

    static LossPass noCount(Tensor scores, int[] labels) {
        return hinge(scores, labels, 1, false);
    }

    static LossPass noDelta(Tensor scores, int[] labels) {
        return hinge(scores, labels, 0, true);
    }

    /// Half in the value, two in the gradient.
    static final class TwiceTheGradient implements Penalty {
        @Override
        public double value(List<Parameter> parameters) {
            double sum = 0;
            for (Parameter each : parameters) {
                sum += each.kind() == Parameter.Kind.WEIGHT
                        ? Np.of(each.value()).squared().sum()
                        : 0;
            }
            return 0.5 * 0.3 * sum;
        }

        @Override
        public List<Tensor> gradients(List<Parameter> parameters) {
            List<Tensor> gradients = new ArrayList<>();
            for (Parameter each : parameters) {
                double factor = each.kind() == Parameter.Kind.WEIGHT ? 2 * 0.3 : 0;
                gradients.add(
                        Np.of(each.value()).times(factor).tensor(each.value().shape()));
            }
            return gradients;
        }
    }

    static final class Everything implements Penalty {
        @Override
        public double value(List<Parameter> parameters) {
            double sum = 0;
            for (Parameter each : parameters) {
                sum += Np.of(each.value()).squared().sum();
            }
            return 0.5 * 0.3 * sum;
        }

        @Override
        public List<Tensor> gradients(List<Parameter> parameters) {
            List<Tensor> gradients = new ArrayList<>();
            for (Parameter each : parameters) {
                gradients.add(Np.of(each.value()).times(0.3).tensor(each.value().shape()));
            }
            return gradients;
        }
    }

    /// One element of a step: w, g and the rule's memory of it, which it changes.
    interface Step {
        double apply(double w, double g, double rate, double t, double[] memory);
    }

    private record Rule(Step step) implements UpdateRule {
        @Override
        public List<String> memory() {
            return List.of("first", "second");
        }

        @Override
        public void apply(Tensor value, Tensor gradient, double rate, long step, List<Tensor> memory) {
            for (int i = 0; i < value.size(); i++) {
                double[] kept = {
                    memory.getFirst().getStored(i), memory.getLast().getStored(i)
                };
                value.setStored(
                        i, this.step.apply(value.getStored(i), gradient.getStored(i), rate, (double) step, kept));
                memory.getFirst().setStored(i, kept[0]);
                memory.getLast().setStored(i, kept[1]);
            }
        }
    }

    static void averages(double g, double[] memory) {
        memory[0] = 0.9 * memory[0] + 0.1 * g;
        memory[1] = 0.999 * memory[1] + 0.001 * g * g;
    }

    private static double notCounted(double w, double g, double rate, double t, double[] memory) {
        averages(g, memory);
        double mean = memory[0] / (1 - Math.pow(0.9, t - 1));
        double squares = memory[1] / (1 - Math.pow(0.999, t - 1));
        return w - rate * mean / (Math.sqrt(squares) + 1e-8);
    }

    private static double notCorrected(double w, double g, double rate, double t, double[] memory) {
        averages(g, memory);
        return w - rate * memory[0] / (Math.sqrt(memory[1]) + 1e-8);
    }

    private static double epsilonInside(double w, double g, double rate, double t, double[] memory) {
        averages(g, memory);
        double mean = memory[0] / (1 - Math.pow(0.9, t));
        double squares = memory[1] / (1 - Math.pow(0.999, t));
        return w - rate * mean / Math.sqrt(squares + 1e-8);
    }

    private static double multiplied(double w, double g, double rate, double t, double[] memory) {
        averages(g, memory);
        double mean = memory[0] / (1 - Math.pow(0.9, t));
        double squares = memory[1] / (1 - Math.pow(0.999, t));
        return w - rate * mean * (Math.sqrt(squares) + 1e-8);
    }

    private static double wrongSign(double w, double g, double rate, double t, double[] memory) {
        memory[0] = 0.9 * memory[0] + rate * g;
        return w + memory[0];
    }

    private static double rateTwice(double w, double g, double rate, double t, double[] memory) {
        memory[0] = 0.9 * memory[0] - rate * g;
        return w + rate * memory[0];
    }

    private static double decaySwapped(double w, double g, double rate, double t, double[] memory) {
        memory[0] = (1 - 0.99) * memory[0] + 0.99 * g * g;
        return w - rate * g / (Math.sqrt(memory[0]) + 1e-8);
    }

    private static double noLookahead(double w, double g, double rate, double t, double[] memory) {
        memory[0] = 0.9 * memory[0] - rate * g;
        return w + memory[0];
    }

    static List<Submission> all() {
        WeightPenalty half = WeightPenalty.HalfL2.of(0.3);
        UpdateRule adam = Adam.of();
        UpdateRule momentum = Momentum.of();
        return List.of(
                loss(
                        "p instead of p - 1",
                        StudentLosses::oneNotSubtracted,
                        SoftmaxCrossEntropy.of(),
                        Mistake.LABEL_NOT_SUBTRACTED),
                loss(
                        "dx not divided by N",
                        StudentLosses::notDivided,
                        SoftmaxCrossEntropy.of(),
                        Mistake.BATCH_SIZE_MISSING),
                loss(
                        "exp overflows",
                        StudentLosses::overflowing,
                        SoftmaxCrossEntropy.of(),
                        Mistake.MAXIMUM_NOT_SUBTRACTED),
                loss(
                        "log of p that is 0",
                        StudentLosses::logarithmOfZero,
                        SoftmaxCrossEntropy.of(),
                        Mistake.LOGARITHM_OF_ZERO),
                loss(
                        "PyTorch's smoothing for KTH's",
                        (scores, labels) -> smoothed(scores, labels, 0.9 + 0.1 / 4, 0.1 / 4),
                        SoftmaxCrossEntropy.smoothed(0.1),
                        Mistake.SMOOTHING_OVER_OTHER_CLASSES),
                loss(
                        "KTH's smoothing for PyTorch's",
                        (scores, labels) -> smoothed(scores, labels, 0.9, 0.1 / 3),
                        SoftmaxCrossEntropy.smoothed(0.1).withSmoothingOver(SoftmaxCrossEntropy.Over.ALL_CLASSES),
                        Mistake.SMOOTHING_OVER_OTHER_CLASSES),
                loss(
                        "no count at the label",
                        StudentLosses::noCount,
                        new MulticlassHinge(1, false),
                        Mistake.MARGIN_COUNT_MISSING),
                loss("no delta", StudentLosses::noDelta, new MulticlassHinge(1, false), Mistake.MARGIN_MISSING),
                penalty("2 reg W", new TwiceTheGradient(), half, Mistake.PENALTY_FACTOR_IN_GRADIENT),
                penalty("biases penalised", new Everything(), half, Mistake.PENALTY_ON_BIASES),
                penalty(
                        "biases left out",
                        Penalty.of(List.of(half)),
                        new WeightPenalty.HalfL2(0.3, Penalised.WEIGHTS_AND_BIASES),
                        Mistake.PENALTY_ON_WEIGHTS_ALONE),
                rule("t not incremented", StudentLosses::notCounted, adam, Mistake.STEP_NOT_COUNTED),
                rule("no correction", StudentLosses::notCorrected, adam, Mistake.CORRECTION_MISSING),
                rule("epsilon in the root", StudentLosses::epsilonInside, adam, Mistake.EPSILON_INSIDE_ROOT),
                rule("times the root", StudentLosses::multiplied, adam, Mistake.MULTIPLIED_BY_ROOT),
                rule("plus", StudentLosses::wrongSign, momentum, Mistake.STEP_SIGN),
                rule("rate twice", StudentLosses::rateTwice, momentum, Mistake.RATE_TWICE),
                rule("decay swapped", StudentLosses::decaySwapped, RmsProp.of(), Mistake.SHARES_SWAPPED),
                rule(
                        "no look-ahead",
                        StudentLosses::noLookahead,
                        new Nesterov(0.9, Nesterov.Form.LOOKAHEAD),
                        Mistake.LOOKAHEAD_MISSING));
    }

    static Submission loss(String title, Loss loss, Loss kind, Mistake expected) {
        return new Submission(
                title,
                expected,
                () -> GradientCheck.of(loss).as(kind).run(StudentLayer.drawn(LABELS.length, 4), LABELS));
    }

    private static Submission penalty(String title, Penalty penalty, WeightPenalty kind, Mistake expected) {
        List<Parameter> parameters = List.of(
                new Parameter("W1", Parameter.Kind.WEIGHT, StudentLayer.drawn(3, 4)),
                new Parameter("b1", Parameter.Kind.BIAS, StudentLayer.drawn(4)));
        return new Submission(title, expected, () -> GradientCheck.penalty(penalty, kind, parameters));
    }

    static Submission rule(String title, Step step, UpdateRule kind, Mistake expected) {
        return new Submission(title, expected, () -> GradientCheck.rule(new Rule(step), kind));
    }
}
