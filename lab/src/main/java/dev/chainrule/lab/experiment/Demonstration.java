package dev.chainrule.lab.experiment;

import dev.chainrule.format.AtomicFile;
import dev.chainrule.lab.page.HtmlRenderer;
import dev.chainrule.lab.page.Report;
import dev.chainrule.lab.settings.QuestionSource;
import java.io.IOException;
import java.nio.file.Path;

/// What a course lets one see of layers, without training a network.
public interface Demonstration {

    /// Its name at the command line.
    String id();

    /// What is asked.
    String question();

    /// Where the question comes from and what others found.
    QuestionSource source();

    /// Does it.
    Shown show();

    /// The command that does it.
    default String command() {
        return "chainrule experiment run " + id();
    }

    /// What came of it.
    ///
    /// @param report the page
    /// @param answer in a sentence
    /// @param asExpected whether what should come out did
    record Shown(Report report, String answer, boolean asExpected) {
        /// Writes `report.html` into a folder.
        ///
        /// @throws IOException if it cannot be written
        public void write(Path folder) throws IOException {
            AtomicFile.write(folder.resolve("report.html"), HtmlRenderer.render(report));
        }
    }
}
