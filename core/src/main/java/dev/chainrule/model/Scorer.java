package dev.chainrule.model;

import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;

/// Whatever gives each class a score: a [Model], several of them, or one that sees each example in several forms. It is
/// all that an evaluation needs.
public interface Scorer {

    /// The shape of one example.
    Shape input();

    /// How many scores an example gets.
    int classes();

    /// The precision of examples and scores.
    Precision precision();

    /// The scores (N, K) of a batch; the highest one is the prediction.
    ///
    /// @param x one example a row
    Tensor scores(Tensor x);
}
