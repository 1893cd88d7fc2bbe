package dev.chainrule.settings;

/// A value that a record of settings does not take. Its message is a line for people; its parts let a reader of
/// settings say where the value stands.
///
/// ```
/// Dropout: keep 1.5 is out of range; expected a probability above 0 and at most 1
/// ```
public final class OutOfRangeException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final String component;
    private final String value;
    private final String expected;

    /// @param owner whose setting it is, for example `Dropout`
    /// @param component the name of the record's component, for example `keep`
    /// @param value the value that does not fit
    /// @param expected the values that do, in words
    public OutOfRangeException(String owner, String component, Object value, String expected) {
        super("%s: %s %s is out of range; expected %s".formatted(owner, component, value, expected));
        this.component = component;
        this.value = String.valueOf(value);
        this.expected = expected;
    }

    /// The name of the record's component.
    public String component() {
        return component;
    }

    /// The value that does not fit, as text.
    public String value() {
        return value;
    }

    /// The values that fit, in words.
    public String expected() {
        return expected;
    }
}
