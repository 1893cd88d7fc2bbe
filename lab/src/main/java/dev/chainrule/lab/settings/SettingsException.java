package dev.chainrule.lab.settings;

/// Says in one line what is wrong with a setting: where it was given, its key, its value, and what is expected.
public final class SettingsException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /// Creates the exception with a complete sentence.
    public SettingsException(String message) {
        super(message.replaceAll("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029]+", " "));
    }
}
