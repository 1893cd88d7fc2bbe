package dev.chainrule.lab.trial;

import dev.chainrule.lab.settings.SettingsException;
import dev.chainrule.lab.text.Reasons;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/// Folders in which no other process works meanwhile. The system lets go of them when the process ends, however it
/// ends.
final class Locks implements AutoCloseable {
    private final List<FileChannel> channels = new ArrayList<>();

    /// Creates a folder if needed, and keeps others out of it.
    ///
    /// @throws SettingsException if another process works in it, or nothing can be written there
    void add(Path folder) throws IOException {
        FileChannel channel = opened(folder);
        channels.add(channel);
        if (!locks(channel)) {
            throw new SettingsException(folder
                    + ": another process works in it; expected a folder of its own for each. Wait for it, or choose"
                    + " another folder");
        }
    }

    private static FileChannel opened(Path folder) {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new SettingsException(folder + ": is a file; expected a folder for the results. Choose another one");
        }
        try {
            Files.createDirectories(folder);
            return FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new SettingsException(
                    "%s: cannot be written (%s); expected a folder for the results. Choose another one"
                            .formatted(folder, Reasons.withoutFile(e)));
        }
    }

    private static boolean locks(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        for (FileChannel channel : channels) {
            channel.close();
        }
    }
}
