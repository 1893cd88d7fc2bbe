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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/// That one process, and no other, writes in the folder of a run: a lock of the operating system on its file `.lock`,
/// which goes with the process however that ends. The file says who holds it.
final class RunLock implements AutoCloseable {
    /// The name of the file.
    static final String NAME = ".lock";

    private static final int LONGEST = 200;
    private static final int MOST_TRIES = 100;

    /// What a file grows by for a moment.
    private static final long LONGEST_TAIL = 1 << 19;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());

    /// What this process holds, by folder: an operating system may forget a lock when the same process closes
    /// another channel of the file, so none is opened.
    private static final Map<Path, String> HELD = new ConcurrentHashMap<>();

    private final Path folder;
    private final FileChannel channel;

    private RunLock(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /// Takes the lock of a folder.
    ///
    /// @throws SettingsException if it is held, by whom
    /// @throws IOException if the folder cannot be written
    static RunLock take(Path path) throws IOException {
        Path folder = path.toRealPath();
        String holder = holder();
        if (HELD.putIfAbsent(folder, holder) != null) {
            throw held(path, holder);
        }
        boolean taken = false;
        try {
            for (int attempt = 0; attempt < MOST_TRIES; attempt++) {
                Optional<FileChannel> channel = tried(path, folder.resolve(NAME), holder);
                if (channel.isPresent()) {
                    taken = true;
                    return new RunLock(folder, channel.get());
                }
            }
            throw new IOException("the file " + NAME + " changes all the time");
        } finally {
            if (!taken) {
                HELD.remove(folder);
            }
        }
    }

    /// Opens and locks the file; nothing if who held it removed it meanwhile.
    private static Optional<FileChannel> tried(Path path, Path file, String holder) throws IOException {
        FileChannel channel = FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
        boolean taken = false;
        try {
            if (!isLocked(channel)) {
                throw held(path, text(channel));
            }
            ByteBuffer text = StandardCharsets.UTF_8.encode(holder + System.lineSeparator());
            int length = text.remaining();
            channel.truncate(0);
            channel.write(text, 0);
            taken = isAt(file, channel);
            channel.truncate(length);
            return taken ? Optional.of(channel) : Optional.empty();
        } finally {
            if (!taken) {
                channel.close();
            }
        }
    }

    /// Whether a channel that this process has locked is of the file that has the name now, and not of one that had
    /// it when it was opened: then the size of the file goes with that of the channel. The name cannot be opened
    /// once more, as the lock would go with the other channel; and numbers of files are given anew.
    static boolean isAt(Path file, FileChannel channel) throws IOException {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        for (int time = 0; time < 2; time++) {
            long size = channel.size() + random.nextLong(1, LONGEST_TAIL);
            channel.write(ByteBuffer.wrap(new byte[] {'\n'}), size - 1);
            try {
                if (Files.size(file) != size) {
                    return false;
                }
            } catch (NoSuchFileException e) {
                return false;
            }
        }
        return true;
    }

    /// Refuses a folder that somebody writes in; where nobody can be asked, nobody does.
    ///
    /// @throws SettingsException if its lock is held, by whom
    static void checkFree(Path path) {
        Path file = path.resolve(NAME);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            String here = HELD.get(path.toRealPath());
            if (here != null) {
                throw held(path, here);
            }
            try (FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
                if (!isLocked(channel)) {
                    throw held(path, text(channel));
                }
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

    private static String holder() {
        ProcessHandle process = ProcessHandle.current();
        Instant start = process.info().startInstant().orElse(Instant.EPOCH);
        return "process %s, which runs since %s,".formatted(process.pid(), TIME.format(start));
    }

    private static String text(FileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(LONGEST);
        channel.read(text, 0);
        return new String(text.array(), 0, text.position(), StandardCharsets.UTF_8)
                .lines()
                .findFirst()
                .orElse("another process");
    }

    private static SettingsException held(Path path, String holder) {
        return new SettingsException(
                "%s: %s writes there; expected a folder that no other run writes in. Wait for its end, or choose another folder"
                        .formatted(path, holder));
    }

    @Override
    public void close() {
        if (!channel.isOpen()) {
            return;
        }
        try (channel) {
            Files.deleteIfExists(folder.resolve(NAME)); // while it is locked: nobody takes one that is not the file
        } catch (IOException e) {
            // the lock itself goes with the channel
        } finally {
            HELD.remove(folder);
        }
    }
}
