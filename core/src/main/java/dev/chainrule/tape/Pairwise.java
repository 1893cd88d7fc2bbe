package dev.chainrule.tape;

import dev.chainrule.kernel.Kernels;
import dev.chainrule.tensor.Arithmetic;
import dev.chainrule.tensor.Broadcast;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.List;
import java.util.Locale;

/// A function of two numbers, for tensors that are broadcast to one shape. What was repeated in forward is added up in
/// backward.
@SuppressWarnings("ImmutableEnumChecker") // its functions have no state
public enum Pairwise implements Operation {
    /// `a + b`.
    PLUS(Use::dy, Use::dy),
    /// `a − b`.
    MINUS(Use::dy, use -> use.dy().negated()),
    /// `a · b`.
    TIMES(
            use -> use.dy().times(use.inputs().get(1)),
            use -> use.dy().times(use.inputs().get(0))),
    /// `a / b`.
    DIVIDED_BY(
            use -> use.dy().dividedBy(use.inputs().get(1)),
            use -> use.dy().times(use.output()).dividedBy(use.inputs().get(1)).negated()),
    /// The larger of two; where they are equal each gets half of the gradient, as in PyTorch.
    MAXIMUM(use -> toWinner(use, 0, 1), use -> toWinner(use, 1, 0)),
    /// The smaller of two; where they are equal each gets half of the gradient.
    MINIMUM(use -> toWinner(use, 1, 0), use -> toWinner(use, 0, 1));

    private final Rule first;
    private final Rule second;

    /// What flows back to an input before it is added up to its shape.
    private interface Rule {
        Variable of(Use use);
    }

    Pairwise(Rule first, Rule second) {
        this.first = first;
        this.second = second;
    }

    private static Variable toWinner(Use use, int larger, int smaller) {
        Variable a = use.inputs().get(larger);
        Variable b = use.inputs().get(smaller);
        return use.dy().times(a.greaterThan(b).plus(a.equalTo(b).times(0.5)));
    }

    @Override
    public Tensor value(List<Tensor> inputs) {
        Tensor a = inputs.get(0);
        Tensor b = inputs.get(1);
        Shape shape = Broadcast.shape(name().toLowerCase(Locale.ROOT), a.shape(), b.shape());
        Tensor out = Tensor.allocate(a.precision(), shape);
        if (a.shape().equals(b.shape()) && this == PLUS) {
            Kernels.of(a).pointwise().add(a, b, out);
        } else if (a.shape().equals(b.shape()) && this == TIMES) {
            Kernels.of(a).pointwise().multiply(a, b, out);
        } else {
            broadcast(a, b, out);
        }
        return out;
    }

    private void broadcast(Tensor a, Tensor b, Tensor out) {
        switch (this) {
            case PLUS -> Broadcast.apply(Arithmetic.PLUS, a, b, out);
            case MINUS -> Broadcast.apply(Arithmetic.MINUS, a, b, out);
            case TIMES -> Broadcast.apply(Arithmetic.TIMES, a, b, out);
            case DIVIDED_BY -> Broadcast.apply(Arithmetic.DIVIDED_BY, a, b, out);
            case MAXIMUM -> Broadcast.apply(Math::max, a, b, out);
            case MINIMUM -> Broadcast.apply(Math::min, a, b, out);
        }
    }

    @Override
    public Variable gradient(int input, Use use) {
        Rule rule = input == 0 ? first : second;
        return rule.of(use).sumTo(use.inputs().get(input).shape());
    }
}
