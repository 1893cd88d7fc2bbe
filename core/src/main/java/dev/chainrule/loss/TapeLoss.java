package dev.chainrule.loss;

import dev.chainrule.settings.Require;
import dev.chainrule.tape.Tape;
import dev.chainrule.tape.Variable;
import dev.chainrule.tensor.ShapeMismatchException;
import dev.chainrule.tensor.Tensor;

/// A loss that is a formula on a tape and whose gradient comes by itself.
///
/// ```java
/// Loss likelihood = TapeLoss.of((scores, labels) -> scores.logSoftmax(1).pick(labels).mean().negated());
/// ```
public final class TapeLoss implements Loss {
    private final Formula formula;

    /// A loss as a formula.
    @FunctionalInterface
    public interface Formula {
        /// The loss, a single number.
        ///
        /// @param scores (N, K)
        /// @param labels N classes, each in 0..K−1
        Variable of(Variable scores, int[] labels);
    }

    private TapeLoss(Formula formula) {
        this.formula = Require.present(formula, "TapeLoss", "formula", "a function of scores and labels");
    }

    /// A loss of a formula.
    public static TapeLoss of(Formula formula) {
        return new TapeLoss(formula);
    }

    /// The formula at certain scores, on a new tape.
    public Variable record(Tensor scores, int... labels) {
        Loss.check("TapeLoss", scores, labels);
        Variable loss = formula.of(new Tape().variable("scores", scores), labels);
        if (loss.shape().size() != 1) {
            throw new ShapeMismatchException(
                    "TapeLoss: loss %s does not fit a single number; expected a mean over the examples"
                            .formatted(loss.shape()));
        }
        return loss;
    }

    @Override
    public LossPass forward(Tensor scores, int[] labels) {
        Variable loss = record(scores, labels);
        Variable given = loss.tape().variable("scores", scores);
        return new LossPass(loss.value().getStored(0), loss.gradients().of(given));
    }

    @Override
    public String toString() {
        return "TapeLoss";
    }
}
