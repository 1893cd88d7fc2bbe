package dev.chainrule.lab.run;

import dev.chainrule.lab.dataset.DatasetException;
import dev.chainrule.lab.settings.RunSettings;
import dev.chainrule.lab.settings.SettingsBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a run is made of: its settings, all of them chosen, and its images.
///
/// @param settings all that is needed to repeat the run
/// @param data its images, with notes on what was chosen and on what changed
public record RunInput(RunSettings settings, RunData data) {

    /// From settings that are still put together: for a folder of one's own, what was left open is chosen to fit
    /// it; settings that an earlier run wrote get the images of that run, divided as it divided them.
    ///
    /// @throws DatasetException if the data is missing or damaged
    /// @throws IllegalArgumentException if settings and data do not fit each other
    /// @throws IOException if the folder of the earlier run cannot be read
    public static RunInput of(SettingsBuilder builder) throws IOException {
        Optional<RunFolder> earlier = builder.dataFile()
                .map(file -> new RunFolder(file.toAbsolutePath().resolveSibling("")))
                .filter(run -> Files.isRegularFile(run.about()));
        List<String> notes = new ArrayList<>(SourceChoice.apply(builder));
        if (earlier.isEmpty()) {
            notes.addAll(FolderChoice.apply(builder));
        }
        RunSettings settings = builder.build();
        RunData data =
                earlier.isPresent() ? RunData.ofRun(earlier.get(), settings.data()) : RunData.load(settings.data());
        if (builder.dataSha256().filter(hash -> !hash.equals(data.sha256())).isPresent()) {
            notes.add("the images are not those that %s was used with; the result will be another"
                    .formatted(builder.dataFile().map(Path::toString).orElse("the file")));
        }
        FolderChoice.fewSteps(settings, data).ifPresent(notes::add);
        return new RunInput(settings, data.withNotes(notes));
    }
}
