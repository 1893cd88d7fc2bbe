package dev.chainrule.format;

import dev.chainrule.settings.PlainText;
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
    /// The values that describe a tensor are at most 14; more than these are not read.
    private static final int VALUES_OF_A_TENSOR = 64;

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

    /// Opens a file of which every byte is as [Safetensors#writeSealed] wrote it.
    static SafetensorsReader openSealed(Path file) throws IOException {
        SafetensorsReader reader = open(file);
        try {
            Seal.check(((OnDisk) reader.content).channel(), reader.file);
        } catch (IOException | RuntimeException e) {
            reader.close();
            throw e;
        }
        return reader;
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
    private record Entry(Place place, String dtype, Optional<StoredType> type, Shape shape, long begin, long end) {}

    Safetensors read() throws IOException {
        long length = content.size();
        if (length < Safetensors.LENGTH_BYTES) {
            throw foreign(
                    -1, "length " + length + " does not fit a header length of 8 bytes; expected a safetensors file");
        }
        long header = readBytes(0, Safetensors.LENGTH_BYTES).getLong();
        long available = length - Safetensors.LENGTH_BYTES;
        if (header < 2 || header > Math.min(Limits.SAFETENSORS_HEADER_BYTES, available)) {
            throw foreign(
                    0,
                    "header length %s does not fit a file of %s bytes; expected 2 to %s"
                            .formatted(
                                    Long.toUnsignedString(header),
                                    length,
                                    Math.min(Limits.SAFETENSORS_HEADER_BYTES, available)));
        }
        Header read = header((int) header);
        checkPlaces(read.entries, available - header);
        return safetensors(read.entries, Safetensors.LENGTH_BYTES + header, read.metadata);
    }

    /// All that a header says, in the order of the file's numbers. It is taken in tensor by tensor: as a whole, its
    /// values would take a dozen times its length.
    private record Header(List<Entry> entries, Map<String, String> metadata) {}

    private Header header(int length) throws IOException {
        byte[] json = readBytes(Safetensors.LENGTH_BYTES, length).array();
        if (json[0] != '{') {
            throw foreign(Safetensors.LENGTH_BYTES, "the header does not start with '{'; expected a safetensors file");
        }
        Header header = new Header(new ArrayList<>(), new LinkedHashMap<>());
        new JsonReader(json, file, Safetensors.LENGTH_BYTES)
                .members(
                        name -> name.equals(Safetensors.METADATA) ? 1 + Limits.METADATA : VALUES_OF_A_TENSOR,
                        (name, value, at) -> {
                            if (name.equals(Safetensors.METADATA)) {
                                metadata(value, at, header.metadata);
                            } else {
                                header.entries.add(entry(new Place(name, at), value));
                            }
                            if (header.entries.size() > Limits.TENSORS) {
                                throw fault(
                                        at, "the header names too many tensors; expected at most " + Limits.TENSORS);
                            }
                        });
        header.entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        return header;
    }

    private void metadata(@Nullable Object value, long at, Map<String, String> metadata) throws FormatException {
        if (!(value instanceof Map<?, ?> map)) {
            throw fault(at, Safetensors.METADATA + " is no object; expected text by key");
        }
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (!(entry.getValue() instanceof String text)) {
                String key = PlainText.name((String) entry.getKey());
                throw fault(at, "metadata '%s' is no text; expected a string".formatted(key));
            }
            metadata.put((String) entry.getKey(), text);
        }
    }

    /// Where the header speaks of a tensor.
    private record Place(String name, long at) {
        String printed() {
            return PlainText.name(name);
        }
    }

    private Entry entry(Place place, @Nullable Object value) throws FormatException {
        if (place.name.length() > Limits.NAME_CHARACTERS) {
            throw fault(
                    place.at,
                    "name '%s' has %s characters; expected at most %s"
                            .formatted(place.printed(), place.name.length(), Limits.NAME_CHARACTERS));
        }
        if (!(value instanceof Map<?, ?> info) || !info.keySet().equals(KEYS)) {
            throw fault(
                    place.at,
                    "tensor '%s' is not described rightly; expected dtype, shape and data_offsets"
                            .formatted(place.printed()));
        }
        if (!(info.get("dtype") instanceof String dtype) || dtype.length() > Limits.NAME_CHARACTERS) {
            throw fault(
                    place.at,
                    "dtype %s of tensor '%s' is no text, or a long one; expected a type such as F32"
                            .formatted(PlainText.name(String.valueOf(info.get("dtype"))), place.printed()));
        }
        Shape shape = shape(place, list(place, "shape", info, Limits.AXES));
        List<?> offsets = list(place, "data_offsets", info, 2);
        if (offsets.size() != 2) {
            throw fault(
                    place.at,
                    "tensor '%s' has other data_offsets than two; expected begin and end".formatted(place.printed()));
        }
        long begin = count(place, "data_offsets", offsets.getFirst());
        long end = count(place, "data_offsets", offsets.getLast());
        Optional<StoredType> type = StoredType.named(dtype);
        long bytes = type.map(known -> (long) shape.size() * known.bytes).orElse(Math.max(0, end - begin));
        if (end - begin != bytes) {
            throw fault(
                    place.at,
                    "tensor '%s' of %s bytes does not fit offsets %s to %s; expected a difference of %s"
                            .formatted(place.printed(), bytes, begin, end, bytes));
        }
        return new Entry(place, dtype, type, shape, begin, end);
    }

    private Shape shape(Place place, List<?> extents) throws FormatException {
        int[] narrow = new int[extents.size()];
        long size = 1;
        for (int i = 0; i < narrow.length; i++) {
            long extent = count(place, "shape", extents.get(i));
            size = Shape.elements(size, Math.max(1, extent)); // an axis of 0 hides none of the others
            narrow[i] = (int) Math.min(extent, Integer.MAX_VALUE);
        }
        if (size > Shape.MOST_ELEMENTS) {
            throw fault(
                    place.at,
                    "tensor '%s' has more elements than fit one tensor; expected at most %s"
                            .formatted(place.printed(), Shape.MOST_ELEMENTS));
        }
        return Shape.of(narrow);
    }

    private List<?> list(Place place, String key, Map<?, ?> info, int most) throws FormatException {
        if (info.get(key) instanceof List<?> list && list.size() <= most) {
            return list;
        }
        throw fault(
                place.at,
                "%s of tensor '%s' is not readable; expected at most %s numbers".formatted(key, place.printed(), most));
    }

    private long count(Place place, String key, @Nullable Object value) throws FormatException {
        if (value instanceof Long number && number >= 0) {
            return number;
        }
        throw fault(
                place.at,
                "%s of tensor '%s' holds %s; expected whole numbers of at least 0"
                        .formatted(key, place.printed(), PlainText.name(String.valueOf(value))));
    }

    /// Tensors fill the rest of the file: each begins where the one before ends.
    private void checkPlaces(List<Entry> entries, long available) throws FormatException {
        long expected = 0;
        for (Entry entry : entries) {
            if (entry.begin() != expected) {
                throw fault(
                        entry.place.at,
                        "tensor '%s' begins at %s; expected %s, where the one before ends"
                                .formatted(entry.place.printed(), entry.begin(), expected));
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
                tensors.put(entry.place.name, tensor(entry, entry.type().orElseThrow(), start + entry.begin()));
            } catch (NoSuchElementException | ArithmeticException _) {
                unread.put(entry.place.name, entry.dtype());
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

    private FormatException fault(long offset, String reason) {
        return new FormatException(file, offset, reason);
    }
}
