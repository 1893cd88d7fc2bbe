package dev.chainrule.format;

import dev.chainrule.settings.PlainText;
import dev.chainrule.tensor.Tensor;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/// Reads one archive: first what its list says, wholly checked, then array by array.
final class NumpyArchiveReader {
    static final String ENDING = ".npy";
    private static final String EXPECTED = "an archive as np.savez writes it (.npz)";
    private static final Pattern ELSEWHERE =
            Pattern.compile("[/\\\\].*+|[a-zA-Z]:.*+|(?:.*[/\\\\])?\\.\\.(?:[/\\\\].*+)?", Pattern.DOTALL);

    private final String file;
    private final long most;
    private long taken; // of it, by the tensors read so far
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final Map<String, String> texts = new LinkedHashMap<>();
    private final Map<String, String> types = new LinkedHashMap<>();
    private final Map<String, String> unread = new LinkedHashMap<>();

    private NumpyArchiveReader(Path file, long length) {
        this.file = file.toString();
        most = Math.max(Limits.NUMPY_ARCHIVE_BYTES, Limits.NUMPY_ARCHIVE_EXPANSION * length);
    }

    static NumpyArchive read(Path file) throws IOException {
        NumpyFile.requireFile(file, EXPECTED);
        byte[] start = start(file);
        NumpyArchiveReader reader = new NumpyArchiveReader(file, Files.size(file));
        if (!new String(start, StandardCharsets.ISO_8859_1).startsWith("PK")) {
            String otherwise = "the file does not begin with PK; expected " + EXPECTED;
            throw new FormatException(reader.file, -1, ForeignFile.reason(start, EXPECTED, otherwise));
        }
        ZipDirectory.check(file);
        try (ZipFile zip = new ZipFile(file.toFile(), StandardCharsets.UTF_8)) {
            return reader.read(zip);
        } catch (ZipException | EOFException e) {
            throw new FormatException(reader.file, -1, reason(e));
        }
    }

    private static byte[] start(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(ForeignFile.START);
        }
    }

    private static String reason(IOException damage) {
        String message = PlainText.name(String.valueOf(damage.getMessage()));
        if (message.contains("encrypted")) {
            return "the archive is encrypted; expected " + EXPECTED;
        } else if (message.contains("compression method")) {
            return "the archive is packed by another method than deflate; expected " + EXPECTED;
        }
        return "the archive is damaged (" + message + "). Is it cut off?";
    }

    private NumpyArchive read(ZipFile zip) throws IOException {
        if (zip.size() > Limits.NUMPY_MEMBERS) {
            throw new FormatException(
                    file,
                    -1,
                    "%s entries are too many; expected at most %s".formatted(zip.size(), Limits.NUMPY_MEMBERS));
        }
        List<? extends ZipEntry> entries = zip.stream().toList();
        long total = 0;
        Map<String, ZipEntry> named = new LinkedHashMap<>();
        for (ZipEntry entry : entries) {
            total += Math.min(entry.getSize(), Long.MAX_VALUE / Limits.NUMPY_MEMBERS);
            if (total > most || entry.getSize() > Limits.INFLATED_PER_BYTE * (entry.getCompressedSize() + 1)) {
                throw new FormatException(
                        where(entry),
                        -1,
                        "%s bytes unpacked do not fit a file of this length; expected at most %s in all"
                                .formatted(total, most));
            }
            requireName(entry);
            if (named.put(name(entry), entry) != null) {
                throw new FormatException(where(entry), -1, "the name occurs twice; expected once");
            }
        }
        for (Map.Entry<String, ZipEntry> entry : named.entrySet()) {
            read(zip, entry.getKey(), entry.getValue());
        }
        if (types.isEmpty() && unread.isEmpty()) {
            throw new FormatException(file, -1, "the archive is empty; expected " + EXPECTED);
        } else if (types.isEmpty()) {
            Map.Entry<String, String> first = unread.entrySet().iterator().next();
            throw new FormatException(
                    file,
                    -1,
                    "no array can be read. '%s': %s".formatted(PlainText.name(first.getKey()), first.getValue()));
        }
        return new NumpyArchive(tensors, texts, types, unread);
    }

    /// Nothing is unpacked to a folder here, but names of tensors become names of files elsewhere.
    private void requireName(ZipEntry entry) throws FormatException {
        String name = entry.getName();
        boolean plain = PlainText.line(name).equals(name);
        if (!plain
                || name.length() > Limits.NAME_CHARACTERS
                || ELSEWHERE.matcher(name).matches()) {
            throw new FormatException(
                    where(entry),
                    -1,
                    "the name leads elsewhere, is no plain text or has more than %s characters; expected that of an array"
                            .formatted(Limits.NAME_CHARACTERS));
        }
    }

    private static String name(ZipEntry entry) {
        String name = entry.getName();
        return name.endsWith(ENDING) ? name.substring(0, name.length() - ENDING.length()) : name;
    }

    private String where(ZipEntry entry) {
        return file + ", " + PlainText.name(entry.getName());
    }

    private void read(ZipFile zip, String name, ZipEntry entry) throws IOException {
        CRC32 sum = new CRC32();
        try (InputStream in = new CheckedInputStream(new Limited(zip.getInputStream(entry), entry.getSize()), sum)) {
            NumpyReader reader = new NumpyReader(where(entry), in, entry.getSize());
            if (!entry.getName().endsWith(ENDING)) {
                unread.put(name, "it is no array; expected the ending .npy");
                return;
            }
            NumpyHeader header = reader.header();
            if (header.type().isPresent()) {
                requireMemory(entry, header);
                tensors.put(name, reader.tensor(header));
            } else if (NumpyReader.isText(header)) {
                texts.put(name, reader.text(header));
            } else {
                unread.put(name, header.unreadable());
                return;
            }
            types.put(name, header.dtype());
            if (in.read() >= 0) {
                throw new FormatException(where(entry), -1, "it unpacks to more bytes than it says");
            }
            if (sum.getValue() != entry.getCrc()) {
                throw new FormatException(where(entry), -1, "the check sum (CRC-32) is another. The file is damaged");
            }
        } catch (ZipException | EOFException e) {
            throw new FormatException(where(entry), -1, reason(e));
        }
    }

    private void requireMemory(ZipEntry entry, NumpyHeader header) throws FormatException {
        int each =
                header.type().map(type -> Safetensors.bytesOf(type.precision)).orElse(0);
        taken += (long) header.shape().size() * each;
        if (taken > most) {
            throw new FormatException(
                    where(entry),
                    -1,
                    "%s bytes of numbers do not fit a file of this length; expected at most %s in all"
                            .formatted(taken, most));
        }
    }

    /// Ends one byte behind what was said, so that it is seen that there is more.
    private static final class Limited extends FilterInputStream {
        private long left;

        Limited(InputStream in, long said) {
            super(in);
            left = said + 1;
        }

        @Override
        public int read() throws IOException {
            return left-- > 0 ? in.read() : -1;
        }

        @Override
        public int read(byte[] into, int from, int count) throws IOException {
            int read = left <= 0 ? -1 : in.read(into, from, (int) Math.min(count, left));
            left -= Math.max(0, read);
            return read;
        }
    }
}
