package dev.chainrule.lab.page;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.Adler32;
import java.util.zip.CRC32;

/// A picture as a PNG file (ISO/IEC 15948). The pixels are stored, not compressed: so the file is the same whichever
/// compressor a platform has, and small images are not much larger.
public final class Png {
    private static final int GREY = 0;
    private static final int COLOR = 2;
    /// The most that one stored part of a deflate stream holds.
    private static final int MOST_STORED = 0xffff;

    private Png() {}

    /// The picture as a PNG file.
    public static byte[] encode(Picture picture) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
        ByteBuffer header = ByteBuffer.allocate(13).putInt(picture.width()).putInt(picture.height());
        header.put((byte) 8).put((byte) (picture.channels() == 1 ? GREY : COLOR)); // bits a channel, kind of colour
        chunk(out, "IHDR", header.array());
        chunk(out, "IDAT", stored(rows(picture)));
        chunk(out, "IEND", new byte[0]);
        return out.toByteArray();
    }

    /// The rows of pixels, each with a zero in front: not filtered.
    private static byte[] rows(Picture picture) {
        ByteBuffer rows = ByteBuffer.allocate(picture.height() * (1 + picture.width() * picture.channels()));
        for (int row = 0; row < picture.height(); row++) {
            rows.put((byte) 0);
            for (int column = 0; column < picture.width(); column++) {
                for (int channel = 0; channel < picture.channels(); channel++) {
                    rows.put((byte) picture.at(channel, row, column));
                }
            }
        }
        return rows.array();
    }

    /// A zlib stream (RFC 1950) of stored parts (RFC 1951).
    private static byte[] stored(byte[] data) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(data.length + 64);
        out.writeBytes(new byte[] {0x78, 0x01});
        for (int from = 0; from < data.length; from += MOST_STORED) {
            int length = Math.min(MOST_STORED, data.length - from);
            out.write(from + length == data.length ? 1 : 0);
            out.write(length);
            out.write(length >> 8);
            out.write(~length);
            out.write(~length >> 8);
            out.write(data, from, length);
        }
        Adler32 sum = new Adler32();
        sum.update(data);
        out.writeBytes(ByteBuffer.allocate(4).putInt((int) sum.getValue()).array());
        return out.toByteArray();
    }

    private static void chunk(ByteArrayOutputStream out, String type, byte[] data) {
        ByteBuffer chunk = ByteBuffer.allocate(data.length + 12);
        chunk.putInt(data.length).put(type.getBytes(StandardCharsets.US_ASCII)).put(data);
        CRC32 sum = new CRC32();
        sum.update(chunk.array(), 4, data.length + 4);
        chunk.putInt((int) sum.getValue());
        out.writeBytes(chunk.array());
    }
}
