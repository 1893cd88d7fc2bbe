package dev.chainrule.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.zip.CRC32C;

/// What a sealed safetensors file ends with, as its last tensor: a CRC-32C of the header, one of each MiB of numbers,
/// and a SHA-256 of every byte before it. It is checked before anything else is believed.
final class Seal {
    /// The name of the tensor that holds it.
    static final String NAME = "seal";

    private static final int CHUNK = 1 << 20;
    private static final int SUM_BYTES = Integer.BYTES;
    private static final int DIGEST_BYTES = 32;

    private Seal() {}

    /// How many bytes the seal of so many bytes of numbers has.
    static long length(long numbers) {
        return SUM_BYTES * (1 + (numbers + CHUNK - 1) / CHUNK) + DIGEST_BYTES;
    }

    /// How many bytes of numbers there are before the seal, if all are there; −1 if there is no such number.
    private static long numbers(long withSeal) {
        long chunks = Math.max(0, (withSeal - SUM_BYTES - DIGEST_BYTES + CHUNK + SUM_BYTES - 1) / (CHUNK + SUM_BYTES));
        long numbers = withSeal - DIGEST_BYTES - SUM_BYTES * (1 + chunks);
        return numbers >= 0 && numbers + length(numbers) == withSeal ? numbers : -1;
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /// Passes bytes on and sums them up.
    static final class Sealing implements WritableByteChannel {
        private final WritableByteChannel out;
        private final ByteBuffer sums;
        private final CRC32C sum = new CRC32C();
        private final MessageDigest digest = sha256();
        private long left;

        /// @param header bytes before the first number
        Sealing(WritableByteChannel out, long header, long numbers) {
            this.out = out;
            this.sums = ByteBuffer.allocate(Math.toIntExact(length(numbers))).order(ByteOrder.LITTLE_ENDIAN);
            this.left = header;
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            int count = source.remaining();
            while (source.hasRemaining()) {
                ByteBuffer part = source.slice(source.position(), (int) Math.min(left, source.remaining()));
                sum.update(part.duplicate());
                digest.update(part.duplicate());
                left -= part.remaining();
                source.position(source.position() + part.remaining());
                TensorBytes.write(part, out);
                if (left == 0) {
                    endChunk();
                }
            }
            return count;
        }

        private void endChunk() {
            sums.putInt((int) sum.getValue());
            sum.reset();
            left = CHUNK;
        }

        /// Writes the seal behind the last number.
        void finish() throws IOException {
            if (left < CHUNK) {
                endChunk();
            }
            digest.update(sums.array(), 0, sums.position());
            TensorBytes.write(sums.put(digest.digest()).flip(), out);
        }

        @Override
        public boolean isOpen() {
            return out.isOpen();
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }

    /// Refuses a file of which any byte is not as it was written.
    ///
    /// @throws FormatException that says where
    static void check(FileChannel channel, String file) throws IOException {
        long length = channel.size();
        long header = length < Safetensors.LENGTH_BYTES
                ? -1
                : read(channel, 0, Safetensors.LENGTH_BYTES).getLong();
        long rest = length - Safetensors.LENGTH_BYTES - header;
        long numbers = header < 0 || rest < 0 ? -1 : numbers(rest);
        if (numbers < 0) {
            throw new FormatException(
                    file,
                    -1,
                    "length %s does not fit what its first bytes say; expected a file as a run wrote it. It was cut off, is damaged or something else"
                            .formatted(length));
        }
        long end = Safetensors.LENGTH_BYTES + header;
        ByteBuffer seal = read(channel, end + numbers, Math.toIntExact(length(numbers)));
        MessageDigest digest = sha256();
        checkChunk(channel, 0, end, seal, digest, file);
        for (long from = 0; from < numbers; from += CHUNK) {
            checkChunk(channel, end + from, end + Math.min(numbers, from + CHUNK), seal, digest, file);
        }
        digest.update(seal.duplicate().flip());
        byte[] expected = new byte[DIGEST_BYTES];
        seal.get(expected);
        if (!Arrays.equals(digest.digest(), expected)) {
            throw damaged(file, end + numbers, length);
        }
    }

    private static void checkChunk(
            FileChannel channel, long from, long to, ByteBuffer seal, MessageDigest digest, String file)
            throws IOException {
        CRC32C sum = new CRC32C();
        for (long at = from; at < to; at += CHUNK) {
            ByteBuffer bytes = read(channel, at, (int) Math.min(CHUNK, to - at));
            sum.update(bytes.duplicate());
            digest.update(bytes);
        }
        if ((int) sum.getValue() != seal.getInt()) {
            throw damaged(file, from, to);
        }
    }

    private static FormatException damaged(String file, long from, long to) {
        return new FormatException(
                file,
                from,
                "the bytes up to %s do not fit their checksum; expected them as a run wrote them. The file is damaged or something else"
                        .formatted(to));
    }

    private static ByteBuffer read(FileChannel channel, long from, int count) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, from + buffer.position()) < 0) {
                throw new IOException("the file became shorter while it was read");
            }
        }
        return buffer.flip();
    }
}
