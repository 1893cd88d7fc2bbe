package dev.chainrule.layer;

import dev.chainrule.tensor.Tensor;
import java.util.function.Function;

/// One run of a layer on one batch: the output, and the backward pass that belongs to it.
public interface Pass {

    /// What the layer computed.
    Tensor output();

    /// The gradients of the loss with respect to the layer's input and to each of its parameters.
    ///
    /// @param dy the gradient with respect to the output, in the output's shape; it is not changed
    Gradients backward(Tensor dy);

    /// A pass made of an output and a function that goes backward, for a layer of your own that keeps what its
    /// lambda captures.
    ///
    /// @param backward as [#backward]
    static Pass of(Tensor output, Function<Tensor, Gradients> backward) {
        return new Pass() {
            @Override
            public Tensor output() {
                return output;
            }

            @Override
            public Gradients backward(Tensor dy) {
                return backward.apply(dy);
            }
        };
    }

    /// As [#backward] without the gradient with respect to the input, which nobody needs of a network's first
    /// layer. A layer that saves work by it overrides this.
    default Gradients parameterGradients(Tensor dy) {
        return backward(dy);
    }
}
