package dev.chainrule.lab.run;

import dev.chainrule.lab.text.Reasons;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/// Folders that are not needed any more.
public final class Folders {
    private Folders() {}

    /// Removes a folder with all that is in it, if it is there.
    ///
    /// @throws IOException if something of it cannot be removed
    public static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (UncheckedIOException e) {
            throw new IOException(folder + ": cannot be removed (" + Reasons.of(e) + ")", e);
        }
    }
}
