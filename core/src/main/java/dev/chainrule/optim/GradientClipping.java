package dev.chainrule.optim;

import dev.chainrule.kernel.Kernels;
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

    /// Scales all gradients by one factor so that the root of the sum of all their squares is at most
    /// `maximum`.
    record ByNorm(double maximum) implements GradientClipping {
        /// Checks the setting.
        public ByNorm {
            check("ByNorm", maximum);
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
    record ByValue(double maximum) implements GradientClipping {
        /// Checks the setting.
        public ByValue {
            check("ByValue", maximum);
        }

        @Override
        public void apply(List<Tensor> gradients) {
            for (Tensor gradient : gradients) {
                Kernels.of(gradient).pointwise().clamp(gradient, maximum);
            }
        }
    }

    private static void check(String where, double maximum) {
        if (!(maximum > 0 && Double.isFinite(maximum))) {
            throw new IllegalArgumentException(
                    "GradientClipping.%s: maximum %s is out of range; expected a finite number above 0"
                            .formatted(where, maximum));
        }
    }
}
