package dev.chainrule.lab.text;

import dev.chainrule.settings.PlainText;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;

/// Words for the exceptions of the platform, fit for one line.
public final class Reasons {
    private static final int LONGEST = 200;

    private Reasons() {}

    /// Says why something failed, in a few words, without line ends or control characters.
    public static String of(Throwable failure) {
        String message = switch (failure) {
            case NoSuchFileException e -> "no such file or folder: " + e.getFile();
            case AccessDeniedException e -> "permission denied: " + e.getFile();
            case FileAlreadyExistsException e -> "already exists: " + e.getFile();
            case FileSystemException e when e.getReason() != null -> e.getReason() + ": " + e.getFile();
            case EOFException _ -> "it ends early";
            default -> failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        };
        return oneLine(message);
    }

    /// Says why a file could not be read or written, for a line that names the file by itself.
    public static String withoutFile(IOException failure) {
        return switch (failure) {
            case NoSuchFileException e -> "no such file or folder";
            case AccessDeniedException e -> "no permission";
            case FileSystemException e when e.getReason() != null -> e.getReason();
            default -> failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        };
    }

    /// Says which file could not be read or written, and why, where the failure knows the file.
    public static String withFile(IOException failure) {
        return failure instanceof FileSystemException trouble && trouble.getFile() != null
                ? trouble.getFile() + ": " + oneLine(withoutFile(failure))
                : of(failure);
    }

    /// Whether a failure means that the disk has no room left.
    public static boolean isDiskFull(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
            if (message.contains("no space left")
                    || message.contains("not enough space")
                    || message.contains("quota")) {
                return true;
            }
        }
        return false;
    }

    /// Text of others on one line: control characters become spaces, and what is too long is cut.
    public static String oneLine(String text) {
        return PlainText.cut(PlainText.line(text).replaceAll("\\s+", " ").strip(), LONGEST);
    }
}
