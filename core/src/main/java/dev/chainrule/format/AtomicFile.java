package dev.chainrule.format;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/// Writes a file wholly or not at all: whoever opens it sees the old content or the new one, also after a power cut,
/// and also where two write it at once.
public final class AtomicFile {
    /// What the names of files begin and end with that are being written; they are left where a process is killed.
    private static final String PREFIX = ".chainrule-";

    private static final String SUFFIX = ".tmp";
    private static final int MOST_TRIES = 100;

    private AtomicFile() {}

    /// Writes the content of a file.
    @FunctionalInterface
    public interface Content {
        /// Writes everything; the channel is closed by the caller.
        void writeTo(WritableByteChannel channel) throws IOException;
    }

    /// Replaces or creates a file: writes a new file beside it, whose name nobody can know before, forces it to the
    /// disk, moves it into place and forces the folder.
    ///
    /// @throws IOException if it cannot be written; the file is then as it was
    public static void write(Path file, Content content) throws IOException {
        Path target = file.toAbsolutePath();
        Path folder = target.getParent();
        if (folder == null) {
            throw new FileAlreadyExistsException(file.toString(), null, "is a folder");
        }
        Disk disk = Disk.current();
        Path temporary = written(disk, folder, content);
        try {
            disk.move(temporary, target);
        } catch (IOException | RuntimeException e) {
            abandon(disk, temporary, e);
            throw e;
        }
        disk.forceFolder(folder);
    }

    /// Replaces or creates a text file in UTF-8, as [#write].
    public static void write(Path file, String text) throws IOException {
        write(file, channel -> {
            var bytes = StandardCharsets.UTF_8.encode(text);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        });
    }

    /// Removes what processes that were killed left behind while they wrote; for folders in which nobody writes
    /// now.
    ///
    /// @throws IOException if the folder cannot be read, or a file not be removed
    public static void clean(Path folder) throws IOException {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, AtomicFile::isTemporary)) {
            for (Path each : left) {
                Disk.current().delete(each);
            }
        }
    }

    /// Whether a file is one that is being written, or was when its process was killed.
    public static boolean isTemporary(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.startsWith(PREFIX) && name.endsWith(SUFFIX);
    }

    private static Path written(Disk disk, Path folder, Content content) throws IOException {
        FileAlreadyExistsException last = null;
        for (int attempt = 0; attempt < MOST_TRIES; attempt++) {
            Path temporary = folder.resolve(PREFIX
                    + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong())
                    + SUFFIX);
            Disk.Sink sink;
            try {
                sink = disk.create(temporary);
            } catch (FileAlreadyExistsException e) {
                last = e;
                continue;
            }
            try (sink) {
                content.writeTo(sink);
                sink.force();
            } catch (IOException | RuntimeException e) {
                abandon(disk, temporary, e);
                throw e;
            }
            return temporary;
        }
        throw last == null ? new IOException(folder + ": no file can be created") : last;
    }

    private static void abandon(Disk disk, Path temporary, Exception reason) {
        try {
            disk.delete(temporary);
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }
}
