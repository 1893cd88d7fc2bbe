package dev.chainrule.optim;

/// A rule with a momentum that a [MomentumSchedule] can move from step to step.
public interface MomentumRule extends UpdateRule {

    /// The same rule with another momentum; what it remembers stays the same.
    MomentumRule withMomentum(double other);
}
