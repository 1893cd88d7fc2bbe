package dev.chainrule.lab.predict;

import dev.chainrule.lab.dataset.Checksum;
import dev.chainrule.tensor.DoubleTensor;
import dev.chainrule.tensor.FloatTensor;
import dev.chainrule.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/// SHA-256 of text and tensors, in the order of their names: what files of networks and of stopped runs are checked by.
public final class TensorDigest {
    private static final int CHUNK = 1 << 13;

    private TensorDigest() {}

    /// The digest as hexadecimal text.
    ///
    /// @param text by key; `sha256` itself is left out
    /// @param tensors by name
    public static String of(Map<String, String> text, Map<String, Tensor> tensors) {
        MessageDigest digest = Checksum.digest("SHA-256");
        new TreeMap<>(text).forEach((key, value) -> {
            if (!key.equals("sha256")) {
                digest.update((key + "=" + value + "\n").getBytes(StandardCharsets.UTF_8));
            }
        });
        new TreeMap<>(tensors).forEach((name, tensor) -> {
            digest.update((name + "=" + tensor.precision() + tensor.shape() + "\n").getBytes(StandardCharsets.UTF_8));
            add(tensor, digest);
        });
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void add(Tensor tensor, MessageDigest digest) {
        ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
        for (int i = 0; i < tensor.size(); i++) {
            switch (tensor) {
                case FloatTensor floats -> buffer.putInt(Float.floatToIntBits(floats.data()[i]));
                case DoubleTensor doubles -> buffer.putLong(Double.doubleToLongBits(doubles.data()[i]));
            }
            if (buffer.remaining() < Double.BYTES) {
                digest.update(buffer.flip());
                buffer.clear();
            }
        }
        digest.update(buffer.flip());
    }
}
