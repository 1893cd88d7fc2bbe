package dev.chainrule.format;

import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/// Reads one array: first the header, wholly checked against how many bytes there are, then the numbers.
final class NumpyReader {
    static final String MAGIC = "\u0093NUMPY";
    private static final int CHUNK_BYTES = 1 << 16;
    private static final int VERSION_BYTES = MAGIC.length() + 2;

    private final String file;
    private final InputStream in;
    private final long length;
    private int start; // of the numbers
    private ByteBuffer ahead = ByteBuffer.allocate(0); // read, but not asked for yet

    /// @param file what errors call it
    /// @param in from the first byte on, closed by the caller
    /// @param length how many bytes there are
    NumpyReader(String file, InputStream in, long length) {
        this.file = file;
        this.in = in;
        this.length = length;
    }

    /// Reads and checks all that stands before the numbers.
    NumpyHeader header() throws IOException {
        byte[] first = in.readNBytes((int) Math.min(length, ForeignFile.START));
        String text = new String(first, StandardCharsets.ISO_8859_1);
        if (!text.startsWith(MAGIC)) {
            String otherwise = "the file does not begin with \\x93NUMPY; expected an array as np.save writes it";
            throw fault(-1, ForeignFile.reason(first, "an array as np.save writes it (.npy)", otherwise));
        }
        int version = first.length > VERSION_BYTES - 2 ? first[VERSION_BYTES - 2] : 0;
        int lengthBytes = version == 1 ? 2 : 4;
        if (version < 1 || version > 3) {
            throw fault(
                    VERSION_BYTES - 2, "version %s of the format is unknown; expected 1, 2 or 3".formatted(version));
        }
        start = VERSION_BYTES + lengthBytes;
        if (first.length < start) {
            throw fault(-1, "the file ends inside of its header. Is it cut off?");
        }
        ByteBuffer number = ByteBuffer.wrap(first).order(ByteOrder.LITTLE_ENDIAN);
        long said = lengthBytes == 2
                ? Short.toUnsignedInt(number.getShort(VERSION_BYTES))
                : Integer.toUnsignedLong(number.getInt(VERSION_BYTES));
        if (said > Math.min(Limits.NUMPY_HEADER_BYTES, length - start)) {
            throw fault(
                    VERSION_BYTES,
                    "header length %s does not fit a file of %s bytes; expected at most %s"
                            .formatted(said, length, Math.min(Limits.NUMPY_HEADER_BYTES, length - start)));
        }
        byte[] header = header(first, (int) said);
        Charset charset = version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
        NumpyHeader read = NumpyHeader.of(new String(header, charset), file, start);
        start += header.length;
        return read;
    }

    /// What stands behind the length of the header, a part of which was read already.
    private byte[] header(byte[] first, int said) throws IOException {
        byte[] header = new byte[said];
        int there = Math.min(said, first.length - start);
        System.arraycopy(first, start, header, 0, there);
        if (there < said) {
            read(header, there, said - there);
        }
        ahead = ByteBuffer.wrap(first, start + there, first.length - start - there);
        return header;
    }

    /// The numbers of an array.
    ///
    /// @throws FormatException if they are of another type, more or fewer than the shape says, or beyond a double
    Tensor tensor(NumpyHeader header) throws IOException {
        StoredType type = header.type().orElseThrow(() -> fault(start, header.unreadable()));
        requireLength(header);
        Shape shape = header.shape();
        Tensor tensor = Tensor.zeros(type.precision, shape);
        int chunk = CHUNK_BYTES / type.bytes;
        ColumnMajor columns = header.columnMajor() && shape.rank() > 1 ? new ColumnMajor(shape) : null;
        for (int from = 0; from < tensor.size(); from += chunk) {
            int count = Math.min(chunk, tensor.size() - from);
            ByteBuffer numbers = bytes(count * type.bytes).order(header.order());
            for (int i = from; i < from + count; i++) {
                int index = columns == null ? i : columns.next();
                try {
                    tensor.setStored(Tensor.storedOffset(shape, index), type.next(numbers));
                } catch (ArithmeticException e) {
                    throw fault(start + (long) i * type.bytes, e.getMessage() + "; expected whole numbers up to 2⁵³");
                }
            }
        }
        return tensor;
    }

    /// Whether what stands behind a header is a single short text.
    static boolean isText(NumpyHeader header) {
        return header.characters() > 0
                && header.characters() <= Limits.NUMPY_TEXT_CHARACTERS
                && header.shape().size() == 1;
    }

    /// The text behind such a header.
    String text(NumpyHeader header) throws IOException {
        requireLength(header);
        ByteBuffer characters = bytes(header.bytes()).order(header.order());
        StringBuilder text = new StringBuilder();
        while (characters.hasRemaining()) {
            int character = characters.getInt();
            if (!Character.isValidCodePoint(character)) {
                throw fault(start, "the text holds %s, which is no character".formatted(character));
            }
            if (character != 0) {
                text.appendCodePoint(character);
            }
        }
        return text.toString();
    }

    private void requireLength(NumpyHeader header) throws FormatException {
        long needed = (long) header.shape().size() * header.bytes();
        if (needed != length - start) {
            String why = needed > length - start
                    ? "Is it cut off?"
                    : "Were several arrays written to one file? np.savez keeps them apart";
            throw fault(
                    start,
                    "shape %s of dtype %s has %s bytes, and %s are left in the file; expected as many. %s"
                            .formatted(header.shape(), header.dtype(), needed, length - start, why));
        }
    }

    private ByteBuffer bytes(int count) throws IOException {
        byte[] bytes = new byte[count];
        int before = Math.min(count, ahead.remaining());
        ahead.get(bytes, 0, before);
        read(bytes, before, count - before);
        return ByteBuffer.wrap(bytes);
    }

    private void read(byte[] into, int from, int count) throws IOException {
        if (in.readNBytes(into, from, count) < count) {
            throw fault(-1, "the file ends before its last number. Is it cut off?");
        }
    }

    private FormatException fault(long offset, String reason) {
        return new FormatException(file, offset, reason);
    }

    /// The row-major places of numbers whose first axis changes fastest.
    private static final class ColumnMajor {
        private final int[] extents;
        private final int[] strides;
        private final int[] index;
        private int place;

        ColumnMajor(Shape shape) {
            extents = shape.toArray();
            strides = new int[extents.length];
            index = new int[extents.length];
            int stride = 1;
            for (int axis = extents.length - 1; axis >= 0; axis--) {
                strides[axis] = stride;
                stride *= extents[axis];
            }
        }

        int next() {
            int here = place;
            for (int axis = 0; axis < extents.length; axis++) {
                place += strides[axis];
                if (++index[axis] < extents[axis]) {
                    break;
                }
                place -= index[axis] * strides[axis];
                index[axis] = 0;
            }
            return here;
        }
    }
}
