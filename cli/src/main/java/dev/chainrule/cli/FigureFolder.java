package dev.chainrule.cli;

import dev.chainrule.lab.page.MarkdownRenderer;
import dev.chainrule.lab.page.Report;
import dev.chainrule.lab.text.Reasons;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// `--figures` of the commands that write a page: its figures as SVG files, their numbers as CSV files, and the page as
/// Markdown that shows them.
///
/// @param folder for all of them
/// @param name of the page, the beginning of the names of its files
record FigureFolder(Path folder, String name) {

    /// Refuses a folder that holds anything but an earlier page of that name, before anything is computed.
    ///
    /// @throws IllegalArgumentException if it does, or is a file
    void check() throws IOException {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new IllegalArgumentException("--figures: " + folder + " is a file; expected a folder");
        }
        if (Files.isDirectory(folder) && !Files.exists(folder.resolve(name + ".md"))) {
            try (DirectoryStream<Path> content = Files.newDirectoryStream(folder)) {
                if (content.iterator().hasNext()) {
                    throw new IllegalArgumentException("--figures: " + folder
                            + " is not empty; expected a new or empty folder, or one with earlier figures");
                }
            }
        }
    }

    /// Writes the files.
    ///
    /// @throws IllegalArgumentException if the folder cannot be created
    void write(Report report) throws IOException {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "--figures: " + folder + " cannot be created (" + Reasons.withoutFile(e)
                            + "); choose another folder",
                    e);
        }
        MarkdownRenderer.render(report, name).write(folder);
    }
}
