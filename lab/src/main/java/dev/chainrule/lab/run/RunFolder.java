package dev.chainrule.lab.run;

import dev.chainrule.format.AtomicFile;
import dev.chainrule.lab.predict.ModelFile;
import dev.chainrule.lab.settings.SettingsException;
import dev.chainrule.lab.text.Reasons;
import dev.chainrule.lab.text.ShellCommand;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The folder that holds the results of one run.
///
/// @param path the folder
public record RunFolder(Path path) {
    /// The settings of the run, which repeat it.
    public Path settings() {
        return path.resolve("settings.yaml");
    }

    /// What was measured, one JSON object a line.
    public Path history() {
        return path.resolve("history.jsonl");
    }

    /// What the layers did at some steps, one JSON object a step, if it was asked for.
    public Path signals() {
        return path.resolve("signals.jsonl");
    }

    /// What was known before the first step, and how long the run took.
    public Path about() {
        return path.resolve("about.json");
    }

    /// The image files of a run on a folder of one's own, and what each was used for.
    public Path files() {
        return path.resolve("files.jsonl");
    }

    /// The answers on validation and test images in the end.
    public Path answers() {
        return path.resolve("answers.safetensors");
    }

    /// The network in the end, with all that its use needs.
    public Path model() {
        return path.resolve(ModelFile.NAME);
    }

    /// The weights of another network that the run began with, if it did.
    public Path start() {
        return path.resolve("start.safetensors");
    }

    /// The states from which the run can be resumed.
    public Checkpoints checkpoints() {
        return new Checkpoints(path.resolve("checkpoints"));
    }

    /// What repeats the run, and what it came to, in digests.
    public Path receipt() {
        return path.resolve("receipt.json");
    }

    /// The state in which a run pauses that is done in several spans.
    public Path state() {
        return path.resolve("state.safetensors");
    }

    /// The page about the run.
    public Path report() {
        return path.resolve("report.html");
    }

    /// Refuses a folder that cannot take a new run, before anything is done for it.
    ///
    /// @throws SettingsException if it holds something already or cannot be written
    public static void check(Path folder) {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new SettingsException(folder + ": is a file; expected a new or empty folder for the results");
        }
        if (Files.isDirectory(folder)) {
            RunLock.checkFree(folder);
            checkEmpty(folder);
        }
        Path parent = folder.toAbsolutePath();
        while (parent != null && !Files.exists(parent)) {
            parent = parent.getParent();
        }
        if (parent == null || !Files.isDirectory(parent)) {
            throw new SettingsException("%s: cannot be created, %s is a file; expected a folder that can be written"
                    .formatted(folder, parent));
        }
        if (!Files.isWritable(parent)) {
            throw new SettingsException("%s: cannot be created, no permission to write in %s; choose another folder"
                    .formatted(folder, parent));
        }
    }

    /// Refuses a folder that holds something, but for what a process that was killed at once may have left.
    ///
    /// @throws SettingsException what is to be done
    static void checkEmpty(Path folder) {
        try (DirectoryStream<Path> content = Files.newDirectoryStream(
                folder, file -> !file.getFileName().toString().equals(RunLock.NAME) && !AtomicFile.isTemporary(file))) {
            if (content.iterator().hasNext()) {
                boolean isRun = Files.isRegularFile(new RunFolder(folder).settings());
                throw new SettingsException(folder
                        + ": is not empty; expected a new or empty folder, so that no earlier run is lost"
                        + (isRun ? ". To go on with the run that it holds: " + ShellCommand.of("resume", folder) : ""));
            }
        } catch (IOException e) {
            throw new SettingsException(
                    folder + ": cannot be read (" + Reasons.withoutFile(e) + "); choose another folder");
        }
    }

    /// Creates the next free folder `<name>-<number>` below a folder; two runs never get the same.
    ///
    /// @throws SettingsException if it cannot be created
    static RunFolder next(Path runs, String name) {
        String prefix = name.replaceAll("[^A-Za-z0-9._-]+", "-");
        try {
            Files.createDirectories(runs);
            int number = 1;
            while (!created(runs.resolve(prefix + "-" + number))) {
                number++;
            }
            return new RunFolder(runs.resolve(prefix + "-" + number));
        } catch (IOException e) {
            throw new SettingsException("%s: cannot be created (%s); choose another folder with --out"
                    .formatted(runs.toAbsolutePath(), Reasons.withoutFile(e)));
        }
    }

    private static boolean created(Path folder) throws IOException {
        try {
            Files.createDirectory(folder);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }
}
