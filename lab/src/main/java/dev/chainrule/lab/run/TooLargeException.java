package dev.chainrule.lab.run;

import dev.chainrule.lab.settings.SettingsException;

/// Says that a run does not fit the heap, before its first step.
public final class TooLargeException extends SettingsException {
    private static final long serialVersionUID = 1L;

    TooLargeException(String message) {
        super(message);
    }
}
