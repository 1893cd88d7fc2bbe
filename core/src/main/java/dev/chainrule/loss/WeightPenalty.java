package dev.chainrule.loss;

import dev.chainrule.kernel.Kernels;
import dev.chainrule.kernel.Pointwise;
import dev.chainrule.layer.Gradients;
import dev.chainrule.layer.Parameter;
import dev.chainrule.settings.Require;
import dev.chainrule.tensor.Tensor;
import java.util.List;

/// A penalty on the size of the weights, added to the loss. Unless it says otherwise by [#of], only parameters of the
/// kind [Parameter.Kind#WEIGHT] are penalised: biases, scales and shifts do not multiply the data. Write your own by
/// implementing it as a record.
public interface WeightPenalty {

    /// The penalty of one weight tensor.
    double value(Tensor weight);

    /// Adds the penalty's gradient with respect to one weight tensor to `gradient`.
    void addGradient(Tensor weight, Tensor gradient);

    /// Which parameters are penalised; weights alone unless a penalty says otherwise.
    default Penalised of() {
        return Penalised.WEIGHTS;
    }

    /// Whether it is on a parameter: one that it says, and that is trained.
    private boolean isOn(Parameter parameter) {
        return of().includes(parameter.kind()) && parameter.isTrained();
    }

    /// The sum of all penalties of all parameters that they are on; frozen ones are not.
    static double total(List<WeightPenalty> penalties, List<Parameter> parameters) {
        double total = 0;
        for (WeightPenalty penalty : penalties) {
            for (Parameter parameter : parameters) {
                if (penalty.isOn(parameter)) {
                    total += penalty.value(parameter.value());
                }
            }
        }
        return total;
    }

    /// Adds the gradients of all penalties to those of the data.
    static void addGradients(List<WeightPenalty> penalties, List<Parameter> parameters, Gradients gradients) {
        for (WeightPenalty penalty : penalties) {
            for (Parameter parameter : parameters) {
                if (penalty.isOn(parameter)) {
                    penalty.addGradient(parameter.value(), gradients.of(parameter));
                }
            }
        }
    }

    /// `½ · strength · Σ W²`, gradient `strength · W`: CS231n's convention, and PyTorch's weight decay on weights.
    ///
    /// @param strength CS231n's `reg`, PyTorch's `weight_decay`
    /// @param of which parameters
    record HalfL2(double strength, Penalised of) implements WeightPenalty {
        /// Checks the setting.
        public HalfL2 {
            Require.nonNegative("HalfL2", "strength", strength);
            Require.present(of, "HalfL2", "of", "which parameters are penalised");
        }

        /// A penalty on weights alone, which is usual.
        public static HalfL2 of(double strength) {
            return new HalfL2(strength, Penalised.WEIGHTS);
        }

        @Override
        public double value(Tensor weight) {
            return 0.5 * strength * pointwise(weight).sumOfSquares(weight);
        }

        @Override
        public void addGradient(Tensor weight, Tensor gradient) {
            pointwise(weight).addScaled(weight, strength, gradient);
        }
    }

    /// `strength · Σ W²`, gradient `2 · strength · W`: KTH DD2424's λ, and CS231n's first assignment.
    ///
    /// @param strength KTH's λ
    /// @param of which parameters
    record FullL2(double strength, Penalised of) implements WeightPenalty {
        /// Checks the setting.
        public FullL2 {
            Require.nonNegative("FullL2", "strength", strength);
            Require.present(of, "FullL2", "of", "which parameters are penalised");
        }

        /// A penalty on weights alone, which is usual.
        public static FullL2 of(double strength) {
            return new FullL2(strength, Penalised.WEIGHTS);
        }

        @Override
        public double value(Tensor weight) {
            return strength * pointwise(weight).sumOfSquares(weight);
        }

        @Override
        public void addGradient(Tensor weight, Tensor gradient) {
            pointwise(weight).addScaled(weight, 2 * strength, gradient);
        }
    }

    /// `strength · Σ |W|`, gradient `strength · sign(W)`. Together with an L2 penalty: elastic net.
    ///
    /// @param strength of the pull towards 0, the same for all weights
    /// @param of which parameters
    record L1(double strength, Penalised of) implements WeightPenalty {
        /// Checks the setting.
        public L1 {
            Require.nonNegative("L1", "strength", strength);
            Require.present(of, "L1", "of", "which parameters are penalised");
        }

        /// A penalty on weights alone, which is usual.
        public static L1 of(double strength) {
            return new L1(strength, Penalised.WEIGHTS);
        }

        @Override
        public double value(Tensor weight) {
            return strength * pointwise(weight).sumOfMagnitudes(weight);
        }

        @Override
        public void addGradient(Tensor weight, Tensor gradient) {
            pointwise(weight).addScaledSign(weight, strength, gradient);
        }
    }

    private static Pointwise pointwise(Tensor weight) {
        return Kernels.of(weight).pointwise();
    }
}
