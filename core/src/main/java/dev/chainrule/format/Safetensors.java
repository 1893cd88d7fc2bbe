package dev.chainrule.format;

import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The content of a safetensors file: named tensors, and text about them. Nothing in such a file can be executed.
///
/// A file is the length of its header (8 bytes, little-endian), the header (JSON: type, shape and place of each tensor)
/// and the numbers (little-endian, row-major, so (N, C, H, W) for images). float32 (`F32`) and float64 (`F64`) are
/// written. Whatever float32 holds exactly is read as float32 (`F16`, `BF16`, `F8_E5M2`, `F8_E4M3`, `BOOL`, whole
/// numbers of 8 and 16 bits), other whole numbers as float64.
///
/// ```java
/// new Safetensors(Map.of("W1", weight), Map.of("made by", "me")).write(Path.of("weights.safetensors"));
/// Tensor read = Safetensors.read(Path.of("weights.safetensors")).tensors().get("W1");
/// ```
///
/// Source: the format's description at github.com/huggingface/safetensors.
///
/// @param tensors by name, in the order of the file
/// @param metadata text by key
/// @param unread tensors of the file that have no form here, as they are of another type or hold whole numbers above
/// 2⁵³: their type by their name
public record Safetensors(Map<String, Tensor> tensors, Map<String, String> metadata, Map<String, String> unread) {
    static final String METADATA = "__metadata__";
    static final int LENGTH_BYTES = 8;

    /// Copies the maps, not the tensors.
    public Safetensors {
        if (tensors.containsKey(METADATA)) {
            throw new IllegalArgumentException("Safetensors: name " + METADATA + " is reserved; expected another");
        }
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
        unread = Collections.unmodifiableMap(new LinkedHashMap<>(unread));
    }

    /// Tensors and text to be written.
    public Safetensors(Map<String, Tensor> tensors, Map<String, String> metadata) {
        this(tensors, metadata, Map.of());
    }

    /// Reads a file. Everything that the header says is checked against the file's real length before a tensor is
    /// allocated.
    ///
    /// @throws FormatException if the content is not what the format demands
    /// @throws IOException if the file cannot be read
    public static Safetensors read(Path file) throws IOException {
        try (SafetensorsReader reader = SafetensorsReader.open(file)) {
            return reader.read();
        }
    }

    /// Reads the content of a file, such as a resource of a jar, as [#read(Path)].
    ///
    /// @param name what errors call it
    /// @throws FormatException if the content is not what the format demands, or is of other numbers
    /// @throws IOException never for another reason
    public static Safetensors read(byte[] content, String name) throws IOException {
        return SafetensorsReader.of(content, name).read();
    }

    /// Writes a file, wholly or not at all.
    ///
    /// @throws IOException if it cannot be written; a file that was there before is then as it was
    public void write(Path file) throws IOException {
        AtomicFile.write(file, this::writeTo);
    }

    /// Writes a file, wholly or not at all, of which any change of any byte is noticed when it is read. Its last
    /// tensor, `seal` of bytes, holds a CRC-32C of the header, one of each MiB of numbers, and a SHA-256 of every
    /// byte before that.
    ///
    /// @throws IOException if it cannot be written; a file that was there before is then as it was
    public void writeSealed(Path file) throws IOException {
        AtomicFile.write(file, this::writeSealedTo);
    }

    /// Reads a file that [#writeSealed] wrote.
    ///
    /// @throws FormatException if any byte of it is another than was written, or it is something else
    /// @throws IOException if the file cannot be read
    public static Safetensors readSealed(Path file) throws IOException {
        try (SafetensorsReader reader = SafetensorsReader.openSealed(file)) {
            Safetensors all = reader.read();
            Map<String, Tensor> tensors = new LinkedHashMap<>(all.tensors);
            tensors.remove(Seal.NAME);
            return new Safetensors(tensors, all.metadata, all.unread);
        }
    }

    private void writeTo(WritableByteChannel channel) throws IOException {
        TensorBytes.write(start(header()), channel);
        writeNumbersTo(channel);
    }

    private void writeSealedTo(WritableByteChannel channel) throws IOException {
        Map<String, Object> header = header();
        long numbers = numbers();
        long seal = Seal.length(numbers);
        if (header.put(Seal.NAME, info("U8", List.of(seal), numbers, numbers + seal)) != null) {
            throw new IllegalArgumentException("Safetensors: name " + Seal.NAME + " is reserved; expected another");
        }
        ByteBuffer start = start(header);
        Seal.Sealing sealing = new Seal.Sealing(channel, start.remaining(), numbers);
        TensorBytes.write(start, sealing);
        writeNumbersTo(sealing);
        sealing.finish();
    }

    private void writeNumbersTo(WritableByteChannel channel) throws IOException {
        for (Tensor tensor : tensors.values()) {
            TensorBytes.write(tensor, channel);
        }
    }

    private long numbers() {
        return tensors.values().stream()
                .mapToLong(tensor -> (long) tensor.size() * bytesOf(tensor.precision()))
                .sum();
    }

    /// The length of the header, and the header.
    private static ByteBuffer start(Map<String, Object> header) {
        byte[] text = Json.write(header).getBytes(StandardCharsets.UTF_8);
        int padded = (text.length + 7) / 8 * 8; // the numbers start at a multiple of 8, as readers that map files want
        byte[] start = Arrays.copyOf(text, padded);
        Arrays.fill(start, text.length, padded, (byte) ' ');
        return ByteBuffer.allocate(LENGTH_BYTES + padded)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(padded)
                .put(start)
                .flip();
    }

    private static Map<String, Object> info(String type, List<? extends Number> shape, long begin, long end) {
        Map<String, Object> info = new LinkedHashMap<>();
        info.put("dtype", type);
        info.put("shape", shape);
        info.put("data_offsets", List.of(begin, end));
        return info;
    }

    private Map<String, Object> header() {
        Map<String, Object> header = new LinkedHashMap<>();
        if (!metadata.isEmpty()) {
            header.put(METADATA, metadata);
        }
        long offset = 0;
        for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
            Tensor tensor = entry.getValue();
            long end = offset + (long) tensor.size() * bytesOf(tensor.precision());
            List<Integer> shape = new ArrayList<>();
            for (int extent : tensor.shape().toArray()) {
                shape.add(extent);
            }
            header.put(entry.getKey(), info(typeOf(tensor.precision()), shape, offset, end));
            offset = end;
        }
        return header;
    }

    static String typeOf(Precision precision) {
        return switch (precision) {
            case FLOAT32 -> "F32";
            case FLOAT64 -> "F64";
        };
    }

    static int bytesOf(Precision precision) {
        return switch (precision) {
            case FLOAT32 -> Float.BYTES;
            case FLOAT64 -> Double.BYTES;
        };
    }
}
