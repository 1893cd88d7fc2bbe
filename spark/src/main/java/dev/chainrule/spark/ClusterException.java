package dev.chainrule.spark;

import java.io.IOException;
import java.io.Serial;

/// Says in one line that a cluster did not do what it was asked for, though another try may go well.
final class ClusterException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    /// Creates the exception with a complete sentence.
    ClusterException(String message) {
        super(message);
    }
}
