package dev.chainrule.lab.run;

import dev.chainrule.lab.settings.SettingsException;
import dev.chainrule.lab.text.Reasons;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The folder of a run that this process, and no other, writes in.
///
/// @param folder the folder
/// @param lock that keeps others away
/// @param isNew whether the folder was made for it
record Claim(RunFolder folder, RunLock lock, boolean isNew) implements AutoCloseable {

    /// Claims a new or empty folder.
    ///
    /// @throws SettingsException if it holds something already or cannot be written
    static Claim fresh(Path path) {
        RunFolder.check(path);
        boolean isNew = !Files.exists(path);
        try {
            Files.createDirectories(path);
            RunLock lock = RunLock.take(path);
            try {
                RunFolder.checkEmpty(path); // whoever had the lock before may have written
            } catch (SettingsException e) {
                lock.close();
                throw e;
            }
            return new Claim(new RunFolder(path), lock, isNew);
        } catch (IOException e) {
            throw refused(path, "created", e);
        }
    }

    /// Claims the next free folder `<name>-<number>` below a folder; two runs never get the same.
    ///
    /// @throws SettingsException if it cannot be created
    static Claim next(Path runs, String name) {
        Path path = RunFolder.next(runs, name).path();
        try {
            return new Claim(new RunFolder(path), RunLock.take(path), true);
        } catch (IOException e) {
            throw refused(path, "written", e);
        }
    }

    /// Claims the folder of an earlier run, or of an earlier part of one.
    ///
    /// @throws SettingsException if somebody writes there, or it cannot be written
    static Claim again(Path path) {
        try {
            return new Claim(new RunFolder(path), RunLock.take(path), false);
        } catch (IOException e) {
            throw refused(path, "written", e);
        }
    }

    private static SettingsException refused(Path path, String what, IOException reason) {
        return new SettingsException(
                "%s: cannot be %s (%s); choose another folder".formatted(path, what, Reasons.withoutFile(reason)));
    }

    /// Gives the folder back as it was found: nothing was written.
    void abandon() {
        close();
        if (isNew) {
            try {
                Files.deleteIfExists(folder.path());
            } catch (IOException e) {
                // an empty folder that stays does no harm
            }
        }
    }

    @Override
    public void close() {
        lock.close();
    }
}
