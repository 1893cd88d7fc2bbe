package dev.chainrule.optim;

import dev.chainrule.kernel.Kernels;
import dev.chainrule.settings.Require;
import dev.chainrule.tensor.Tensor;
import java.util.List;

/// What is done about large gradients before a step.
public sealed interface GradientClipping {

    /// Clips the gradients of all parameters, in place.
    void apply(List<Tensor> gradients);

    /// Nothing.
    record None() implements GradientClipping {
        @Override
        public void apply(List<Tensor> gradients) {}
    }

    /// Scales all gradients by one factor so that the root of the sum of all their squares is at most `maximum`.
    ///
    /// @param maximum of the root
    record Norm(double maximum) implements GradientClipping {
        /// Checks the setting.
        public Norm {
            Require.positive("GradientClipping.Norm", "maximum", maximum);
        }

        @Override
        public void apply(List<Tensor> gradients) {
            double squares = 0;
            for (Tensor gradient : gradients) {
                squares += Kernels.of(gradient).pointwise().sumOfSquares(gradient);
            }
            double norm = Math.sqrt(squares);
            if (norm > maximum) {
                for (Tensor gradient : gradients) {
                    Kernels.of(gradient).pointwise().scale(gradient, maximum / norm);
                }
            }
        }
    }

    /// Moves each number of a gradient into [−maximum, maximum].
    ///
    /// @param maximum of a number's size
    record Value(double maximum) implements GradientClipping {
        /// Checks the setting.
        public Value {
            Require.positive("GradientClipping.Value", "maximum", maximum);
        }

        @Override
        public void apply(List<Tensor> gradients) {
            for (Tensor gradient : gradients) {
                Kernels.of(gradient).pointwise().clamp(gradient, maximum);
            }
        }
    }
}
