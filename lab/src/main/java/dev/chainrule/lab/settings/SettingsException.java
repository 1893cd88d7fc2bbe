package dev.chainrule.lab.settings;

import dev.chainrule.settings.PlainText;

/// Says in one line what is wrong with a setting: where it was given, its key, its value, and what is expected.
public class SettingsException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /// Creates the exception with a complete sentence.
    public SettingsException(String message) {
        super(PlainText.line(message));
    }
}
