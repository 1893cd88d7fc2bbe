package dev.chainrule.tape;

import dev.chainrule.tensor.Broadcast;
import dev.chainrule.tensor.Tensor;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleBinaryOperator;

/// 1 where a comparison of two numbers holds, else 0; a comparison with a not-a-number never holds. No gradient flows.
@SuppressWarnings("ImmutableEnumChecker") // its functions have no state
public enum Comparison implements Operation {
    /// `a > b`.
    GREATER_THAN((a, b) -> a > b ? 1 : 0),
    /// `a ≥ b`.
    AT_LEAST((a, b) -> a >= b ? 1 : 0),
    /// `a < b`.
    LESS_THAN((a, b) -> a < b ? 1 : 0),
    /// `a ≤ b`.
    AT_MOST((a, b) -> a <= b ? 1 : 0),
    /// `a = b`.
    EQUAL_TO((a, b) -> a == b ? 1 : 0);

    private final DoubleBinaryOperator function;

    Comparison(DoubleBinaryOperator function) {
        this.function = function;
    }

    @Override
    public Tensor value(List<Tensor> inputs) {
        Tensor a = inputs.get(0);
        Tensor b = inputs.get(1);
        String where = name().toLowerCase(Locale.ROOT);
        Tensor out = Tensor.allocate(a.precision(), Broadcast.shape(where, a.shape(), b.shape()));
        Broadcast.apply(function, a, b, out);
        return out;
    }

    @Override
    public boolean flowsTo(int input) {
        return false;
    }

    @Override
    public Variable gradient(int input, Use use) {
        throw new IllegalStateException(this + ": no gradient flows through a comparison");
    }
}
