package dev.chainrule.tape;

import dev.chainrule.tensor.Broadcast;
import dev.chainrule.tensor.Tensor;
import java.util.List;

/// `xᵖ`. **Backward**: `dx = dy · p · xᵖ⁻¹`.
///
/// @param exponent p, the same for all numbers
public record Power(double exponent) implements Operation {

    @Override
    public Tensor value(List<Tensor> inputs) {
        Tensor y = Tensor.allocateLike(inputs.getFirst());
        Broadcast.map(x -> StrictMath.pow(x, exponent), inputs.getFirst(), y);
        return y;
    }

    @Override
    public Variable gradient(int input, Use use) {
        if (exponent == 0) {
            return use.dy().times(0);
        }
        return use.dy().times(use.x().power(exponent - 1).times(exponent));
    }
}
