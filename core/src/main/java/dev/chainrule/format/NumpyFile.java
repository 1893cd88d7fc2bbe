package dev.chainrule.format;

import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/// One array in a file, as `np.save` writes it and `np.load` reads it (`.npy`). Nothing in such a file can be executed:
/// arrays of Python objects, which are pickled, are refused.
///
/// ```java
/// Tensor x = NumpyFile.read(Path.of("x.npy"));
/// int[] y = NumpyFile.integers(NumpyFile.read(Path.of("y.npy")), "y");
/// NumpyFile.write(Path.of("scores.npy"), scores);
/// ```
///
/// Read are the versions 1 to 3 of the format, numbers in either order of bytes, rows first or columns first, of any
/// shape, also of a single number and of none. float64 stays float64 and float32 float32. Whatever float32 holds
/// exactly is read as float32 (float16, bool, whole numbers of 8 and 16 bits), other whole numbers as float64. Four
/// axes are (N, C, H, W). float32 and float64 are written, little-endian, rows first, in version 1.
///
/// Source: the format's description in NumPy's documentation, `numpy.lib.format`.
public final class NumpyFile {
    /// Numbers begin at a multiple of this, as NumPy writes them.
    private static final int ALIGNMENT = 64;

    private static final int START = NumpyReader.MAGIC.length() + 4;

    private NumpyFile() {}

    /// Reads an array. All that stands before the numbers is checked against the file's real length before they are
    /// allocated.
    ///
    /// @throws FormatException if the content is not what the format demands, or is of other things than numbers
    /// @throws IOException if the file cannot be read
    public static Tensor read(Path file) throws IOException {
        requireFile(file, "an array as np.save writes it (.npy)");
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            return read(in, Files.size(file), file.toString());
        }
    }

    /// Reads the content of a file, such as a resource of a jar, as [#read(Path)].
    ///
    /// @param name what errors call it
    /// @throws FormatException if the content is not what the format demands, or is of other things than numbers
    /// @throws IOException never for another reason
    public static Tensor read(byte[] content, String name) throws IOException {
        return read(new ByteArrayInputStream(content), content.length, name);
    }

    private static Tensor read(InputStream in, long length, String name) throws IOException {
        NumpyReader reader = new NumpyReader(name, in, length);
        return reader.tensor(reader.header());
    }

    /// Writes a file, wholly or not at all.
    ///
    /// @throws IOException if it cannot be written; a file that was there before is then as it was
    public static void write(Path file, Tensor tensor) throws IOException {
        AtomicFile.write(file, channel -> write(channel, tensor));
    }

    /// The numbers of a tensor as whole numbers, such as labels, in row-major order.
    ///
    /// @param name what errors call them
    /// @throws IllegalArgumentException if one is no whole number, or too large for an int
    public static int[] integers(Tensor tensor, String name) {
        double[] numbers = tensor.toArray();
        int[] whole = new int[numbers.length];
        for (int i = 0; i < whole.length; i++) {
            whole[i] = (int) numbers[i];
            if (whole[i] != numbers[i]) {
                throw new IllegalArgumentException(
                        "%s: number %s is %s; expected whole numbers below 2³¹".formatted(name, i, numbers[i]));
            }
        }
        return whole;
    }

    static void write(WritableByteChannel channel, Tensor tensor) throws IOException {
        TensorBytes.write(ByteBuffer.wrap(header(tensor.precision(), tensor.shape())), channel);
        TensorBytes.write(tensor, channel);
    }

    private static byte[] header(Precision precision, Shape shape) {
        String extents =
                Arrays.stream(shape.toArray()).mapToObj(Integer::toString).collect(Collectors.joining(", "));
        String text = "{'descr': '%s', 'fortran_order': False, 'shape': (%s%s), }"
                .formatted(type(precision), extents, shape.rank() == 1 ? "," : "");
        int padded = Math.ceilDiv(START + text.length() + 1, ALIGNMENT) * ALIGNMENT;
        String filled = text + " ".repeat(padded - START - text.length() - 1) + "\n";
        String start = NumpyReader.MAGIC + "\1\0" + (char) (filled.length() & 255) + (char) (filled.length() >> 8);
        return (start + filled).getBytes(StandardCharsets.ISO_8859_1);
    }

    /// What numbers of a precision are written as.
    static String type(Precision precision) {
        return switch (precision) {
            case FLOAT32 -> "<f4";
            case FLOAT64 -> "<f8";
        };
    }

    /// Refuses what is no file to be read from its beginning to its end.
    static void requireFile(Path file, String expected) throws FormatException {
        if (Files.isDirectory(file)) {
            throw new FormatException(file.toString(), -1, "this is a folder; expected " + expected);
        } else if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new FormatException(file.toString(), -1, "this is a device or a pipe; expected " + expected);
        }
    }
}
