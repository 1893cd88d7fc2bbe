package dev.chainrule.format;

import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads one safetensors file: first the header, wholly checked, then the numbers.
final class SafetensorsReader implements AutoCloseable {
    private static final long MAX_HEADER = 16L << 20;
    private static final int MAX_TENSORS = 65_536;
    private static final int MAX_AXES = 8;
    private static final int CHUNK_BYTES = 1 << 16;
    private static final Set<String> KEYS = Set.of("dtype", "shape", "data_offsets");

    private final String file;
    private final Content content;

    private SafetensorsReader(String file, Content content) {
        this.file = file;
        this.content = content;
    }

    static SafetensorsReader open(Path file) throws IOException {
        return new SafetensorsReader(file.toString(), new OnDisk(FileChannel.open(file, StandardOpenOption.READ)));
    }

    static SafetensorsReader of(byte[] content, String name) {
        return new SafetensorsReader(name, new InMemory(content));
    }

    @Override
    public void close() throws IOException {
        content.close();
    }

    /// The bytes of a file by their place.
    private interface Content extends Closeable {
        long size() throws IOException;

        /// Reads some bytes, as many as fit and are there; none at all beyond the end: −1.
        int read(ByteBuffer into, long position) throws IOException;
    }

    private record OnDisk(FileChannel channel) implements Content {
        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public int read(ByteBuffer into, long position) throws IOException {
            return channel.read(into, position);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // read here only
    private record InMemory(byte[] bytes) implements Content {
        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public int read(ByteBuffer into, long position) {
            int count = (int) Math.min(into.remaining(), bytes.length - position);
            into.put(bytes, (int) position, count);
            return count;
        }

        @Override
        public void close() {
            // nothing is open
        }
    }

    /// What the header says of a tensor; begin and end count from the first number of the file.
    ///
    /// @param type empty if it is none that can be read
    private record Entry(String name, String dtype, Optional<StoredType> type, Shape shape, long begin, long end) {}

    Safetensors read() throws IOException {
        long length = content.size();
        if (length < Safetensors.LENGTH_BYTES) {
            throw foreign(
                    -1, "length " + length + " does not fit a header length of 8 bytes; expected a safetensors file");
        }
        long header = readBytes(0, Safetensors.LENGTH_BYTES).getLong();
        long available = length - Safetensors.LENGTH_BYTES;
        if (header < 2 || header > Math.min(MAX_HEADER, available)) {
            throw foreign(
                    0,
                    "header length %s does not fit a file of %s bytes; expected 2 to %s"
                            .formatted(Long.toUnsignedString(header), length, Math.min(MAX_HEADER, available)));
        }
        byte[] json = readBytes(Safetensors.LENGTH_BYTES, (int) header).array();
        if (json[0] != '{') {
            throw foreign(Safetensors.LENGTH_BYTES, "the header does not start with '{'; expected a safetensors file");
        }
        Map<?, ?> values = (Map<?, ?>) Json.read(json, file, Safetensors.LENGTH_BYTES);
        if (values == null || values.size() > MAX_TENSORS + 1) {
            throw fault(Safetensors.LENGTH_BYTES, "the header names too many tensors; expected at most " + MAX_TENSORS);
        }
        Map<String, String> metadata = metadata(values.get(Safetensors.METADATA));
        List<Entry> entries = entries(values);
        checkPlaces(entries, available - header);
        return safetensors(entries, Safetensors.LENGTH_BYTES + header, metadata);
    }

    private Map<String, String> metadata(@Nullable Object value) throws FormatException {
        Map<String, String> metadata = new LinkedHashMap<>();
        if (value == null) {
            return metadata;
        }
        if (!(value instanceof Map<?, ?> map)) {
            throw headerFault(Safetensors.METADATA + " is no object; expected text by key");
        }
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (!(entry.getValue() instanceof String text)) {
                throw headerFault("metadata '" + entry.getKey() + "' is no text; expected a string");
            }
            metadata.put((String) entry.getKey(), text);
        }
        return metadata;
    }

    private List<Entry> entries(Map<?, ?> header) throws FormatException {
        List<Entry> entries = new ArrayList<>();
        for (Map.Entry<?, ?> named : header.entrySet()) {
            String name = (String) named.getKey();
            if (!name.equals(Safetensors.METADATA)) {
                if (!(named.getValue() instanceof Map<?, ?> info)
                        || !info.keySet().equals(KEYS)) {
                    throw headerFault(
                            "tensor '" + name + "' is not described rightly; expected dtype, shape and data_offsets");
                }
                entries.add(entry(name, info));
            }
        }
        entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        return entries;
    }

    private Entry entry(String name, Map<?, ?> info) throws FormatException {
        if (!(info.get("dtype") instanceof String dtype)) {
            throw headerFault("dtype %s of tensor '%s' is no text; expected a type such as F32"
                    .formatted(info.get("dtype"), name));
        }
        Optional<StoredType> type = Arrays.stream(StoredType.values())
                .filter(known -> known.name().equals(dtype))
                .findFirst();
        List<?> shape = list(name, "shape", info, MAX_AXES);
        int[] extents = new int[shape.size()];
        long size = 1;
        for (int i = 0; i < extents.length; i++) {
            long extent = count(name, "shape", shape.get(i));
            if (extent > Integer.MAX_VALUE || size * extent > Integer.MAX_VALUE) {
                throw headerFault("tensor '%s' has more elements than fit one tensor; expected at most %s"
                        .formatted(name, Integer.MAX_VALUE));
            }
            size *= extent;
            extents[i] = (int) extent;
        }
        long elements = size;
        List<?> offsets = list(name, "data_offsets", info, 2);
        if (offsets.size() != 2) {
            throw headerFault("tensor '" + name + "' has other data_offsets than two; expected begin and end");
        }
        long begin = count(name, "data_offsets", offsets.getFirst());
        long end = count(name, "data_offsets", offsets.getLast());
        long bytes = type.map(known -> elements * known.bytes).orElse(Math.max(0, end - begin));
        if (end - begin != bytes) {
            throw headerFault("tensor '%s' of %s bytes does not fit offsets %s to %s; expected a difference of %s"
                    .formatted(name, bytes, begin, end, bytes));
        }
        return new Entry(name, dtype, type, Shape.of(extents), begin, end);
    }

    private List<?> list(String name, String key, Map<?, ?> info, int most) throws FormatException {
        if (info.get(key) instanceof List<?> list && list.size() <= most) {
            return list;
        }
        throw headerFault("%s of tensor '%s' is not readable; expected at most %s numbers".formatted(key, name, most));
    }

    private long count(String name, String key, @Nullable Object value) throws FormatException {
        if (value instanceof Long number && number >= 0) {
            return number;
        }
        throw headerFault(
                "%s of tensor '%s' holds %s; expected whole numbers of at least 0".formatted(key, name, value));
    }

    /// Tensors fill the rest of the file: each begins where the one before ends.
    private void checkPlaces(List<Entry> entries, long available) throws FormatException {
        long expected = 0;
        for (Entry entry : entries) {
            if (entry.begin() != expected) {
                throw headerFault("tensor '%s' begins at %s; expected %s, where the one before ends"
                        .formatted(entry.name(), entry.begin(), expected));
            }
            expected = entry.end();
        }
        if (expected != available) {
            throw fault(
                    -1,
                    "%s bytes of tensors do not fit the %s bytes of the file that are left; expected as many. Is it cut off?"
                            .formatted(expected, available));
        }
    }

    private Safetensors safetensors(List<Entry> entries, long start, Map<String, String> metadata) throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        Map<String, String> unread = new LinkedHashMap<>();
        for (Entry entry : entries) {
            try {
                tensors.put(entry.name(), tensor(entry, entry.type().orElseThrow(), start + entry.begin()));
            } catch (NoSuchElementException | ArithmeticException _) {
                unread.put(entry.name(), entry.dtype());
            }
        }
        return new Safetensors(tensors, metadata, unread);
    }

    private Tensor tensor(Entry entry, StoredType type, long position) throws IOException {
        Tensor tensor = Tensor.zeros(type.precision, entry.shape());
        int chunk = CHUNK_BYTES / type.bytes;
        for (int from = 0; from < tensor.size(); from += chunk) {
            int count = Math.min(chunk, tensor.size() - from);
            ByteBuffer numbers = readBytes(position + (long) from * type.bytes, count * type.bytes);
            for (int i = from; i < from + count; i++) {
                tensor.setStored(Tensor.storedOffset(entry.shape(), i), type.next(numbers));
            }
        }
        return tensor;
    }

    private ByteBuffer readBytes(long position, int count) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (content.read(buffer, position + buffer.position()) < 0) {
                throw new EOFException(file + ": the file became shorter while it was read");
            }
        }
        return buffer.flip();
    }

    /// A file that is no safetensors file from its first bytes on.
    private FormatException foreign(long offset, String reason) throws IOException {
        byte[] start =
                readBytes(0, (int) Math.min(ForeignFile.START, content.size())).array();
        String said = ForeignFile.reason(start, "a safetensors file", reason);
        return fault(said.equals(reason) ? offset : -1, said);
    }

    private FormatException headerFault(String reason) {
        return fault(Safetensors.LENGTH_BYTES, reason);
    }

    private FormatException fault(long offset, String reason) {
        return new FormatException(file, offset, reason);
    }
}
