package dev.chainrule.tape;

import dev.chainrule.tensor.Tensor;
import java.util.List;

/// What a variable was computed by: the forward value, and what flows back to each input. The gradient is written in
/// operations of the tape, so it can be differentiated again.
public sealed interface Operation
        permits Operation.Given,
                Elementwise,
                Power,
                Pairwise,
                Comparison,
                Choice,
                MatrixProduct,
                Reducing,
                LogSoftmax,
                Rearranging,
                Convolving,
                Pooled,
                Operation.Own {

    /// A value that was given.
    enum Given implements Operation {
        /// Its gradient is wanted.
        VARIABLE,
        /// It gets no gradient.
        CONSTANT;

        @Override
        public Tensor value(List<Tensor> inputs) {
            throw new IllegalStateException("Given: a given value is not computed");
        }

        @Override
        public Variable gradient(int input, Use use) {
            throw new IllegalStateException("Given: a given value has no inputs");
        }
    }

    /// A function with a backward pass of its own, for what the others cannot say, or say slowly;
    /// [Variable#through] records it.
    ///
    /// ```java
    /// record OwnRelu() implements Operation.Own {
    ///     public Tensor value(List<Tensor> inputs) {
    ///         return inputs.getFirst().maximum(0);
    ///     }
    ///
    ///     public Variable gradient(int input, Use use) {
    ///         return use.dy().times(use.x().greaterThan(0));
    ///     }
    /// }
    /// ```
    ///
    /// What flows back is written in operations of the tape, so it can be differentiated again; one that is
    /// computed outside of it, by `use.dy().tape().constant(…)`, is a constant to second derivatives.
    non-sealed interface Own extends Operation {}

    /// Computes the value.
    ///
    /// @param inputs of one precision
    /// @throws dev.chainrule.tensor.ShapeMismatchException if their shapes do not fit
    Tensor value(List<Tensor> inputs);

    /// Whether a gradient flows back to an input; not where the output does not change with it, or in jumps.
    default boolean flowsTo(int input) {
        return true;
    }

    /// What flows back to an input that a gradient flows to, in its shape.
    Variable gradient(int input, Use use);

    /// One use of an operation on its way back.
    ///
    /// @param inputs what it was computed from
    /// @param output what it computed
    /// @param dy the gradient with respect to the output
    record Use(List<Variable> inputs, Variable output, Variable dy) {
        /// Copies the list.
        public Use {
            inputs = List.copyOf(inputs);
        }

        /// The only input.
        public Variable x() {
            return inputs.getFirst();
        }
    }
}
