package dev.chainrule.loss;

import dev.chainrule.kernel.Kernels;
import dev.chainrule.settings.Require;
import dev.chainrule.tape.Tape;
import dev.chainrule.tape.Variable;
import dev.chainrule.tensor.ShapeMismatchException;
import dev.chainrule.tensor.Tensor;
import java.util.function.UnaryOperator;

/// A penalty that is a formula of one weight tensor on a tape and whose gradient comes by itself.
///
/// ```java
/// WeightPenalty l1 = TapePenalty.of(w -> w.abs().sum().times(1e-4));
/// ```
public final class TapePenalty implements WeightPenalty {
    private final UnaryOperator<Variable> formula;
    private final Penalised of;

    private TapePenalty(UnaryOperator<Variable> formula, Penalised of) {
        this.formula = Require.present(formula, "TapePenalty", "formula", "a function of a weight tensor");
        this.of = Require.present(of, "TapePenalty", "of", "which parameters are penalised");
    }

    /// A penalty on weights alone.
    ///
    /// @param formula gives a single number
    public static TapePenalty of(UnaryOperator<Variable> formula) {
        return new TapePenalty(formula, Penalised.WEIGHTS);
    }

    /// The same on other parameters.
    public TapePenalty on(Penalised others) {
        return new TapePenalty(formula, others);
    }

    @Override
    public Penalised of() {
        return of;
    }

    /// The formula at certain weights, on a new tape.
    public Variable record(Tensor weight) {
        Variable penalty = formula.apply(new Tape().variable("W", weight));
        if (penalty.shape().size() != 1) {
            throw new ShapeMismatchException(
                    "TapePenalty: penalty %s does not fit a single number; expected a sum over the weights"
                            .formatted(penalty.shape()));
        }
        return penalty;
    }

    @Override
    public double value(Tensor weight) {
        return record(weight).value().getStored(0);
    }

    @Override
    public void addGradient(Tensor weight, Tensor gradient) {
        Variable penalty = record(weight);
        Tensor slope = penalty.gradients().of(penalty.tape().variable("W", weight));
        Kernels.of(weight).pointwise().addScaled(slope, 1, gradient);
    }

    @Override
    public String toString() {
        return "TapePenalty";
    }
}
