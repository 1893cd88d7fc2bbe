package dev.chainrule.check.mistake;

/// What a loss means to be; a mean over the examples.
public sealed interface LossKind {

    /// Softmax cross-entropy: `L = −mean Σ_k t_k · log p_k`.
    ///
    /// @param smoothing the share of the target that the label gives up to the other classes; 0 for none
    record Softmax(double smoothing) implements LossKind {}

    /// The multiclass hinge: `L = mean Σ_{k≠y} max(0, s_k − s_y + margin)`, or the squares of the terms.
    ///
    /// @param margin by which the right score shall exceed the others
    /// @param squared whether the terms are squared
    record Hinge(double margin, boolean squared) implements LossKind {}

    /// Softmax cross-entropy without smoothing.
    static LossKind softmax() {
        return new Softmax(0);
    }

    /// The hinge with margin 1.
    static LossKind hinge() {
        return new Hinge(1, false);
    }
}
