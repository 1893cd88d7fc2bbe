package dev.chainrule.tape;

import dev.chainrule.tensor.Axes;
import dev.chainrule.tensor.Broadcast;
import dev.chainrule.tensor.Reduction;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.List;

/// `x − log Σ exp(x)` along an axis, from which the largest number is subtracted first, so finite for all finite x.
/// **Backward**: `dx = dy − exp(y) · Σ dy`.
///
/// @param axis along which the exponentials of the result add up to 1
public record LogSoftmax(int axis) implements Operation {

    @Override
    public Tensor value(List<Tensor> inputs) {
        Tensor x = inputs.getFirst();
        Axes along = Axes.kept(axis);
        Shape one = along.reduced(x.shape());
        Tensor largest = Tensor.allocate(x.precision(), one);
        Reduction.max(x, along, largest);
        Tensor shifted = Tensor.allocateLike(x);
        Broadcast.apply((a, b) -> a - b, x, largest, shifted);
        Tensor exponentials = Tensor.allocateLike(x);
        Broadcast.map(StrictMath::exp, shifted, exponentials);
        Tensor sums = Tensor.allocate(x.precision(), one);
        Reduction.sum(exponentials, along, sums);
        Tensor out = Tensor.allocateLike(x);
        Broadcast.apply((a, sum) -> a - StrictMath.log(sum), shifted, sums, out);
        return out;
    }

    @Override
    public Variable gradient(int input, Use use) {
        Variable sum = use.dy().sum(Axes.kept(axis));
        return use.dy().minus(use.output().exp().times(sum));
    }
}
