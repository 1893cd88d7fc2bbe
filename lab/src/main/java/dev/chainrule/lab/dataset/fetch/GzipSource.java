package dev.chainrule.lab.dataset.fetch;

import dev.chainrule.format.Limits;
import dev.chainrule.lab.dataset.DataFileException;
import dev.chainrule.lab.text.Reasons;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// The inflated content of a gzip file of others: at most so much, and with faults said in one line.
final class GzipSource extends FilterInputStream {
    private final String name;
    private long position;

    /// @param packed the gzip file; it is closed with this stream
    /// @param name what messages call the file
    /// @throws DataFileException when it does not begin as a gzip file
    GzipSource(InputStream packed, String name) throws IOException {
        super(open(packed, name));
        this.name = name;
    }

    private static InputStream open(InputStream packed, String name) throws IOException {
        try {
            return new GZIPInputStream(packed, 1 << 16);
        } catch (EOFException | ZipException e) {
            throw new DataFileException(name, 0, "this is not a gzip file (" + Reasons.of(e) + ")");
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        try {
            int read = in.read(buffer, offset, length);
            position += Math.max(0, read);
            if (position > Limits.ARCHIVE_BYTES) {
                throw new DataFileException(
                        name, position, "more than %s MB inside".formatted(Limits.ARCHIVE_BYTES / 1_000_000));
            }
            return read;
        } catch (EOFException e) {
            throw new DataFileException(name, position, "the archive is truncated");
        } catch (ZipException e) {
            throw new DataFileException(name, position, "the archive is damaged (" + Reasons.of(e) + ")");
        }
    }

    /// Not more than [#read(byte[], int, int)] allows is skipped either.
    @Override
    public long skip(long count) throws IOException {
        byte[] buffer = new byte[(int) Math.min(count, 1 << 16)];
        long skipped = 0;
        while (skipped < count) {
            int read = read(buffer, 0, (int) Math.min(buffer.length, count - skipped));
            if (read <= 0) {
                break;
            }
            skipped += read;
        }
        return skipped;
    }

    /// How many inflated bytes were read.
    long position() {
        return position;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
