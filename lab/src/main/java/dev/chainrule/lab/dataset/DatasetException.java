package dev.chainrule.lab.dataset;

import dev.chainrule.settings.PlainText;
import java.io.IOException;

/// Says in one line why a data set cannot be read, fetched or kept, and what to do about it.
public class DatasetException extends IOException {
    private static final long serialVersionUID = 1L;

    /// Creates the exception with a complete sentence of one line.
    public DatasetException(String message) {
        super(PlainText.line(message));
    }

    /// Creates the exception with a complete sentence of one line, and what caused it.
    public DatasetException(String message, Throwable cause) {
        super(PlainText.line(message), cause);
    }
}
