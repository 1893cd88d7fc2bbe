package dev.chainrule.lab.dataset;

import dev.chainrule.format.Limits;
import dev.chainrule.lab.text.Reasons;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// An IDX file of unsigned bytes: two zero bytes, the element type 8, the number of axes, one big-endian 32-bit extent
/// for each axis, then the elements.
///
/// What the header claims is compared with the length of the file before any element is read.
///
/// @param extents of the axes
/// @param elements in order
@SuppressWarnings("ArrayRecordComponent") // read once and handed over at once
record IdxFile(int[] extents, byte[] elements) {
    /// Bytes before the extents.
    static final int HEADER = 4;
    /// Bytes of an extent.
    static final int EXTENT = 4;

    private static final int UNSIGNED_BYTE = 8;

    /// The length of an axis.
    int extent(int axis) {
        return extents[axis];
    }

    /// Reads a file, inflating one whose name ends in `.gz`.
    ///
    /// @throws DataFileException when it is missing, is not IDX with that many axes, or has another length
    static IdxFile read(Path file, int axes) throws DatasetException {
        if (!Files.isRegularFile(file)) {
            throw new DataFileException(file, "no such file; expected an IDX file");
        }
        boolean packed = file.toString().endsWith(".gz");
        try (InputStream stored = Files.newInputStream(file);
                InputStream content = packed ? new GZIPInputStream(stored, 1 << 16) : stored) {
            long length = Files.size(file);
            return read(
                    file,
                    content,
                    axes,
                    (packed ? length * Limits.INFLATED_PER_BYTE : length) - HEADER - (long) EXTENT * axes);
        } catch (EOFException | ZipException e) {
            throw new DataFileException(file, "the gzip file is broken (" + Reasons.of(e) + ")");
        } catch (DatasetException e) {
            throw e;
        } catch (IOException e) {
            throw new DatasetException(file + ": cannot be read (" + Reasons.of(e) + ")", e);
        }
    }

    /// @param most how many elements the file can hold
    private static IdxFile read(Path file, InputStream content, int axes, long most) throws IOException {
        byte[] bytes = content.readNBytes(HEADER + EXTENT * axes);
        ByteBuffer header = ByteBuffer.wrap(bytes);
        int magic = UNSIGNED_BYTE << 8 | axes;
        if (bytes.length < HEADER + EXTENT * axes || header.getInt() != magic) {
            throw new DataFileException(
                    file.toString(),
                    0,
                    "this is not an IDX file of unsigned bytes with %s %s; expected the first bytes %s"
                            .formatted(
                                    axes,
                                    axes == 1 ? "axis" : "axes",
                                    HexFormat.of().toHexDigits(magic)));
        }
        int[] extents = new int[axes];
        long expected = 1;
        for (int axis = 0; axis < axes; axis++) {
            extents[axis] = header.getInt();
            long extent = Integer.toUnsignedLong(extents[axis]);
            expected = extent == 0 ? 0 : Math.min(expected, Long.MAX_VALUE / extent) * extent;
        }
        long room = Math.min(most, Limits.IDX_BYTES);
        if (expected > room) {
            throw length(file, expected, String.valueOf(room));
        }
        byte[] elements = content.readNBytes((int) expected);
        if (elements.length < expected) {
            throw length(file, expected, String.valueOf(elements.length));
        }
        if (content.read() >= 0) {
            throw length(file, expected, "more");
        }
        return new IdxFile(extents, elements);
    }

    private static DataFileException length(Path file, long expected, String actual) {
        return new DataFileException(
                file.toString(),
                HEADER,
                "%s elements in the header do not fit %s bytes behind it".formatted(expected, actual));
    }
}
