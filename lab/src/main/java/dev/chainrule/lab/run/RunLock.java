package dev.chainrule.lab.run;

import dev.chainrule.lab.settings.SettingsException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.UUID;

/// That one process, and no other, writes in the folder of a run: a lock of the operating system on its file `.lock`,
/// which goes with the process however that ends. The file says who holds it.
final class RunLock implements AutoCloseable {
    /// The name of the file.
    static final String NAME = ".lock";

    private static final int LONGEST = 200;
    private static final int MOST_TRIES = 100;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());

    private final Path file;
    private final FileChannel channel;

    private RunLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /// Takes the lock of a folder.
    ///
    /// @throws SettingsException if it is held, by whom
    /// @throws IOException if the folder cannot be written
    static RunLock take(Path folder) throws IOException {
        for (int attempt = 0; attempt < MOST_TRIES; attempt++) {
            RunLock lock = tried(folder);
            if (lock.isOfFile()) {
                return lock;
            }
            lock.channel.close(); // who held it removed the file after it was opened here
        }
        throw new IOException("the file " + NAME + " changes all the time");
    }

    private static RunLock tried(Path folder) throws IOException {
        Path file = folder.resolve(NAME);
        FileChannel channel = FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
        try {
            if (!isLocked(channel)) {
                throw held(folder, channel);
            }
            channel.truncate(0);
            channel.write(StandardCharsets.UTF_8.encode(holder()), 0);
            return new RunLock(file, channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /// Refuses a folder that somebody writes in; where nobody can be asked, nobody does.
    ///
    /// @throws SettingsException if its lock is held, by whom
    static void checkFree(Path folder) {
        Path file = folder.resolve(NAME);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            if (!isLocked(channel)) {
                throw held(folder, channel);
            }
        } catch (IOException e) {
            // whoever wants to write finds out
        }
    }

    /// Locks a byte far behind the text, which others can then read on every platform.
    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock(Long.MAX_VALUE - 1, 1, false) != null;
        } catch (OverlappingFileLockException e) {
            return false; // held by this process
        }
    }

    /// Says who holds it, in a way that nobody else does.
    private static String holder() {
        ProcessHandle process = ProcessHandle.current();
        Instant start = process.info().startInstant().orElseGet(Instant::now);
        return "process %s, which runs since %s,%n%s%n".formatted(process.pid(), TIME.format(start), UUID.randomUUID());
    }

    /// Whether the file that is locked is the one that others find.
    private boolean isOfFile() throws IOException {
        try {
            return Files.readString(file).equals(text(channel));
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static String text(FileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(LONGEST);
        channel.read(text, 0);
        return new String(text.array(), 0, text.position(), StandardCharsets.UTF_8);
    }

    private static SettingsException held(Path folder, FileChannel channel) throws IOException {
        String said = text(channel).lines().findFirst().orElse("");
        return new SettingsException(
                "%s: %s writes there; expected a folder that no other run writes in. Wait for its end, or choose another folder"
                        .formatted(folder, said.isEmpty() ? "another process" : said));
    }

    @Override
    public void close() {
        try (channel) {
            if (channel.isOpen()) {
                Files.deleteIfExists(file); // while it is locked: nobody takes one that is not the file
            }
        } catch (IOException e) {
            // the lock itself goes with the channel
        }
    }
}
