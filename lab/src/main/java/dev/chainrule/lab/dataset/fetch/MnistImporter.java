package dev.chainrule.lab.dataset.fetch;

import dev.chainrule.lab.dataset.CanonicalFile;
import dev.chainrule.lab.dataset.DataFileException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Reads the four IDX files of MNIST, plain or as `.gz`; a dot instead of the dash before `idx` is understood too.
final class MnistImporter implements Importer {
    private final Path folder;
    private final List<CanonicalFile> files;

    /// @param folder where canonical files are written
    /// @param files the canonical files
    MnistImporter(Path folder, List<CanonicalFile> files) {
        this.folder = folder;
        this.files = files;
    }

    @Override
    public void accept(String name, InputStream content, long size) throws IOException {
        boolean packed = name.endsWith(".gz");
        String plain = (packed ? name.substring(0, name.length() - 3) : name).replace(".idx", "-idx");
        for (CanonicalFile file : files) {
            if (file.name().equals(plain)) {
                copy(name, packed ? new GzipSource(content, name) : content, file);
            }
        }
    }

    /// Copies one byte more than there should be at most, so that a longer file is seen without reading all of it.
    private void copy(String name, InputStream content, CanonicalFile file) throws IOException {
        long copied = 0;
        try (OutputStream out = Files.newOutputStream(folder.resolve(file.name()))) {
            byte[] buffer = new byte[1 << 16];
            int read = 0;
            while (read >= 0 && copied <= file.bytes()) {
                out.write(buffer, 0, read);
                read = content.read(buffer, 0, (int) Math.min(buffer.length, file.bytes() + 1 - copied));
                copied += Math.max(0, read);
            }
        }
        if (copied != file.bytes()) {
            throw new DataFileException(
                    name,
                    -1,
                    copied > file.bytes()
                            ? "more than %s bytes do not fit %s".formatted(file.bytes(), file.name())
                            : "length %s does not fit %s bytes of %s".formatted(copied, file.bytes(), file.name()));
        }
    }

    @Override
    public void finish() {}
}
