package dev.chainrule.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// A file that a command shall write.
final class OutputFile {
    /// What stands near the beginning of each page of ours.
    private static final String OURS = "content=\"Chainrule\"";

    private static final int BEGINNING = 2000;

    private OutputFile() {}

    /// Refuses a place where no file can be written, or a file that is there, before anything is computed.
    ///
    /// @param example of a name, for the error
    /// @param force whether a file that is there may be written over
    /// @throws IllegalArgumentException if it cannot be written
    static void check(Path file, String example, boolean force) {
        Path folder = file.toAbsolutePath().getParent();
        String fault = folder == null || Files.isDirectory(file)
                ? "is a folder; expected a file, for example " + example
                : !Files.isDirectory(folder)
                        ? "cannot be written, there is no folder %s; expected one that exists".formatted(folder)
                        : !Files.isWritable(folder)
                                ? "cannot be written, no permission to write in %s; choose another folder"
                                        .formatted(folder)
                                : Files.exists(file) && !force
                                        ? "is there already; expected a new file. Add --force to write over it"
                                        : "";
        if (!fault.isEmpty()) {
            throw new IllegalArgumentException("--out: " + file + " " + fault);
        }
    }

    /// Whether a file is a page that Chainrule made.
    static boolean isPage(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(BEGINNING), StandardCharsets.UTF_8).contains(OURS);
        }
    }
}
