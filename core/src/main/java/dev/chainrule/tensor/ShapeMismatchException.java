package dev.chainrule.tensor;

/// Says that a shape does not fit where it was used; the message names where, both shapes and what was expected.
public final class ShapeMismatchException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /// Creates the exception with a complete sentence.
    public ShapeMismatchException(String message) {
        super(message);
    }

    /// Creates the exception in the usual grammar, for example
    /// `Affine: input (8, 7) does not fit weight (6, 5); expected (N, 6)`.
    public static ShapeMismatchException of(
            String where, String what, Shape actual, String otherWhat, Shape other, String expected) {
        return new ShapeMismatchException(
                "%s: %s %s does not fit %s %s; expected %s".formatted(where, what, actual, otherWhat, other, expected));
    }

    /// Checks that a tensor has exactly the shape `expected`.
    ///
    /// @throws ShapeMismatchException naming `where` and both shapes
    public static void require(String where, String what, Tensor actual, String otherWhat, Shape expected) {
        if (!actual.shape().equals(expected)) {
            throw of(where, what, actual.shape(), otherWhat, expected, expected.toString());
        }
    }
}
