package dev.chainrule.course;

import dev.chainrule.fixture.ExpectedValues;
import dev.chainrule.layer.Gradients;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Parameter;
import dev.chainrule.layer.Pass;
import dev.chainrule.loss.LossPass;
import dev.chainrule.loss.SoftmaxCrossEntropy;
import dev.chainrule.loss.WeightPenalty;
import dev.chainrule.model.Model;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Tensor;
import java.util.List;
import java.util.function.DoubleSupplier;

/// What the courses' `model.loss(X, y)` returns in training: the softmax loss with penalties, and its gradients.
record LossAndGradients(Tensor scores, double loss, Gradients gradients) {
    private static final Mode TRAIN = new Mode.Train(RandomKey.of(0));

    static LossAndGradients of(Model model, Tensor x, int[] labels, WeightPenalty... penalties) {
        Pass pass = model.forward(x, TRAIN);
        LossPass loss = SoftmaxCrossEntropy.of().forward(pass.output(), labels);
        Gradients gradients = pass.parameterGradients(loss.dscores());
        WeightPenalty.addGradients(List.of(penalties), model.parameters(), gradients);
        double penalty = WeightPenalty.total(List.of(penalties), model.parameters());
        return new LossAndGradients(pass.output(), loss.value() + penalty, gradients);
    }

    /// The loss alone.
    static double lossOf(Model model, Tensor x, int[] labels, WeightPenalty... penalties) {
        Tensor scores = model.forward(x, TRAIN).output();
        return SoftmaxCrossEntropy.of().forward(scores, labels).value()
                + WeightPenalty.total(List.of(penalties), model.parameters());
    }

    /// The notebooks' gradient check of one parameter, in float64.
    ///
    /// @param largestDifference the largest difference between the gradient and `(f(w + h) − f(w − h)) / 2h`
    /// @param relativeError the courses' measure of the same
    record Check(double largestDifference, double relativeError) {
        static Check of(Parameter parameter, Tensor analytic, double h, DoubleSupplier loss) {
            Tensor value = parameter.value();
            double[] gradient = new double[value.size()];
            double[] differences = new double[value.size()];
            double largest = 0;
            for (int i = 0; i < gradient.length; i++) {
                double original = value.getStored(i);
                value.setStored(i, original + h);
                double above = loss.getAsDouble();
                value.setStored(i, original - h);
                double below = loss.getAsDouble();
                value.setStored(i, original);
                gradient[i] = analytic.getStored(i);
                differences[i] = (above - below) / (2 * h);
                largest = Math.max(largest, Math.abs(gradient[i] - differences[i]));
            }
            return new Check(largest, ExpectedValues.relativeError(gradient, differences));
        }
    }
}
