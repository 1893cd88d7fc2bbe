package dev.chainrule.check;

import dev.chainrule.tensor.Tensor;
import java.util.List;

/// A scalar function of some tensors, evaluated at their present numbers. One subject serves one thread; several copies
/// with equal numbers serve several.
interface ScalarFunction {
    /// What it depends on; its numbers are moved and put back.
    List<Tensor> tensors();

    /// The function at the present numbers.
    double value();

    /// How many numbers on the way to the last value had another sign than at the start. With more than one of
    /// them, kinks may hide each other: a bias that is moved further than its unit's inputs lie from 0 sees none.
    default int crossings() {
        return 0;
    }

    /// The size of the terms that the value is a sum of, which says how large its rounding errors are.
    double magnitude();
}
