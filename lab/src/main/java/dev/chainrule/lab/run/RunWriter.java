package dev.chainrule.lab.run;

import dev.chainrule.format.AtomicFile;
import dev.chainrule.lab.settings.RunSettings;
import dev.chainrule.lab.text.Reasons;
import dev.chainrule.train.History;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/// Writes the files of a run, but for its states. Once the run has begun, a file that cannot be written is remembered,
/// and everything else goes on.
final class RunWriter implements AutoCloseable {
    private final RunFolder folder;
    private final RunSettings settings;
    private final RunFiles files;
    private final Beginning beginning;
    private final HistoryLog log;
    private final List<String> unwritten = new ArrayList<>();

    private RunWriter(RunFolder folder, RunSettings settings, RunFiles files, Beginning beginning, HistoryLog log) {
        this.folder = folder;
        this.settings = settings;
        this.files = files;
        this.beginning = beginning;
        this.log = log;
    }

    /// Writes what is known before the first step.
    ///
    /// @param earlier what happened in an earlier part of the run; nothing if there was none
    /// @throws IOException if that cannot be written
    static RunWriter begin(RunFolder folder, RunSettings settings, RunFiles files, Beginning beginning, History earlier)
            throws IOException {
        AtomicFile.clean(folder.path());
        settings(folder, settings, beginning); // first: with it alone a run can be resumed
        AboutFile.of(beginning).write(folder.about());
        files(folder, files);
        return new RunWriter(folder, settings, files, beginning, HistoryLog.goOn(folder.history(), earlier));
    }

    /// The history, to which steps are added.
    HistoryLog log() {
        return log;
    }

    private static void settings(RunFolder folder, RunSettings settings, Beginning beginning) throws IOException {
        AtomicFile.write(folder.settings(), """
            # Repeat this run to the bit: chainrule train --config settings.yaml
            %s
            about:
              chainrule: %s
              java: %s
              data-sha256: %s
            %s\
            """.formatted(
                        settings.toYaml().strip(),
                        beginning.version(),
                        beginning.java(),
                        beginning.dataSha256(),
                        beginning
                                .start()
                                .map(start -> "  start-sha256: " + start.sha256() + "\n")
                                .orElse("")));
    }

    private static void files(RunFolder folder, RunFiles files) throws IOException {
        if (!files.isEmpty()) {
            files.write(folder.files());
        }
    }

    /// Writes a file.
    interface Writing {
        void write() throws IOException;
    }

    /// Writes a file, or remembers that it could not be written.
    void attempt(Path file, Writing writing) {
        try {
            Files.createDirectories(folder.path()); // somebody may have removed it
            writing.write();
        } catch (IOException e) {
            unwritten.add(file + ": cannot be written (" + Reasons.withoutFile(e) + ")");
        }
    }

    /// Writes what the run came to, but for the network; the end of the history, which says that all is there,
    /// last.
    void conclude(RunRecord record, Receipt receipt) {
        Conclusion conclusion = record.conclusion().orElseThrow();
        attempt(folder.answers(), () -> new AnswersFile(record.validation(), record.test()).write(folder.answers()));
        attempt(
                folder.about(),
                () -> new AboutFile(beginning, OptionalDouble.of(conclusion.seconds()), conclusion.inspection())
                        .write(folder.about()));
        if (!Files.exists(folder.settings())) {
            attempt(folder.settings(), () -> settings(folder, settings, beginning));
            attempt(folder.files(), () -> files(folder, files));
        }
        attempt(folder.receipt(), () -> receipt.write(folder.receipt(), settings));
        log.ended(record);
        log.close();
        if (log.trouble().isPresent() || !Files.exists(folder.history())) {
            attempt(folder.history(), () -> HistoryLog.write(folder.history(), record));
        }
    }

    /// What could not be written in the end, a line each.
    List<String> unwritten() {
        return unwritten;
    }

    @Override
    public void close() {
        log.close();
    }
}
