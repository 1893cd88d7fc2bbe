package dev.chainrule.tape;

import dev.chainrule.tensor.Axes;
import dev.chainrule.tensor.Reduction;
import dev.chainrule.tensor.Tensor;
import java.util.List;

/// One number of several, over some axes. What was added up in forward is repeated in backward.
public sealed interface Reducing extends Operation {

    /// Over which axes.
    Axes axes();

    /// The sum. **Backward**: dy, repeated.
    ///
    /// @param axes over which axes
    record Sum(Axes axes) implements Reducing {
        @Override
        public Tensor value(List<Tensor> inputs) {
            Tensor x = inputs.getFirst();
            Tensor out = Tensor.allocate(x.precision(), axes.reduced(x.shape()));
            Reduction.sum(x, axes, out);
            return out;
        }

        @Override
        public Variable gradient(int input, Use use) {
            return repeated(use, axes, use.dy());
        }
    }

    /// The mean. **Backward**: dy over the number of terms, repeated.
    ///
    /// @param axes over which axes
    record Mean(Axes axes) implements Reducing {
        @Override
        public Tensor value(List<Tensor> inputs) {
            Tensor x = inputs.getFirst();
            Tensor out = Tensor.allocate(x.precision(), axes.reduced(x.shape()));
            Reduction.mean(x, axes, out);
            return out;
        }

        @Override
        public Variable gradient(int input, Use use) {
            return repeated(use, axes, use.dy().dividedBy(axes.terms(use.x().shape())));
        }
    }

    /// The largest number. **Backward**: dy where it is, in equal shares where several are equal.
    ///
    /// @param axes over which axes
    record Max(Axes axes) implements Reducing {
        @Override
        public Tensor value(List<Tensor> inputs) {
            Tensor x = inputs.getFirst();
            Tensor out = Tensor.allocate(x.precision(), axes.reduced(x.shape()));
            Reduction.max(x, axes, out);
            return out;
        }

        @Override
        public Variable gradient(int input, Use use) {
            Variable largest = use.x().equalTo(repeated(use, axes, use.output()));
            Variable shares = largest.dividedBy(largest.sum(new Axes(axes.numbers(), true)));
            return shares.times(repeated(use, axes, use.dy()));
        }
    }

    private static Variable repeated(Operation.Use use, Axes axes, Variable reduced) {
        var shape = use.x().shape();
        return reduced.reshape(new Axes(axes.numbers(), true).reduced(shape).toArray())
                .broadcastTo(shape);
    }
}
