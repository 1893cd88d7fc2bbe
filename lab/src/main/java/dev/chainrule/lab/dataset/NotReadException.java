package dev.chainrule.lab.dataset;

import java.io.IOException;

/// Says that a file is not damaged, but of a sub-kind that is not read.
final class NotReadException extends IOException {
    private static final long serialVersionUID = 1L;

    /// @param what the sub-kind, such as `lossless JPEG`
    NotReadException(String what) {
        super(what);
    }
}
