package dev.chainrule.optim;

import dev.chainrule.tensor.Tensor;
import java.util.List;

/// A rule that moves a parameter along its gradient: settings, what it remembers of a parameter, and one
/// step.
/// Write your own by implementing it as a record.
public interface UpdateRule {

    /// The names of what the rule remembers of each parameter, tensors of its shape that start at 0.
    List<String> memory();

    /// Moves `value` one step; `value` and `memory` change in place, `gradient` does not.
    ///
    /// @param rate the learning rate of this step
    /// @param step the number of this step, counted from 1
    /// @param memory one tensor for each name of [#memory()]
    void apply(Tensor value, Tensor gradient, double rate, long step, List<Tensor> memory);

    /// Checks that a share lies in [0, 1).
    static void checkShare(String where, String what, double share) {
        if (!(share >= 0 && share < 1)) {
            throw new IllegalArgumentException(
                    "%s: %s %s is out of range; expected 0 ≤ %s < 1".formatted(where, what, share, what));
        }
    }

    /// Checks that a number is finite and at least 0.
    static void checkSize(String where, String what, double size) {
        if (!(size >= 0 && Double.isFinite(size))) {
            throw new IllegalArgumentException(
                    "%s: %s %s is out of range; expected a finite number of at least 0".formatted(where, what, size));
        }
    }
}
