package dev.chainrule.lab.run;

import dev.chainrule.format.Disk;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// A disk that has a power cut at one of its operations. What was not forced by then is there, is not, or is there in
/// part: bytes of files, and each change of a folder by itself.
final class ForgetfulDisk implements Disk {
    /// The power went.
    static final class PowerCut extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static final class Content {
        final ByteArrayOutputStream written = new ByteArrayOutputStream();
        byte[] durable = new byte[0];
    }

    /// A name gets a content, or loses it.
    private record Change(Path name, Content content, boolean isGone) {}

    private final Random random;
    private final Map<Path, Content> now = new LinkedHashMap<>();
    private final Map<Path, Content> durable = new LinkedHashMap<>();
    private final List<Change> unforced = new ArrayList<>();
    private long operationsLeft;
    private long operations;

    /// @param operationsLeft how many operations are done before the power goes
    ForgetfulDisk(Random random, long operationsLeft) {
        this.random = random;
        this.operationsLeft = operationsLeft;
    }

    /// How many operations were done or begun.
    long operations() {
        return operations;
    }

    /// From now on the power goes after so many operations.
    void cutAfter(long count) {
        operationsLeft = count;
    }

    private boolean isCut() {
        operations++;
        return operationsLeft-- <= 0;
    }

    private void change(Change change) {
        unforced.add(change);
        if (change.isGone) {
            now.remove(change.name);
        } else {
            now.put(change.name, change.content);
        }
    }

    @Override
    public Sink create(Path file) throws IOException {
        if (now.containsKey(file)) {
            throw new FileAlreadyExistsException(file.toString());
        }
        boolean cut = isCut();
        if (cut && random.nextBoolean()) {
            throw new PowerCut();
        }
        Content content = new Content();
        change(new Change(file, content, false));
        Files.write(file, new byte[0]);
        if (cut) {
            throw new PowerCut();
        }
        return new Open(file, content);
    }

    @Override
    public void move(Path from, Path to) throws IOException {
        boolean cut = isCut();
        if (cut && random.nextBoolean()) {
            throw new PowerCut();
        }
        Content content = now.get(from);
        change(new Change(from, content, true));
        change(new Change(to, content, false));
        Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        if (cut) {
            throw new PowerCut();
        }
    }

    @Override
    public void forceFolder(Path folder) {
        if (isCut()) {
            throw new PowerCut();
        }
        unforced.forEach(this::keep);
        unforced.clear();
    }

    @Override
    public void delete(Path file) throws IOException {
        if (!now.containsKey(file)) {
            return;
        }
        boolean cut = isCut();
        if (cut && random.nextBoolean()) {
            throw new PowerCut();
        }
        change(new Change(file, now.get(file), true));
        Files.deleteIfExists(file);
        if (cut) {
            throw new PowerCut();
        }
    }

    private void keep(Change change) {
        if (change.isGone) {
            durable.remove(change.name);
        } else {
            durable.put(change.name, change.content);
        }
    }

    /// What the machine finds when it starts again.
    void startAgain() throws IOException {
        for (Change change : unforced) {
            if (random.nextBoolean()) {
                keep(change);
            }
        }
        for (Path file : now.keySet()) {
            Files.deleteIfExists(file);
        }
        for (Map.Entry<Path, Content> file : durable.entrySet()) {
            Files.write(file.getKey(), found(file.getValue()));
        }
    }

    /// What was forced, and a part of the rest; blocks of it may never have come to the disk.
    private byte[] found(Content content) {
        byte[] all = content.written.toByteArray();
        int forced = content.durable.length;
        if (forced == all.length) {
            return all;
        }
        byte[] found = Arrays.copyOf(all, forced + random.nextInt(all.length - forced + 1));
        if (found.length > forced && random.nextBoolean()) {
            Arrays.fill(found, forced + random.nextInt(found.length - forced), found.length, (byte) 0);
        }
        return found;
    }

    private final class Open implements Sink {
        private final Path file;
        private final Content content;
        private boolean open = true;

        Open(Path file, Content content) {
            this.file = file;
            this.content = content;
        }

        @Override
        public int write(ByteBuffer source) {
            boolean cut = isCut();
            int count = cut ? random.nextInt(source.remaining() + 1) : source.remaining();
            byte[] bytes = new byte[count];
            source.get(bytes);
            content.written.writeBytes(bytes);
            if (cut) {
                throw new PowerCut();
            }
            return count;
        }

        @Override
        public void force() throws IOException {
            if (isCut()) {
                throw new PowerCut();
            }
            content.durable = content.written.toByteArray();
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public void close() throws IOException {
            open = false;
            if (operationsLeft >= 0) {
                Files.write(file, content.written.toByteArray());
            }
        }
    }
}
