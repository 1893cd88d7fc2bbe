package dev.chainrule.loss;

import dev.chainrule.tensor.Tensor;

/// What a loss returns.
///
/// @param value the loss
/// @param dscores its gradient with respect to the scores, (N, K)
public record LossPass(double value, Tensor dscores) {}
