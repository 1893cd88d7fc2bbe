package dev.chainrule.layer;

import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;

/// What layers ask of their input that have parameters or statistics for each of its features.
final class RowsOrImages {
    private RowsOrImages() {}

    /// Refuses what has no features.
    ///
    /// @param where the layer's name
    /// @throws ShapeMismatchException unless the input is (N, D) or (N, C, H, W), all but N at least 1
    static void require(String where, Shape input) {
        boolean fits = input.rank() == 2 || input.rank() == 4;
        for (int axis = 1; fits && axis < input.rank(); axis++) {
            fits = input.extent(axis) > 0;
        }
        if (!fits) {
            throw new ShapeMismatchException(
                    "%s: input %s does not fit rank 2 or 4; expected (N, D) or (N, C, H, W), all but N at least 1"
                            .formatted(where, input));
        }
    }
}
