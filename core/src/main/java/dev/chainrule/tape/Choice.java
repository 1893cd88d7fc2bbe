package dev.chainrule.tape;

import dev.chainrule.tensor.Broadcast;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.List;

/// `a` where a condition is not 0, else `b`; NumPy's `where`. **Inputs**: condition, a, b, broadcast to one shape.
/// **Backward**: the gradient goes where the number came from, the other place gets 0, also where it is not finite.
public record Choice() implements Operation {

    @Override
    public Tensor value(List<Tensor> inputs) {
        Tensor a = inputs.get(1);
        Tensor b = inputs.get(2);
        Shape both = Broadcast.shape("where", a.shape(), b.shape());
        Shape shape = Broadcast.shape("where", inputs.get(0).shape(), both);
        Tensor out = Tensor.allocate(a.precision(), shape);
        Broadcast.choose(inputs.get(0), a, b, out);
        return out;
    }

    @Override
    public boolean flowsTo(int input) {
        return input > 0;
    }

    @Override
    public Variable gradient(int input, Use use) {
        Variable condition = use.inputs().get(0);
        Variable zero = use.dy().tape().constant(0, use.dy().value().precision());
        Variable part =
                input == 1 ? Variable.where(condition, use.dy(), zero) : Variable.where(condition, zero, use.dy());
        return part.sumTo(use.inputs().get(input).shape());
    }
}
