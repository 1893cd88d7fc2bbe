package dev.chainrule.optim;

import dev.chainrule.kernel.Kernels;
import dev.chainrule.settings.Require;
import dev.chainrule.tensor.Tensor;

/// What weights are held to after each step. Biases, scales and shifts are free.
public sealed interface WeightConstraint {

    /// Brings a weight back to where it may be, in place.
    void apply(Tensor weight);

    /// Nothing.
    record None() implements WeightConstraint {
        @Override
        public void apply(Tensor weight) {}
    }

    /// The incoming weights of each unit are scaled down so that the root of the sum of their squares is at most
    /// `maximum`: each column of an affine layer's weight, each filter of a convolution's. Source: CS231n notes,
    /// neural networks 2; N. Srivastava et al., *Dropout*, 2014.
    ///
    /// @param maximum c of the notes, where 3 or 4 are usual
    record MaxNorm(double maximum) implements WeightConstraint {
        /// Checks the setting.
        public MaxNorm {
            Require.positive("WeightConstraint.MaxNorm", "maximum", maximum);
        }

        /// A maximum of 3.
        public static MaxNorm of() {
            return new MaxNorm(3);
        }

        @Override
        public void apply(Tensor weight) {
            Kernels.of(weight).update().limitNorms(weight, maximum);
        }
    }
}
