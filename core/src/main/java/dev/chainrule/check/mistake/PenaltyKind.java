package dev.chainrule.check.mistake;

/// What a penalty means to be. It holds for weights only, not for biases, scales and shifts.
public sealed interface PenaltyKind {

    /// How strong it is.
    double strength();

    /// `½ · strength · Σ W²`, gradient `strength · W`: CS231n's second assignment.
    record HalfL2(double strength) implements PenaltyKind {}

    /// `strength · Σ W²`, gradient `2 · strength · W`: KTH DD2424, and CS231n's first assignment.
    record FullL2(double strength) implements PenaltyKind {}
}
