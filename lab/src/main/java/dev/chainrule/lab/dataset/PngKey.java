package dev.chainrule.lab.dataset;

import java.io.EOFException;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/// Mends for the platform's reader the transparent shade of PNG files with 1, 2 or 4 bits of grey.
///
/// The reader widens the samples to 8 bits and then looks for the shade as the file has it.
final class PngKey {
    private static final int FIRST_CHUNK = 8;
    private static final int DEPTH = 24;
    private static final int KEY_CHUNK = 0x74524e53;
    private static final int DATA_CHUNK = 0x49444154;

    private PngKey() {}

    /// The same file with the shade widened; the same array if it needs no mending.
    static byte[] widened(byte[] file) throws IOException {
        int bits = file[DEPTH];
        if (bits >= 8 || bits < 1 || file[DEPTH + 1] != 0) {
            return file;
        }
        ByteBuffer chunks = ByteBuffer.wrap(file).position(FIRST_CHUNK);
        try {
            while (true) {
                int length = chunks.getInt();
                int type = chunks.getInt();
                if (type == DATA_CHUNK || length < 0) {
                    return file;
                } else if (type == KEY_CHUNK && length == 2) {
                    int key = chunks.getShort(chunks.position());
                    byte[] mended = file.clone();
                    ByteBuffer.wrap(mended).putShort(chunks.position(), (short) (key * 255 / ((1 << bits) - 1)));
                    return mended;
                }
                chunks.position(Math.addExact(chunks.position(), length + 4));
            }
        } catch (BufferUnderflowException | IllegalArgumentException | ArithmeticException e) {
            throw new EOFException();
        }
    }
}
