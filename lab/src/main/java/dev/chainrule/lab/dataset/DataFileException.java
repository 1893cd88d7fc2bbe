package dev.chainrule.lab.dataset;

import java.nio.file.Path;

/// Says that the content of a data file is not what its format demands: which file, at which byte, and why.
public final class DataFileException extends DatasetException {
    private static final long serialVersionUID = 1L;

    private final String file;
    private final long offset;
    private final String reason;

    /// Creates the exception.
    ///
    /// @param file the file, or the member of an archive
    /// @param offset the byte at which the fault was seen, from 0; −1 when it concerns the whole file
    /// @param reason what is wrong, without the file's name
    public DataFileException(String file, long offset, String reason) {
        super(file + (offset < 0 ? "" : " at byte " + offset) + ": " + reason);
        this.file = file;
        this.offset = offset;
        this.reason = reason;
    }

    /// Creates the exception for a file as a whole.
    DataFileException(Path file, String reason) {
        this(file.toString(), -1, reason);
    }

    /// The file, or the member of an archive.
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
