package dev.chainrule.lab.formula;

/// Says in one line what in a formula, or in the text of its numbers, does not fit, where it stands and what was
/// expected.
public final class FormulaException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /// Creates the exception with a complete sentence.
    public FormulaException(String message) {
        super(message);
    }
}
