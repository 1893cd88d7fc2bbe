package dev.chainrule.lab.trial;

import dev.chainrule.lab.run.Folders;
import dev.chainrule.lab.run.RunFolder;
import dev.chainrule.lab.run.RunRecord;
import dev.chainrule.lab.run.StateFile;
import dev.chainrule.lab.run.Version;
import dev.chainrule.lab.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/// The folder of a trial, and the one beside it, `<name>.part`, in which it is worked at. The first is there only when
/// it is complete; whatever a killed process left is in the other, and is gone on with from its last state.
///
/// @param trial what it is for
/// @param dataSha256 of the trial's images
record TrialFolder(Trial trial, String dataSha256) {
    private static final String PART = ".part";

    /// The folder to work in.
    Path part() {
        Path target = trial.folder();
        return target.resolveSibling(target.getFileName() + PART);
    }

    /// What was done earlier, with the same settings, images and version; nothing if not all of it was.
    Optional<TrialResult> earlier() {
        return result(trial.folder());
    }

    private Optional<TrialResult> result(Path folder) {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try {
            RunRecord record = RunRecord.read(folder);
            boolean same = record.settings().equals(trial.settings())
                    && record.conclusion().isPresent()
                    && record.beginning().version().equals(Version.CURRENT)
                    && record.beginning().dataSha256().equals(dataSha256);
            return same
                    ? rungs(folder, record).at(trial.until()).map(rung -> new TrialResult(trial, rung, record))
                    : Optional.empty();
        } catch (IOException | SettingsException e) {
            return Optional.empty(); // what cannot be read is done again
        }
    }

    /// All pauses and the end; a run that never paused has its end alone.
    private static RungsFile rungs(Path folder, RunRecord record) throws IOException {
        return RungsFile.of(folder).with(Rung.of(record));
    }

    /// Makes the folder to work in ready: with the state of a process that was killed, or that of the last pause,
    /// or empty.
    ///
    /// @return whether the work is in it already, all of it
    /// @throws SettingsException if something else is in the trial's folder
    boolean prepare() throws IOException {
        Path target = trial.folder();
        if (Files.exists(target) && !Files.isRegularFile(new RunFolder(target).settings())) {
            throw new SettingsException(
                    target + ": is there and holds no run; expected a folder of its own. Choose another one");
        }
        if (result(part()).isPresent()) {
            return true;
        }
        if (isOurs(part())) {
            return false;
        }
        Folders.delete(part());
        if (isOurs(target)) {
            Files.createDirectories(part());
            RunFolder from = new RunFolder(target);
            RunFolder to = new RunFolder(part());
            for (Path file : List.of(from.signals(), target.resolve(RungsFile.NAME), from.state())) {
                if (Files.exists(file)) {
                    Files.copy(file, to.path().resolve(file.getFileName().toString()));
                }
            }
        }
        return false;
    }

    /// Whether a folder has a state that the trial can go on from.
    private boolean isOurs(Path folder) {
        Path state = new RunFolder(folder).state();
        if (!Files.exists(state)) {
            return false;
        }
        try {
            StateFile saved = StateFile.read(state);
            return saved.settings().equals(trial.settings().toYaml())
                    && saved.dataSha256().equals(dataSha256)
                    && saved.version().equals(Version.CURRENT)
                    && saved.state().step() < trial.until();
        } catch (IOException e) {
            return false; // what cannot be read is done again
        }
    }

    /// Puts complete work into the trial's folder.
    TrialResult finish() throws IOException {
        Path part = part();
        RunRecord record = RunRecord.read(part);
        Rung rung = Rung.of(record);
        RungsFile rungs = rungs(part, record);
        if (rungs.rungs().size() > 1 || !rung.isFinal()) {
            rungs.write(part);
        }
        if (rung.isFinal()) {
            Files.deleteIfExists(new RunFolder(part).state());
        }
        Folders.delete(trial.folder());
        Files.move(part, trial.folder(), StandardCopyOption.ATOMIC_MOVE);
        return new TrialResult(trial, rung, record.in(new RunFolder(trial.folder())));
    }
}
