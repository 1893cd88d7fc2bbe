package dev.chainrule.lab.demonstration;

import dev.chainrule.format.AtomicFile;
import dev.chainrule.lab.dataset.DatasetException;
import dev.chainrule.lab.page.HtmlRenderer;
import dev.chainrule.lab.page.Report;
import dev.chainrule.lab.settings.BaseSettings;
import dev.chainrule.lab.settings.QuestionSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.DoubleConsumer;

/// What a course lets one see of layers and rules, with little or no training.
public interface Demonstration {

    /// Its name at the command line.
    String id();

    /// What is asked.
    String question();

    /// Where the question comes from and what others found.
    QuestionSource source();

    /// Does it.
    ///
    /// @param data which images, where it looks at images that the answer depends on
    /// @param progress gets the share that is done, from 0 to 1, now and then
    /// @throws DatasetException if those images are not there
    Shown show(BaseSettings.Data data, DoubleConsumer progress) throws DatasetException;

    /// The command that does it.
    default String command() {
        return "chainrule experiment run " + id();
    }

    /// What it costs, for a list.
    default String cost() {
        return "some seconds, without training";
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
