package dev.chainrule.format;

import dev.chainrule.tensor.Tensor;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Named arrays in a file, as `np.savez` and `np.savez_compressed` write them and `np.load` reads them (`.npz`): a ZIP
/// archive of [NumpyFile]s.
///
/// ```java
/// NumpyArchive mine = NumpyArchive.read(Path.of("mine.npz"));
/// Tensor x = mine.tensors().get("x");
/// NumpyArchive.write(Path.of("weights.npz"), Map.of("W1", weight, "b1", bias));
/// ```
///
/// What such a file says of its own size is not believed: its numbers may take a hundred times the length of the file,
/// or 64 MiB if that is more ([Limits]).
///
/// @param tensors by name, in the order of the file
/// @param texts single texts by name, such as `mode='train'`
/// @param types of all arrays that were read, by name, as NumPy writes them, for example `<f4`
/// @param unread what else is in the file: why it is not read, by its name
public record NumpyArchive(
        Map<String, Tensor> tensors, Map<String, String> texts, Map<String, String> types, Map<String, String> unread) {
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    /// Copies the maps, not the tensors.
    public NumpyArchive {
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
        texts = Collections.unmodifiableMap(new LinkedHashMap<>(texts));
        types = Collections.unmodifiableMap(new LinkedHashMap<>(types));
        unread = Collections.unmodifiableMap(new LinkedHashMap<>(unread));
    }

    /// Arrays to be judged or written, of the types that they are written in.
    public NumpyArchive(Map<String, Tensor> tensors) {
        this(tensors, Map.of(), types(tensors), Map.of());
    }

    private static Map<String, String> types(Map<String, Tensor> tensors) {
        Map<String, String> types = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> types.put(name, NumpyFile.type(tensor.precision())));
        return types;
    }

    /// Reads a file. Arrays of other things than numbers are [#unread]; whatever is damaged refuses the whole file.
    ///
    /// @throws FormatException if the content is not what the format demands, or holds no array at all
    /// @throws IOException if the file cannot be read
    public static NumpyArchive read(Path file) throws IOException {
        return NumpyArchiveReader.read(file);
    }

    /// Writes a compressed file, wholly or not at all; the same arrays give the same bytes.
    ///
    /// @throws IOException if it cannot be written; a file that was there before is then as it was
    public static void write(Path file, Map<String, Tensor> tensors) throws IOException {
        AtomicFile.write(file, channel -> write(channel, tensors));
    }

    private static void write(WritableByteChannel channel, Map<String, Tensor> tensors) throws IOException {
        ZipOutputStream zip = new ZipOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel)));
        for (Map.Entry<String, Tensor> named : tensors.entrySet()) {
            ZipEntry entry = new ZipEntry(named.getKey() + NumpyArchiveReader.ENDING);
            entry.setTimeLocal(NO_TIME);
            zip.putNextEntry(entry);
            NumpyFile.write(Channels.newChannel(zip), named.getValue());
            zip.closeEntry();
        }
        zip.finish();
        zip.flush();
    }
}
