package dev.chainrule.kernel;

import dev.chainrule.tensor.Tensor;

/// The arithmetic of the update rules: one pass over a parameter, its gradient and the rule's memory, all of one shape.
/// Parameter and memory change in place; the gradient does not. The rules' meaning stands in `dev.chainrule.optim`.
public interface Update {

    /// `w −= rate · g`.
    void sgd(Tensor w, Tensor g, double rate);

    /// `v = momentum · v − rate · g; w += v`.
    void momentum(Tensor w, Tensor g, Tensor v, double rate, double momentum);

    /// `v = momentum · v + fresh · g; w −= rate · v`, the form of PyTorch, where `fresh` is 1 without dampening.
    void momentumBuffer(Tensor w, Tensor g, Tensor v, double rate, double momentum, double fresh);

    /// `v' = momentum · v − rate · g; w += −momentum · v + (1 + momentum) · v'`, the form of the CS231n notes.
    void nesterovLookahead(Tensor w, Tensor g, Tensor v, double rate, double momentum);

    /// `v = momentum · v + g; w −= rate · (g + momentum · v)`, the form of PyTorch.
    void nesterovBuffer(Tensor w, Tensor g, Tensor v, double rate, double momentum);

    /// `c += g²; w −= rate · g / (√c + epsilon)`.
    void adaGrad(Tensor w, Tensor g, Tensor c, double rate, double epsilon);

    /// `c = decay · c + (1 − decay) · g²; w −= rate · g / (√c + epsilon)`.
    void rmsProp(Tensor w, Tensor g, Tensor c, double rate, double decay, double epsilon);

    /// `c = decay · c + (1 − decay) · g²; m = decay · m + (1 − decay) · g;`
    /// `v = momentum · v + g / (√spread + epsilon); w −= rate · v`.
    ///
    /// The spread is `c`, or the variance `max(0, c − m²)` where it is centred.
    void rmsProp(Tensor w, Tensor g, Tensor c, Tensor m, Tensor v, RmsPropStep step);

    /// The numbers of one step of RMSProp with a velocity.
    ///
    /// @param rate the learning rate
    /// @param decay kept share of both means
    /// @param epsilon added to the root
    /// @param momentum kept share of the velocity; 0 for none
    /// @param centred whether the squared mean is taken from the mean of squares
    record RmsPropStep(double rate, double decay, double epsilon, double momentum, boolean centred) {}

    /// `m = beta1 · m + (1 − beta1) · g; v = beta2 · v + (1 − beta2) · g²;`
    /// `w = (1 − shrink) · w − step · m / (√(v · vFactor) + epsilon)`.
    ///
    /// Both placements of epsilon and decoupled weight decay are choices of `step`, `vFactor` and `shrink`, which
    /// the caller computes once a step.
    void adam(Tensor w, Tensor g, Tensor m, Tensor v, AdamStep step);

    /// The same with `x = max(x, v)` in place of `v` under the root.
    void amsGrad(Tensor w, Tensor g, Tensor m, Tensor v, Tensor x, AdamStep step);

    /// The same as [#adam] with `step · m + gradientStep · g` in place of `step · m`.
    void nadam(Tensor w, Tensor g, Tensor m, Tensor v, AdamStep step, double gradientStep);

    /// Scales the incoming weights of each unit so that the root of the sum of their squares is at most `maximum`:
    /// the columns of a weight (D, M), else the rows along the first axis, such as the filters of (F, C, KH, KW). A
    /// weight of rank 1 is that of one unit.
    void limitNorms(Tensor w, double maximum);

    /// The numbers of one Adam step.
    ///
    /// @param beta1 kept share of the mean of gradients
    /// @param beta2 kept share of the mean of squared gradients
    /// @param step factor of `m`: the learning rate with the bias corrections that are not in `vFactor`
    /// @param vFactor what `v` is multiplied with under the root
    /// @param epsilon added to the root
    /// @param shrink share of the parameter that decoupled weight decay takes away
    record AdamStep(double beta1, double beta2, double step, double vFactor, double epsilon, double shrink) {}
}
