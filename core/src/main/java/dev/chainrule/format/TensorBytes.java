package dev.chainrule.format;

import dev.chainrule.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;

/// Writes the numbers of tensors as files have them: little-endian and row-major, so (N, C, H, W) for images.
final class TensorBytes {
    private static final int CHUNK_BYTES = 1 << 16;

    private TensorBytes() {}

    static void write(Tensor tensor, WritableByteChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        int size = tensor.size();
        for (int i = 0; i < size; i++) {
            double value = tensor.getStored(Tensor.storedOffset(tensor.shape(), i));
            switch (tensor.precision()) {
                case FLOAT32 -> buffer.putFloat((float) value);
                case FLOAT64 -> buffer.putDouble(value);
            }
            if (buffer.remaining() < Double.BYTES) {
                write(buffer.flip(), channel);
                buffer.clear();
            }
        }
        write(buffer.flip(), channel);
    }

    static void write(ByteBuffer bytes, WritableByteChannel channel) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
