package dev.chainrule.tape;

import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// The gradients of one number, or of a contracted output, with respect to everything on the tape that it depends on.
public final class TapeGradients {
    private final Variable output;
    private final Backward backward;

    TapeGradients(Variable output, Backward backward) {
        this.output = output;
        this.backward = backward;
    }

    /// What came back from one use of a value.
    ///
    /// @param user what was computed from it; the output itself for the gradient that was given
    /// @param input which of the user's inputs it is; −1 for the gradient that was given
    /// @param gradient in the shape of the value
    public record Contribution(Variable user, int input, Tensor gradient) {}

    /// The gradient with respect to a variable, in its shape; zeros if the output does not depend on it, as on a
    /// weight that was left out this time. It may share its numbers with other gradients; copy it to change it.
    ///
    /// @throws IllegalArgumentException if the variable is of another tape or was computed after the output
    public Tensor of(Variable variable) {
        boolean later = variable.position() > output.position();
        if (variable.tape() != output.tape() || (later && !variable.inputs().isEmpty())) {
            throw new IllegalArgumentException(
                    "TapeGradients: %s was not there when %s was computed; expected a variable of the same tape, before it"
                            .formatted(variable.label(), output.label()));
        }
        Variable gradient = backward.gradient(variable);
        if (gradient == null) {
            Tensor none = Tensor.allocateLike(variable.value());
            none.fill(0);
            return none;
        }
        return gradient.value();
    }

    /// The parts of a gradient, one for each use of the value, in the order in which they came back; the gradient
    /// is their sum.
    public List<Contribution> contributions(Variable variable) {
        List<Contribution> parts = new ArrayList<>();
        for (Backward.Part part : backward.parts(variable)) {
            parts.add(
                    new Contribution(part.user(), part.input(), part.gradient().value()));
        }
        return parts;
    }
}
