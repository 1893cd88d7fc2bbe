package dev.chainrule.lab.dataset;

import dev.chainrule.lab.text.FileNames;
import dev.chainrule.lab.text.Reasons;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/// What people see of a folder: its content without what systems and programs leave behind.
public final class Folders {
    /// In the order of their names; where these are equal in NFC, in the order of what is on the disk.
    static final Comparator<Path> BY_NAME =
            Comparator.comparing(FileNames::of).thenComparing(Comparator.naturalOrder());

    private static final Set<String> LEFTOVERS = Set.of(
            "__macosx",
            "@eadir",
            "@recycle",
            "#recycle",
            "$recycle.bin",
            "system volume information",
            "lost+found",
            "thumbs.db",
            "ehthumbs.db",
            "desktop.ini",
            "icon\r",
            "__pycache__");

    private Folders() {}

    /// Whether a file or folder is hidden, or one that a system or program left behind.
    public static boolean isLeftover(Path file) {
        String name = FileNames.of(file);
        return name.startsWith(".") || LEFTOVERS.contains(name.toLowerCase(Locale.ROOT));
    }

    /// What lies in a folder, leftovers excepted, in the order of the names.
    ///
    /// @throws DatasetException if it cannot be listed
    static List<Path> content(Path folder) throws DatasetException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> !isLeftover(file)).sorted(BY_NAME).toList();
        } catch (IOException | UncheckedIOException e) {
            Throwable cause = e instanceof IOException || e.getCause() == null ? e : e.getCause();
            throw new DatasetException(folder + ": cannot be listed (" + Reasons.of(cause) + ")", e);
        }
    }

    /// The folders in a folder, links to folders included.
    static List<Path> folders(Path folder) throws DatasetException {
        return content(folder).stream().filter(Files::isDirectory).toList();
    }
}
