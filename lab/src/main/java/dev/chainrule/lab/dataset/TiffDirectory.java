package dev.chainrule.lab.dataset;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import javax.imageio.stream.ImageInputStream;

/// The numbers in the first directory of a TIFF structure: of a TIFF file, or of what EXIF says about other files.
///
/// @param numbers by tag the first number of an entry; entries of other types, and lists that lie elsewhere, are left
/// out
record TiffDirectory(Map<Integer, Long> numbers) {
    static final int WIDTH = 0x0100;
    static final int HEIGHT = 0x0101;
    static final int PACKING = 0x0103;
    static final int COLOURS = 0x0106;
    static final int SAMPLES = 0x0115;
    static final int TILE_WIDTH = 0x0142;
    static final int TILE_HEIGHT = 0x0143;

    private static final int ORIENTATION = 0x0112;
    private static final int CLASSIC = 42;
    private static final int BIG = 43;
    private static final int MOST_ENTRIES = 10_000;

    /// Reads the directory.
    ///
    /// @param input what holds the structure; its position is changed, its byte order is big-endian afterwards
    /// @param start where the structure begins
    static TiffDirectory first(ImageInputStream input, long start) throws IOException {
        try {
            input.setByteOrder(ByteOrder.BIG_ENDIAN);
            input.seek(start);
            input.setByteOrder(input.readUnsignedShort() == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
            int version = input.readUnsignedShort();
            boolean big = version == BIG;
            if (!big && version != CLASSIC) {
                throw new IOException("no TIFF structure");
            }
            input.skipBytes(big ? 4 : 0);
            long directory = big ? input.readLong() : input.readUnsignedInt();
            if (directory < 0) {
                throw new EOFException();
            }
            input.seek(start + directory);
            return new TiffDirectory(numbers(input, big));
        } finally {
            input.setByteOrder(ByteOrder.BIG_ENDIAN);
        }
    }

    private static Map<Integer, Long> numbers(ImageInputStream input, boolean big) throws IOException {
        Map<Integer, Long> numbers = new HashMap<>();
        long entries = Math.clamp(big ? input.readLong() : input.readUnsignedShort(), 0, MOST_ENTRIES);
        for (long entry = 0; entry < entries; entry++) {
            int tag = input.readUnsignedShort();
            int type = input.readUnsignedShort();
            long count = big ? input.readLong() : input.readUnsignedInt();
            long value = input.getStreamPosition();
            int room = big ? 8 : 4;
            switch (type) {
                case 3 -> putIf(numbers, count >= 1 && count <= room / 2, tag, input.readUnsignedShort());
                case 4 -> putIf(numbers, count >= 1 && count <= room / 4, tag, input.readUnsignedInt());
                case 16 -> putIf(numbers, big && count == 1, tag, big ? input.readLong() : 0);
                default -> {}
            }
            input.seek(value + room);
        }
        return numbers;
    }

    private static void putIf(Map<Integer, Long> numbers, boolean fits, int tag, long value) {
        if (fits) {
            numbers.putIfAbsent(tag, value);
        }
    }

    /// The orientation in the structure at `start`; upright if there is none or the structure is damaged: no
    /// picture is refused for what is said about it.
    static Orientation orientation(ImageInputStream input, long start) {
        try {
            return first(input, start).orientation();
        } catch (IOException | IndexOutOfBoundsException e) {
            return Orientation.UPRIGHT;
        }
    }

    /// The orientation, upright if there is none.
    Orientation orientation() {
        return Orientation.of(number(ORIENTATION, 1));
    }

    /// The number of an entry, or another if it is not there.
    long number(int tag, long otherwise) {
        return numbers.getOrDefault(tag, otherwise);
    }
}
