package dev.chainrule.lab.dataset;

import dev.chainrule.lab.text.WholeFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.stream.ImageInputStreamImpl;

/// A file as image readers want it, by its path: the platform's own stream takes a name, and loses what the locale
/// cannot spell.
final class ChannelInput extends ImageInputStreamImpl {
    private static final int BUFFER = 1 << 13;

    private final SeekableByteChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).limit(0);
    private long bufferStart;

    /// Opens a regular file.
    ChannelInput(Path file) throws IOException {
        WholeFile.requireRegular(file);
        channel = Files.newByteChannel(file);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        checkClosed();
        bitOffset = 0;
        int at = Math.clamp(streamPos - bufferStart, 0, buffer.limit());
        if (streamPos < bufferStart || at == buffer.limit()) {
            fill();
            at = 0;
        }
        int count = Math.min(length, buffer.limit() - at);
        buffer.get(at, bytes, offset, count);
        streamPos += count;
        return count == 0 && length > 0 ? -1 : count;
    }

    private void fill() throws IOException {
        bufferStart = streamPos;
        channel.position(streamPos);
        buffer.clear();
        channel.read(buffer);
        buffer.flip();
    }

    @Override
    public long length() {
        try {
            return channel.size();
        } catch (IOException e) {
            return -1;
        }
    }

    @Override
    public void close() throws IOException {
        super.close();
        channel.close();
    }
}
