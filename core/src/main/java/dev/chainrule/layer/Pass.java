package dev.chainrule.layer;

import dev.chainrule.tensor.Tensor;

/// One run of a layer on one batch: the output, and the backward pass that belongs to it.
public interface Pass {

    /// What the layer computed.
    Tensor output();

    /// The gradients of the loss by the layer's input and by each of its parameters.
    ///
    /// @param dy the gradient by the output, in the output's shape; it is not changed
    Gradients backward(Tensor dy);

    /// As [#backward] without the gradient by the input, which nobody needs of a network's first layer. A
    /// layer that saves work
    /// by it overrides this.
    default Gradients parameterGradients(Tensor dy) {
        return backward(dy);
    }
}
