package dev.chainrule.format;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;

/// Compares the list at the end of a ZIP archive with what stands in front of each file inside. Readers that go by the
/// one and readers that go by the other must see the same files, and no byte may belong to two of them.
final class ZipDirectory {
    private static final int END = 0x06054b50;
    private static final int END_BYTES = 22;
    private static final int LISTED = 0x02014b50;
    private static final int LISTED_BYTES = 46;
    private static final int LOCAL = 0x04034b50;
    private static final int LOCAL_BYTES = 30;
    private static final int LONGEST_COMMENT = 0xffff;

    /// From here on Python writes lists in a longer form, which is read, but not compared.
    private static final long LONG_FORM = Integer.MAX_VALUE;

    private final String file;
    private final FileChannel channel;
    private final long length;

    private ZipDirectory(String file, FileChannel channel, long length) {
        this.file = file;
        this.channel = channel;
        this.length = length;
    }

    /// Checks an archive.
    ///
    /// @throws FormatException if its list says something else than the archive
    static void check(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long length = channel.size();
            if (length < LONG_FORM) {
                new ZipDirectory(file.toString(), channel, length).check();
            }
        }
    }

    private void check() throws IOException {
        ByteBuffer end = end();
        int count = Short.toUnsignedInt(end.getShort(10));
        long bytes = Integer.toUnsignedLong(end.getInt(12));
        long start = Integer.toUnsignedLong(end.getInt(16));
        require(start + bytes <= length - END_BYTES && bytes >= (long) count * LISTED_BYTES);
        ByteBuffer list = read(start, (int) bytes);
        Map<Long, Long> places = new TreeMap<>(); // where each file inside begins and ends
        for (int i = 0; i < count; i++) {
            require(list.remaining() >= LISTED_BYTES && list.getInt(list.position()) == LISTED);
            long place = Integer.toUnsignedLong(list.getInt(list.position() + 42));
            require(places.put(place, fileEnd(list, place, start)) == null);
        }
        require(!list.hasRemaining());
        long before = 0;
        for (Map.Entry<Long, Long> place : places.entrySet()) {
            require(place.getKey() >= before);
            before = place.getValue();
        }
    }

    /// The record at the end of the archive, behind which only a comment stands.
    private ByteBuffer end() throws IOException {
        int most = (int) Math.min(length, END_BYTES + LONGEST_COMMENT);
        ByteBuffer tail = read(length - most, most);
        for (int at = most - END_BYTES; at >= 0; at--) {
            if (tail.getInt(at) == END && Short.toUnsignedInt(tail.getShort(at + 20)) == most - END_BYTES - at) {
                return tail.slice(at, END_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            }
        }
        throw damaged();
    }

    /// Goes on to the next file of the list.
    ///
    /// @return where the packed bytes of this one end
    private long fileEnd(ByteBuffer list, long place, long start) throws IOException {
        int at = list.position();
        long packed = Integer.toUnsignedLong(list.getInt(at + 20));
        int name = Short.toUnsignedInt(list.getShort(at + 28));
        int more = Short.toUnsignedInt(list.getShort(at + 30)) + Short.toUnsignedInt(list.getShort(at + 32));
        require(list.remaining() >= LISTED_BYTES + name + more && place + LOCAL_BYTES + name <= start);
        ByteBuffer local = read(place, LOCAL_BYTES + name);
        long end = place + LOCAL_BYTES + name + Short.toUnsignedInt(local.getShort(28)) + packed;
        require(local.getInt(0) == LOCAL
                && Short.toUnsignedInt(local.getShort(26)) == name
                && local.slice(LOCAL_BYTES, name).equals(list.slice(at + LISTED_BYTES, name))
                && end <= start);
        list.position(at + LISTED_BYTES + name + more);
        return end;
    }

    private ByteBuffer read(long from, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, from + bytes.position()) < 0) {
                throw new EOFException(file + ": the file became shorter while it was read");
            }
        }
        return bytes.flip();
    }

    private void require(boolean right) throws FormatException {
        if (!right) {
            throw damaged();
        }
    }

    private FormatException damaged() {
        return new FormatException(
                file, -1, "the archive is damaged (the list at its end does not fit what it holds). Is it cut off?");
    }
}
