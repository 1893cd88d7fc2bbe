package dev.chainrule.lab.dataset;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.stream.ImageInputStreamImpl;

/// A file as image readers want it, by its path: the platform's own stream takes a name, and loses what the locale
/// cannot spell.
final class ChannelInput extends ImageInputStreamImpl {
    private final SeekableByteChannel channel;

    /// Opens a file.
    ChannelInput(Path file) throws IOException {
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
        channel.position(streamPos);
        int count = channel.read(ByteBuffer.wrap(bytes, offset, length));
        streamPos += Math.max(count, 0);
        return count;
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
