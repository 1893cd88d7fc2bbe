package dev.chainrule.optim;

import dev.chainrule.layer.Parameter;
import dev.chainrule.tensor.Tensor;
import java.util.List;

/// A rule that moves a parameter along its gradient: settings, what it remembers of a parameter, and one step. Write
/// your own by implementing it as a record.
public interface UpdateRule {

    /// The names of what the rule remembers of each parameter, tensors of its shape that start at 0; none unless a
    /// rule says otherwise.
    default List<String> memory() {
        return List.of();
    }

    /// The rule for parameters of a kind: itself, unless it treats them differently. What it remembers is the same.
    default UpdateRule ofKind(Parameter.Kind kind) {
        return this;
    }

    /// Moves `value` one step; `value` and `memory` change in place, `gradient` does not.
    ///
    /// @param rate the learning rate of this step
    /// @param step the number of this step, counted from 1
    /// @param memory one tensor for each name of [#memory()]
    void apply(Tensor value, Tensor gradient, double rate, long step, List<Tensor> memory);
}
