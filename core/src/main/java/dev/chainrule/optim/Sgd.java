package dev.chainrule.optim;

import dev.chainrule.kernel.Kernels;
import dev.chainrule.tensor.Tensor;
import java.util.List;

/// Stochastic gradient descent: `w −= rate · g`. Source: CS231n assignment 2, `sgd`.
public record Sgd() implements UpdateRule {
    @Override
    public void apply(Tensor value, Tensor gradient, double rate, long step, List<Tensor> memory) {
        Kernels.of(value).update().sgd(value, gradient, rate);
    }
}
