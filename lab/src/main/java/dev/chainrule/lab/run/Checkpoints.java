package dev.chainrule.lab.run;

import dev.chainrule.format.AtomicFile;
import dev.chainrule.format.Disk;
import dev.chainrule.lab.settings.CheckpointPlan;
import dev.chainrule.train.History;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The checkpoints of a run: a folder with a [StateFile] for each, named by its step.
///
/// @param folder which they are in; there is none before the first
public record Checkpoints(Path folder) {
    private static final Pattern NAME = Pattern.compile("step-([0-9]{1,18}+)\\.safetensors");

    /// The file of a step.
    Path file(long step) {
        return folder.resolve("step-" + step + ".safetensors");
    }

    /// All of them by step.
    ///
    /// @throws IOException if the folder cannot be read
    public NavigableMap<Long, Path> files() throws IOException {
        NavigableMap<Long, Path> files = new TreeMap<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
                for (Path each : all) {
                    Matcher name = NAME.matcher(each.getFileName().toString());
                    if (name.matches()) {
                        files.put(Long.parseLong(name.group(1)), each);
                    }
                }
            }
        }
        return files;
    }

    /// The newest that is whole; none if there is none.
    ///
    /// @param damaged gets a line about each newer one that is not
    /// @throws IOException if the folder cannot be read
    public Optional<StateFile> newest(Consumer<String> damaged) throws IOException {
        for (Path file : files().descendingMap().values()) {
            try {
                return Optional.of(StateFile.read(file));
            } catch (IOException e) {
                damaged.accept(String.valueOf(e.getMessage()));
            }
        }
        return Optional.empty();
    }

    /// Keeps a state, and removes what the plan does not keep any more.
    ///
    /// @throws IOException if it cannot be written; those that are there then stay
    void keep(StateFile saved, CheckpointPlan plan) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            Disk.current().forceFolder(folder.toAbsolutePath().resolveSibling(""));
        }
        saved.write(file(saved.state().step()));
        History history = saved.state().history();
        long best = history.best().map(History.Measurement::step).orElse(0L);
        NavigableMap<Long, Path> files = files().headMap(saved.state().step(), true); // later ones were damaged
        List<Long> steps = new ArrayList<>(files.navigableKeySet());
        for (long step : steps.subList(0, Math.max(0, steps.size() - plan.keep()))) {
            if (step != best && !plan.keepsForGood(step)) {
                Disk.current().delete(file(step));
            }
        }
        AtomicFile.clean(folder);
    }
}
