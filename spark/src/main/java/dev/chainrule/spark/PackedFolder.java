package dev.chainrule.spark;

import dev.chainrule.format.AtomicFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serial;
import java.io.Serializable;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/// The files of a folder as bytes, to be sent.
final class PackedFolder implements Serializable {
    @Serial
    private static final long serialVersionUID = 1L;

    private final byte[] zipped;

    /// @param zipped the files as a ZIP file
    PackedFolder(byte[] zipped) {
        this.zipped = zipped.clone();
    }

    /// The files as a ZIP file.
    byte[] zipped() {
        return zipped.clone();
    }

    /// No file.
    static PackedFolder empty() {
        return new PackedFolder(new byte[0]);
    }

    /// Packs the files of a folder.
    ///
    /// @param last names of files that are written last when they are unpacked, in this order, since they say that
    /// the others are there
    static PackedFolder of(Path folder, List<String> last) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes);
                Stream<Path> files = Files.list(folder)) {
            zip.setLevel(Deflater.NO_COMPRESSION); // weights gain little by it
            Comparator<String> order =
                    Comparator.<String>comparingInt(last::indexOf).thenComparing(name -> name);
            for (String name : files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .sorted(order)
                    .toList()) {
                zip.putNextEntry(new ZipEntry(name));
                Files.copy(folder.resolve(name), zip);
            }
        }
        return new PackedFolder(bytes.toByteArray());
    }

    /// Writes the files into a folder, each of them wholly or not at all.
    ///
    /// @throws IOException if they cannot be written, or a name is none of a file of the folder
    void unpack(Path folder) throws IOException {
        Files.createDirectories(folder);
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(zipped))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path file = folder.resolve(entry.getName());
                if (!folder.equals(file.getParent()) || file.endsWith("..")) {
                    throw new IOException("a packed folder has a file '%s'; expected names without folders"
                            .formatted(entry.getName()));
                }
                AtomicFile.write(file, channel -> zip.transferTo(Channels.newOutputStream(channel)));
            }
        }
    }
}
