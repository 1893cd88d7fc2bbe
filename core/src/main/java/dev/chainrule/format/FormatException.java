package dev.chainrule.format;

import dev.chainrule.settings.PlainText;
import java.io.IOException;

/// Says that the content of a file is not what its format demands: which file, at which byte, and why.
public final class FormatException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String file;
    private final long offset;
    private final String reason;

    /// Creates the exception.
    ///
    /// @param file the file
    /// @param offset the byte at which the fault was seen, from 0; −1 when it concerns the whole file
    /// @param reason what is wrong, without the file's name; the message has it on one line of plain text, whatever
    /// of the file's content it cites
    public FormatException(String file, long offset, String reason) {
        super(PlainText.line(file + (offset < 0 ? "" : " at byte " + offset) + ": ")
                + PlainText.cut(reason, Limits.REASON_CHARACTERS));
        this.file = file;
        this.offset = offset;
        this.reason = reason;
    }

    /// The file.
    public String file() {
        return file;
    }

    /// The byte at which the fault was seen, from 0; −1 when it concerns the whole file.
    public long offset() {
        return offset;
    }

    /// What is wrong, without the file's name.
    public String reason() {
        return reason;
    }
}
